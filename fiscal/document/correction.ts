import type { Correction, FiscalReceipt, ReceiptKind } from "./fiscal-document.ts";
import type { Ffd } from "./tags.ts";
import { byteItem, containerItem, dayItems, textItems } from "./tlv-values.ts";
import type { TlvItem } from "./tlv.ts";

/**
 * Correction receipts (чек коррекции) by format version: order ЕД-7-20/662@; the signs and positions of 1.05 [memory, agrees
 * with the registrars' manuals].
 */
interface CorrectionRules {
  readonly kinds: readonly ReceiptKind[];
  /** Positions (1059) are written. Where not, the lines of a receipt only give its VAT sums. */
  readonly hasLines: boolean;
  /** A receipt that was made wrong is put right by corrections; otherwise by its return and a new receipt. */
  readonly mendsReceipts: boolean;
  /** 1177. */
  readonly hasDescription: boolean;
}

const ALL_KINDS: readonly ReceiptKind[] = ["sale", "refund", "purchase", "purchase-refund"];

export const CORRECTION_RULES: Readonly<Record<Ffd, CorrectionRules>> = {
  "1.05": { kinds: ["sale", "purchase"], hasLines: false, mendsReceipts: false, hasDescription: true },
  "1.1": { kinds: ALL_KINDS, hasLines: true, mendsReceipts: true, hasDescription: true },
  "1.2": { kinds: ALL_KINDS, hasLines: true, mendsReceipts: true, hasDescription: false },
};

const BASIS_VALUES: Readonly<Record<Correction["basis"], number>> = { own: 0, order: 1 };

/** Tags 1173 and 1174 { 1177, 1178, 1179 }. 1178 is the day at 00:00. */
export function correctionItems(correction: Correction, ffd: Ffd): TlvItem[] {
  const { basis, correctedOn, orderNumber, description } = correction;
  const inside = [
    ...(CORRECTION_RULES[ffd].hasDescription ? textItems(1177, description) : []),
    ...dayItems(1178, correctedOn),
    ...textItems(1179, orderNumber),
  ];
  return [byteItem(1173, BASIS_VALUES[basis]), containerItem(1174, inside)];
}

/** The positions that are written as 1059: none in a correction of ФФД 1.05. */
export function hasWrittenLines(receipt: Pick<FiscalReceipt, "correction">, ffd: Ffd): boolean {
  return receipt.correction === undefined || CORRECTION_RULES[ffd].hasLines;
}
