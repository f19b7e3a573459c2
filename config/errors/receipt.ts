import type { ErrorEntry } from "./app-error.ts";

export const receiptErrors = {
  RCP401: {
    ru: "Чек не открыт. Отсканируйте товар.",
    en: "No receipt is open. Scan an item.",
    hint: "A receipt command came while no receipt was open.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
