import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import { checkReceipt } from "../../fiscal/document/check.ts";
import type { Operator } from "../access/operator.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import { WAITING_DOCUMENTS_MAX } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { fiscalReceipt } from "../receipt/fiscal-receipt.ts";
import { livePositions, receiptTotals, type ReceiptTotals } from "../receipt/receipt-totals.ts";
import type { FiscalJob, Receipt } from "../receipt/receipt.ts";
import { headJobs, MAIN_REGISTRAR } from "../shift/book.ts";
import { openShiftFault } from "../shift/decide-shift.ts";
import { freeCashKop } from "../shift/free-cash.ts";
import { documentWhenPaid } from "./document-when-paid.ts";
import { hasOpenCardOperation, paidKop, type CardTender, type Tender } from "./tender.ts";

/** Cash: null = exactly what is due. More than is due gives change (sale only). */
export function payCash(state: TillState, command: CoreCommandOf<"payCash">, context: DecideContext): Decision {
  const payable = payableReceipt(state, context);
  if (!payable.ok) return payable;
  const { receipt, dueKop } = payable.value;
  const amountKop = command.amountKop ?? dueKop;
  if (amountKop <= 0) return refuse(appError("RCP439"));
  if (receipt.kind === "sale" && amountKop > dueKop + context.settings.changeLimitKop) {
    return refuse(appError("RCP423", { given: formatKop(amountKop), due: formatKop(dueKop) }));
  }
  if (receipt.kind === "refund") {
    if (amountKop !== dueKop) return refuse(appError("RCP423", { given: formatKop(amountKop), due: formatKop(dueKop) }));
    const freeKop = freeCashKop(state, MAIN_REGISTRAR);
    if (amountKop > freeKop) {
      return refuse(appError("RCP433", { drawer: formatKop(freeKop), amount: formatKop(amountKop) }));
    }
  }
  const consent = consentToCash(state, receipt, amountKop, context);
  if (!consent.ok) return consent;
  const tender: Tender = { id: context.newId(), kind: "cash", amountKop };
  return events(...consent.value, { type: "cashTendered", tenderId: tender.id, amountKop }, ...whenPaid(state, receipt, tender, context));
}

/** Money paid by card goes back to the card; in cash only with the consent that a refund without receipt needs. */
function consentToCash(
  state: TillState,
  { original }: Receipt,
  amountKop: Kopecks,
  context: DecideContext,
): Result<readonly TillEvent[], AppError> {
  if (original === null || amountKop <= original.cash.paidKop - original.cash.returnedKop) return ok([]);
  const consent = authorise(state, context, "refund-without-receipt");
  return consent.ok ? ok(consent.value.events) : consent;
}

/** Card: null = all that is due. The operation id is committed before the terminal hears of it. */
export function payCard(state: TillState, command: CoreCommandOf<"payCard">, context: DecideContext): Decision {
  const payable = payableReceipt(state, context);
  if (!payable.ok) return payable;
  const { receipt, dueKop } = payable.value;
  if (!context.settings.hasCardTerminal) return refuse(appError("RCP455"));
  const card = receipt.original === null ? null : returnableCard(receipt);
  const limitKop = kopecks(card === null ? dueKop : Math.min(dueKop, card.leftKop));
  const amountKop = command.amountKop ?? limitKop;
  if (amountKop > dueKop) return refuse(appError("RCP424", { due: formatKop(dueKop) }));
  if (amountKop > limitKop || limitKop === 0) return refuse(appError("RCP434", { limit: formatKop(limitKop) }));
  if (amountKop <= 0) return refuse(appError("RCP439"));
  return events({ type: "cardRequested", tenderId: context.newId(), amountKop, originalRrn: card?.rrn ?? null });
}

/** The first card of the sale that something is left to go back to; one tender for each. */
function returnableCard({ original, tenders }: Receipt): { readonly rrn: string | null; readonly leftKop: number } {
  for (const { rrn, paidKop: paid, returnedKop } of original?.cards ?? []) {
    const inThisRefund = tenders.reduce(
      (sum, tender) => sum + (tender.kind === "card" && tender.originalRrn === rrn && isTaken(tender) ? tender.amountKop : 0),
      0,
    );
    const leftKop = paid - returnedKop - inThisRefund;
    if (leftKop > 0) return { rrn, leftKop };
  }
  return { rrn: null, leftKop: 0 };
}

function isTaken({ state }: CardTender): boolean {
  return state !== "declined" && state !== "reversed";
}

/** What the bank terminal said of a charge (or, on a refund, of the refund). */
export function cardAnswered(state: TillState, command: CoreCommandOf<"cardAnswered">, context: DecideContext): Decision {
  const found = cardTender(state, command.receiptId, command.tenderId);
  if (found === null || (found.tender.state !== "charging" && found.tender.state !== "unknown")) return events();
  const settled = settlement(command.outcome);
  if (settled.state === "unknown" && found.tender.state === "unknown") return events();
  const event: TillEvent = { type: "cardSettled", receiptId: command.receiptId, tenderId: command.tenderId, ...settled };
  if (settled.state !== "approved" || state.receipt?.id !== command.receiptId) return events(event);
  const approved: CardTender = { ...found.tender, state: "approved", approval: settled.approval, text: settled.text };
  return events(event, ...whenPaid(state, found.receipt, approved, context));
}

function settlement(outcome: CardOutcome): Pick<Extract<TillEvent, { type: "cardSettled" }>, "state" | "approval" | "text"> {
  switch (outcome.kind) {
    case "approved":
      return { state: "approved", approval: outcome.approval, text: outcome.approval.maskedPan };
    case "declined":
      return { state: "declined", approval: null, text: outcome.reason };
    case "failed":
      return { state: "declined", approval: null, text: outcome.error.code };
    case "unknown":
      return { state: "unknown", approval: null, text: outcome.error.code };
  }
}

/** The cashier goes back to the goods: cash is returned, each approved card gets its reversal. */
export function cancelPayment(state: TillState, command: CoreCommandOf<"cancelPayment">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const heads = headJobs(state).filter((job) => command.jobId === null || job.id === command.jobId);
  const given = heads.find((job) => job.state === "failed") ?? heads.find(isGivenUp);
  if (given !== undefined) return cancelFailed(given, context);
  if (command.jobId !== null) return refuse(appError("RCP428"));
  const receipt = state.receipt;
  if (receipt === null && heads.some((job) => job.purpose.kind === "receipt")) return refuse(appError("RCP428"));
  if (receipt === null || receipt.phase !== "paying") return refuse(appError("RCP427"));
  if (hasOpenCardOperation(receipt.tenders)) return refuse(appError("RCP425"));
  return events(cancelled(receipt, context));
}

/** Nothing of the document can have left: it failed for sure, or it still waits for a registrar that does not answer. */
export function isGivenUp(job: FiscalJob): boolean {
  return job.state === "failed" || (job.state === "waiting" && job.error !== null);
}

/** A document that the registrar surely did not register may still be given up; a paid receipt gives the money back. */
function cancelFailed(job: FiscalJob, context: DecideContext): Decision {
  const given: TillEvent = { type: "fiscalCancelled", jobId: job.id };
  return job.purpose.kind === "receipt" ? events(given, cancelled(job.purpose.receipt, context)) : events(given);
}

function cancelled(receipt: Receipt, context: DecideContext): TillEvent {
  const reversals = receipt.tenders
    .filter((tender): tender is CardTender => tender.kind === "card" && tender.state === "approved")
    .map((tender) => ({ tenderId: tender.id, reversalId: context.newId() }));
  return { type: "paymentCancelled", receiptId: receipt.id, reversals };
}

export function cardReversalAnswered(state: TillState, command: CoreCommandOf<"cardReversalAnswered">): Decision {
  const found = cardTender(state, command.receiptId, command.tenderId);
  if (found === null || found.tender.state !== "reversing" || command.outcome.kind !== "approved") return events();
  return events({ type: "cardReversed", receiptId: command.receiptId, tenderId: command.tenderId, approval: command.outcome.approval });
}

/** Everything that must hold before money is taken. */
function payableReceipt(state: TillState, context: DecideContext): Result<{ receipt: Receipt; dueKop: Kopecks }, AppError> {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = state.receipt;
  if (receipt === null) return err(appError("RCP401"));
  const fault = openShiftFault(state, MAIN_REGISTRAR, context.now) ?? goodsFault(receipt) ?? queueFault(state);
  if (fault !== null) return err(fault);
  if (hasOpenCardOperation(receipt.tenders)) return err(appError("RCP425"));
  const totals = receiptTotals(receipt, context.settings);
  const dueKop = kopecks(totals.totalKop - paidKop(receipt.tenders));
  if (dueKop <= 0) return err(appError("RCP426"));
  const unlawful = lawFault(receipt, totals, dueKop, consent.value.operator, context);
  return unlawful === null ? ok({ receipt, dueKop }) : err(unlawful);
}

/** The whole document is held against the law before any money is taken, as if the rest were paid in cash. */
function lawFault(receipt: Receipt, totals: ReceiptTotals, dueKop: Kopecks, operator: Operator, context: DecideContext): AppError | null {
  const { settings, now } = context;
  const rest: Tender = { id: "", kind: "cash", amountKop: dueKop };
  const document = fiscalReceipt({ ...receipt, tenders: [...receipt.tenders, rest] }, totals, operator, settings);
  const date = localDate(now, settings.utcOffsetMinutes);
  const [{ ffd, permittedTaxSystems }] = settings.sellers;
  const permitted = permittedTaxSystems === null ? {} : { permittedTaxSystems };
  return checkReceipt(document, { ffd, date, ...permitted })[0]?.error ?? null;
}

function goodsFault(receipt: Receipt): AppError | null {
  const live = livePositions(receipt);
  if (live.length === 0) return appError("RCP420");
  const checking = live.filter((position) => position.marking?.state === "checking").length;
  if (checking > 0) return appError("RCP421", { count: checking });
  const barred = live.find((position) => position.marking !== null && position.marking.state !== "allowed");
  if (barred === undefined) return null;
  return appError(barred.marking?.state === "ask-senior" ? "RCP456" : "RCP422", { line: barred.line });
}

function queueFault(state: TillState): AppError | null {
  const blocked = state.jobs.length >= WAITING_DOCUMENTS_MAX || state.jobs.some((job) => job.state === "failed");
  return blocked ? appError("RCP409") : null;
}

/** The last tender may complete the payment. */
function whenPaid(state: TillState, receipt: Receipt, last: Tender, context: DecideContext): readonly TillEvent[] {
  const tenders = [...receipt.tenders.filter((tender) => tender.id !== last.id), last];
  return state.operator === null ? [] : documentWhenPaid({ ...receipt, tenders }, state.operator, context);
}

function cardTender(state: TillState, receiptId: string, tenderId: string): { receipt: Receipt; tender: CardTender } | null {
  const receipt = [state.receipt, ...state.held.map((held) => held.receipt)].find((each) => each?.id === receiptId);
  const tender = receipt?.tenders.find((each): each is CardTender => each.kind === "card" && each.id === tenderId);
  return receipt && tender ? { receipt, tender } : null;
}
