import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWholeQuantity, kopecks, parseQuantity, priceTimesQuantity, quantity, QUANTITY_ONE } from "../../config/money.ts";
import type { Quantity } from "../../config/money.ts";
import { fiscalPositions, reachableSumFrom, toFiscalLines, unitPriceFor } from "./fiscal-lines.ts";
import type { PricedLine } from "./fiscal-lines.ts";

const qty = (text: string): Quantity => parseQuantity(text) ?? quantity(0);
const line = (sum: number, amount: string, price: number): PricedLine => ({
  sumKop: kopecks(sum),
  quantity: qty(amount),
  priceKop: kopecks(price),
});
const shown = (priced: PricedLine): string[] =>
  fiscalPositions(priced).map((p) => `${p.priceKop} × ${p.quantity / QUANTITY_ONE} = ${p.sumKop}`);

test.each([
  ["no discount: the shelf price stays", line(3456, "0.3456", 9999), ["9999 × 0.3456 = 3456"]],
  ["a whole line discount that divides", line(9000, "3", 4000), ["3000 × 3 = 9000"]],
  ["10.00 over three pieces", line(1000, "3", 400), ["333 × 2 = 666", "334 × 1 = 334"]],
  ["a gift", line(0, "2", 400), ["0 × 2 = 0"]],
  ["one kopeck over three pieces", line(1, "3", 400), ["0 × 2 = 0", "1 × 1 = 1"]],
  ["weighed below a kilogram: any sum", line(777, "0.734", 1500), ["1059 × 0.734 = 777"]],
  ["weighed, sum out of reach of one price", line(15001, "2.5", 7000), ["6000 × 1.5 = 9000", "6001 × 1 = 6001"]],
])("%s", (_what, priced, positions) => {
  expect(shown(priced)).toEqual(positions);
});

const amounts = fc.oneof(
  fc.integer({ min: 1, max: 500 }).map((pieces) => quantity(pieces * QUANTITY_ONE)),
  fc.integer({ min: 1, max: 200_000 }).map((grams) => quantity(grams * 1000)),
  fc.integer({ min: 1, max: 300_000_000 }).map(quantity),
);
const priced = fc.record({ sumKop: fc.nat(50_000_000).map(kopecks), quantity: amounts, priceKop: fc.nat(10_000_000).map(kopecks) });

describe("properties", () => {
  test("sums and quantities are exact, every position is price × quantity, two prices are a kopeck apart", () => {
    fc.assert(
      fc.property(priced, (one) => {
        const positions = fiscalPositions(one);
        expect(positions.reduce((sum, position) => sum + position.sumKop, 0)).toBe(one.sumKop);
        expect(positions.reduce((sum, position) => sum + position.quantity, 0)).toBe(one.quantity);
        for (const position of positions) {
          expect(position.quantity).toBeGreaterThan(0);
          expect(priceTimesQuantity(position.priceKop, position.quantity)).toBe(position.sumKop);
        }
        const [first, second] = positions;
        expect(positions.length).toBeLessThanOrEqual(2);
        if (first !== undefined && second !== undefined) {
          expect(second.priceKop - first.priceKop).toBe(1);
          expect(isWholeQuantity(second.quantity)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a price is found exactly when one exists", () => {
    const small = fc.record({ sum: fc.nat(400), amount: fc.integer({ min: 1, max: 5_000 }).map((grams) => quantity(grams * 1000)) });
    fc.assert(
      fc.property(small, ({ sum, amount }) => {
        let exists = false;
        let least: number | null = null;
        for (let price = 0; price <= 400_000 && least === null; price++) {
          const product = priceTimesQuantity(kopecks(price), amount);
          exists ||= product === sum;
          if (product >= sum) least = product;
        }
        expect(unitPriceFor(kopecks(sum), amount) !== null).toBe(exists);
        if (least !== null) expect(reachableSumFrom(kopecks(sum), amount)).toBe(least);
      }),
      { numRuns: 200 },
    );
  });

  test("up to one kilogram every sum has a price", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: QUANTITY_ONE }), (sum, amount) => {
        expect(unitPriceFor(kopecks(sum), quantity(amount))).not.toBeNull();
      }),
    );
  });

  test("a whole shelf price is never replaced by another with the same product", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000).map(kopecks), amounts, (priceKop, amount) => {
        const positions = fiscalPositions({ sumKop: priceTimesQuantity(priceKop, amount), quantity: amount, priceKop });
        expect(positions.map((position) => position.priceKop)).toEqual([priceKop]);
      }),
    );
  });

  test("no position is cheaper than a floor that the whole line keeps", () => {
    fc.assert(
      fc.property(priced, fc.nat(10_000), (one, floor) => {
        fc.pre(BigInt(one.sumKop) * BigInt(QUANTITY_ONE) >= BigInt(floor) * BigInt(one.quantity));
        for (const position of fiscalPositions({ ...one, priceKop: kopecks(floor) }))
          expect(position.priceKop).toBeGreaterThanOrEqual(floor);
      }),
    );
  });
});

test("the rest of the position is carried to both parts; a marking code is not", () => {
  const rest = { name: "Хлеб", vat: "10", method: 4, subject: 1, measure: 0, department: 1 } as const;
  expect(toFiscalLines(line(1000, "3", 400), rest)).toEqual([
    { ...rest, priceKop: 333, quantity: qty("2"), sumKop: 666 },
    { ...rest, priceKop: 334, quantity: qty("1"), sumKop: 334 },
  ]);
  const marked = { ...rest, subject: 33, marking: { codeBase64: "MDE=", plannedStatus: 1 } } as const;
  expect(toFiscalLines(line(400, "1", 400), marked)).toHaveLength(1);
  expect(() => toFiscalLines(line(1000, "3", 400), marked)).toThrow(/one piece/);
});
