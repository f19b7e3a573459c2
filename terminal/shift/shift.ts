import { epochMs, type EpochMs } from "../../config/clock.ts";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import { ZERO_KOP, kopecks, type Kopecks } from "../../config/money.ts";

/** The law's limit of a shift (смена): 24 hours (4.3 of 54-FZ). */
export const SHIFT_LIMIT_MS = 24 * 60 * 60 * 1000;

export interface ShiftTotals {
  readonly salesKop: Kopecks;
  readonly salesCount: number;
  readonly refundsKop: Kopecks;
  readonly refundsCount: number;
  /** Cash from sales less cash paid out on refunds. */
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

/** Cash that a completed receipt moves: positive into the drawer, negative out of it. */
export function cashMovedBy(fact: ReceiptFact): Kopecks {
  const cash = fact.tenders.reduce((sum, t) => (t.kind === "cash" ? sum + t.amountKop : sum), 0) - fact.changeKop;
  return kopecks(fact.kind === "sale" ? cash : -cash);
}

export function addReceipt(totals: ShiftTotals, fact: ReceiptFact): ShiftTotals {
  const sign = fact.kind === "sale" ? 1 : -1;
  const card = fact.tenders.reduce((sum, t) => (t.kind === "card" ? sum + t.amountKop : sum), 0);
  return {
    ...totals,
    salesKop: kopecks(totals.salesKop + (sign > 0 ? fact.totalKop : 0)),
    salesCount: totals.salesCount + (sign > 0 ? 1 : 0),
    refundsKop: kopecks(totals.refundsKop + (sign < 0 ? fact.totalKop : 0)),
    refundsCount: totals.refundsCount + (sign < 0 ? 1 : 0),
    cashKop: kopecks(totals.cashKop + cashMovedBy(fact)),
    cardKop: kopecks(totals.cardKop + sign * card),
  };
}

export function addTotals(a: ShiftTotals, b: ShiftTotals): ShiftTotals {
  return {
    salesKop: kopecks(a.salesKop + b.salesKop),
    salesCount: a.salesCount + b.salesCount,
    refundsKop: kopecks(a.refundsKop + b.refundsKop),
    refundsCount: a.refundsCount + b.refundsCount,
    cashKop: kopecks(a.cashKop + b.cashKop),
    cardKop: kopecks(a.cardKop + b.cardKop),
    cashInKop: kopecks(a.cashInKop + b.cashInKop),
    cashOutKop: kopecks(a.cashOutKop + b.cashOutKop),
  };
}
