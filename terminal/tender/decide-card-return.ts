import { appError } from "../../config/errors/index.ts";
import { kopecks, type Kopecks } from "../../config/money.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { CardReturn } from "../receipt/purchase.ts";
import type { FiscalJob, PurchasePart, Receipt } from "../receipt/receipt.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
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
  const { receiptId } = part;
  return events(
    ...consent.value.events,
    ...refused.map(({ refundId }): TillEvent => ({ type: "cardReturnRepeated", receiptId, refundId, newRefundId: context.newId() })),
  );
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
