import type { LocalDate } from "../../config/local-date.ts";
import type { HoursLaw, SaleLaw, Weekday } from "../../config/sale-law.ts";
import type { Config } from "../../config/schema.ts";

/** What restricted sales are held against: the dated law with what the shop says of itself. Plain data. */
export interface SaleRules {
  readonly law: SaleLaw;
  /** Two digits; null: only federal hours are known. */
  readonly region: string | null;
  readonly ownHours: readonly { readonly ban: string; readonly days: readonly Weekday[] }[];
  readonly ownBannedDays: readonly LocalDate[];
  readonly allowsAlcoholDiscounts: boolean;
  readonly allowsTobaccoDiscounts: boolean;
}

export function saleRules(alcohol: Config["alcohol"], law: SaleLaw): SaleRules {
  return {
    law,
    region: alcohol.region ?? null,
    ownHours: alcohol.hours,
    ownBannedDays: alcohol.bannedDays,
    allowsAlcoholDiscounts: alcohol.discounts,
    allowsTobaccoDiscounts: alcohol.tobaccoDiscounts,
  };
}

/** A row of dated law, from its first day to its last. */
export function isInForce(row: { readonly from: LocalDate; readonly until?: LocalDate | undefined }, date: LocalDate): boolean {
  return row.from <= date && (row.until === undefined || date <= row.until);
}

export type SpecialDay = HoursLaw["specialDays"][number];
