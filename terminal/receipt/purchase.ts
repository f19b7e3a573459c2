import type { Kopecks } from "../../config/money.ts";
import type { CardApproval } from "../../device-drivers/card-terminal/card-terminal.ts";

/** What became of one seller's part of a purchase. `under-way`: its document, or its card's return, has not come to an end. */
export interface PurchasePartState {
  readonly receiptId: string;
  readonly number: number;
  readonly sellerId: string;
  readonly totalKop: Kopecks;
  readonly state: "under-way" | "registered" | "given-back";
  /** Of a registered one. */
  readonly fdNumber: number | null;
  /** Cash to be handed back to the customer for a part that was given back. */
  readonly cashBackKop: Kopecks;
}

/** The last purchase of goods of several sellers, for the screen: one payment, a document of each seller. */
export interface PurchaseState {
  readonly purchaseId: string;
  readonly number: number;
  readonly totalKop: Kopecks;
  readonly changeKop: Kopecks;
  readonly parts: readonly PurchasePartState[];
  /** False once the cashier went on. */
  readonly shown: boolean;
}

/**
 * Money of a given-back part on its way back to a card. `refundId` is the operation id at the bank, journalled before the call;
 * `asked` and `unknown`: only the bank's word moves it on; `refused`: surely not returned, a person may ask again.
 */
export interface CardReturn {
  readonly tenderId: string;
  readonly refundId: string;
  readonly amountKop: Kopecks;
  readonly originalRrn: string | null;
  readonly state: "asked" | "unknown" | "refused" | "returned";
  readonly approval: CardApproval | null;
  readonly text: string;
}

/** A part that was given back while the purchase's other parts stand; gone when every card has its money. */
export interface ReturningPart {
  readonly receiptId: string;
  readonly number: number;
  readonly purchaseId: string;
  readonly sellerId: string;
  readonly cards: readonly CardReturn[];
}
