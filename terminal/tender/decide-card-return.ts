import { appError } from "../../config/errors/index.ts";
import { kopecks, type Kopecks } from "../../config/money.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { CardReturn, ReturningPart } from "../receipt/purchase.ts";
import type { FiscalJob, PurchasePart, Receipt } from "../receipt/receipt.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import { cashierOf } from "../receipt/fiscal-receipt.ts";
import { cashFault } from "../shift/decide-shift.ts";
import { paidKop } from "./tender.ts";

/**
 * One seller's part of a purchase is surely not registered, and is given up while the others stand: its cash goes back over the
 * counter, and each card gets its share back by an operation of its own, whose id is in the journal before the bank hears of it.
 */
export function givePartBack(job: FiscalJob, receipt: Receipt, part: PurchasePart, context: DecideContext): TillEvent {
  const cards = receipt.tenders.flatMap((tender) =>
    tender.kind === "card"
      ? [{ tenderId: tender.id, refundId: context.newId(), amountKop: tender.amountKop, originalRrn: tender.approval?.rrn ?? null }]
      : [],
  );
  return {
    type: "partGivenBack",
    jobId: job.id,
    receiptId: receipt.id,
    number: receipt.number,
    purchaseId: part.purchaseId,
    sellerId: job.registrarId,
    cashBackKop: cashKept(receipt, context),
    cards,
  };
}

/** Cash of a part less the change that was given out of it. */
function cashKept(receipt: Receipt, { settings }: DecideContext): Kopecks {
  const cashKop = receipt.tenders.reduce((sum, tender) => (tender.kind === "cash" ? sum + tender.amountKop : sum), 0);
  const changeKop = paidKop(receipt.tenders) - receiptTotals(receipt, settings).totalKop;
  return kopecks(cashKop - changeKop);
}

export function cardReturnAnswered(state: TillState, command: CoreCommandOf<"cardReturnAnswered">): Decision {
  const { receiptId, refundId, outcome } = command;
  const card = returnOf(state, receiptId, refundId);
  if (card === undefined || card.state === "returned" || card.state === "refused") return events();
  // The cash is on its way to the customer: what the bank says now is heard again if that document comes to nothing.
  if (isPaidOut(state, receiptId)) return events();
  const settled = settlement(outcome);
  if (settled.state === "unknown" && card.state === "unknown") return events();
  return events({ type: "cardReturnSettled", receiptId, refundId, ...settled });
}

/** Asks the bank anew, under a new operation id: the refused one has done nothing. */
export function retryCardReturn(state: TillState, command: CoreCommandOf<"retryCardReturn">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const part = state.returning.find((each) => each.receiptId === command.receiptId);
  const refused = part?.cards.filter((card) => card.state === "refused") ?? [];
  if (part === undefined || refused.length === 0) return refuse(appError("RCP483"));
  const { receiptId, number } = part;
  if (isPaidOut(state, receiptId)) return refuse(appError("RCP484", { number }));
  return events(
    ...consent.value.events,
    ...refused.map(({ refundId }): TillEvent => ({ type: "cardReturnRepeated", receiptId, refundId, newRefundId: context.newId() })),
  );
}

/**
 * A senior's way out of a return that the bank refuses or doesn't answer: the money goes out of the drawer by a document of its own,
 * which ends the return when it is registered, or the person says that it is settled with the bank.
 */
export function settleCardReturn(state: TillState, command: CoreCommandOf<"settleCardReturn">, context: DecideContext): Decision {
  const consent = authorise(state, context, "settle-unresolved");
  if (!consent.ok) return consent;
  const part = state.returning.find((each) => each.receiptId === command.receiptId);
  if (part === undefined) return refuse(appError("RCP483"));
  const { receiptId, number } = part;
  if (isPaidOut(state, receiptId) || part.cards.some((card) => card.state === "asked")) return refuse(appError("RCP484", { number }));
  const { operator } = consent.value;
  const approvedBy = consent.value.approvedBy ?? operator.id;
  const { reason } = command;
  if (command.as === "settled-with-bank")
    return events(...consent.value.events, { type: "cardReturnDecided", receiptId, approvedBy, reason });
  const registrarId = command.registrarId ?? part.sellerId;
  const amountKop = openReturnKop(part);
  const fault = cashFault(state, "cash-out", registrarId, amountKop, context);
  if (fault !== null) return refuse(fault);
  return events(...consent.value.events, {
    type: "fiscalRequested",
    jobId: context.newId(),
    registrarId,
    purpose: { kind: "cash-out", amountKop, reason, approvedBy, insteadOfCard: receiptId },
    document: { kind: "cash-out", amountKop, cashier: cashierOf(operator) },
    operator,
  });
}

/** What the cards of a part still have to get. */
export function openReturnKop({ cards }: ReturningPart): Kopecks {
  return kopecks(cards.reduce((sum, card) => (card.state === "returned" ? sum : sum + card.amountKop), 0));
}

/** A document that pays it out of the drawer is under way, or without an outcome. */
export function isPaidOut({ jobs, unresolved }: TillState, receiptId: string): boolean {
  return [...jobs, ...unresolved].some(({ purpose }) => purpose.kind === "cash-out" && purpose.insteadOfCard === receiptId);
}

function returnOf(state: TillState, receiptId: string, refundId: string): CardReturn | undefined {
  return state.returning.find((part) => part.receiptId === receiptId)?.cards.find((card) => card.refundId === refundId);
}

function settlement(outcome: CardOutcome): Pick<Extract<TillEvent, { type: "cardReturnSettled" }>, "state" | "approval" | "text"> {
  switch (outcome.kind) {
    case "approved":
      return { state: "returned", approval: outcome.approval, text: "" };
    case "declined":
      return { state: "refused", approval: null, text: outcome.reason };
    case "failed":
      return { state: "refused", approval: null, text: outcome.error.code };
    case "unknown":
      return { state: "unknown", approval: null, text: outcome.error.code };
  }
}
