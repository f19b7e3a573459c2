import type { ReceiptKind, SettlementMethod } from "./fiscal-document.ts";

/** Settlement sign (признак расчета, tag 1054): приход, возврат прихода, расход, возврат расхода. Lists and pairs: order ЕД-7-20/662@, tables of tags 1054, 1212, 1214. */
export type SettlementSign = 1 | 2 | 3 | 4;

const SIGNS: Readonly<Record<ReceiptKind, SettlementSign>> = { sale: 1, refund: 2, purchase: 3, "purchase-refund": 4 };

/** As printed. */
export const RECEIPT_KIND_NAMES: Readonly<Record<ReceiptKind, string>> = {
  sale: "приход",
  refund: "возврат прихода",
  purchase: "расход",
  "purchase-refund": "возврат расхода",
};

export function settlementSign(kind: ReceiptKind): SettlementSign {
  return SIGNS[kind];
}

/** Undoes an earlier receipt. */
export function isReturn(kind: ReceiptKind): boolean {
  return kind === "refund" || kind === "purchase-refund";
}

export function receiptKindOf(sign: SettlementSign): ReceiptKind {
  return sign === 1 ? "sale" : sign === 2 ? "refund" : sign === 3 ? "purchase" : "purchase-refund";
}

/** Settlement method (признак способа расчета, tag 1214). */
export const SETTLEMENT_METHODS: Readonly<Record<SettlementMethod, string>> = {
  1: "предоплата 100%",
  2: "частичная предоплата",
  3: "аванс",
  4: "полный расчет",
  5: "частичный расчет и кредит",
  6: "передача в кредит",
  7: "оплата кредита",
};

/** Money before the goods. */
export function isPrepayment(method: SettlementMethod): boolean {
  return method === 1 || method === 2 || method === 3;
}

/** Money without goods, before them or after: only calculated VAT rates (or 0 %, or none) fit (Tax Code, article 164 § 4; of 7 [memory]). */
export function takesCalculatedRate(method: SettlementMethod): boolean {
  return isPrepayment(method) || method === 7;
}

export const SUBJECT_GOODS = 1;
export const SUBJECT_EXCISE = 2;
export const SUBJECT_PAYMENT = 10;
/** Marked goods whose code is not known yet (30, 32), and with their code (31, 33). */
export const SUBJECT_EXCISE_NO_CODE = 30;
export const SUBJECT_EXCISE_MARKED = 31;
export const SUBJECT_GOODS_NO_CODE = 32;
export const SUBJECT_GOODS_MARKED = 33;

/** Item kind (признак предмета расчета, tag 1212). 28 and 29 are not used; 30–33 came with ФФД 1.2. */
export const SETTLEMENT_SUBJECTS: ReadonlyMap<number, string> = new Map([
  [1, "товар"],
  [2, "подакцизный товар"],
  [3, "работа"],
  [4, "услуга"],
  [5, "ставка азартной игры"],
  [6, "выигрыш азартной игры"],
  [7, "лотерейный билет"],
  [8, "выигрыш лотереи"],
  [9, "предоставление РИД"],
  [SUBJECT_PAYMENT, "платеж"],
  [11, "агентское вознаграждение"],
  [12, "выплата"],
  [13, "иной предмет расчета"],
  [14, "имущественное право"],
  [15, "внереализационный доход"],
  [16, "страховые взносы"],
  [17, "торговый сбор"],
  [18, "туристический налог"],
  [19, "залог"],
  [20, "расход"],
  [21, "взносы на ОПС ИП"],
  [22, "взносы на ОПС"],
  [23, "взносы на ОМС ИП"],
  [24, "взносы на ОМС"],
  [25, "взносы на ОСС"],
  [26, "платеж казино"],
  [27, "выдача денежных средств"],
  [30, "подакцизный товар без кода маркировки (АТНМ)"],
  [SUBJECT_EXCISE_MARKED, "подакцизный товар с кодом маркировки (АТМ)"],
  [32, "товар без кода маркировки (ТНМ)"],
  [SUBJECT_GOODS_MARKED, "товар с кодом маркировки (ТМ)"],
]);

const FIRST_MARKING_SUBJECT = 30;

/** The kinds whose position carries a marking code. */
export function needsMarkingCode(subject: number): boolean {
  return subject === SUBJECT_EXCISE_MARKED || subject === SUBJECT_GOODS_MARKED;
}

/** Excise goods (2, 30, 31): what tag 1229 may stand beside. */
export function isExciseSubject(subject: number): boolean {
  return subject === 2 || subject === 30 || subject === SUBJECT_EXCISE_MARKED;
}

/** True for the kinds that only ФФД 1.2 knows (30–33). */
export function isMarkingSubject(subject: number): boolean {
  return subject >= FIRST_MARKING_SUBJECT && SETTLEMENT_SUBJECTS.has(subject);
}

/**
 * May the pair stand in one position? An advance (3) and the payment of a credit (7) are payments and nothing else; goods handed
 * over (4, 5, 6) are not a payment; before hand-over (1, 2) a marked item has no code yet, so 31 and 33 do not fit.
 */
export function isPermittedPair(method: SettlementMethod, subject: number): boolean {
  if (!SETTLEMENT_SUBJECTS.has(subject)) return false;
  switch (method) {
    case 3:
    case 7:
      return subject === SUBJECT_PAYMENT;
    case 1:
    case 2:
      return !needsMarkingCode(subject);
    case 4:
    case 5:
    case 6:
      return subject !== SUBJECT_PAYMENT;
  }
}
