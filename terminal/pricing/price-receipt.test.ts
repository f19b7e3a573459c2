import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kopecks, parseQuantity, quantity, QUANTITY_ONE } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { fiscalPositions, unitPriceFor } from "../../fiscal/document/fiscal-lines.ts";
import { priceNoteText } from "./price-note.ts";
import { priceReceipt } from "./price-receipt.ts";
import type { Discount, PricingInput, PricingLine } from "./price-receipt.ts";

const rub = (value: number): Kopecks => kopecks(Math.round(value * 100));
const percent = (value: number): Discount => ({ percentBasisPoints: Math.round(value * 100) });
const amount = (value: number): Discount => ({ amountKop: rub(value) });

interface Extra {
  readonly weighed?: boolean;
  readonly frozenPrice?: boolean;
  readonly minimumPriceKop?: Kopecks;
  readonly manualDiscount?: Discount;
}

function piece(id: string, price: number, amountText = "1", extra: Extra = {}): PricingLine {
  return {
    id,
    priceKop: rub(price),
    quantity: parseQuantity(amountText) ?? quantity(0),
    weighed: false,
    frozenPrice: false,
    minimumPriceKop: null,
    ...extra,
  };
}

const weighed = (id: string, price: number, kilograms: string, extra: Extra = {}): PricingLine =>
  piece(id, price, kilograms, { weighed: true, ...extra });

function price(lines: readonly PricingLine[], rest: Partial<PricingInput> = {}): ReturnType<typeof priceReceipt> {
  return priceReceipt({ lines, pointsDiscountKop: kopecks(0), ...rest });
}

function discounts(priced: ReturnType<typeof priceReceipt>): number[][] {
  return priced.lines.map((line) => [line.manualDiscountKop, line.receiptDiscountKop, line.pointsDiscountKop, line.sumKop]);
}

describe("one stage", () => {
  test("no discounts: prices stand", () => {
    const priced = price([piece("a", 12.34, "3"), weighed("b", 99.99, "0.3456")]);
    expect(priced).toMatchObject({ grossKop: 7158, totalKop: 7158, undistributedKop: 0, pointsBaseKop: 7158, pointsLimitKop: 7058 });
    expect(discounts(priced)).toEqual([
      [0, 0, 0, 3702],
      [0, 0, 0, 3456],
    ]);
  });

  test("an empty receipt is zero", () => {
    expect(price([], { receiptDiscount: amount(5), pointsDiscountKop: rub(3) })).toEqual({
      lines: [],
      grossKop: 0,
      totalKop: 0,
      undistributedKop: 800,
      undistributed: { manual: 0, receipt: 500, points: 300 },
      pointsBaseKop: 0,
      pointsLimitKop: 0,
    });
  });

  test("the worked example of a receipt discount", () => {
    const lines = [piece("1", 238.9), piece("2", 254.9), piece("3", 142.9), piece("4", 274.9)];
    expect(price(lines, { receiptDiscount: amount(21.08) }).lines.map((line) => line.receiptDiscountKop)).toEqual([552, 589, 331, 636]);
  });

  test("manual percent rounds half up, a manual sum is taken as it is", () => {
    const lines = [piece("a", 0.25, "1", { manualDiscount: percent(10) }), piece("b", 10, "3", { manualDiscount: amount(7.01) })];
    expect(discounts(price(lines))).toEqual([
      [3, 0, 0, 22],
      [701, 0, 0, 2299],
    ]);
  });

  test("points lower prices and leave a rouble of the receipt", () => {
    const priced = price([piece("a", 60), piece("b", 40)], { pointsDiscountKop: rub(500) });
    expect(priced.totalKop).toBe(100);
    expect(priced.undistributed).toEqual({ manual: 0, receipt: 0, points: 40_100 });
    expect(priced.pointsLimitKop).toBe(9900);
  });

  test("with both minimums at zero points may pay everything", () => {
    const priced = price([piece("a", 60, "2"), piece("b", 40)], {
      pointsDiscountKop: rub(160),
      minPayableKop: kopecks(0),
      minPayableReceiptKop: kopecks(0),
    });
    expect(priced).toMatchObject({ totalKop: 0, undistributedKop: 0 });
  });
});

describe("stages together", () => {
  test("each sees what the earlier left", () => {
    const lines = [piece("a", 100, "1", { manualDiscount: percent(50) }), piece("b", 50)];
    const priced = price(lines, { receiptDiscount: percent(10), pointsDiscountKop: rub(9) });
    expect(discounts(priced)).toEqual([
      [5000, 500, 450, 4050],
      [0, 500, 450, 4050],
    ]);
    expect(priced).toMatchObject({ grossKop: 15_000, totalKop: 8100, undistributedKop: 0, pointsBaseKop: 9000 });
  });

  test("frozen goods give nothing and are not in the base of a percent", () => {
    const lines = [piece("tobacco", 200, "1", { frozenPrice: true, manualDiscount: percent(5) }), piece("bread", 100)];
    const priced = price(lines, { receiptDiscount: percent(10), pointsDiscountKop: rub(200) });
    expect(discounts(priced)).toEqual([
      [0, 0, 0, 20_000],
      [0, 1000, 8999, 1],
    ]);
    expect(priced.undistributed).toEqual({ manual: 1000, receipt: 0, points: 11_001 });
    expect(priced.pointsBaseKop).toBe(9000);
  });

  test("a minimum price holds for the whole line, and the other line gives the rest", () => {
    const vodka = piece("vodka", 450, "2", { minimumPriceKop: rub(409) });
    const priced = price([vodka, piece("snack", 100)], { receiptDiscount: percent(15) });
    expect(discounts(priced)).toEqual([
      [0, 8200, 0, 81_800],
      [0, 6800, 0, 3200],
    ]);
    expect(priced.undistributedKop).toBe(0);
  });

  test("a price already below the minimum gives nothing and is left as it is", () => {
    const priced = price([piece("vodka", 400, "1", { minimumPriceKop: rub(409), manualDiscount: amount(1) })]);
    expect(discounts(priced)).toEqual([[0, 0, 0, 40_000]]);
    expect(priced.undistributed.manual).toBe(100);
  });

  test("every piece keeps a kopeck", () => {
    const priced = price([piece("a", 10, "5", { manualDiscount: percent(100) })]);
    expect(discounts(priced)).toEqual([[4995, 0, 0, 5]]);
    expect(priced.undistributedKop).toBe(5);
  });
});

describe("weighed lines", () => {
  test("a manual percent gives way to a whole price per kilogram", () => {
    // 5 × 33.33 = 166.65; less 7 % = 154.98, and the next sum that 5 kg can have is 155.00.
    const priced = price([weighed("a", 33.33, "5", { manualDiscount: percent(7) })]);
    expect(discounts(priced)).toEqual([[1165, 0, 0, 15_500]]);
    expect(priced.lines[0]?.explanation.map(({ kind }) => kind)).toEqual(["base", "discount", "weighed-step"]);
  });

  test("in a spread the piece line gives the difference, and the discount stays whole", () => {
    const lines = [weighed("apples", 120, "2.5"), piece("milk", 100)];
    const plain = price(lines, { receiptDiscount: amount(10.01) });
    expect(discounts(plain)).toEqual([
      [0, 750, 0, 29_250],
      [0, 251, 0, 9749],
    ]);
    expect(plain.totalKop).toBe(38_999);
    expect(fiscalPositions({ sumKop: kopecks(29_250), quantity: quantity(2_500_000), priceKop: rub(120) })).toHaveLength(1);
  });

  test("alone it keeps the exact sum and becomes two positions", () => {
    const priced = price([weighed("apples", 120, "2.5")], { receiptDiscount: amount(10.01) });
    expect(discounts(priced)).toEqual([[0, 1001, 0, 28_999]]);
    expect(fiscalPositions({ sumKop: kopecks(28_999), quantity: quantity(2_500_000), priceKop: rub(120) })).toHaveLength(2);
  });

  test("a piece line without room is not pressed below its floor", () => {
    const lines = [weighed("apples", 120, "2.5"), piece("vodka", 409, "1", { minimumPriceKop: rub(409) })];
    expect(discounts(price(lines, { receiptDiscount: amount(10.01) }))).toEqual([
      [0, 1001, 0, 28_999],
      [0, 0, 0, 40_900],
    ]);
  });
});

test("wrong input is a bug", () => {
  expect(() => price([piece("a", 1), piece("a", 2)])).toThrow(/unique/);
  expect(() => price([piece("a", 1)], { receiptDiscount: { percentBasisPoints: 10_001 } })).toThrow(/basis points/);
  expect(() => price([piece("a", 1)], { receiptDiscount: { amountKop: kopecks(-1) } })).toThrow(/negative/);
  expect(() => price([piece("a", 1)], { pointsDiscountKop: kopecks(-1) })).toThrow(/negative/);
  expect(() => price([piece("a", 1, "0")])).toThrow(/quantity/);
});

test("the explanation tells the way from the shelf price to the sum", () => {
  const lines = [
    piece("a", 10, "3", { manualDiscount: percent(10), minimumPriceKop: rub(8) }),
    piece("t", 200, "1", { frozenPrice: true }),
    piece("b", 0.05),
    weighed("w", 33.33, "5", { manualDiscount: percent(7) }),
  ];
  const priced = price(lines, { receiptDiscount: amount(100), pointsDiscountKop: rub(900) });
  const said = (id: string, language: "ru" | "en"): string[] => {
    const line = priced.lines.find((one) => one.id === id);
    return (line?.explanation ?? []).map((note) => priceNoteText(note, language));
  };
  expect(said("a", "ru")).toEqual([
    "10,00 × 3 = 30,00",
    "Скидка на товар: −3,00",
    "Скидка на чек: −3,00",
    "Скидка на чек: ограничена минимальной ценой, не ниже 24,00",
    "Оплата баллами: ограничена минимальной ценой, не ниже 24,00",
  ]);
  expect(said("t", "ru")).toEqual([
    "200,00 × 1 = 200,00",
    "Скидка на чек: на этот товар скидки запрещены",
    "Оплата баллами: на этот товар скидки запрещены",
  ]);
  expect(said("b", "ru").at(-1)).toBe("Оплата баллами: к оплате должно остаться не меньше 0,01");
  expect(said("w", "ru")[2]).toBe("Скидка на товар: уменьшена на 0,02, чтобы сошлась цена за килограмм");
  for (const { id } of lines) for (const text of said(id, "en")) expect(text).not.toMatch(/[а-яё]/i);
});

describe("properties", () => {
  const discount: fc.Arbitrary<Discount> = fc.oneof(
    fc.integer({ min: 0, max: 10_000 }).map((percentBasisPoints) => ({ percentBasisPoints })),
    fc.nat(500_00).map((kop) => ({ amountKop: kopecks(kop) })),
  );
  const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined, freq: 2 });
  const line = fc
    .record({
      weighed: fc.boolean(),
      pieces: fc.integer({ min: 1, max: 12 }),
      grams: fc.integer({ min: 1, max: 9_000 }),
      price: fc.oneof(fc.nat(30), fc.nat(2_000_00)),
      frozenPrice: fc.nat(4).map((one) => one === 0),
      minimum: maybe(fc.nat(2_000_00)),
      manualDiscount: maybe(discount),
    })
    .map(({ weighed: isWeighed, pieces, grams, price: kop, frozenPrice, minimum, manualDiscount }) => ({
      priceKop: kopecks(kop),
      quantity: quantity(isWeighed ? grams * 1000 : pieces * QUANTITY_ONE),
      weighed: isWeighed,
      frozenPrice,
      minimumPriceKop: minimum === undefined ? null : kopecks(minimum),
      ...(manualDiscount === undefined ? {} : { manualDiscount }),
    }));
  const input: fc.Arbitrary<PricingInput> = fc
    .record({
      lines: fc.array(line, { maxLength: 8 }).map((list) => list.map((one, i): PricingLine => ({ id: `line-${i}`, ...one }))),
      receiptDiscount: maybe(discount),
      pointsDiscountKop: fc.oneof(fc.constant(0), fc.nat(5_000_00)).map(kopecks),
      minPayableKop: fc.constantFrom(0, 1, 100).map(kopecks),
      minPayableReceiptKop: fc.constantFrom(0, 100).map(kopecks),
    })
    .map(({ receiptDiscount, ...rest }) => (receiptDiscount === undefined ? rest : { ...rest, receiptDiscount }));

  test("money is neither made nor lost, and every floor holds", () => {
    fc.assert(
      fc.property(input, (one) => {
        const priced = priceReceipt(one);
        let total = 0;
        for (const [i, result] of priced.lines.entries()) {
          const source = one.lines[i];
          if (source === undefined) throw new Error("a line too many");
          expect(result.id).toBe(source.id);
          const parts = [result.manualDiscountKop, result.receiptDiscountKop, result.pointsDiscountKop];
          expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
          expect(result.grossKop - parts.reduce((sum, part) => sum + part, 0)).toBe(result.sumKop);
          const started = Math.ceil(source.quantity / QUANTITY_ONE) * (one.minPayableKop ?? 1);
          const minimum = ((source.minimumPriceKop ?? 0) * source.quantity) / QUANTITY_ONE;
          expect(result.sumKop).toBeGreaterThanOrEqual(Math.min(result.grossKop, Math.max(started, minimum)));
          if (source.frozenPrice) expect(result.sumKop).toBe(result.grossKop);
          total += result.sumKop;
        }
        expect(priced.totalKop).toBe(total);
        const taken = priced.lines.reduce((sum, result) => sum + result.pointsDiscountKop, 0);
        expect(taken + priced.undistributed.points).toBe(one.pointsDiscountKop);
        expect(taken).toBeLessThanOrEqual(priced.pointsLimitKop);
        if (taken > 0) expect(priced.totalKop).toBeGreaterThanOrEqual(one.minPayableReceiptKop ?? 100);
        if (one.receiptDiscount !== undefined && "amountKop" in one.receiptDiscount) {
          const given = priced.lines.reduce((sum, result) => sum + result.receiptDiscountKop, 0);
          expect(given + priced.undistributed.receipt).toBe(one.receiptDiscount.amountKop);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("an exact tie goes to the same line in any order", () => {
    const lines = ["b", "a", "c"].map((id) => piece(id, 10));
    for (const order of [lines, lines.toReversed()]) {
      const priced = price(order, { receiptDiscount: amount(0.01), pointsDiscountKop: kopecks(2) });
      expect(priced.lines.filter((line) => line.receiptDiscountKop === 1).map(({ id }) => id)).toEqual(["a"]);
      expect(
        priced.lines
          .filter((line) => line.pointsDiscountKop === 1)
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(["b", "c"]);
    }
  });

  test("the order of the lines changes nothing", () => {
    const shuffled = input.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.lines], { minLength: one.lines.length })));
    fc.assert(
      fc.property(shuffled, ([one, lines]) => {
        const plain = priceReceipt(one);
        const moved = priceReceipt({ ...one, lines });
        expect(moved.lines.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(plain.lines);
        expect({ ...moved, lines: [] }).toEqual({ ...plain, lines: [] });
      }),
    );
  });

  test("every line becomes exact positions, none below the floors", () => {
    fc.assert(
      fc.property(input, (one) => {
        for (const [i, { sumKop, grossKop }] of priceReceipt(one).lines.entries()) {
          const source = one.lines[i];
          if (source === undefined) throw new Error("a line too many");
          const positions = fiscalPositions({ sumKop, quantity: source.quantity, priceKop: source.priceKop });
          expect(positions.reduce((sum, position) => sum + position.sumKop, 0)).toBe(sumKop);
          if (sumKop === grossKop) expect(positions.map(({ priceKop }) => priceKop)).toEqual([source.priceKop]);
          const floor = Math.min(source.priceKop, Math.max(source.minimumPriceKop ?? 0, one.minPayableKop ?? 1));
          for (const { priceKop } of positions) expect(priceKop).toBeGreaterThanOrEqual(floor);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("beside a piece line with room weighed lines stay one position, unless a manual sum broke them", () => {
    fc.assert(
      fc.property(input, (one) => {
        const roomy = piece("roomy", 100_000);
        const priced = priceReceipt({ ...one, lines: [...one.lines, roomy] });
        const roomyLine = priced.lines.at(-1);
        // The room must not be used up: a step never passes the kilograms of a line.
        fc.pre((roomyLine?.sumKop ?? 0) > 10_000);
        for (const [i, { sumKop }] of priced.lines.entries()) {
          const source = one.lines[i];
          if (source === undefined || !source.weighed) continue;
          if (source.manualDiscount !== undefined && "amountKop" in source.manualDiscount) continue;
          expect(unitPriceFor(sumKop, source.quantity)).not.toBeNull();
        }
      }),
      { numRuns: 300 },
    );
  });
});
