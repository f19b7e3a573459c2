import { epochMs, type EpochMs } from "../../config/clock.ts";
import type { CorrectionFact, FactReceiptKind, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import { ZERO_KOP, kopecks, type Kopecks } from "../../config/money.ts";

/** The law's limit of a shift (смена): 24 hours (4.3 of 54-FZ). */
export const SHIFT_LIMIT_MS = 24 * 60 * 60 * 1000;

export interface ShiftTotals {
  readonly salesKop: Kopecks;
  readonly salesCount: number;
  readonly refundsKop: Kopecks;
  readonly refundsCount: number;
  readonly purchasesKop: Kopecks;
  readonly purchasesCount: number;
  readonly purchaseRefundsKop: Kopecks;
  readonly purchaseRefundsCount: number;
  /** Offsets of money received before, less what refunds gave back to it. */
  readonly prepaidKop: Kopecks;
  /** Given on credit, less what refunds took off. */
  readonly creditKop: Kopecks;
  /** Counter provision (1217), in corrections only; absent in older journals: none. */
  readonly counterKop?: Kopecks;
  /** Cash from sales less cash paid out on refunds and purchases. */
  readonly cashKop: Kopecks;
  /** Card from sales less card refunds. */
  readonly cardKop: Kopecks;
  readonly cashInKop: Kopecks;
  readonly cashOutKop: Kopecks;
}

export interface ShiftState {
  readonly status: "closed" | "open";
  /** Number of the running or, when closed, of the last shift. */
  readonly number: number;
  readonly openedAt: EpochMs | null;
  readonly totals: ShiftTotals;
}

export const ZERO_TOTALS: ShiftTotals = {
  salesKop: ZERO_KOP,
  salesCount: 0,
  refundsKop: ZERO_KOP,
  refundsCount: 0,
  purchasesKop: ZERO_KOP,
  purchasesCount: 0,
  purchaseRefundsKop: ZERO_KOP,
  purchaseRefundsCount: 0,
  prepaidKop: ZERO_KOP,
  creditKop: ZERO_KOP,
  cashKop: ZERO_KOP,
  cardKop: ZERO_KOP,
  cashInKop: ZERO_KOP,
  cashOutKop: ZERO_KOP,
};

export const CLOSED_SHIFT: ShiftState = { status: "closed", number: 0, openedAt: null, totals: ZERO_TOTALS };

/** When the running shift must end; null when it is closed. */
export function shiftEndsAt(shift: ShiftState): EpochMs | null {
  return shift.openedAt === null ? null : epochMs(shift.openedAt + SHIFT_LIMIT_MS);
}

/** Money comes in with a sale and with the refund of a purchase, and goes out with the others. */
export function bringsMoney(kind: FactReceiptKind): boolean {
  return kind === "sale" || kind === "purchase-refund";
}

/** Cash that a completed receipt moves: positive into the drawer, negative out of it. */
export function cashMovedBy(fact: ReceiptFact): Kopecks {
  const cash = paidBy(fact, "cash") - fact.changeKop;
  return kopecks(bringsMoney(fact.kind) ? cash : -cash);
}

export function addReceipt(totals: ShiftTotals, fact: ReceiptFact): ShiftTotals {
  const sign = bringsMoney(fact.kind) ? 1 : -1;
  return {
    ...addTurnover(totals, fact.kind, fact.totalKop),
    cashKop: kopecks(totals.cashKop + cashMovedBy(fact)),
    cardKop: kopecks(totals.cardKop + sign * paidBy(fact, "card")),
    prepaidKop: kopecks(totals.prepaidKop + sign * paidBy(fact, "prepaid")),
    creditKop: kopecks(totals.creditKop + sign * paidBy(fact, "credit")),
  };
}

function paidBy({ tenders }: ReceiptFact, kind: FactTender["kind"]): number {
  return tenders.reduce((sum, tender) => (tender.kind === kind ? sum + tender.amountKop : sum), 0);
}

function addTurnover(totals: ShiftTotals, kind: FactReceiptKind, totalKop: Kopecks): ShiftTotals {
  switch (kind) {
    case "sale":
      return { ...totals, salesKop: kopecks(totals.salesKop + totalKop), salesCount: totals.salesCount + 1 };
    case "refund":
      return { ...totals, refundsKop: kopecks(totals.refundsKop + totalKop), refundsCount: totals.refundsCount + 1 };
    case "purchase":
      return { ...totals, purchasesKop: kopecks(totals.purchasesKop + totalKop), purchasesCount: totals.purchasesCount + 1 };
    case "purchase-refund":
      return {
        ...totals,
        purchaseRefundsKop: kopecks(totals.purchaseRefundsKop + totalKop),
        purchaseRefundsCount: totals.purchaseRefundsCount + 1,
      };
  }
}

/**
 * What a correction does to drawer and counters of a Shtrih-M registrar: its registers of the shift count it like every receipt of its
 * kind, and its cash moves the drawer. [memory, and so does the emulator; registrars of other families may keep corrections apart]
 */
export function addCorrection(totals: ShiftTotals, fact: CorrectionFact): ShiftTotals {
  const sign = bringsMoney(fact.kind) ? 1 : -1;
  const { electronicKop, prepaidKop, creditKop, counterKop } = fact.payments;
  return {
    ...addTurnover(totals, fact.kind, fact.totalKop),
    cashKop: kopecks(totals.cashKop + cashOfCorrection(fact)),
    cardKop: kopecks(totals.cardKop + sign * electronicKop),
    prepaidKop: kopecks(totals.prepaidKop + sign * prepaidKop),
    creditKop: kopecks(totals.creditKop + sign * creditKop),
    ...(counterKop === 0 ? {} : { counterKop: kopecks((totals.counterKop ?? 0) + sign * counterKop) }),
  };
}

/** [memory] as above. */
export function cashOfCorrection({ kind, payments }: CorrectionFact): Kopecks {
  return kopecks(bringsMoney(kind) ? payments.cashKop : -payments.cashKop);
}

export function addTotals(a: ShiftTotals, b: ShiftTotals): ShiftTotals {
  return {
    salesKop: kopecks(a.salesKop + b.salesKop),
    salesCount: a.salesCount + b.salesCount,
    refundsKop: kopecks(a.refundsKop + b.refundsKop),
    refundsCount: a.refundsCount + b.refundsCount,
    purchasesKop: kopecks(a.purchasesKop + b.purchasesKop),
    purchasesCount: a.purchasesCount + b.purchasesCount,
    purchaseRefundsKop: kopecks(a.purchaseRefundsKop + b.purchaseRefundsKop),
    purchaseRefundsCount: a.purchaseRefundsCount + b.purchaseRefundsCount,
    prepaidKop: kopecks(a.prepaidKop + b.prepaidKop),
    creditKop: kopecks(a.creditKop + b.creditKop),
    ...(a.counterKop === undefined && b.counterKop === undefined ? {} : { counterKop: kopecks((a.counterKop ?? 0) + (b.counterKop ?? 0)) }),
    cashKop: kopecks(a.cashKop + b.cashKop),
    cardKop: kopecks(a.cardKop + b.cardKop),
    cashInKop: kopecks(a.cashInKop + b.cashInKop),
    cashOutKop: kopecks(a.cashOutKop + b.cashOutKop),
  };
}

/** The till believes the shift closed, and the registrar counts a later one. */
export function isNewShift({ status, number }: ShiftState, counted: number): boolean {
  return status === "closed" && counted > number;
}

export function isInShift({ status, number }: ShiftState, counted: number): boolean {
  return status === "open" && counted === number;
}
