import { Type, type Static } from "typebox";
import { section, schemaNode, text } from "./fields.ts";
import { AlcoholSection } from "./sections/alcohol.ts";
import { CardTerminalSection, DisplaySection, FiscalSection, Scanners } from "./sections/devices.ts";
import { MarkingSection } from "./sections/marking.ts";
import { CatalogSection, LoyaltySection, ReceiptSection } from "./sections/sale.ts";
import { Sellers } from "./sections/sellers.ts";
import { AccessSection, EmbeddedSection, LogSection } from "./sections/service.ts";
import { ApiSection, TillSection } from "./sections/shop.ts";
import { UploadSection } from "./sections/upload.ts";

/** The whole configuration: one schema gives the static type, the validation, the messages and the docs. */
export const ConfigSchema = section("Configuration of one till", {
  till: TillSection,
  dataDir: text("Folder of the journal and the catalogue; a relative one starts from this file's folder", {
    path: true,
    maxLength: 500,
    example: "/var/lib/iteem-till",
  }),
  api: ApiSection,
  fiscal: FiscalSection,
  sellers: Sellers,
  scanners: Scanners,
  display: Type.Optional(DisplaySection),
  cardTerminal: Type.Optional(CardTerminalSection),
  catalog: CatalogSection,
  marking: MarkingSection,
  alcohol: AlcoholSection,
  loyalty: LoyaltySection,
  receipt: ReceiptSection,
  access: AccessSection,
  upload: UploadSection,
  log: LogSection,
  embedded: EmbeddedSection,
});

/** The same as plain JSON Schema, for the walkers and for `till config schema`. */
export const CONFIG_SCHEMA_NODE = schemaNode(ConfigSchema);

export type Frozen<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly (infer E)[]
    ? readonly Frozen<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Frozen<T[K]> }
      : T;

/** A checked configuration with all defaults filled in. */
export type Config = Frozen<Static<typeof ConfigSchema>>;
