import type { EpochMs } from "../../config/clock.ts";
import type { CashFact, CorrectionFact, ReceiptFact, ShiftFact } from "../../config/contract/facts.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { FactDeal, FactSettlement } from "../../config/contract/facts.ts";
import type { Kopecks, Points, Quantity } from "../../config/money.ts";
import type { CardApproval } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { FiscalBuyer, FiscalDocument, ReceiptKind, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline, RegistrarCounters } from "../../fiscal/registrar.ts";
import type {
  AgeCheck,
  AttachedCustomer,
  FiscalPurpose,
  ManualDiscount,
  OriginalReceipt,
  Position,
  PositionMarking,
} from "../receipt/receipt.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { PositionPart } from "../receipt/code-share.ts";
import type { OpenKeg } from "../tap/keg.ts";
import type { CardReturn } from "../receipt/purchase.ts";
import type { ChequeAnswer } from "../alcohol/cheque/cheque.ts";
import type { ChequeRecord, ChequeUndo } from "../alcohol/cheque/egais-state.ts";
import type { SellerShare } from "../receipt/split-receipt.ts";
import type { ShiftTotals } from "../shift/shift.ts";
import type { Operator } from "../access/operator.ts";

/** Purposes as journalled: the receipt itself is already in the journal, so only its id is written. */
export type JournalledPurpose = Exclude<FiscalPurpose, { kind: "receipt" }> | { readonly kind: "receipt"; readonly receiptId: string };

/** One seller's part of a purchase, as it is paid. */
export interface SharePaid extends SellerShare {
  readonly receiptId: string;
  readonly number: number;
  readonly jobId: string;
  readonly document: Extract<FiscalDocument, { kind: "receipt" }>;
}

/**
 * What happened at the till. Events are appended, never changed; a new meaning gets a new type. Past tense.
 * Their time and sequence number are the journal's (`JournalledEvent`).
 */
export type TillEvent =
  // people
  | { readonly type: "signedIn"; readonly operator: Operator; readonly by: "pin" | "badge" }
  | { readonly type: "signedOut" }
  | { readonly type: "signInFailed"; readonly staffId: string; readonly count: number; readonly lockedUntil: EpochMs | null }
  | { readonly type: "approvalGiven"; readonly by: string; readonly action: string }
  // positions
  | {
      readonly type: "receiptOpened";
      readonly receiptId: string;
      readonly number: number;
      readonly kind: ReceiptKind;
      /** Older journals have none: full settlement without a deal. */
      readonly settlement?: FactSettlement;
      readonly deal?: FactDeal | null;
      readonly original: OriginalReceipt | null;
      readonly approvedBy: string | null;
    }
  | { readonly type: "positionAdded"; readonly position: Position }
  | { readonly type: "quantityChanged"; readonly line: number; readonly quantity: Quantity }
  | {
      readonly type: "positionVoided";
      readonly line: number;
      readonly reason: "by-hand" | "marking-refused" | "age-refused";
      readonly approvedBy: string | null;
    }
  | {
      readonly type: "positionDiscounted";
      readonly line: number;
      readonly discount: ManualDiscount | null;
      readonly approvedBy: string | null;
    }
  | { readonly type: "receiptDiscounted"; readonly discount: ManualDiscount | null; readonly approvedBy: string | null }
  | {
      readonly type: "markDecided";
      readonly receiptId: string;
      readonly line: number;
      readonly decision: Omit<PositionMarking, "codeBase64" | "cis" | "gtin">;
      readonly answer: unknown;
    }
  /** A marked item of a hand-over got its code. */
  | { readonly type: "codeScanned"; readonly line: number; readonly marking: PositionMarking }
  /** The code was refused: another piece must be scanned. */
  | { readonly type: "codeDropped"; readonly line: number }
  /** So many parts of a marked piece, or (null) all of it; `item` at the price of that. */
  | { readonly type: "partsSet"; readonly line: number; readonly part: PositionPart | null; readonly item: CatalogItem }
  /** The piece that came back was scanned. */
  | { readonly type: "returnScanned"; readonly line: number }
  | { readonly type: "returnedWithoutCode"; readonly line: number; readonly approvedBy: string }
  | { readonly type: "kegConnected"; readonly keg: OpenKeg }
  | {
      readonly type: "kegClosed";
      readonly kegId: string;
      readonly reason: "empty" | "changed" | "expired";
      readonly leftMl: number;
      readonly by: string;
    }
  | { readonly type: "nextQuantitySet"; readonly quantity: Quantity | null }
  /** Somebody looked at the buyer before goods that are not sold to minors. */
  | { readonly type: "ageConfirmed"; readonly receiptId: string; readonly answer: AgeCheck["answer"]; readonly by: string }
  /** The buyer is under age or could not prove it: the lines are struck out. */
  | { readonly type: "ageRefused"; readonly receiptId: string; readonly lines: readonly number[]; readonly by: string }
  // receipt
  | { readonly type: "customerAttached"; readonly customer: AttachedCustomer }
  | { readonly type: "customerDetached" }
  | { readonly type: "redemptionSet"; readonly points: Points }
  | { readonly type: "buyerContactSet"; readonly contact: string | null }
  | { readonly type: "buyerSet"; readonly buyer: FiscalBuyer | null }
  | { readonly type: "paperSet"; readonly paper: "print" | "none" }
  /** What the open receipt settles; with a deal when it will open one. */
  | {
      readonly type: "settlementSet";
      readonly settlement: FactSettlement;
      readonly deal: FactDeal | null;
      readonly prepayKop: Kopecks | null;
    }
  | { readonly type: "receiptHeld"; readonly by: string }
  | { readonly type: "receiptRecalled"; readonly receiptId: string }
  | {
      readonly type: "receiptVoided";
      readonly receiptId: string;
      readonly number: number;
      readonly totalKop: Kopecks;
      readonly reason: string;
      readonly approvedBy: string | null;
    }
  // payment
  | { readonly type: "cashTendered"; readonly tenderId: string; readonly amountKop: Kopecks }
  /** All of it is paid in cash: the total is rounded down. */
  | { readonly type: "totalRounded"; readonly roundingKop: Kopecks }
  | { readonly type: "prepaidTendered"; readonly tenderId: string; readonly amountKop: Kopecks; readonly reference: string }
  | {
      readonly type: "creditTendered";
      readonly tenderId: string;
      readonly amountKop: Kopecks;
      readonly reference: string;
      readonly customer: string;
      readonly agreement: string | null;
      readonly approvedBy: string | null;
    }
  | { readonly type: "cardRequested"; readonly tenderId: string; readonly amountKop: Kopecks; readonly originalRrn: string | null }
  | {
      readonly type: "cardSettled";
      readonly receiptId: string;
      readonly tenderId: string;
      readonly state: "approved" | "declined" | "unknown";
      readonly approval: CardApproval | null;
      readonly text: string;
    }
  | {
      readonly type: "paymentCancelled";
      readonly receiptId: string;
      readonly reversals: readonly { readonly tenderId: string; readonly reversalId: string }[];
    }
  | { readonly type: "cardReversed"; readonly receiptId: string; readonly tenderId: string; readonly approval: CardApproval | null }
  // purchases of goods of several sellers
  | { readonly type: "purchaseRequested"; readonly receiptId: string; readonly parts: readonly SharePaid[]; readonly operator: Operator }
  | {
      readonly type: "partGivenBack";
      readonly jobId: string;
      readonly receiptId: string;
      readonly number: number;
      readonly purchaseId: string;
      readonly sellerId: string;
      readonly cashBackKop: Kopecks;
      readonly cards: readonly Pick<CardReturn, "tenderId" | "refundId" | "amountKop" | "originalRrn">[];
    }
  | {
      readonly type: "cardReturnSettled";
      readonly receiptId: string;
      readonly refundId: string;
      readonly state: "returned" | "refused" | "unknown";
      readonly approval: CardApproval | null;
      readonly text: string;
    }
  /** A senior's word that the bank and the customer are even: the bank returned the money past the till, or will. */
  | { readonly type: "cardReturnDecided"; readonly receiptId: string; readonly approvedBy: string; readonly reason: string }
  | { readonly type: "cardReturnRepeated"; readonly receiptId: string; readonly refundId: string; readonly newRefundId: string }
  // EGAIS cheques of stamped alcohol
  /** Before its first byte leaves, and again before each repeat. */
  | {
      readonly type: "chequeSent";
      readonly cheque: Pick<ChequeRecord, "id" | "kind" | "number" | "goods" | "jobId" | "receiptId" | "receiptNumber">;
    }
  /** `lost`: the UTM may have it. */
  | {
      readonly type: "chequeAnswered";
      readonly chequeId: string;
      readonly outcome: "accepted" | "refused" | "lost";
      readonly answer: ChequeAnswer | null;
      readonly error: AppError | null;
    }
  /** The opposite cheque of one whose document was given up. */
  | { readonly type: "undoSent"; readonly chequeId: string; readonly undo: Pick<ChequeUndo, "id" | "number"> }
  | { readonly type: "undoDelayed"; readonly chequeId: string; readonly error: AppError }
  | { readonly type: "chequeUndone"; readonly chequeId: string; readonly answer: ChequeAnswer }
  | { readonly type: "chequeSlipPrinted"; readonly receiptId: string }
  // fiscal documents
  | {
      readonly type: "fiscalRequested";
      readonly jobId: string;
      /** Older journals have none: the only registrar there was. */
      readonly registrarId?: string;
      readonly purpose: JournalledPurpose;
      readonly document: FiscalDocument;
      readonly operator: Operator;
      /** A document whose shift ended at the registrar: this one renews the shift ahead of it. */
      readonly before?: string;
    }
  | { readonly type: "fiscalStarted"; readonly jobId: string; readonly baseline: Baseline }
  | { readonly type: "fiscalDelayed"; readonly jobId: string; readonly error: AppError }
  | { readonly type: "fiscalNotRegistered"; readonly jobId: string; readonly error: AppError | null; readonly retry: boolean }
  | { readonly type: "fiscalRetried"; readonly jobId: string }
  | { readonly type: "fiscalCancelled"; readonly jobId: string }
  | { readonly type: "fiscalUndecided"; readonly jobId: string; readonly seen: string }
  /** A senior put the document of a silent registrar aside, without an outcome, until the registrar answers. */
  | { readonly type: "fiscalParked"; readonly jobId: string; readonly approvedBy: string }
  | {
      readonly type: "unresolvedSettled";
      readonly jobId: string;
      readonly as: "registered" | "not-registered";
      readonly approvedBy: string;
      /** Why the person decided so; older journals have none. */
      readonly reason?: string;
      /** The registrar could not be asked (why); the data are from the paper. */
      readonly unverified?: { readonly because: AppError; readonly registered: Registered | null };
    }
  /** The registrar answers again and was asked about an unverified word; `registered`: what it has. */
  | {
      readonly type: "verdictChecked";
      readonly jobId: string;
      readonly outcome: "confirmed" | "contradicted" | "untold";
      readonly registered: Registered | null;
      /** The job of the same receipt asked for anew, which is completed by the document that was found. */
      readonly takenBy?: string;
    }
  /** The document is in the drive and its paper is not out: paper ended, cover open. */
  | { readonly type: "printOwed"; readonly registrarId?: string; readonly fdNumber: number | null; readonly receiptNumber: number | null }
  | { readonly type: "printFinished"; readonly registrarId?: string }
  | { readonly type: "receiptCompleted"; readonly jobId: string; readonly fact: ReceiptFact }
  | { readonly type: "correctionRegistered"; readonly jobId: string; readonly fact: CorrectionFact }
  | { readonly type: "shiftOpened"; readonly jobId: string; readonly fact: ShiftFact }
  | {
      readonly type: "shiftClosed";
      readonly jobId: string;
      readonly fact: ShiftFact;
      readonly totals: ShiftTotals;
      readonly differenceKop: Kopecks;
    }
  | {
      readonly type: "cashMoved";
      readonly jobId: string;
      readonly fact: CashFact;
      readonly approvedBy: string | null;
      /** Receipt of a given-back part: this cash is what its cards had to get. */
      readonly insteadOfCard?: string;
    }
  | { readonly type: "xReported"; readonly jobId: string }
  /** The shifts of other registrars are being closed; this one's can't be, for this reason. */
  | { readonly type: "shiftLeftOpen"; readonly registrarId: string; readonly error: AppError }
  | {
      /** `countersAgreed`: after they had differed. */
      readonly type: "countersDiffered" | "countersAgreed";
      readonly registrarId?: string;
      readonly till: ShiftTotals;
      readonly drawerKop: Kopecks;
      readonly registrar: RegistrarCounters;
    }
  // the rest
  | { readonly type: "completedClosed" }
  | { readonly type: "copyPrinted"; readonly receiptId: string }
  | { readonly type: "drawerOpened"; readonly reason: string; readonly approvedBy: string | null };

/** An event as it stands in the journal. */
export interface JournalledEvent {
  readonly sequence: number;
  readonly at: EpochMs;
  readonly event: TillEvent;
}
