import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VAT_RATES } from "../../config/contract/vat.ts";
import type { VatRate } from "../../config/contract/vat.ts";
import { kopecks } from "../../config/money.ts";
import { decodeTlv, decodeVln } from "./tlv.ts";
import { generalVatRate, isVatRateValid, vatCode, vatOf, vatRateByCode, vatTotals, vatTotalsTlv, VAT_RATE_INFO } from "./vat.ts";

test("codes of tag 1199 are 1 to 12, each once", () => {
  expect(VAT_RATES.map(vatCode).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const rate of VAT_RATES) expect(vatRateByCode(vatCode(rate))).toBe(rate);
  expect(vatRateByCode(13)).toBeNull();
});

describe("validity by date", () => {
  test.each<[VatRate, string, boolean]>([
    ["20", "2025-12-31", true],
    ["20", "2026-01-01", false],
    ["22", "2025-12-31", false],
    ["22", "2026-01-01", true],
    ["22/122", "2026-01-01", true],
    ["20/120", "2026-01-01", false],
    ["5", "2024-12-31", false],
    ["7", "2025-01-01", true],
    ["10", "2026-11-24", true],
    ["none", "2026-11-24", true],
  ])("%s on %s: %s", (rate, date, valid) => {
    expect(isVatRateValid(rate, date, false)).toBe(valid);
  });

  test("an older deal keeps the rate that ended, but gets none before its time", () => {
    expect(isVatRateValid("20", "2026-03-01", true)).toBe(true);
    expect(isVatRateValid("22", "2025-03-01", true)).toBe(false);
  });

  test("the general rate changes with the year", () => {
    expect(generalVatRate("2025-12-31")).toBe("20");
    expect(generalVatRate("2026-01-01")).toBe("22");
    expect(generalVatRate("2018-12-31")).toBeNull();
  });
});

describe("VAT of a sum", () => {
  test.each<[number, VatRate, number]>([
    [12200, "22", 2200],
    [10000, "22", 1803],
    [10000, "22/122", 1803],
    [12000, "20", 2000],
    [11000, "10", 1000],
    [10000, "5", 476],
    [10000, "7", 654],
    [10000, "0", 0],
    [10000, "none", 0],
    // 3 × 20 / 120 = 0.5: half up.
    [3, "20", 1],
    [2, "20", 0],
    [9_007_199_254_740_991, "22", 1_624_249_045_936_900],
  ])("%i kopecks at %s: %i", (sum, rate, vat) => {
    expect(vatOf(kopecks(sum), rate)).toBe(vat);
  });

  test("is the nearest kopeck to the exact fraction", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000_00), fc.constantFrom(...VAT_RATES), (sum, rate) => {
        const { percent } = VAT_RATE_INFO[rate];
        const off = BigInt(vatOf(kopecks(sum), rate)) * BigInt(100 + percent) - BigInt(sum) * BigInt(percent);
        expect(2n * off <= BigInt(100 + percent) && 2n * off > -BigInt(100 + percent)).toBe(true);
      }),
    );
  });
});

describe("sums of a receipt", () => {
  const line = (sum: number, vat: VatRate): { sumKop: ReturnType<typeof kopecks>; vat: VatRate } => ({ sumKop: kopecks(sum), vat });

  function sums(totals: ReturnType<typeof vatTotals>): [number, string][] {
    return vatTotalsTlv(totals).map(({ tag, value }) => [tag, Buffer.from(value).toString("hex")]);
  }

  test("VAT is added up per position, not computed from the total", () => {
    // Three kopecks hold 0.541 of VAT, one each; of nine together it would be 1.623, two.
    expect(vatTotals([line(3, "22"), line(3, "22"), line(3, "22")])).toEqual([{ rate: "22", turnoverKop: 9, vatKop: 3 }]);
    expect(vatOf(kopecks(9), "22")).toBe(2);
  });

  test("22 % goes into 1115, with a 1104 of zero beside it", () => {
    expect(sums(vatTotals([line(12200, "22")]))).toEqual([
      [1104, "00"],
      [1115, "5f040b00af0401000b600402009808"],
    ]);
  });

  test("a mixed receipt: flat tags for the old rates, turnovers for 0 % and none, no zero 1104", () => {
    const totals = vatTotals([
      line(11000, "10"),
      line(500, "none"),
      line(12200, "22"),
      line(700, "0"),
      line(12000, "20"),
      line(500, "none"),
    ]);
    expect(totals.map(({ rate }) => rate)).toEqual(["20", "10", "0", "none", "22"]);
    expect(sums(totals)).toEqual([
      [1102, "d007"],
      [1103, "e803"],
      [1104, "bc02"],
      [1105, "e803"],
      [1115, "5f040b00af0401000b600402009808"],
    ]);
  });

  test("no lines, no sums", () => {
    expect(vatTotalsTlv(vatTotals([]))).toEqual([]);
  });

  test("any receipt: turnovers add up to the total and the container is well formed", () => {
    const lines = fc.array(fc.tuple(fc.nat(10_000_000), fc.constantFrom(...VAT_RATES)), { maxLength: 20 });
    fc.assert(
      fc.property(lines, (pairs) => {
        const totals = vatTotals(pairs.map(([sum, vat]) => line(sum, vat)));
        expect(totals.reduce((sum, total) => sum + total.turnoverKop, 0)).toBe(pairs.reduce((sum, [kop]) => sum + kop, 0));
        const container = vatTotalsTlv(totals).find(({ tag }) => tag === 1115);
        const inside = container === undefined ? [] : decodeTlv(container.value);
        const rates = Array.isArray(inside) ? inside : inside.ok ? inside.value : [];
        expect(rates).toHaveLength(totals.filter(({ rate }) => VAT_RATE_INFO[rate].sumTag === 1115).length);
        for (const { value } of rates) {
          const parts = decodeTlv(value);
          const vat = parts.ok ? decodeVln(parts.value[1]?.value ?? new Uint8Array()) : parts;
          expect(totals.map((total) => total.vatKop)).toContain(vat.ok ? vat.value : -1);
        }
      }),
    );
  });
});
