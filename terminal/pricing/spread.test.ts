import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kopecks } from "../../config/money.ts";
import { spreadDiscount } from "./spread.ts";
import type { SpreadLine } from "./spread.ts";

const free = (...weights: number[]): SpreadLine[] => weights.map((weight) => ({ weightKop: kopecks(weight), capKop: kopecks(weight) }));
const capped = (...pairs: [number, number][]): SpreadLine[] =>
  pairs.map(([weight, cap]) => ({ weightKop: kopecks(weight), capKop: kopecks(cap) }));
const shares = (discount: number, lines: readonly SpreadLine[]): readonly number[] => spreadDiscount(kopecks(discount), lines).sharesKop;

test.each([
  ["four lines of a shop", 2108, free(23890, 25490, 14290, 27490), [552, 589, 331, 636]],
  ["where the last would go negative", 5, free(3, 3, 3, 1), [2, 2, 1, 0]],
  ["20.04 over three", 2004, free(50990, 12190, 690), [1600, 382, 22]],
  ["20.05 over three: one share falls", 2005, free(50990, 12190, 690), [1601, 383, 21]],
  ["all of it", 100, free(60, 40), [60, 40]],
  ["nothing", 0, free(60, 40), [0, 0]],
  ["one line", 7, free(100), [7]],
  ["an exact tie goes to the earlier line", 1, free(10, 10), [1, 0]],
  ["a tie of remainders goes to the larger line", 2, free(10, 30), [0, 2]],
  ["a capped line gives the rest to others", 60, capped([100, 10], [100, 100]), [10, 50]],
  ["a frozen line takes no part", 60, capped([1000, 0], [100, 100], [50, 50]), [0, 40, 20]],
  ["caps that fill one after another", 100, capped([100, 10], [100, 35], [100, 90]), [10, 35, 55]],
  ["a line of zero takes no part", 5, capped([0, 5], [10, 10]), [0, 5]],
])("%s", (_what, discount, lines, expected) => {
  expect(shares(discount, lines)).toEqual(expected);
});

test("what the caps hold back is reported", () => {
  expect(spreadDiscount(kopecks(100), capped([50, 30], [50, 0], [0, 40]))).toEqual({ sharesKop: [30, 0, 0], undistributedKop: 70 });
  expect(spreadDiscount(kopecks(5), [])).toEqual({ sharesKop: [], undistributedKop: 5 });
});

test("sums beyond 2^53 in the products are exact", () => {
  expect(shares(999_999_999_999, free(1_000_000_000_000, 2_000_000_000_000))).toEqual([333_333_333_333, 666_666_666_666]);
});

test("negative input is a bug", () => {
  expect(() => shares(-1, free(1))).toThrow(/negative/);
  expect(() => shares(1, capped([1, -1]))).toThrow(/negative/);
});

/** The fractions without rounding, another way: lines in the order in which a rising level fills them. */
function exactShares(amount: number, lines: readonly SpreadLine[]): (readonly [numerator: bigint, denominator: bigint])[] {
  const big = lines.map(({ weightKop, capKop }) => ({ weight: BigInt(weightKop), cap: BigInt(capKop) }));
  const order = [...big.keys()].filter((i) => (big[i]?.weight ?? 0n) > 0n && (big[i]?.cap ?? 0n) > 0n);
  order.sort((a, b) => {
    const left = (big[a]?.cap ?? 0n) * (big[b]?.weight ?? 0n);
    const right = (big[b]?.cap ?? 0n) * (big[a]?.weight ?? 0n);
    return left < right ? -1 : Number(left > right);
  });
  const out: (readonly [bigint, bigint])[] = lines.map(() => [0n, 1n]);
  let left = BigInt(amount);
  let weights = order.reduce((sum, i) => sum + (big[i]?.weight ?? 0n), 0n);
  for (const i of order) {
    const { weight, cap } = big[i] ?? { weight: 0n, cap: 0n };
    if (left * weight >= cap * weights) {
      out[i] = [cap, 1n];
      left -= cap;
      weights -= weight;
    } else {
      out[i] = [left * weight, weights];
    }
  }
  return out;
}

describe("properties", () => {
  const amount = fc.oneof(fc.nat(20), fc.nat(100_000), fc.nat(2_000_000_000));
  const line = fc
    .tuple(amount, fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })))
    .map(([weight, part]): SpreadLine => ({ weightKop: kopecks(weight), capKop: kopecks(Math.floor(weight * part)) }));
  const lines = fc.array(line, { maxLength: 12 });
  const receipt = lines.chain((list) => {
    const total = list.reduce((sum, { weightKop }) => sum + weightKop, 0);
    return fc.tuple(fc.constant(list), fc.oneof(fc.nat(20), fc.integer({ min: 0, max: total + 10 })));
  });

  test("shares add up, stay within the caps, and stay within a kopeck of the exact share", () => {
    fc.assert(
      fc.property(receipt, ([list, discount]) => {
        const { sharesKop, undistributedKop } = spreadDiscount(kopecks(discount), list);
        const capacity = list.reduce((sum, { capKop }) => sum + capKop, 0);
        expect(sharesKop.reduce((sum, share) => sum + share, 0) + undistributedKop).toBe(discount);
        expect(undistributedKop).toBe(Math.max(0, discount - capacity));

        const exact = exactShares(discount - undistributedKop, list);
        for (const [i, share] of sharesKop.entries()) {
          const cap = list[i]?.capKop ?? 0;
          expect(share >= 0 && share <= cap).toBe(true);
          const [numerator, denominator] = exact[i] ?? [0n, 1n];
          const off = BigInt(share) * denominator - numerator;
          expect(off < denominator && off > -denominator).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("without binding caps every share is within a kopeck of the exact one", () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 12 }), fc.double({ min: 0, max: 1, noNaN: true }), (weights, part) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const discount = Math.floor(total * part);
        for (const [i, share] of shares(discount, free(...weights)).entries()) {
          const off = BigInt(share) * BigInt(total) - BigInt(discount) * BigInt(weights[i] ?? 0);
          expect(total === 0 || (off < BigInt(total) && off > -BigInt(total))).toBe(true);
        }
      }),
    );
  });

  test("the order of lines matters for exact ties only", () => {
    const shuffled = receipt.chain(([list, discount]) =>
      fc.tuple(
        fc.constant(list),
        fc.constant(discount),
        fc.shuffledSubarray(
          list.map((_, i) => i),
          { minLength: list.length },
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, discount, order]) => {
        const plain = shares(discount, list);
        const moved = shares(
          discount,
          order.flatMap((i) => list[i] ?? []),
        );
        const label = (i: number, share: number): string => `${list[i]?.weightKop}/${list[i]?.capKop}: ${share}`;
        // Equal lines may swap shares, but the multiset of (line, share) stays unless two lines differ in the cap alone.
        const byWeight = (pairs: string[]): string[] => pairs.map((pair) => pair.replace(/\/\d+/, "")).toSorted();
        expect(byWeight(order.map((i, at) => label(i, moved[at] ?? -1)))).toEqual(byWeight(plain.map((share, i) => label(i, share))));
      }),
    );
  });

  test("a minimum below the sum of the caps is reached whatever the weights", () => {
    fc.assert(
      fc.property(lines, (list) => {
        const capacity = list.reduce((sum, { capKop }) => sum + capKop, 0);
        expect(shares(capacity, list)).toEqual(list.map(({ capKop }) => capKop));
      }),
    );
  });
});
