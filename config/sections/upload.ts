import { Type } from "typebox";
import { VAT_RATES, type VatRate } from "../contract/vat.ts";
import { choice, flag, secretText, section, text } from "../fields.ts";

export const onecKey = (description: string) =>
  text(`Ref_Key of ${description}`, {
    pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    example: "0f5fbf3c-7f6e-11ee-8c3a-00155d000001",
  });
const vatRateKey = Type.Optional(onecKey("that rate"));
const vatRateKeys = Object.fromEntries(VAT_RATES.map((rate) => [rate, vatRateKey])) as Record<VatRate, typeof vatRateKey>;

const Iteem = section("ITEEM exchange", {
  url: text("Address of the exchange", { format: "serviceUrl", example: "https://iteem.example/exchange" }),
  token: secretText("Access token of this till"),
  gzip: flag("Compress what is sent: worth it on a mobile line", { default: false }),
});

const OneC = section("1C infobase, through its standard OData interface", {
  url: text("Publication of the infobase; the OData path is added", { format: "serviceUrl", example: "https://1c.example/trade" }),
  user: text("User of the infobase", { maxLength: 64 }),
  password: secretText("Password of that user"),
  organisationKey: onecKey("Справочник.Организации"),
  warehouseKey: onecKey("Справочник.Склады"),
  cashRegisterKey: onecKey("Справочник.КассыККМ"),
  acquiringTerminalKey: Type.Optional(onecKey("Справочник.ЭквайринговыеТерминалы")),
  currencyKey: Type.Optional(onecKey("Справочник.Валюты")),
  priceTypeKey: Type.Optional(onecKey("Справочник.ВидыЦен")),
  partnerKey: Type.Optional(onecKey("Справочник.Партнеры: the retail customer")),
  vatRates: section("Справочник.СтавкиНДС by rate; a rate not named is looked for by its description", vatRateKeys, {
    whenAbsent: "defaults",
  }),
  createGoods: flag("Create goods that the infobase lacks; otherwise the document is set aside", { default: false }),
  cashMovements: choice("Cash in and out as documents of their own, or not sent", ["documents", "skip"], { default: "documents" }),
  otherReceipts: choice(
    "Advances, prepayments, offsets, credit, purchases, corrections: set aside for a person to book, or not sent",
    ["set-aside", "skip"],
    { default: "set-aside" },
  ),
  shiftClose: choice("Who makes the shift's sales report: the till (report) or 1C (onec)", ["report", "onec"], { default: "report" }),
  markingField: Type.Optional(
    text("Column of the goods table, added by an extension, that takes the marking code; without it codes are not sent", {
      maxLength: 100,
    }),
  ),
  markingCheckField: Type.Optional(
    text(
      "Column of the goods table, added by an extension, that takes how the code was checked (text of 300); without it that is not sent",
      {
        maxLength: 100,
      },
    ),
  ),
});

/** Where completed documents go. Each destination is optional; each keeps its own queue. */
export const UploadSection = section(
  "Where completed documents go; each destination is optional and keeps its own queue",
  { iteem: Type.Optional(Iteem), onec: Type.Optional(OneC) },
  { whenAbsent: "defaults" },
);
