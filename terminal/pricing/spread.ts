import { kopecks } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";

export interface SpreadLine {
  /** What the share is proportional to: the line's amount before this discount. */
  readonly weightKop: Kopecks;
  /** The most this line can give; 0 takes no part. */
  readonly capKop: Kopecks;
}

export interface Spread {
  /** One share per line, in the order of the lines. */
  readonly sharesKop: readonly Kopecks[];
  /** What the caps did not let through. */
  readonly undistributedKop: Kopecks;
}

/**
 * Spreads a discount over lines to the kopeck: capped largest remainder (метод наибольших остатков с пределами).
 *
 * Shares add up to the discount (less the undistributed part), 0 ≤ share ≤ cap, and a line below its cap is within one kopeck
 * of its exact share. Lines that tie exactly (same remainder, same weight) are served in the order given; nothing else depends on
 * the order. Shares are not monotone in the discount (a kopeck more can lower one share), so a changed discount is spread
 * anew from the same weights and caps, never corrected.
 */
export function spreadDiscount(discountKop: Kopecks, lines: readonly SpreadLine[]): Spread {
  assertInvariant(discountKop >= 0, `discount ${discountKop} is negative`);
  const shares: bigint[] = lines.map(() => 0n);
  let open: Share[] = [];
  for (const [index, { weightKop, capKop }] of lines.entries()) {
    assertInvariant(weightKop >= 0 && capKop >= 0, `weight ${weightKop} or cap ${capKop} is negative`);
    if (weightKop > 0 && capKop > 0) open.push({ index, weight: BigInt(weightKop), cap: BigInt(capKop) });
  }
  const asked = BigInt(discountKop);
  const capacity = open.reduce((sum, { cap }) => sum + cap, 0n);
  let left = asked < capacity ? asked : capacity;
  const undistributed = asked - left;

  for (;;) {
    const weights = totalWeight(open);
    const before = left;
    const full = open.filter(({ weight, cap }) => before * weight >= cap * weights);
    if (full.length === 0) break;
    for (const { index, cap } of full) {
      shares[index] = cap;
      left -= cap;
    }
    open = open.filter((share) => !full.includes(share));
  }
  for (const [index, share] of byLargestRemainder(left, open)) shares[index] = share;
  return { sharesKop: shares.map((share) => kopecks(Number(share))), undistributedKop: kopecks(Number(undistributed)) };
}

interface Share {
  readonly index: number;
  readonly weight: bigint;
  readonly cap: bigint;
}

function totalWeight(shares: readonly Share[]): bigint {
  return shares.reduce((sum, { weight }) => sum + weight, 0n);
}

/** Every exact share here is below its cap, so the extra kopeck never passes it. */
function byLargestRemainder(amount: bigint, shares: readonly Share[]): [index: number, share: bigint][] {
  const weights = totalWeight(shares);
  const parts = shares.map(({ index, weight }) => ({
    index,
    weight,
    floor: (amount * weight) / weights,
    remainder: (amount * weight) % weights,
  }));
  const extra = Number(amount - parts.reduce((sum, { floor }) => sum + floor, 0n));
  const ranked = parts.toSorted((a, b) => descending(a.remainder, b.remainder) || descending(a.weight, b.weight) || a.index - b.index);
  return ranked.map(({ index, floor }, rank) => [index, rank < extra ? floor + 1n : floor]);
}

function descending(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a > b ? -1 : 1;
}
