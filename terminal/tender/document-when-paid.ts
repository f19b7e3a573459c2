import type { Operator } from "../access/operator.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import { fiscalReceipt } from "../receipt/fiscal-receipt.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { hasOpenCardOperation, paidKop } from "./tender.ts";

/** A receipt whose money is complete gets its fiscal document in the same transaction; empty while something is still due. */
export function documentWhenPaid(receipt: Receipt, operator: Operator, context: DecideContext): readonly TillEvent[] {
  const totals = receiptTotals(receipt, context.settings);
  const isBeingPaid = receipt.tenders.length > 0 && !hasOpenCardOperation(receipt.tenders);
  if (!isBeingPaid || paidKop(receipt.tenders) < totals.totalKop) return [];
  return [documentOf(receipt, operator, context)];
}

export function documentOf(receipt: Receipt, operator: Operator, context: DecideContext): TillEvent {
  const totals = receiptTotals(receipt, context.settings);
  const document = { kind: "receipt" as const, receipt: fiscalReceipt(receipt, totals, operator, context.settings) };
  return { type: "fiscalRequested", jobId: context.newId(), purpose: { kind: "receipt", receiptId: receipt.id }, document, operator };
}
