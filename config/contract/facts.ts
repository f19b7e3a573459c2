import type { EpochMs } from "../clock.ts";
import type { Kopecks, Points, Quantity } from "../money.ts";
import type { FigurePair } from "./counters.ts";
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
  /** Legal entity whose document this is, and its registrar's id; absent on a till with one seller. */
  readonly sellerId?: string;
  readonly sellerInn?: string;
}

/** Registration data read back from the registrar. */
export interface FactFiscal {
  readonly fnSerial: string;
  readonly fdNumber: number;
  readonly fiscalSign: string;
  readonly at: EpochMs;
  readonly qr: string | null;
}

/** What a line takes of a marking code that is sold more than once: parts of a piece, or millilitres of a keg. */
export interface FactCodeShare {
  readonly unit: "part" | "millilitre";
  readonly used: number;
  readonly of: number;
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
  /** How the code was checked before the receipt; absent: it was not, and in older facts. */
  readonly markingCheck?: FactMarkingCheck;
  /** Alcohol as EGAIS knows it; absent: none. */
  readonly alcohol?: FactAlcohol;
  /** Absent: the line takes the whole piece. Of parts: `quantity` is 1 and the price is the part's. */
  readonly codeShare?: FactCodeShare;
  /** Settlement method (tag 1214); absent in older facts: 4, full settlement. */
  readonly method?: number;
  /** Item kind (tag 1212); absent in older facts: goods. */
  readonly subject?: number;
  /** Prepaid in part: what the line costs when the goods are handed over. Absent: `sumKop`. */
  readonly agreedKop?: Kopecks;
  /** Part of `sumKop` that was prepaid for this very line; absent: none. */
  readonly offsetKop?: Kopecks;
  /** On whose behalf the line is sold; absent: the seller's own. */
  readonly agent?: FactAgent;
}

/** The decision on a marking code that was recorded before the fiscal document. Codes of reasons: docs/errors.md. */
export interface FactMarkingCheck {
  readonly decision: "allowed" | "allowed-by-senior";
  /** MRK… code of the remark, or of what the senior has allowed; null: nothing to remark. */
  readonly reason: string | null;
  /** What fills the reason's text; absent: nothing does, and in older facts. */
  readonly reasonDetails?: Readonly<Record<string, string | number | boolean | null>>;
  readonly approvedBy: string | null;
  readonly at: EpochMs;
  /** What it rests on: `no-answer`: nobody answered; `not-in-force`: the group needs no check on that day. */
  readonly basis: "online" | "offline" | "emergency" | "no-answer" | "not-in-force";
  readonly source: "ts-piot" | "true-api" | "local-module";
  /** UUID of the answer, as in tag 1265. */
  readonly requestId: string | null;
  /** Tag 2106 of the check in the fiscal drive. */
  readonly driveResult: number | null;
}

export interface FactAlcohol {
  readonly kindCode: string;
  readonly volumeMl: number;
  readonly strengthBasisPoints: number;
  readonly isStamped: boolean;
  readonly alcocode: string | null;
  /** Whole text of the excise stamp; null: the goods bear none. */
  readonly stamp: string | null;
}

/** Cheque that the UTM took before the receipt was made. Address and sign are null where it knew the cheque and told them no more. */
export interface FactEgais {
  readonly kassa: string;
  readonly shift: number;
  readonly number: number;
  readonly url: string | null;
  readonly sign: string | null;
}

/** Agent position (tags 1222–1224, 1226), as in the fiscal document. */
export interface FactAgent {
  readonly kind:
    | "bank-paying-agent"
    | "bank-paying-subagent"
    | "paying-agent"
    | "paying-subagent"
    | "attorney"
    | "commission-agent"
    | "another";
  readonly supplier: { readonly name?: string; readonly inn: string; readonly phones?: readonly string[] };
  readonly payingAgent?: { readonly operation?: string; readonly phones?: readonly string[] };
  readonly receiver?: { readonly phones: readonly string[] };
  readonly transfer?: { readonly name?: string; readonly inn?: string; readonly address?: string; readonly phones?: readonly string[] };
}

/** `prepaid`: money that a deal received before (tag 1215). `credit`: to be paid later (1216). Both name their deal. */
export interface FactTender {
  readonly kind: "cash" | "card" | "prepaid" | "credit";
  readonly amountKop: Kopecks;
  /** Deal that a prepaid or credit tender belongs to; absent otherwise. */
  readonly reference?: string;
  readonly rrn: string | null;
  readonly maskedPan: string | null;
}

/** Signed: the balance changes by accrued − redeemed; a refund has negative values (taken back, given back). */
export interface FactLoyalty {
  readonly cardNumber: string;
  readonly accrued: Points;
  readonly redeemed: Points;
}

/** What a receipt does (tag 1054). */
export type FactReceiptKind = "sale" | "refund" | "purchase" | "purchase-refund";

/** What is settled: the goods, money before the goods, or a credit given earlier. */
export type FactSettlement = "full" | "advance" | "prepayment" | "part-prepayment" | "credit-payment";

/** Money received before the goods, or goods given before the money: opened by one receipt, settled by later ones. */
export interface FactDeal {
  /** Printed on the receipt; unique in the company for what a till numbers itself. */
  readonly reference: string;
  readonly kind: "advance" | "certificate" | "prepayment" | "credit";
  /** Receipt that opened it; absent in the receipt that does. */
  readonly openedBy?: string;
}

export interface ReceiptFact extends FactHeader {
  readonly type: "receipt";
  readonly kind: FactReceiptKind;
  /** Absent in older facts: "full". */
  readonly settlement?: FactSettlement;
  /**
   * The deal that the receipt opens (advance, prepayment), pays off (credit payment), hands over (full) or takes back (refund).
   * What is offset or left on credit stands in the tenders.
   */
  readonly deal?: FactDeal;
  /** Who got the goods on credit, and the agreement. */
  readonly credit?: { readonly customer: string; readonly agreement: string | null };
  /** Refund of goods: what of the money paid out had come in as payments of their credit; absent: nothing. */
  readonly creditPaidBack?: { readonly reference: string; readonly amountKop: Kopecks };
  /** Business buyer or named person. */
  readonly buyer?: { readonly name: string; readonly inn: string | null };
  /** Taken off the sum of the lines when cash was rounded; absent: nothing. */
  readonly roundingKop?: Kopecks;
  /** Till's own receipt number, given when the receipt is opened: a voided one leaves a hole, a held one completes after later numbers. */
  readonly number: number;
  readonly totalKop: Kopecks;
  readonly lines: readonly FactLine[];
  readonly tenders: readonly FactTender[];
  readonly changeKop: Kopecks;
  readonly loyalty: FactLoyalty | null;
  readonly fiscal: FactFiscal;
  /** Absent: the receipt has no EGAIS cheque. */
  readonly egais?: FactEgais;
  /** Purchase of goods of several sellers, paid at once: the same in the receipt of each; absent in a receipt that was paid alone. */
  readonly purchaseId?: string;
  /** Who saw that the buyer is of age, when and how; absent where nothing in the receipt asks for it, and in older facts. */
  readonly ageCheck?: { readonly answer: "by-sight" | "document" | "max-app"; readonly by: string; readonly at: EpochMs };
  /** Sale that a refund returns, when it is known. */
  readonly originalReceiptId: string | null;
}

/** A correction receipt (чек коррекции): moves no points. Of a receipt of this till that it takes back, goods and deals count no more. */
export interface CorrectionFact extends FactHeader {
  readonly type: "correction";
  readonly kind: FactReceiptKind;
  readonly basis: "own" | "order";
  /** Day of the corrected settlement, YYYY-MM-DD. */
  readonly correctedOn: string;
  readonly orderNumber: string | null;
  readonly description: string | null;
  readonly correctedFiscalSign: string | null;
  /** Id of the till's own receipt that is corrected; absent: none of them. */
  readonly correctedReceiptId?: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly taxSystem: TaxSystem;
  readonly totalKop: Kopecks;
  readonly lines: readonly {
    readonly name: string;
    readonly priceKop: Kopecks;
    readonly quantity: Quantity;
    readonly sumKop: Kopecks;
    readonly vat: VatRate;
    readonly method: number;
    readonly subject: number;
    /** Base64 of the full marking code; absent: none, and in older facts. */
    readonly markingCode?: string;
  }[];
  readonly payments: {
    readonly cashKop: Kopecks;
    readonly electronicKop: Kopecks;
    readonly prepaidKop: Kopecks;
    readonly creditKop: Kopecks;
    readonly counterKop: Kopecks;
  };
  readonly fiscal: FactFiscal;
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
    /** Absent in older facts: none. */
    readonly purchasesKop?: Kopecks;
    readonly purchasesCount?: number;
    readonly purchaseRefundsKop?: Kopecks;
    readonly purchaseRefundsCount?: number;
    /** Offsets less what refunds gave back to deals; absent: none. */
    readonly prepaidKop?: Kopecks;
    /** Given on credit less what refunds took off. */
    readonly creditKop?: Kopecks;
    /** Counter provision of corrections; absent: none. */
    readonly counterKop?: Kopecks;
    readonly cashKop: Kopecks;
    readonly cardKop: Kopecks;
    readonly drawerKop: Kopecks;
    /** Counted by the cashier; null at opening. */
    readonly countedKop: Kopecks | null;
  };
  /** Closing: the registrar counted otherwise than the till, as last compared before. Both sets; absent: no difference was known. */
  readonly difference?: { readonly at: EpochMs; readonly figures: readonly FigurePair[] };
}

export type Fact = ReceiptFact | CorrectionFact | CashFact | ShiftFact;
