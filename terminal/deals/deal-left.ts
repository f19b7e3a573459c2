import { kopecks, type Kopecks } from "../../config/money.ts";
import type { TillSettings } from "../core/settings.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import type { OpenDeal } from "./deal.ts";

/**
 * What may be offset, paid or paid back of a deal now: what completed receipts left, less what receipts under way (open, held, sent,
 * without an outcome) will take. What they would give back does not count yet: they may come to nothing.
 */
export function leftOf(deal: OpenDeal, state: TillState, settings: TillSettings): Kopecks {
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

/** A receipt under way that already works on the deal; its lines and sums are not told by completed receipts yet. */
export function underWay(state: TillState, reference: string): Receipt | undefined {
  return unfinishedReceipts(state).find((receipt) => receipt.deal?.reference === reference);
}
