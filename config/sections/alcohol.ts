import { Type } from "typebox";
import { flag, list, section, text } from "../fields.ts";
import { ClockSpan, day, Weekdays } from "../sale-law.ts";

/** Alcohol and other goods that are not sold to everybody. */
export const AlcoholSection = section(
  "Alcohol and other goods that are not sold at any time, to anybody, at any price",
  {
    region: Type.Optional(
      text("Region of the shop, two digits: its rows of config/law/sale-hours.yaml hold; without it only the federal ones", {
        pattern: "^\\d{2}$",
        example: "77",
      }),
    ),
    hours: list(
      "The shop's own hours without alcohol, beside those of the law",
      section("Row", { ban: ClockSpan("No sale between"), days: Weekdays }),
      { maxItems: 50, default: [] },
    ),
    bannedDays: list("Days without alcohol that the region names in advance (last bell, graduation)", day("Day"), {
      maxItems: 366,
      default: [],
    }),
    discounts: flag("Discounts and points lower the price of alcohol, down to the minimum price at most", { default: false }),
    tobaccoDiscounts: flag("Discounts and points lower the price of tobacco and nicotine (15-ФЗ, статья 16, forbids it)", {
      default: false,
    }),
  },
  { whenAbsent: "defaults" },
);
