import type { ErrorEntry } from "./app-error.ts";

/** RCP48x: several legal entities on one till, each with its own registrar. */
export const sellerErrors = {
  RCP480: {
    ru: "Документ ждёт ККТ «{registrar}», которой нет в настройке кассы. Верните её в раздел sellers.",
    en: 'A document waits for the registrar "{registrar}", which the configuration does not name. Put it back into sellers.',
    hint: "The journal has a document, shift or cash of a seller that was taken out of the configuration.",
    retry: "needs-human",
  },
  RCP481: {
    ru: "«{name}» продаёт {seller}, а среди продавцов этой кассы такого нет. Позовите управляющего.",
    en: '"{name}" is sold by {seller}, who is not a seller of this till. Call the manager.',
    hint: "The seller column of the goods list must hold an id or INN of the configuration's sellers, or till.inn, or nothing.",
    retry: "needs-human",
  },
  RCP482: {
    ru: "Банк не вернул {amount} на карту за чек № {number}: {reason}. Повторите возврат в списке покупки или обратитесь в банк.",
    en: "The bank did not return {amount} to the card for receipt no. {number}: {reason}. Repeat the return or call the bank.",
    hint: "Event cardReturnSettled holds the operation id; the terminal's own log shows what became of it.",
    retry: "needs-human",
  },
  RCP483: {
    ru: "Возвращать на карту по этому чеку нечего.",
    en: "Nothing of this receipt waits to be returned to a card.",
    hint: "retryCardReturn names a receipt without a refused return.",
    retry: "needs-human",
  },
  RCP484: {
    ru: "Возврат по чеку № {number} ещё в работе: дождитесь ответа банка или документа о выдаче денег.",
    en: "The return for receipt {number} is under way: wait for the bank, or for the document of the cash.",
    hint: "Its card operation is in state asked, or a cash-out that stands in for it is under way or unresolved.",
    retry: "needs-human",
  },
  RCP485: {
    ru: "«{name}» продаёт другой продавец. В возврате и закупке — товары только одного продавца: оформите второй чек.",
    en: '"{name}" is sold by another seller. A refund or a purchase holds goods of one seller: make a second receipt.',
    hint: "Only sales are split among sellers: money given back can't be asked for again when one registrar refuses.",
    retry: "needs-human",
  },
  RCP486: {
    ru: "Авансы, предоплата, сертификаты и кредит на этой кассе — только по товарам «{organisation}». Оформите остальные товары другим чеком.",
    en: 'Advances, prepayments, certificates and credit are for goods of "{organisation}" only. Sell the other goods by another receipt.',
    hint: "Deals belong to the till's own organisation (till.inn); further sellers have none.",
    retry: "needs-human",
  },
  RCP487: {
    ru: "На этой кассе нет продавца «{registrarId}». Выберите продавца из списка.",
    en: 'This till has no seller "{registrarId}". Choose one of the list.',
    hint: "registrarId is `main` or an id of the configuration's sellers.",
    retry: "needs-human",
  },
} as const satisfies Record<string, ErrorEntry>;
