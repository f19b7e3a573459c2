import type { EpochMs } from "../../config/clock.ts";
import type { AgeAnswer } from "../../config/contract/commands.ts";
import type { FactDeal, FactSettlement } from "../../config/contract/facts.ts";
import type { Kopecks, Points, Quantity } from "../../config/money.ts";
import type {
  FiscalBuyer,
  FiscalDocument,
  IndustryAttribute,
  ReceiptKind,
  Registered,
  SettlementMethod,
} from "../../fiscal/document/fiscal-document.ts";
import type { Baseline } from "../../fiscal/registrar.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { CheckSource } from "../marking/check/marking-check.ts";
import type { Operator } from "../access/operator.ts";
import type { ReturnedLine, SoldLine } from "../loyalty/returns.ts";
import type { ReceiptPoints } from "../loyalty/receipt-loyalty.ts";
import type { Repair } from "../marking/code/marking-code.ts";
import type { PositionKeg, PositionPart } from "./code-share.ts";
import type { Tender } from "../tender/tender.ts";
import type { PricedPosition } from "./receipt-totals.ts";

/** A discount given by hand: basis points (1 % = 100) or kopecks. */
export type ManualDiscount = { readonly percentBasisPoints: number } | { readonly amountKop: Kopecks };

/** The marking code (код маркировки, КМ) of one position and what is known of it. */
export interface PositionMarking {
  /** Full code as read, GS kept; base64. */
  readonly codeBase64: string;
  /** Identification code (код идентификации, КИ): what must be unique. */
  readonly cis: string;
  /** Null: a fur label, which names no goods. */
  readonly gtin: string | null;
  /** What was mended in the scan (the KKT and GIS MT see the mended form); absent: nothing, or an older journal. */
  readonly repaired?: readonly Repair[];
  readonly state: "checking" | "allowed" | "refused" | "ask-senior";
  /** Catalogue code of the decision (MRK…), null while checking. */
  readonly reason: string | null;
  /** Details that fill the reason's text. */
  readonly details: AppError["details"];
  /** Tag 1260 of the permissive check; null in emergency mode and on refunds. */
  readonly industry: IndustryAttribute | null;
  readonly approvedBy: string | null;
  /** What the decision rests on; absent while checking, where nobody was asked, and in older journals. */
  readonly checked?: MarkingChecked;
  /** Refunds only: the shop knows a sale of the code. Absent in sales and older journals. */
  readonly soldHere?: boolean;
}

/** Who was asked about a code, and what the decision rests on. */
export interface MarkingChecked {
  readonly at: EpochMs;
  readonly basis: "online" | "offline" | "emergency" | "no-answer" | "not-in-force";
  /** Service that answered, or was asked last. */
  readonly source: CheckSource;
  /** Id of the answered request, as in tag 1265; null: no answer. */
  readonly requestId: string | null;
  /** Tag 2106 of the drive's check; null: the drive did not check. */
  readonly driveResult: number | null;
}

/** Excise stamp of the one bottle of a position. */
export interface PositionStamp {
  readonly text: string;
  readonly alcocode: string | null;
}

/** Position (позиция) of a receipt. Voided positions stay, struck out. */
export interface Position {
  readonly line: number;
  readonly item: CatalogItem;
  readonly barcode: string | null;
  readonly quantity: Quantity;
  readonly discount: ManualDiscount | null;
  readonly marking: PositionMarking | null;
  /** Absent: not a stamped bottle. */
  readonly stamp?: PositionStamp;
  readonly voided: boolean;
  /** Whose goods these are; older journals have none: the till's own. */
  readonly sellerId?: string;
  /** A part of a marked piece; absent: whole pieces. */
  readonly part?: PositionPart;
  /** A portion from a keg; absent: none. */
  readonly keg?: PositionKeg;
  /** Came back by receipt, and its code was not scanned yet. */
  readonly toScan?: true;
  /** For a refund by receipt: what is being returned and at what sum. */
  readonly original: OriginalLine | null;
}

/** One line of the sale being refunded, with what was already returned of it. */
export interface OriginalLine {
  readonly line: number;
  readonly quantity: Quantity;
  readonly sumKop: Kopecks;
  readonly pointsDiscountKop: Kopecks;
  readonly returnedQuantity: Quantity;
  /** Part of `sumKop` that was prepaid for this line. */
  readonly offsetKop: Kopecks;
  readonly markingCodeBase64: string | null;
  /** Tags 1214 and 1212 of the line; absent where goods are handed over, and in older journals. */
  readonly method?: SettlementMethod;
  readonly subject?: number;
}

/** One part of a sale's money. */
export interface PaidPart {
  readonly paidKop: Kopecks;
  readonly returnedKop: Kopecks;
}

/** The sale or purchase that a refund returns. */
export interface OriginalReceipt {
  readonly receiptId: string;
  readonly kind: "sale" | "purchase";
  readonly settlement: FactSettlement;
  /** Deal that it opened, paid off or handed over. */
  readonly deal: FactDeal | null;
  readonly number: number;
  readonly cardNumber: string | null;
  readonly accrued: Points;
  readonly redeemed: Points;
  readonly totalKop: Kopecks;
  /** What was paid in cash, change taken off, and what of it was returned before. */
  readonly cash: PaidPart;
  /** The same for each card, by the bank's reference. */
  readonly cards: readonly (PaidPart & { readonly rrn: string })[];
  /** What was offset, and what was left on credit, by deal. */
  readonly prepaid: readonly (PaidPart & { readonly reference: string })[];
  readonly credits: readonly (PaidPart & { readonly reference: string })[];
  /** All lines of the sale, and what was returned of them before: points follow the goods. */
  readonly sold: readonly SoldLine[];
  readonly returned: readonly ReturnedLine[];
}

/** Loyalty customer attached to the receipt; balance as known when attached. */
export interface AttachedCustomer {
  readonly cardNumber: string;
  readonly name: string;
  readonly balance: Points;
}

/** Makes a receipt one seller's part of a purchase that was paid as a whole: its sums are frozen shares of the whole's. */
export interface PurchasePart {
  /** Id and number of the receipt that was paid. */
  readonly purchaseId: string;
  readonly purchaseNumber: number;
  /** Every position, as priced in the whole. */
  readonly lines: readonly PricedPosition[];
  readonly loyalty: ReceiptPoints | null;
}

/** Who answered for the buyer's age, when and how. */
export interface AgeCheck {
  readonly answer: Exclude<AgeAnswer, "refused">;
  readonly by: string;
  readonly at: EpochMs;
}

export interface Receipt {
  readonly id: string;
  readonly number: number;
  readonly kind: ReceiptKind;
  /** What is settled: goods, or money before or after them. */
  readonly settlement: FactSettlement;
  /** Deal that it opens, pays off, hands over or takes back. */
  readonly deal: FactDeal | null;
  /** Prepaid in part: the sum; null otherwise. */
  readonly prepayKop: Kopecks | null;
  readonly openedAt: EpochMs;
  readonly positions: readonly Position[];
  readonly activeLine: number | null;
  readonly discount: ManualDiscount | null;
  readonly customer: AttachedCustomer | null;
  readonly redeem: Points;
  readonly buyerContact: string | null;
  readonly buyer: FiscalBuyer | null;
  readonly paper: "print" | "none";
  /** Who gets goods on credit; null while nothing is left on credit. */
  readonly credit: { readonly customer: string; readonly agreement: string | null } | null;
  /** Taken off the total because all of it is paid in cash. */
  readonly roundingKop: Kopecks;
  readonly original: OriginalReceipt | null;
  readonly tenders: readonly Tender[];
  /** Absent until it is answered, and in older journals. */
  readonly ageCheck?: AgeCheck;
  /** Absent in a receipt that is whole. */
  readonly part?: PurchasePart;
  /** `open`: goods change; `paying`: money is being taken; `fiscalising`: paid, the document is on its way. */
  readonly phase: "open" | "paying" | "fiscalising";
}

/**
 * A fiscal document on its way to the registrar. `waiting`: nothing sent yet; `sent`: the baseline is journalled and bytes
 * may have left, only `resolve` may decide; `failed`: surely not registered, a person must act.
 */
export interface FiscalJob {
  readonly id: string;
  /** The registrar that makes it. */
  readonly registrarId: string;
  readonly purpose: FiscalPurpose;
  readonly document: FiscalDocument;
  readonly state: "waiting" | "sent" | "failed";
  readonly baseline: Baseline | null;
  /** A person has said that what was begun before came to nothing: another drive, which can't tell, need not be asked. */
  readonly isSaidAbsent?: true;
  /** Of the first time it was begun, when it waits to be begun again: the drive is asked once more from there before that. */
  readonly earlierBaseline: Baseline | null;
  readonly error: AppError | null;
  readonly requestedAt: EpochMs;
  /** Times it was begun since a person last asked for it. */
  readonly attempts: number;
  /** Its shift ended at the registrar, and was renewed for it: that happens once, and again when a person repeats. */
  readonly isShiftRenewed?: true;
  /** Who asked for the document; named in it. */
  readonly operator: Operator;
}

export type FiscalPurpose =
  | { readonly kind: "receipt"; readonly receipt: Receipt }
  | CorrectionPurpose
  | { readonly kind: "open-shift" }
  | {
      readonly kind: "close-shift";
      readonly countedKop: Kopecks;
      readonly counted: readonly { readonly noteKop: Kopecks; readonly count: number }[];
    }
  | { readonly kind: "x-report" }
  | {
      readonly kind: "cash-in" | "cash-out";
      readonly amountKop: Kopecks;
      readonly reason: string;
      readonly approvedBy: string | null;
      /** Receipt of a given-back part whose card money is paid out of the drawer instead. */
      readonly insteadOfCard?: string;
    };

/** The document says the rest; these are the reasons that no registrar keeps. */
export interface CorrectionPurpose {
  readonly kind: "correction";
  /** The till's own receipt that it corrects; absent: none of them. */
  readonly receiptId?: string;
  /** Receipts, deals and identification codes that nothing else may touch while it is under way; absent in older journals. */
  readonly holds?: readonly string[];
  readonly reason: string;
  readonly approvedBy: string;
}

/** A job that the registrar could not tell about: a person decides (see the wizard on the service page). */
export interface UnresolvedJob extends FiscalJob {
  readonly seen: string;
  readonly at: EpochMs;
  /**
   * Put aside by a senior while the registrar was silent. It is asked for as soon as the registrar answers, and nothing new goes to
   * that registrar before: what `resolve` looks for must stay the only thing that can have happened since the baseline.
   */
  readonly isParked?: true;
}

/** A person's word on a document that its registrar could not be asked about; held against it when it answers again. */
export interface UnverifiedVerdict {
  readonly jobId: string;
  readonly registrarId: string;
  readonly purpose: FiscalPurpose;
  readonly document: FiscalDocument;
  readonly operator: Operator;
  readonly baseline: Baseline;
  readonly as: "registered" | "not-registered";
  /** As read from the paper. */
  readonly registered: Registered | null;
  readonly approvedBy: string;
}
