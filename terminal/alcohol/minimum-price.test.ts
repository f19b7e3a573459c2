import { describe, expect, it } from "vitest";
import { loadSaleLaw, shippedLaw } from "../../config/sale-law.ts";
import type { AlcoholFacts } from "../catalog/catalog-item.ts";
import { minimumPriceOf } from "./minimum-price.ts";
import { restrictionOf } from "./restriction.ts";

const law = loadSaleLaw(shippedLaw());
if (!law.ok) throw new Error("the shipped law is wrong");
const { prices, ages } = law.value;
const of = (kindCode: string, volumeMl = 500, strengthBasisPoints = 4_000): AlcoholFacts => ({
  kindCode,
  volumeMl,
  strengthBasisPoints,
  isStamped: true,
  alcocode: null,
});

describe("minimum retail prices of the shipped law", () => {
  it.each([
    ["vodka", of("200"), "2026-11-24", 40_900],
    ["vodka on the last day of 2025", of("200"), "2025-12-31", 34_900],
    ["vodka in 2024", of("200"), "2024-05-01", 28_100],
    ["vodka before any row", of("200"), "2020-05-01", null],
    ["cognac", of("229"), "2026-01-01", 75_500],
    ["brandy", of("232"), "2026-01-01", 60_500],
    ["0.25 l of vodka, up to the kopeck", of("200", 250), "2026-11-24", 20_450],
    ["0.05 l of cognac", of("229", 50), "2026-11-24", 7_550],
    ["a liqueur of 28 %", of("211", 500, 2_800), "2026-11-24", null],
    ["a liqueur of 28.01 %", of("211", 500, 2_801), "2026-11-24", 40_900],
    ["wine", of("401", 750, 1_200), "2026-11-24", null],
    ["an unknown kind", of("999"), "2026-11-24", null],
  ])("%s", (_what, alcohol, date, kop) => {
    expect(minimumPriceOf(alcohol, prices, date)).toBe(kop);
  });
});

describe("what is not sold to minors", () => {
  const card = { alcohol: null, ageRestriction: null, markingGroup: null };
  it.each([
    ["bread", card, "2026-11-24", null],
    ["vodka", { ...card, alcohol: of("200") }, "2026-11-24", "alcohol"],
    ["marked beer without alcohol data", { ...card, markingGroup: "beer" }, "2026-11-24", "alcohol"],
    ["beer without alcohol", { ...card, markingGroup: "nabeer" }, "2026-11-24", null],
    ["nicotine liquid", { ...card, markingGroup: "ncp" }, "2026-11-24", "tobacco"],
    ["an energy drink", { ...card, ageRestriction: "energy-drink" as const, markingGroup: "softdrinks" }, "2025-03-01", "energy-drink"],
    ["an energy drink the day before", { ...card, ageRestriction: "energy-drink" as const }, "2025-02-28", null],
    ["the shop's own mark", { ...card, ageRestriction: "other" as const }, "2026-11-24", "other"],
  ])("%s", (_what, item, date, restriction) => {
    expect(restrictionOf(item, ages, date)).toBe(restriction);
  });
});
