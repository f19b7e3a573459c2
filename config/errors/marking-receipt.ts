import type { ErrorEntry } from "./app-error.ts";

/** MRK570–589: codes of marked goods on the receipt. */
export const markingReceiptErrors = {
  MRK571: {
    ru: "Это код товара «{other}». Отсканируйте код маркировки товара «{name}».",
    en: "This is the code of «{other}». Scan the marking code of «{name}».",
    hint: "The till waits for a code of one item and another item's was scanned.",
    retry: "needs-human",
  },
  MRK572: {
    ru: "Касса ждёт код маркировки товара «{name}». Отсканируйте его или нажмите Esc.",
    en: "The till waits for the marking code of «{name}». Scan it or press Esc.",
    hint: "Something else than a marking code was scanned while the prompt stood; it was not added.",
    retry: "needs-human",
  },
  MRK575: {
    ru: "Отсканируйте код маркировки товара «{name}», который убираете из чека.",
    en: "Scan the marking code of «{name}» that is taken out of the receipt.",
    hint: "Setting receipt.voidMarkedByScan. Over the API: voidLine with markingCode, or withoutCode and a senior's approval.",
    retry: "needs-human",
  },
  MRK576: {
    ru: "Код не этой строки. Отсканируйте код товара «{name}», который убираете, или позовите старшего.",
    en: "The code is not of this line. Scan the code of «{name}» that is taken out, or call a senior.",
    hint: "voidLine: the scanned code is not the line's own.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
