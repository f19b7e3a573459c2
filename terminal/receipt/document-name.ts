import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { StoredDocument } from "../../fiscal/registrar.ts";

type Language = "ru" | "en";

const NAMES: Readonly<Record<StoredDocument["kind"] | FiscalDocument["kind"], Readonly<Record<Language, string>>>> = {
  receipt: { ru: "чек", en: "receipt" },
  sale: { ru: "приход", en: "sale" },
  refund: { ru: "возврат прихода", en: "refund" },
  purchase: { ru: "расход", en: "purchase" },
  "purchase-refund": { ru: "возврат расхода", en: "purchase refund" },
  "open-shift": { ru: "открытие смены", en: "shift opening" },
  "close-shift": { ru: "закрытие смены", en: "shift closing" },
  "x-report": { ru: "отчёт без гашения", en: "X report" },
  "cash-in": { ru: "внесение", en: "cash in" },
  "cash-out": { ru: "изъятие", en: "cash out" },
  other: { ru: "другой документ", en: "another document" },
};

/** What people call a document. */
export function documentName(kind: StoredDocument["kind"] | FiscalDocument["kind"], isCorrection: boolean, language: Language): string {
  const name = NAMES[kind][language];
  if (!isCorrection) return name;
  return language === "ru" ? `чек коррекции, ${name}` : `correction, ${name}`;
}
