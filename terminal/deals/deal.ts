import type { EpochMs } from "../../config/clock.ts";
import type { FactDeal, ReceiptFact } from "../../config/contract/facts.ts";
import { kopecks, type Kopecks } from "../../config/money.ts";

/**
 * A deal (расчёт в рассрочку во времени): money received before the goods (advance, gift certificate, prepayment) or goods given
 * before the money (credit). One receipt opens it, later ones settle it; never for more than was opened.
 */
export interface OpenDeal {
  readonly reference: string;
  readonly kind: FactDeal["kind"];
  /** Receipt that opened it last. */
  readonly receiptId: string;
  readonly at: EpochMs;
  /** Who got the goods on credit; null for money received before. */
  readonly holder: string | null;
  /** Received, less what was paid back; credit: given, less what came back (taken off what is owed, or paid out). */
  readonly openedKop: Kopecks;
  /** Offset, less what refunds gave back; credit: paid, less what was paid out. */
  readonly settledKop: Kopecks;
}

/** What one completed receipt changes of one deal; both sums are signed. */
export interface DealMovement {
  readonly reference: string;
  readonly kind: FactDeal["kind"];
  readonly openedKop: Kopecks;
  readonly settledKop: Kopecks;
  readonly holder: string | null;
  /** True for the receipt that begins the deal: it is the one to be handed over or refunded. */
  readonly isOpening: boolean;
}

/** Money that came before the goods. */
export function isPrepaid(kind: FactDeal["kind"]): boolean {
  return kind !== "credit";
}

/** Changes of deals that a completed receipt makes, told by its fact alone. */
export function dealMovements(fact: ReceiptFact): readonly DealMovement[] {
  const sign = fact.kind === "sale" ? 1 : -1;
  const movements: DealMovement[] = [];
  const { deal } = fact;
  if (deal !== undefined && fact.settlement !== undefined && fact.settlement !== "full") {
    const isPayment = fact.settlement === "credit-payment";
    movements.push({
      reference: deal.reference,
      kind: deal.kind,
      openedKop: kopecks(isPayment ? 0 : sign * fact.totalKop),
      settledKop: kopecks(isPayment ? sign * fact.totalKop : 0),
      holder: null,
      isOpening: fact.kind === "sale" && !isPayment,
    });
  }
  for (const { kind, amountKop, reference } of fact.tenders) {
    if (reference === undefined || (kind !== "prepaid" && kind !== "credit")) continue;
    const isCredit = kind === "credit";
    movements.push({
      reference,
      kind: isCredit ? "credit" : deal?.reference === reference ? deal.kind : "advance",
      openedKop: kopecks(isCredit ? sign * amountKop : 0),
      settledKop: kopecks(isCredit ? 0 : sign * amountKop),
      holder: isCredit ? (fact.credit?.customer ?? null) : null,
      isOpening: isCredit && fact.kind === "sale",
    });
  }
  const back = fact.creditPaidBack;
  if (back !== undefined) {
    // Neither owed nor paid any more.
    const goneKop = kopecks(-back.amountKop);
    movements.push({ reference: back.reference, kind: "credit", openedKop: goneKop, settledKop: goneKop, holder: null, isOpening: false });
  }
  return movements;
}

/** Reference of a deal that the till numbers itself: unique in the company, as till ids are. */
export function dealReference(tillId: string, receiptNumber: number): string {
  return `${tillId}-${receiptNumber}`;
}

/** True for what the till may give out itself, so nobody else's number may look like it. */
export function isOwnReference(reference: string, tillId: string): boolean {
  const prefix = `${tillId}-`;
  return reference.startsWith(prefix) && /^\d+$/.test(reference.slice(prefix.length));
}

/** How money that a refund gave back to a deal is kept beside that of cards and cash. */
export function returnedKey(kind: "prepaid" | "credit", reference: string): string {
  return `${kind}:${reference}`;
}
