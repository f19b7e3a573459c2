import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import { formatKop, kopecks, QUANTITY_ONE } from "../../config/money.ts";
import type { DecideContext } from "../core/context.ts";
import { hasFixedSums, receiptTotals } from "../receipt/receipt-totals.ts";
import type { Position, Receipt } from "../receipt/receipt.ts";
import type { Tender } from "../tender/tender.ts";
import { restrictedLines } from "./age-check.ts";
import { hoursDetails, hoursNow } from "./item-for-sale.ts";
import { minimumPriceOf } from "./minimum-price.ts";

/**
 * What forbids the payment to begin: nobody answered for the buyer's age (ALC880), the hours of alcohol are over (ALC882), a line is
 * cheaper than the law permits (ALC884). A payment that has begun is finished whatever the clock says.
 */
export function saleFault(receipt: Receipt, context: DecideContext): AppError | null {
  // Journals of earlier versions may hold a payment that began without the question.
  if (receipt.phase !== "open" && receipt.tenders.some(holdsMoney)) return null;
  const restricted = restrictedLines(receipt, context.settings);
  if (restricted.length === 0) return null;
  const numbers = (lines: readonly Position[]): string => lines.map(({ line }) => line).join(", ");
  if (receipt.ageCheck === undefined) return appError("ALC880", { lines: numbers(restricted) });
  const alcohol = restrictedLines(receipt, context.settings, "alcohol");
  const hours = alcohol.length === 0 ? null : hoursNow(context);
  if (hours?.isAllowed === false) return appError("ALC882", { ...hoursDetails(hours), lines: numbers(alcohol) });
  return hasFixedSums(receipt) ? null : tooCheap(receipt, alcohol, context);
}

/** A card that the bank declined has paid nothing: the payment is still to begin. */
function holdsMoney(tender: Tender): boolean {
  return tender.kind !== "card" || (tender.state !== "declined" && tender.state !== "reversed");
}

function tooCheap(receipt: Receipt, alcohol: readonly Position[], { settings, now }: DecideContext): AppError | null {
  const date = localDate(now, settings.utcOffsetMinutes);
  const totals = receiptTotals(receipt, settings);
  for (const { line, item, quantity } of alcohol) {
    const minimumKop = minimumPriceOf(item.alcohol, settings.saleRules.law.prices, date);
    const sumKop = totals.lines.get(line)?.agreedKop;
    if (minimumKop === null || sumKop === undefined) continue;
    const floorKop = kopecks(Math.floor((minimumKop * quantity) / QUANTITY_ONE));
    if (sumKop < floorKop) return appError("ALC884", { line, sum: formatKop(sumKop), minimum: formatKop(floorKop) });
  }
  return null;
}
