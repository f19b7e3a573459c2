import type { ErrorEntry } from "./app-error.ts";

/** RCP465–RCP470: a registrar that is silent about a document (put aside, decided without it, held against it later) or ended the shift. */
export const silentRegistrarErrors = {
  RCP465: {
    ru: "ККТ продавца {owner} не ответила о документе, он отложен. Чеки на ней ждут её ответа или решения старшего: уберите эти товары.",
    en: "The registrar of {owner} has not told about a document, which is put aside. Its receipts wait for its answer or for a senior: void these goods.",
    hint: "parkFiscal put a sent document aside. Nothing new goes to that registrar until the document is found, made or settled.",
    retry: "needs-human",
  },
  RCP466: {
    ru: "Осталась открытой смена: {which} Смены остальных закрываются.",
    en: "A shift stays open: {which} The others are being closed.",
    hint: "closeShift leaves out a registrar that hangs on a document; event shiftLeftOpen.",
    retry: "needs-human",
  },
  RCP467: {
    ru: "ККТ спросить нельзя: нужны номер ФД и фискальный признак (ФП) с бумажного чека.",
    en: "The registrar can't be asked: the document's number and fiscal sign from the paper are needed.",
    hint: "settleUnresolved as registered with unverified needs fdNumber (ФД) and fiscalSign (ФП).",
    retry: "needs-human",
  },
  RCP468: {
    ru: "Откладывать нечего: нет документа, о котором ККТ молчит.",
    en: "There is nothing to put aside: no document waits for a silent registrar.",
    hint: "parkFiscal takes a job in state 'sent' whose registrar does not answer.",
    retry: "never",
  },
  RCP469: {
    ru: "Смена на ККТ закончилась раньше, чем оформлен оплаченный документ ({owner}). Касса закроет её и откроет новую, документ будет в новой. Пересчитайте ящик: при закрытии его никто не считал.",
    en: "The registrar's shift ended before a paid document was made ({owner}). The till closes it and opens a new one, the document goes there. Count the drawer: nobody did at the closing.",
    hint: "24 hours passed (FIS320) or the shift was closed at the registrar (FIS321): fiscalRequested with `before`.",
    retry: "never",
  },
  RCP470: {
    ru: "Смена ККТ закончилась, а в ней есть неразобранные документы: {count}. Разберите их, потом «Повторить» — касса откроет новую смену и оформит чек.",
    en: "The registrar's shift has ended with {count} documents unresolved. Settle them, then repeat: the till opens a new shift and makes the receipt.",
    hint: "A renewal closes the shift in the till's books; what is settled after it would count in the new one.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
