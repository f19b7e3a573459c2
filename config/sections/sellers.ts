import { Type } from "typebox";
import { list, section, text } from "../fields.ts";
import { FiscalSection } from "./devices.ts";
import { onecKey } from "./upload.ts";

const Seller = section("A further legal entity or entrepreneur that sells at this till, with a registrar of its own", {
  id: text("Stays the same for ever; goods lists may name it, documents do. `main` is the till's own organisation", {
    maxLength: 32,
    pattern: "^(?!main$)[a-z][a-z0-9-]*$",
    example: "bakery",
  }),
  organisation: text("Name as registered", { maxLength: 200 }),
  inn: text("Taxpayer number (ИНН), 10 or 12 digits with right control digits; goods lists may name it", {
    format: "inn",
    example: "500100732259",
  }),
  fiscal: FiscalSection,
  onec: Type.Optional(
    section("Its documents in 1C; what is absent is that of upload.onec", {
      organisationKey: onecKey("Справочник.Организации"),
      cashRegisterKey: onecKey("Справочник.КассыККМ"),
      warehouseKey: Type.Optional(onecKey("Справочник.Склады")),
      acquiringTerminalKey: Type.Optional(onecKey("Справочник.ЭквайринговыеТерминалы")),
    }),
  ),
});

/** Legal entities (юридические лица) besides the till's own: goods of each go to its own registrar. */
export const Sellers = list("Further sellers on this till, each with a registrar of its own; goods name theirs by id or INN", Seller, {
  maxItems: 7,
  uniqueBy: "id",
  default: [],
});
