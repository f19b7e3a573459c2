import { appError, type AppError } from "../../config/errors/index.ts";
import { points, type Points, type Quantity } from "../../config/money.ts";
import { assertInvariant, err, ok, type Result } from "../../config/result.ts";

/** One position of the sale, frozen when it was made: a return never prices anything anew. */
export interface SoldLine {
  readonly line: number;
  readonly quantity: Quantity;
  /** Money paid for it that earned points; 0 for goods that earn none. */
  readonly earningKop: number;
  /** Part of its price that points paid. */
  readonly pointsDiscountKop: number;
}

export interface SoldReceipt {
  readonly lines: readonly SoldLine[];
  readonly accrued: Points;
  readonly redeemed: Points;
}

export interface ReturnedLine {
  readonly line: number;
  readonly quantity: Quantity;
}

export interface PointsOfReturn {
  /** Earned by what comes back: to be taken back, even into debt. */
  readonly takeBack: Points;
  /** Spent on what comes back: to be given back. Points never come back as money. */
  readonly giveBack: Points;
}

/**
 * Points of one return, when `before` has been returned already. Both follow the goods: earned points the money that earned them,
 * spent points the discount they made. Rounded on cumulated sums, so the returns of a whole sale, in any parts and order, add up to
 * exactly its points, and no part is negative. LOY605 when more comes back than was sold.
 */
export function pointsOfReturn(
  sale: SoldReceipt,
  before: readonly ReturnedLine[],
  now: readonly ReturnedLine[],
): Result<PointsOfReturn, AppError> {
  const earlier = returnedSoFar(sale, before);
  if (!earlier.ok) return earlier;
  const later = returnedSoFar(sale, [...before, ...now]);
  if (!later.ok) return later;
  return ok({
    takeBack: points(later.value.accrued - earlier.value.accrued),
    giveBack: points(later.value.redeemed - earlier.value.redeemed),
  });
}

/** Points that belong to all of `returned` together. */
function returnedSoFar(sale: SoldReceipt, returned: readonly ReturnedLine[]): Result<{ accrued: number; redeemed: number }, AppError> {
  let earning = 0n;
  let spent = 0n;
  for (const sold of sale.lines) {
    const quantity = returned.reduce((sum, part) => sum + (part.line === sold.line ? part.quantity : 0), 0);
    if (quantity > sold.quantity) return err(appError("LOY605", { line: sold.line }));
    earning += partOf(sold.earningKop, quantity, sold.quantity);
    spent += partOf(sold.pointsDiscountKop, quantity, sold.quantity);
  }
  const unknown = returned.find((part) => !sale.lines.some((sold) => sold.line === part.line));
  if (unknown !== undefined) return err(appError("LOY605", { line: unknown.line }));
  return ok({
    accrued: shareOf(sale.accrued, earning, total(sale.lines.map((line) => line.earningKop))),
    redeemed: shareOf(sale.redeemed, spent, total(sale.lines.map((line) => line.pointsDiscountKop))),
  });
}

function partOf(amountKop: number, quantity: number, ofQuantity: number): bigint {
  return (BigInt(amountKop) * BigInt(quantity)) / BigInt(ofQuantity);
}

/** `whole` × part / of, rounded half up; exact at part = of. */
function shareOf(whole: Points, part: bigint, of: bigint): number {
  if (of === 0n) {
    assertInvariant(whole === 0, "points without goods that they belong to");
    return 0;
  }
  return Number((2n * BigInt(whole) * part + of) / (2n * of));
}

function total(amounts: readonly number[]): bigint {
  return amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
}
