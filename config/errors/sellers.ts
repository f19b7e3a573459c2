import type { ErrorEntry } from "./app-error.ts";

/** RCP48x: several legal entities on one till, each with its own registrar. */
export const sellerErrors = {
  RCP480: {
    ru: "Документ ждёт ККТ «{registrar}», которой нет в настройке кассы. Верните её в раздел sellers.",
    en: 'A document waits for the registrar "{registrar}", which the configuration does not name. Put it back into sellers.',
    hint: "The journal has a document, shift or cash of a seller that was taken out of the configuration.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
