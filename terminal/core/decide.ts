import { confirmAge } from "../alcohol/age-check.ts";
import { appError } from "../../config/errors/index.ts";
import { chequeAnswered, chequeAsk, chequeSend, recordSlip, undoAnswered, undoSend } from "../alcohol/cheque/decide-cheque.ts";
import { unreachable } from "../../config/result.ts";
import { fiscalDelay, fiscalDone, fiscalNotDone, fiscalStart, fiscalUndecided, parkFiscal, retryFiscal } from "../effects/decide-fiscal.ts";
import { settleUnresolved, verdictRecheck } from "../effects/decide-verdict.ts";
import {
  addPosition,
  allowMarkedLine,
  changeQuantity,
  discountLine,
  discountReceipt,
  setNextQuantity,
  voidLine,
} from "../receipt/decide-positions.ts";
import {
  attachCustomer,
  detachCustomer,
  holdReceipt,
  recallReceipt,
  redeemPoints,
  refusedCode,
  setBuyerContact,
  voidReceipt,
} from "../receipt/decide-receipt.ts";
import { registerCorrection } from "../receipt/decide-correction.ts";
import { openAdvance, openCertificate, openCreditPayment } from "../receipt/decide-money.ts";
import { openHandOver, openPurchase, setBuyer, setPaper, setSettlement } from "../receipt/decide-settlement.ts";
import { payCredit, payPrepaid } from "../tender/decide-deal-payment.ts";
import { setParts } from "../receipt/decide-parts.ts";
import { returnWithoutCode } from "../receipt/decide-returned-codes.ts";
import { closeKeg, connectKeg } from "../tap/decide-keg.ts";
import { openRefund } from "../receipt/decide-refund.ts";
import { bookOf } from "../shift/book.ts";
import { differing, figurePairs } from "../shift/counters.ts";
import { closeShift, moveCash, openShift, xReport } from "../shift/decide-shift.ts";
import { cardReturnAnswered, retryCardReturn, settleCardReturn } from "../tender/decide-card-return.ts";
import { cancelPayment, cardAnswered, cardReversalAnswered, payCard, payCash } from "../tender/decide-payment.ts";
import type { CoreCommand, CoreCommandOf } from "./command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "./context.ts";
import { unfinishedReceipts, type TillState } from "./state.ts";

/**
 * The one place where commands become events: pure, whole, the same for screen, scanner, API, effects and simulator.
 * An error means that nothing happened; an empty list that nothing needs to.
 */
export function decide(state: TillState, command: CoreCommand, context: DecideContext): Decision {
  switch (command.type) {
    case "signIn":
      return state.operator?.id === command.operator.id
        ? events()
        : events({ type: "signedIn", operator: command.operator, by: command.by });
    case "signOut":
      return state.receipt?.phase === "paying" ? refuse(appError("RCP446")) : events({ type: "signedOut" });
    case "recordFailedSignIn":
      return events({ type: "signInFailed", staffId: command.staffId, count: command.count, lockedUntil: command.lockedUntil });
    case "addPosition":
      return addPosition(state, command, context);
    case "setNextQuantity":
      return setNextQuantity(state, command, context);
    case "changeQuantity":
      return changeQuantity(state, command, context);
    case "voidLine":
      return voidLine(state, command, context);
    case "discountLine":
      return discountLine(state, command, context);
    case "discountReceipt":
      return discountReceipt(state, command, context);
    case "confirmAge":
      return confirmAge(state, command, context);
    case "setParts":
      return setParts(state, command, context);
    case "returnWithoutCode":
      return returnWithoutCode(state, command, context);
    case "connectKeg":
      return connectKeg(state, command, context);
    case "closeKeg":
      return closeKeg(state, command, context);
    case "allowMarkedLine":
      return allowMarkedLine(state, command, context);
    case "markChecked":
      return markChecked(state, command);
    case "voidReceipt":
      return voidReceipt(state, command, context);
    case "holdReceipt":
      return holdReceipt(state, context);
    case "recallReceipt":
      return recallReceipt(state, command, context);
    case "attachCustomer":
      return attachCustomer(state, command, context);
    case "detachCustomer":
      return detachCustomer(state, context);
    case "redeemPoints":
      return redeemPoints(state, command, context);
    case "setBuyerContact":
      return setBuyerContact(state, command, context);
    case "openRefund":
      return openRefund(state, command, context);
    case "setBuyer":
      return setBuyer(state, command, context);
    case "setPaper":
      return setPaper(state, command, context);
    case "setSettlement":
      return setSettlement(state, command, context);
    case "openAdvance":
      return openAdvance(state, command, context);
    case "openCertificate":
      return openCertificate(state, command, context);
    case "openCreditPayment":
      return openCreditPayment(state, command, context);
    case "openHandOver":
      return openHandOver(state, command, context);
    case "openPurchase":
      return openPurchase(state, context);
    default:
      return decideMoney(state, command, context);
  }
}

type MoneyCommand = Exclude<
  CoreCommand,
  CoreCommandOf<
    | "signIn"
    | "signOut"
    | "recordFailedSignIn"
    | "addPosition"
    | "setNextQuantity"
    | "changeQuantity"
    | "voidLine"
    | "discountLine"
    | "discountReceipt"
    | "setParts"
    | "returnWithoutCode"
    | "connectKeg"
    | "closeKeg"
    | "allowMarkedLine"
    | "confirmAge"
    | "markChecked"
    | "voidReceipt"
    | "holdReceipt"
    | "recallReceipt"
    | "attachCustomer"
    | "detachCustomer"
    | "redeemPoints"
    | "setBuyerContact"
    | "openRefund"
    | "setBuyer"
    | "setPaper"
    | "setSettlement"
    | "openAdvance"
    | "openCertificate"
    | "openCreditPayment"
    | "openHandOver"
    | "openPurchase"
  >
>;

/** Payment, shift, and what came of fiscal documents. */
function decideMoney(state: TillState, command: MoneyCommand, context: DecideContext): Decision {
  switch (command.type) {
    case "payCash":
      return payCash(state, command, context);
    case "payCard":
      return payCard(state, command, context);
    case "payPrepaid":
      return payPrepaid(state, command, context);
    case "payCredit":
      return payCredit(state, command, context);
    case "registerCorrection":
      return registerCorrection(state, command, context);
    case "cancelPayment":
      return cancelPayment(state, command, context);
    case "cardAnswered":
      return cardAnswered(state, command, context);
    case "cardReversalAnswered":
      return cardReversalAnswered(state, command);
    case "cardReturnAnswered":
      return cardReturnAnswered(state, command);
    case "retryCardReturn":
      return retryCardReturn(state, command, context);
    case "settleCardReturn":
      return settleCardReturn(state, command, context);
    case "openShift":
      return openShift(state, context);
    case "closeShift":
      return closeShift(state, command, context);
    case "xReport":
      return xReport(state, context);
    case "cashIn":
    case "cashOut":
      return moveCash(state, command, context);
    case "retryFiscal":
      return retryFiscal(state, command, context);
    case "parkFiscal":
      return parkFiscal(state, command, context);
    case "settleUnresolved":
      return settleUnresolved(state, command, context);
    case "chequeSend":
      return chequeSend(state, command, context);
    case "chequeAsk":
      return chequeAsk(state, command);
    case "chequeAnswered":
      return chequeAnswered(state, command);
    case "undoSend":
      return undoSend(state, command, context);
    case "undoAnswered":
      return undoAnswered(state, command);
    case "recordSlip":
      return recordSlip(state, command);
    case "fiscalStart":
      return fiscalStart(state, command, context);
    case "fiscalDelay":
      return fiscalDelay(state, command);
    case "fiscalDone":
      return fiscalDone(state, command, context);
    case "fiscalNotDone":
      return fiscalNotDone(state, command, context);
    case "fiscalUndecided":
      return fiscalUndecided(state, command);
    case "verdictRecheck":
      return verdictRecheck(state, command, context);
    case "recordPrinting":
      return recordPrinting(state, command);
    case "recordCounters":
      return recordCounters(state, command);
    case "closeCompleted":
      return state.completed?.shown === true ? events({ type: "completedClosed" }) : events();
    case "recordCopyPrinted":
      return events({ type: "copyPrinted", receiptId: command.receiptId });
    case "recordDrawerOpened":
      return recordDrawerOpened(state, command, context);
    default:
      return unreachable(command);
  }
}

/** The answer of the marking check reaches its line, wherever the receipt stands meanwhile; a refused line is struck out by itself. */
function markChecked(state: TillState, command: CoreCommandOf<"markChecked">): Decision {
  const receipt = unfinishedReceipts(state).find((each) => each.id === command.receiptId);
  const position = receipt?.positions.find((each) => each.line === command.line);
  if (receipt === undefined || position?.marking?.state !== "checking" || position.voided) return events();
  const { receiptId, line, decision, answer } = command;
  const decided = { type: "markDecided", receiptId, line, decision, answer } as const;
  if (decision.state !== "refused" || state.receipt?.id !== receiptId) return events(decided);
  return events(decided, refusedCode(receipt, line));
}

/** Seen on the registrar: what is owed is its last document, the till's last receipt as far as the till knows. */
function recordPrinting(state: TillState, { registrarId, isOwed }: CoreCommandOf<"recordPrinting">): Decision {
  if (isOwed === (bookOf(state, registrarId).printOwed !== null)) return events();
  if (!isOwed) return events({ type: "printFinished", registrarId });
  const last = state.completed?.registrarId === registrarId ? state.completed.fact : undefined;
  return events({ type: "printOwed", registrarId, fdNumber: last?.fiscal.fdNumber ?? null, receiptNumber: last?.number ?? null });
}

/** Journalled while they differ, and once when they agree again. */
function recordCounters(state: TillState, { registrarId, registrar }: CoreCommandOf<"recordCounters">): Decision {
  const { shift, drawerKop, check } = bookOf(state, registrarId);
  const isSame = differing(figurePairs(shift.totals, drawerKop, registrar)).length === 0;
  if (!isSame) return events({ type: "countersDiffered", registrarId, till: shift.totals, drawerKop, registrar });
  const isNews = check !== null && check.settledAt === null;
  return isNews ? events({ type: "countersAgreed", registrarId, till: shift.totals, drawerKop, registrar }) : events();
}

function recordDrawerOpened(state: TillState, command: CoreCommandOf<"recordDrawerOpened">, context: DecideContext): Decision {
  const consent = authorise(state, context, "open-drawer");
  if (!consent.ok) return consent;
  return events(...consent.value.events, { type: "drawerOpened", reason: command.reason, approvedBy: consent.value.approvedBy });
}
