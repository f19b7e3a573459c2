import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks, QUANTITY_ONE } from "../../config/money.ts";
import type { Receipt } from "./receipt.ts";
import { livePositions } from "./receipt-totals.ts";

/**
 * The largest receipt that is believed: a hundred million roubles. Registrars take sums of five bytes (some 11 billion roubles); far
 * below that no sum of a receipt can leave the range in which money is exact.
 */
export const RECEIPT_LIMIT_KOP = kopecks(10_000_000_000);

interface Priced {
  readonly priceKop: number;
  /** Millionths. */
  readonly quantity: number;
}

/** Why these positions are more than a receipt may hold; null when they are not. Asked before anything is computed exactly. */
export function sumFault(lines: readonly Priced[]): AppError | null {
  // Close enough for a limit: the product itself may be beyond exact numbers.
  const sum = lines.reduce((total, { priceKop, quantity }) => total + (priceKop * quantity) / QUANTITY_ONE, 0);
  return sum > RECEIPT_LIMIT_KOP ? appError("RCP464", { limit: formatKop(RECEIPT_LIMIT_KOP) }) : null;
}

/** The same for a receipt in which one line becomes `changed`, or gets it as a new one. */
export function changedSumFault(receipt: Receipt | null, line: number | null, changed: Priced): AppError | null {
  const others = receipt === null ? [] : livePositions(receipt).filter((position) => position.line !== line);
  return sumFault([...others.map(({ item, quantity }) => ({ priceKop: item.priceKop, quantity })), changed]);
}
