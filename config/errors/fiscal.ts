import type { ErrorEntry } from "./app-error.ts";

export const fiscalErrors = {
  FIS450: {
    ru: "Данные фискального документа повреждены (байт {offset}). Обратитесь к технику.",
    en: "Fiscal document data is damaged: {what}.",
    hint: "TLV bytes that came from a device or a file could not be read: {what} at offset {offset}. Look at the exchange log.",
    retry: "never",
  },
} as const satisfies Record<string, ErrorEntry>;
