import { Type } from "typebox";
import { DEFAULT_UTM_TIMEOUT_MS } from "../defaults.ts";
import { choice, flag, list, section, text, whole } from "../fields.ts";
import { ClockSpan, day, Weekdays } from "../sale-law.ts";

/** The universal transport module (УТМ) of EGAIS. */
const UtmSection = section("UTM of EGAIS: stamped alcohol is sold only with it", {
  url: text("Its local HTTP service", { format: "serviceUrl", maxLength: 200, example: "http://127.0.0.1:8080" }),
  fsrarId: text("Number of the shop in EGAIS (FSRAR_ID), 12 digits", { pattern: "^\\d{12}$", example: "030000000001" }),
  kpp: text("КПП of the shop, 9 digits: in cheques of version 1", { pattern: "^\\d{9}$", example: "770701001" }),
  address: text("Address of the shop: in cheques of version 1", { maxLength: 300 }),
  chequeVersion: choice("Form of the cheque", ["v1", "v3", "v4"], { default: "v3" }),
  timeoutMs: whole("Longest wait for one answer", 1_000, 120_000, { default: DEFAULT_UTM_TIMEOUT_MS }),
});

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
    utm: Type.Optional(UtmSection),
    beerCheque: choice(
      "EGAIS cheques of beer and other alcohol without stamps: none (towns), or with the goods card's data",
      ["none", "nopdf"],
      {
        default: "none",
      },
    ),
    stampInReceipt: flag(
      "The excise stamp of a bottle is written into the receipt as its code of goods (tags 1162, 1163); off for a registrar that refuses them",
      { default: true },
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
