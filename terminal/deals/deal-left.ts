import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks, ZERO_KOP, type Kopecks } from "../../config/money.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillSettings } from "../core/settings.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { isHeld } from "../receipt/own-correction.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import type { OpenDeal } from "./deal.ts";

/**
 * What may be offset, paid or paid back of a deal now: what completed receipts left, less what receipts under way (open, held, sent,
 * without an outcome) will take. What they would give back does not count yet: they may come to nothing.
 */
export function leftOf(deal: OpenDeal, state: TillState, settings: TillSettings): Kopecks {
  // A correction that moves the deal may come to nothing, or to its end.
  if (isHeld(state, [deal.reference])) return ZERO_KOP;
  const held = unfinishedReceipts(state).reduce((sum, receipt) => sum + takenBy(receipt, deal.reference, settings), 0);
  return kopecks(Math.max(0, deal.openedKop - deal.settledKop - held));
}

function takenBy(receipt: Receipt, reference: string, settings: TillSettings): number {
  const { kind, settlement, deal, tenders } = receipt;
  const tender = kind === "sale" ? "prepaid" : "credit";
  const byTenders = tenders.reduce((sum, each) => (each.kind === tender && each.reference === reference ? sum + each.amountKop : sum), 0);
  const isOfDeal = deal?.reference === reference && settlement !== "full";
  const takes = kind === "sale" ? settlement === "credit-payment" : settlement !== "credit-payment";
  return byTenders + (isOfDeal && takes ? receiptTotals(receipt, settings).totalKop : 0);
}

/** A receipt under way that moves the credit, or takes its goods back. */
export function creditUnderWay(state: TillState, reference: string): Receipt | undefined {
  return unfinishedReceipts(state).find(({ deal, original }) => deal?.reference === reference || takesBack(original, reference));
}

/** A refund under way that takes back goods of the credit. */
export function goodsUnderWay(state: TillState, reference: string): Receipt | undefined {
  return unfinishedReceipts(state).find(({ original }) => takesBack(original, reference));
}

function takesBack(original: Receipt["original"], reference: string): boolean {
  return original?.credits.some((each) => each.reference === reference) ?? false;
}

/** A receipt under way that already works on the deal; its lines and sums are not told by completed receipts yet. */
export function underWay(state: TillState, reference: string): Receipt | undefined {
  return unfinishedReceipts(state).find((receipt) => receipt.deal?.reference === reference);
}

/** A reference that the till would number a new deal with, and that older receipts gave to another. */
export function takenFault(reference: string, { dealOf }: DecideContext): AppError | null {
  const known = dealOf(reference);
  return known === null ? null : appError("DOC409", { reference, left: formatKop(kopecks(known.openedKop - known.settledKop)) });
}
