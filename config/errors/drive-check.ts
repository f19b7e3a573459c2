import type { ErrorEntry } from "./app-error.ts";

/** FIS620–FIS629: the check of a marking code in the fiscal drive (проверка КМ в ФН). */
export const driveCheckErrors = {
  FIS620: {
    ru: "ККТ проверяет коды маркировки только в ФФД 1.2, а зарегистрирована в ФФД {ffd}.",
    en: "The registrar checks marking codes in FFD 1.2 only; it is registered in {ffd}.",
    hint: "checkCode on a drive of FFD 1.05 or 1.1: nothing was sent. marking.driveCheck does nothing there.",
    retry: "never",
  },
  FIS621: {
    ru: "Проверка кода маркировки в ККТ отменена.",
    en: "The check of the marking code in the registrar was called off.",
    hint: "Whoever asked does not wait any more: its time limit passed or the line is gone.",
    retry: "retry-now",
  },
} as const satisfies Record<string, ErrorEntry>;
