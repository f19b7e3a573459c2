import type { EpochMs } from "../clock.ts";
import type { Kopecks, Points, Quantity } from "../money.ts";
import type { TaxSystem, VatRate } from "./vat.ts";

/**
 * Completed facts: what the outbox carries to ITEEM and 1C. A fact is written once, in the transaction that
 * completes it, and never changed. Each destination maps it to its own document.
 */
export interface FactHeader {
  /** UUID; the idempotency key at every destination. */
  readonly id: string;
  readonly tillId: string;
  readonly shopId: string;
  /** Gapless per till, from 1: destinations can see a hole. */
  readonly sequence: number;
  readonly at: EpochMs;
  readonly shiftNumber: number;
  readonly cashierId: string;
  readonly cashierName: string;
}

/** Registration data read back from the registrar. */
export interface FactFiscal {
  readonly fnSerial: string;
  readonly fdNumber: number;
  readonly fiscalSign: string;
  readonly at: EpochMs;
  readonly qr: string | null;
}

export interface FactLine {
  readonly line: number;
  readonly itemId: string;
  readonly article: string;
  readonly name: string;
  readonly barcode: string | null;
  readonly quantity: Quantity;
  readonly unit: string;
  /** Unit of measure as in tag 2108. */
  readonly measure: number;
  readonly weighed: boolean;
  /** Goods that earn no points and take no discounts (tobacco and the like). */
  readonly frozenPrice: boolean;
  readonly department: number;
  readonly taxSystem: TaxSystem;
  readonly markingGroup: string | null;
  /** Shelf price, before discounts. */
  readonly priceKop: Kopecks;
  readonly discountKop: Kopecks;
  /** Part of `discountKop` that points paid. */
  readonly pointsDiscountKop: Kopecks;
  readonly sumKop: Kopecks;
  readonly vat: VatRate;
  readonly vatKop: Kopecks;
  /** Base64 of the full marking code. */
  readonly markingCode: string | null;
}

export interface FactTender {
  readonly kind: "cash" | "card";
  readonly amountKop: Kopecks;
  readonly rrn: string | null;
  readonly maskedPan: string | null;
}

/** Signed: the balance changes by accrued − redeemed; a refund has negative values (taken back, given back). */
export interface FactLoyalty {
  readonly cardNumber: string;
  readonly accrued: Points;
  readonly redeemed: Points;
}

export interface ReceiptFact extends FactHeader {
  readonly type: "receipt";
  readonly kind: "sale" | "refund";
  /** Till's own receipt number, given when the receipt is opened: a voided one leaves a hole, a held one completes after later numbers. */
  readonly number: number;
  readonly totalKop: Kopecks;
  readonly lines: readonly FactLine[];
  readonly tenders: readonly FactTender[];
  readonly changeKop: Kopecks;
  readonly loyalty: FactLoyalty | null;
  readonly fiscal: FactFiscal;
  /** Sale that a refund returns, when it is known. */
  readonly originalReceiptId: string | null;
}

export interface CashFact extends FactHeader {
  readonly type: "cash";
  readonly kind: "in" | "out";
  readonly amountKop: Kopecks;
  readonly reason: string;
}

export interface ShiftFact extends FactHeader {
  readonly type: "shift";
  readonly kind: "opened" | "closed";
  readonly fiscal: FactFiscal | null;
  readonly totals: {
    readonly salesKop: Kopecks;
    readonly salesCount: number;
    readonly refundsKop: Kopecks;
    readonly refundsCount: number;
    readonly cashKop: Kopecks;
    readonly cardKop: Kopecks;
    readonly drawerKop: Kopecks;
    /** Counted by the cashier; null at opening. */
    readonly countedKop: Kopecks | null;
  };
}

export type Fact = ReceiptFact | CashFact | ShiftFact;
