import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import { formatKop, kopecks } from "../../config/money.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { DecideContext } from "../core/context.ts";
import { localTime, timeText } from "./hours/local-time.ts";
import { saleHours, type SaleHours } from "./hours/sale-hours.ts";
import { minimumPriceOf } from "./minimum-price.ts";
import { restrictionOf } from "./restriction.ts";

type Rules = Pick<DecideContext, "now" | "settings">;

/**
 * The item as the law lets it be sold now: with the higher of the minimum prices, and without discounts where they are not given. Fails
 * with ALC881 or ALC886 out of hours, with ALC883 when its own price is below the minimum.
 */
export function itemForSale(item: CatalogItem, context: Rules): Result<CatalogItem, AppError> {
  const { saleRules, utcOffsetMinutes } = context.settings;
  const date = localDate(context.now, utcOffsetMinutes);
  const restriction = restrictionOf(item, saleRules.law.ages, date);
  if (restriction === null) return ok(item);
  const hours = restriction === "alcohol" ? hoursNow(context) : null;
  if (hours?.isAllowed === false) {
    return err(appError(hours.dayName === null ? "ALC881" : "ALC886", { ...hoursDetails(hours), name: hours.dayName ?? item.name }));
  }
  const byLaw = minimumPriceOf(item.alcohol, saleRules.law.prices, date);
  const minimumPriceKop = byLaw === null ? item.minimumPriceKop : kopecks(Math.max(byLaw, item.minimumPriceKop ?? 0));
  if (restriction === "alcohol" && minimumPriceKop !== null && item.priceKop < minimumPriceKop) {
    return err(appError("ALC883", { name: item.name, price: formatKop(item.priceKop), minimum: formatKop(minimumPriceKop) }));
  }
  const isFixed =
    (restriction === "alcohol" && !saleRules.allowsAlcoholDiscounts) || (restriction === "tobacco" && !saleRules.allowsTobaccoDiscounts);
  return ok({ ...item, minimumPriceKop, frozenPrice: item.frozenPrice || isFixed });
}

export function hoursNow({ now, settings }: Rules): SaleHours {
  return saleHours(settings.saleRules, localTime(now, settings.utcOffsetMinutes));
}

export function hoursDetails({ ban, by, until }: Extract<SaleHours, { isAllowed: false }>): Record<"ban" | "by" | "until", string> {
  return { ban, by, until: until === null ? "—" : timeText(until) };
}
