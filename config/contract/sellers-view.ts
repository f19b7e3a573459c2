import type { EpochMs } from "../clock.ts";
import type { Kopecks } from "../money.ts";
import type { TaxSystem } from "./vat.ts";

/** Format version of fiscal documents (tag 1209). */
export type FormatVersion = "1.05" | "1.1" | "1.2";

/** One seller's part of a purchase. */
export interface PurchasePartView {
  readonly receiptId: string;
  readonly number: number;
  readonly seller: string;
  readonly totalKop: Kopecks;
  readonly state: "under-way" | "failed" | "unresolved" | "registered" | "given-back";
  readonly fdNumber: number | null;
  /** To be handed over to the customer for a part that was given back. */
  readonly cashBackKop: Kopecks;
  /** On its way back to cards. */
  readonly cardBackKop: Kopecks;
  /** Why the bank refused to return it; `retryCardReturn` asks again. */
  readonly cardRefused: string | null;
  /** For `retryFiscal` and `cancelPayment`; null when no document is on its way. */
  readonly jobId: string | null;
  readonly canGiveBack: boolean;
  readonly error: string | null;
}

/** A purchase from several sellers: one payment, a document of each. Shown until the next receipt, and while a part is open. */
export interface PurchaseView {
  readonly number: number;
  readonly totalKop: Kopecks;
  readonly changeKop: Kopecks;
  readonly parts: readonly PurchasePartView[];
}

/** Card money of a part given back that the bank has not returned: shown until it has, or a senior settles it. */
export interface CardReturnView {
  /** For `retryCardReturn` and `settleCardReturn`. */
  readonly receiptId: string;
  readonly number: number;
  readonly seller: string;
  readonly amountKop: Kopecks;
  /** `paying-out`: the document that gives it in cash is under way. */
  readonly state: "asked" | "unknown" | "refused" | "paying-out";
  /** What the bank said of a refused one. */
  readonly reason: string | null;
}

/** Shift and cash of one of several registrars. */
export interface RegistrarShiftView {
  readonly registrarId: string;
  readonly owner: string;
  /** Format version of its documents, and the tax systems of its registration; null: not known. */
  readonly ffd: FormatVersion;
  readonly taxSystems: readonly TaxSystem[] | null;
  readonly status: "closed" | "open";
  /** Closed, and `openShift` would open it now. */
  readonly canOpen: boolean;
  /** Why its documents don't come on; null while they do. Other registrars go on meanwhile. */
  readonly stuck: string | null;
  readonly number: number;
  readonly openedAt: EpochMs | null;
  readonly endsAt: EpochMs | null;
  readonly drawerKop: Kopecks;
  readonly salesKop: Kopecks;
  readonly salesCount: number;
  readonly refundsKop: Kopecks;
  readonly refundsCount: number;
}
