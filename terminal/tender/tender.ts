import type { Kopecks } from "../../config/money.ts";
import type { CardApproval } from "../../device-drivers/card-terminal/card-terminal.ts";

/** Cash (наличные) as handed over by the customer (sale) or paid out (refund). */
export interface CashTender {
  readonly id: string;
  readonly kind: "cash";
  readonly amountKop: Kopecks;
}

/**
 * A card operation (оплата картой). `id` is the operation id given to the bank terminal, journalled before the call.
 * `charging` and `unknown` mean that money may be held: only the terminal's word moves them on.
 */
export interface CardTender {
  readonly id: string;
  readonly kind: "card";
  readonly amountKop: Kopecks;
  readonly state: "charging" | "approved" | "declined" | "unknown" | "reversing" | "reversed";
  readonly approval: CardApproval | null;
  /** Bank's or our reason, for the screen. */
  readonly text: string;
  /** On a refund by receipt: the sale's card operation that the money goes back to. */
  readonly originalRrn: string | null;
  /** Operation id of the reversal, when one was begun. */
  readonly reversalId: string | null;
}

/** Money that a deal received before (зачёт предоплаты, tag 1215), or what is left to be paid later (кредит, tag 1216). */
export interface DealTender {
  readonly id: string;
  readonly kind: "prepaid" | "credit";
  readonly amountKop: Kopecks;
  readonly reference: string;
}

export type Tender = CashTender | CardTender | DealTender;

/** What counts towards the receipt: all but cards that are not approved. */
export function paidKop(tenders: readonly Tender[]): Kopecks {
  let total = 0;
  for (const tender of tenders) {
    if (tender.kind !== "card" || tender.state === "approved") total += tender.amountKop;
  }
  return total as Kopecks;
}

/** Card money that may be held by the bank although the receipt is not there yet. */
export function hasOpenCardOperation(tenders: readonly Tender[]): boolean {
  return tenders.some((t) => t.kind === "card" && (t.state === "charging" || t.state === "unknown" || t.state === "reversing"));
}
