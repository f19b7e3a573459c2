import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kopecks, points } from "../../config/money.ts";
import { accrualFor, programmeSettings, redeemLimit, type AccrualLine, type ProgrammeSettings } from "./programme.ts";

const SETTINGS: ProgrammeSettings = {
  cardPrefixes: ["777"],
  pointValueKop: kopecks(100),
  accrualBasisPoints: 300,
  redeemLimitBasisPoints: 3_000,
  accrueWhenRedeeming: true,
};

const line = (sumKop: number, more: Partial<AccrualLine> = {}): AccrualLine => ({ sumKop: kopecks(sumKop), frozenPrice: false, ...more });
const accrued = (lines: readonly AccrualLine[], paidKop: number, redeemed = 0, settings: Partial<ProgrammeSettings> = {}): number =>
  accrualFor(lines, { paidKop: kopecks(paidKop), redeemed: points(redeemed) }, { ...SETTINGS, ...settings });

describe("accrual", () => {
  it("rounds down once, after summing", () => {
    expect(accrued([line(1_700), line(1_700)], 3_400)).toBe(1); // 0.51 + 0.51 points
    expect(accrued([line(3_333)], 3_333)).toBe(0);
    expect(accrued([line(3_334)], 3_334)).toBe(1);
    expect(accrued([line(100_000)], 100_000, 0, { pointValueKop: kopecks(10) })).toBe(300);
  });

  it("leaves out goods of frozen price and lines that earn nothing", () => {
    const goods = [line(100_000), line(50_000, { frozenPrice: true }), line(70_000, { noAccrual: true })];
    expect(accrued(goods, 220_000)).toBe(30);
    expect(accrued([line(50_000, { frozenPrice: true })], 50_000)).toBe(0);
  });

  it("counts only the money paid, in proportion", () => {
    const goods = [line(100_000), line(100_000, { frozenPrice: true })];
    expect(accrued(goods, 100_000)).toBe(15);
    expect(accrued(goods, 0)).toBe(0);
    expect(accrued(goods, 900_000)).toBe(30); // change is not payment
    expect(accrued([line(0)], 0)).toBe(0);
  });

  it("is nothing on a receipt that spends points, when the programme says so", () => {
    expect(accrued([line(100_000)], 100_000, 50, { accrueWhenRedeeming: false })).toBe(0);
    expect(accrued([line(100_000)], 100_000, 50)).toBe(30);
    expect(accrued([line(100_000)], 100_000, 0, { accrueWhenRedeeming: false })).toBe(30);
  });

  it("is exact beyond the safe range of a product", () => {
    expect(accrued([line(99_999_999_999)], 99_999_999_999)).toBe(29_999_999);
  });

  it("never exceeds the rate on what was paid, and never lacks a whole point", () => {
    const lines = fc.array(fc.record({ sumKop: fc.nat(10_000_000).map(kopecks), frozenPrice: fc.boolean() }), { maxLength: 20 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 1_000 }), (goods, rate, value) => {
        const earning = goods.reduce((sum, each) => sum + (each.frozenPrice ? 0 : each.sumKop), 0);
        const all = goods.reduce((sum, each) => sum + each.sumKop, 0);
        const got = accrued(goods, all, 0, { accrualBasisPoints: rate, pointValueKop: kopecks(value) });
        const exact = (earning * rate) / 10_000 / value;
        expect(got).toBeLessThanOrEqual(exact);
        expect(got).toBeGreaterThan(exact - 1);
      }),
    );
  });
});

describe("limit of redemption", () => {
  it("is the share of the goods, in whole points, and the balance", () => {
    expect(redeemLimit(kopecks(100_000), points(5_000), SETTINGS)).toBe(300);
    expect(redeemLimit(kopecks(99_999), points(5_000), SETTINGS)).toBe(299);
    expect(redeemLimit(kopecks(100_000), points(120), SETTINGS)).toBe(120);
    expect(redeemLimit(kopecks(0), points(120), SETTINGS)).toBe(0);
    expect(redeemLimit(kopecks(100_000), points(-40), SETTINGS)).toBe(0);
  });

  it("never lets points pay more than their share", () => {
    fc.assert(
      fc.property(
        fc.nat(10 ** 11),
        fc.nat(10 ** 9),
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (base, balance, share, value) => {
          const settings = { ...SETTINGS, redeemLimitBasisPoints: share, pointValueKop: kopecks(value) };
          const limit = redeemLimit(kopecks(base), points(balance), settings);
          expect(BigInt(limit) * BigInt(value) * 10_000n <= BigInt(base) * BigInt(share)).toBe(true);
          expect(limit).toBeLessThanOrEqual(balance);
        },
      ),
    );
  });
});

it("comes from the configuration, or is off", () => {
  const programme = {
    pointValueKop: 100,
    accrualBasisPoints: 300,
    redeemLimitBasisPoints: 3_000,
    accrueWhenRedeeming: true,
  };
  expect(programmeSettings({ enabled: true, cardPrefixes: ["777"], programme })).toEqual(SETTINGS);
  expect(programmeSettings({ enabled: false, cardPrefixes: ["777"], programme })).toBeNull();
});
