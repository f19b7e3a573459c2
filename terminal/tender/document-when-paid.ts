import type { Operator } from "../access/operator.ts";
import type { DecideContext } from "../core/context.ts";
import type { SharePaid, TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { fiscalReceipt } from "../receipt/fiscal-receipt.ts";
import { receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { sellerIdsOf } from "../receipt/sellers.ts";
import { partReceipt, splitReceipt, type SellerShare } from "../receipt/split-receipt.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { hasOpenCardOperation, paidKop } from "./tender.ts";

/**
 * A receipt whose money is complete gets its fiscal document in the same transaction; one with goods of several sellers gets a
 * document of each. Empty while something is still due.
 */
export function documentWhenPaid(receipt: Receipt, operator: Operator, state: TillState, context: DecideContext): readonly TillEvent[] {
  const totals = receiptTotals(receipt, context.settings);
  const isBeingPaid = receipt.tenders.length > 0 && !hasOpenCardOperation(receipt.tenders);
  if (!isBeingPaid || paidKop(receipt.tenders) < totals.totalKop) return [];
  return [documentOf(receipt, operator, state, context)];
}

export function documentOf(
  receipt: Receipt,
  operator: Operator,
  { nextReceiptNumber }: Pick<TillState, "nextReceiptNumber">,
  context: DecideContext,
): TillEvent {
  const { settings, newId } = context;
  const [registrarId = MAIN_REGISTRAR, ...others] = sellerIdsOf(receipt);
  if (others.length === 0) {
    const document = { kind: "receipt" as const, receipt: fiscalReceipt(receipt, receiptTotals(receipt, settings), operator, settings) };
    const purpose = { kind: "receipt" as const, receiptId: receipt.id };
    return { type: "fiscalRequested", jobId: newId(), registrarId, purpose, document, operator };
  }
  // The first part keeps the number that stood on the screen.
  const parts = splitReceipt(receipt, settings).map((share, index) =>
    sharePaid(receipt, share, index === 0 ? receipt.number : nextReceiptNumber + index - 1, operator, context),
  );
  return { type: "purchaseRequested", receiptId: receipt.id, parts, operator };
}

function sharePaid(whole: Receipt, share: SellerShare, number: number, operator: Operator, { newId, settings }: DecideContext): SharePaid {
  const receiptId = newId();
  const receipt = partReceipt(whole, share, { receiptId, number });
  const document = fiscalReceipt(receipt, receiptTotals(receipt, settings), operator, settings);
  return { ...share, receiptId, number, jobId: newId(), document: { kind: "receipt", receipt: document } };
}

/** The receipts that a whole one comes to when it is paid: itself, or one for each seller. */
export function receiptsWhenPaid(receipt: Receipt, settings: TillSettings): readonly { sellerId: string; receipt: Receipt }[] {
  const [sellerId = MAIN_REGISTRAR, ...others] = sellerIdsOf(receipt);
  if (others.length === 0) return [{ sellerId, receipt }];
  const { id: receiptId, number } = receipt;
  return splitReceipt(receipt, settings).map((share) => ({
    sellerId: share.sellerId,
    receipt: partReceipt(receipt, share, { receiptId, number }),
  }));
}
