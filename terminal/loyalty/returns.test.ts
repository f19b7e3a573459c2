import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { points, quantity } from "../../config/money.ts";
import { pointsOfReturn, type PointsOfReturn, type ReturnedLine, type SoldReceipt } from "./returns.ts";

const PIECE = 1_000_000;
const pieces = (line: number, count: number): ReturnedLine => ({ line, quantity: quantity(count * PIECE) });

const SALE: SoldReceipt = {
  lines: [
    { line: 1, quantity: quantity(7 * PIECE), earningKop: 70_000, pointsDiscountKop: 10_000 },
    { line: 2, quantity: quantity(PIECE), earningKop: 0, pointsDiscountKop: 0 }, // tobacco
    { line: 3, quantity: quantity(350_000), earningKop: 30_000, pointsDiscountKop: 5_000 },
  ],
  accrued: points(30),
  redeemed: points(150),
};

function returned(before: readonly ReturnedLine[], now: readonly ReturnedLine[], sale: SoldReceipt = SALE): PointsOfReturn {
  const result = pointsOfReturn(sale, before, now);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("points of a return", () => {
  it("follow the goods that earned and spent them", () => {
    expect(returned([], [pieces(1, 7)])).toEqual({ takeBack: 21, giveBack: 100 });
    expect(returned([], [pieces(3, 0.35)])).toEqual({ takeBack: 9, giveBack: 50 });
    expect(returned([], [pieces(2, 1)])).toEqual({ takeBack: 0, giveBack: 0 });
    expect(returned([], [pieces(1, 7), pieces(2, 1), pieces(3, 0.35)])).toEqual({ takeBack: 30, giveBack: 150 });
  });

  it("round on cumulated sums: 1250 over seven pieces", () => {
    const sale: SoldReceipt = {
      lines: [{ line: 1, quantity: quantity(7 * PIECE), earningKop: 7_000, pointsDiscountKop: 0 }],
      accrued: points(1_250),
      redeemed: points(0),
    };
    const parts = [0, 1, 2, 3, 4, 5, 6].map((count) => returned(count === 0 ? [] : [pieces(1, count)], [pieces(1, 1)], sale).takeBack);
    expect(parts).toEqual([179, 178, 179, 178, 179, 178, 179]);
  });

  it("are refused for more than was sold, and for lines that were not", () => {
    expect(pointsOfReturn(SALE, [pieces(1, 5)], [pieces(1, 3)])).toMatchObject({
      ok: false,
      error: { code: "LOY605", details: { line: 1 } },
    });
    expect(pointsOfReturn(SALE, [], [pieces(9, 1)])).toMatchObject({ ok: false, error: { code: "LOY605", details: { line: 9 } } });
  });

  it("of a sale without points are none, also when nothing was paid with money", () => {
    const sale: SoldReceipt = {
      lines: [{ line: 1, quantity: quantity(PIECE), earningKop: 0, pointsDiscountKop: 0 }],
      accrued: points(0),
      redeemed: points(0),
    };
    expect(returned([], [pieces(1, 1)], sale)).toEqual({ takeBack: 0, giveBack: 0 });
    expect(() => pointsOfReturn({ ...sale, accrued: points(1) }, [], [pieces(1, 1)])).toThrow(/invariant/);
  });

  it("add up to the whole in any parts and order, and none is negative", () => {
    const soldLine = fc.record({
      quantity: fc.integer({ min: 1, max: 20 }),
      earningKop: fc.nat(1_000_000),
      pointsDiscountKop: fc.nat(1_000_000),
    });
    const sold = fc.record({
      lines: fc.array(soldLine, { minLength: 1, maxLength: 6 }),
      accrued: fc.nat(100_000),
      redeemed: fc.nat(100_000),
    });
    fc.assert(
      fc.property(sold, fc.array(fc.nat(), { minLength: 120, maxLength: 120 }), (drawn, picks) => {
        const lines = drawn.lines.map((each, at) => ({ ...each, line: at + 1, quantity: quantity(each.quantity * PIECE) }));
        const hasEarning = lines.some((each) => each.earningKop > 0);
        const hasSpent = lines.some((each) => each.pointsDiscountKop > 0);
        const sale: SoldReceipt = {
          lines,
          accrued: points(hasEarning ? drawn.accrued : 0),
          redeemed: points(hasSpent ? drawn.redeemed : 0),
        };
        const left = lines.flatMap((each) => Array.from({ length: each.quantity / PIECE }, () => each.line));
        const before: ReturnedLine[] = [];
        let takenBack = 0;
        let givenBack = 0;
        for (const pick of picks) {
          if (left.length === 0) break;
          const now = pieces(left.splice(pick % left.length, 1)[0] ?? 0, 1);
          const part = returned(before, [now], sale);
          expect(part.takeBack).toBeGreaterThanOrEqual(0);
          expect(part.giveBack).toBeGreaterThanOrEqual(0);
          takenBack += part.takeBack;
          givenBack += part.giveBack;
          before.push(now);
        }
        expect(left).toEqual([]);
        expect([takenBack, givenBack]).toEqual([sale.accrued, sale.redeemed]);
      }),
    );
  });
});
