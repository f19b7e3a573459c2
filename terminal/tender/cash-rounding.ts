import { kopecks, ZERO_KOP, type Kopecks } from "../../config/money.ts";
import type { TillSettings } from "../core/settings.ts";
import type { ReceiptTotals } from "../receipt/receipt-totals.ts";
import { sellerIdsOf } from "../receipt/sellers.ts";
import type { Receipt } from "../receipt/receipt.ts";

const ROUBLE_KOP = 100;

/**
 * What the shop takes off a sale that is paid wholly in cash: the kopecks above the rouble (the order allows a total below the sum of
 * the lines by less than a rouble, tag 1020). A receipt below one rouble is not rounded.
 */
export function cashRoundingOf(receipt: Receipt, totals: ReceiptTotals, { cashRounding }: TillSettings): Kopecks {
  const isCashOnly = receipt.tenders.every((tender) => tender.kind === "cash" || (tender.kind === "card" && !holdsMoney(tender.state)));
  const isSale = receipt.kind === "sale" && receipt.settlement === "full";
  // Each document of a purchase from several sellers has kopecks of its own; their sum says nothing of them.
  const isMixed = sellerIdsOf(receipt).length > 1;
  if (cashRounding === "none" || !isSale || !isCashOnly || isMixed) return ZERO_KOP;
  const wholeKop = totals.goodsKop;
  return wholeKop < ROUBLE_KOP ? ZERO_KOP : kopecks((wholeKop % ROUBLE_KOP) - receipt.roundingKop);
}

function holdsMoney(state: string): boolean {
  return state !== "declined" && state !== "reversed";
}
