import type { SaleRules } from "../alcohol/sale-rules.ts";

const FROM = { from: "2020-01-01", source: "simulation" };
const EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Rules of restricted sales for simulated shops and tests: few rows, and the shop gives discounts on everything. */
export const SIMULATED_SALE_RULES: SaleRules = {
  law: {
    hours: {
      federal: [{ ban: "23:00-08:00", days: [...EVERY_DAY], ...FROM }],
      regions: [],
      specialDays: [],
    },
    prices: {
      rows: [{ class: "vodka", strongerThanBasisPoints: 2_800, volumeMl: 500, priceKop: 40_900, ...FROM }],
    },
    ages: {
      rows: [
        { restriction: "alcohol", groups: ["beer"], ...FROM },
        { restriction: "tobacco", groups: ["tobacco", "otp", "ncp"], ...FROM },
        { restriction: "energy-drink", groups: [], ...FROM, from: "2025-03-01" },
        { restriction: "other", groups: [], ...FROM },
      ],
    },
  },
  region: null,
  ownHours: [],
  ownBannedDays: [],
  allowsAlcoholDiscounts: true,
  allowsTobaccoDiscounts: true,
};
