import { isWholeQuantity, kopecks, mulDivRound, priceTimesQuantity, quantity, QUANTITY_ONE } from "../../config/money.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import type { FiscalLine } from "./fiscal-document.ts";
import { PIECE } from "./measure.ts";

/**
 * A position (предмет расчета, tag 1059) must carry the final unit price with tag 1043 = 1079 × 1023 rounded to the kopeck;
 * there are no discounts and no negative positions in the format. So one priced line of the till becomes one or two positions.
 */
export interface PricedLine {
  /** What the buyer pays for the whole line, after all discounts. */
  readonly sumKop: Kopecks;
  readonly quantity: Quantity;
  /** Shelf price: used as it is whenever it gives the sum. */
  readonly priceKop: Kopecks;
}

export type FiscalPosition = Pick<FiscalLine, "priceKop" | "quantity" | "sumKop">;

/**
 * The unit price (tag 1079) with which `quantity` comes to exactly `sumKop`, or null when no whole number of kopecks does
 * (above one unit only about 1 / quantity of all sums is reachable). `preferred` wins when it fits.
 */
export function unitPriceFor(sumKop: Kopecks, qty: Quantity, preferred?: Kopecks): Kopecks | null {
  assertInvariant(qty > 0 && sumKop >= 0, `no unit price for sum ${sumKop} and quantity ${qty}`);
  if (preferred !== undefined && priceTimesQuantity(preferred, qty) === sumKop) return preferred;
  // The nearest price leaves the smallest difference; if even that rounds to another sum, every price does.
  const nearest = kopecks(mulDivRound(sumKop, QUANTITY_ONE, qty));
  return priceTimesQuantity(nearest, qty) === sumKop ? nearest : null;
}

/** The least sum not below `sumKop` that one position of this quantity can have. */
export function reachableSumFrom(sumKop: Kopecks, qty: Quantity): Kopecks {
  if (unitPriceFor(sumKop, qty) !== null) return sumKop;
  const below = unitPriceBelow(sumKop, qty);
  // Prices a kopeck apart give sums that only grow, and `below` gives less than `sumKop`: the next one gives more.
  return priceTimesQuantity(kopecks(below + 1), qty);
}

/** floor(sum / quantity): the largest price whose exact product does not pass the sum. */
function unitPriceBelow(sumKop: Kopecks, qty: Quantity): number {
  return Number((BigInt(sumKop) * BigInt(QUANTITY_ONE)) / BigInt(qty));
}

/**
 * One position when a unit price gives the sum; otherwise two, whose prices differ by one kopeck: with p = floor(sum / quantity),
 * r = sum − round(p × quantity) whole units go at p + 1 and the rest at p. For pieces this is the usual split of
 * (quantity − r) × p and r × (p + 1); for weighed goods the r whole kilograms leave the rounding of the rest as it was, so the
 * sums add up exactly. Positions come cheaper first; every one holds round(price × quantity) = sum.
 */
export function fiscalPositions(line: PricedLine): FiscalPosition[] {
  const { sumKop, quantity: qty } = line;
  const price = unitPriceFor(sumKop, qty, line.priceKop);
  if (price !== null) return [{ priceKop: price, quantity: qty, sumKop }];

  const low = kopecks(unitPriceBelow(sumKop, qty));
  const high = kopecks(low + 1);
  const dearUnits = sumKop - priceTimesQuantity(low, qty);
  const dearQuantity = quantity(dearUnits * QUANTITY_ONE);
  assertInvariant(dearUnits > 0 && dearQuantity < qty, `cannot split ${sumKop} over ${qty}`);
  const restQuantity = quantity(qty - dearQuantity);
  const positions: FiscalPosition[] = [
    { priceKop: low, quantity: restQuantity, sumKop: priceTimesQuantity(low, restQuantity) },
    { priceKop: high, quantity: dearQuantity, sumKop: priceTimesQuantity(high, dearQuantity) },
  ];
  assertInvariant(positions.reduce((sum, position) => sum + position.sumKop, 0) === sumKop, `split of ${sumKop} over ${qty} is not exact`);
  return positions;
}

/**
 * The same with everything else of the position filled in. A position with a marking code is one piece: the caller passes each
 * piece as a line of its own.
 */
export function toFiscalLines(line: PricedLine, rest: Omit<FiscalLine, keyof FiscalPosition>): FiscalLine[] {
  assertInvariant(
    rest.marking === undefined || rest.measure !== PIECE || !isWholeQuantity(line.quantity) || line.quantity === QUANTITY_ONE,
    "a marking code belongs to one piece",
  );
  return fiscalPositions(line).map((position) => ({ ...rest, ...position }));
}
