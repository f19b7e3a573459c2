import type { AgeAnswer } from "../../config/contract/commands.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { Kopecks, Points, Quantity } from "../../config/money.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import type {
  Correction,
  FiscalBuyer,
  FiscalLine,
  FiscalPayments,
  IndustryAttribute,
  MarkingCheckDecision,
  PieceFraction,
  ReceiptKind,
  Registered,
} from "../../fiscal/document/fiscal-document.ts";
import type { Baseline, RegistrarCounters, Resolution } from "../../fiscal/registrar.ts";
import type { ChequeReply } from "../alcohol/utm/utm-client.ts";
import type { FactCodeShare } from "../../config/contract/facts.ts";
import type { PositionKeg, PositionPart } from "../receipt/code-share.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { AttachedCustomer, ManualDiscount, OriginalLine, OriginalReceipt, PositionMarking } from "../receipt/receipt.ts";
import type { Corrected, CorrectionSaid, CorrectionStand } from "../receipt/correction-stand.ts";
import type { Repair } from "../marking/code/marking-code.ts";
import type { EpochMs } from "../../config/clock.ts";
import type { Operator } from "../access/operator.ts";

/** A marking code read at the till, with what the till's own register says of it. */
export interface ReadMarking {
  readonly codeBase64: string;
  readonly cis: string;
  /** Null: a fur label, which names no goods. */
  readonly gtin: string | null;
  /** What was mended in the scan; absent: nothing. */
  readonly repaired?: readonly Repair[];
  /** Number of the receipt that sold it here before, or null. */
  readonly soldInReceipt: number | null;
  /** What was sold of it in parts or portions; null or absent: nothing. */
  readonly use?: FactCodeShare | null;
  /** Quantity that the code itself carries, in the measure of its goods card (AI 3103, 335N); null or absent: none. */
  readonly measured?: Quantity | null;
  /** Sold by another till of the shop, or before the journal began; absent: no. */
  readonly isSoldElsewhere?: true;
}

/** An excise stamp read at the till, with what the till's own register says of it. */
export interface ReadStamp {
  readonly text: string;
  readonly alcocode: string | null;
  /** Number of the receipt that sold its bottle here before, or null. */
  readonly soldInReceipt: number | null;
}

/** One line of an earlier receipt, filled from the till's history. */
export interface ReturnableLine {
  readonly item: CatalogItem;
  readonly barcode: string | null;
  readonly original: OriginalLine;
  readonly marking: ReadMarking | null;
  /** Stamp of the bottle; absent: none. */
  readonly stamp?: ReadStamp;
  readonly part?: PositionPart;
  readonly keg?: PositionKeg;
}

/** A position of a correction; `sumKop` null: price × quantity. */
export interface AskedCorrectionLine extends Omit<FiscalLine, "sumKop" | "marking"> {
  readonly sumKop: Kopecks | null;
  readonly markingCodeBase64: string | null;
  /** How the check of the code ended when the goods were sold; null: not told. */
  readonly markingCheck: MarkingCheckDecision | null;
  /** Part of a marked piece (tag 1291); null: none. */
  readonly markingFraction: PieceFraction | null;
}

/** A correction receipt as a person asks for it: anything that a receipt may hold. */
export interface AskedCorrection extends Correction {
  readonly kind: ReceiptKind;
  readonly taxSystem: TaxSystem;
  readonly lines: readonly AskedCorrectionLine[];
  readonly payments: FiscalPayments;
  /** Null: the sum of the lines. Less, where cash was rounded down. */
  readonly totalKop: Kopecks | null;
  readonly buyerContact: string | null;
  readonly buyer: FiscalBuyer | null;
  readonly industry: IndustryAttribute | null;
}

/** A receipt of the till that is to be corrected, with what came of it since. */
export interface OwnReceipt extends Corrected {
  /** What its document says. */
  readonly said: CorrectionSaid;
  /** Lines of it that came back or were handed over since. */
  readonly isTouched: boolean;
  /** The sale that it returns; null: it returns none, or none that is known. */
  readonly original: RelatedReceipt | null;
  /** The receipt that opened the deal which it hands over, pays or takes back; null: none. */
  readonly opener: RelatedReceipt | null;
  /** Identification codes of its marked goods, with the receipt that has sold each last. */
  readonly codes: readonly SoldCode[];
  /** Those of the correction that is asked for; not the same where it says other goods. */
  readonly askedCodes: readonly SoldCode[];
}

export interface SoldCode {
  readonly cis: string;
  readonly soldInReceipt: number | null;
}

export interface RelatedReceipt extends Corrected {
  readonly returned: readonly { readonly line: number; readonly quantity: Quantity }[];
}

/**
 * What may be asked of the core: a person's command with everything looked up, or the outcome of an effect.
 * Plain data; the core reads nothing else.
 */
export type CoreCommand =
  | { readonly type: "signIn"; readonly operator: Operator; readonly by: "pin" | "badge" }
  | { readonly type: "signOut" }
  | { readonly type: "recordFailedSignIn"; readonly staffId: string; readonly count: number; readonly lockedUntil: EpochMs | null }
  | {
      readonly type: "addPosition";
      readonly item: CatalogItem;
      readonly barcode: string | null;
      readonly quantity: Quantity | null;
      readonly marking: ReadMarking | null;
      /** Absent or null: none was scanned. */
      readonly stamp?: ReadStamp | null;
      /** Typed price of a purchase; null or absent: the catalogue's. */
      readonly priceKop?: Kopecks | null;
      /** Keg that a portion is poured from; null or absent: the only one of the item. */
      readonly kegId?: string | null;
    }
  | { readonly type: "setNextQuantity"; readonly quantity: Quantity | null }
  | { readonly type: "changeQuantity"; readonly line: number; readonly quantity: Quantity }
  | {
      readonly type: "voidLine";
      readonly line: number;
      /** Identification code that was scanned off the piece that is put aside; null: none was. */
      readonly cis: string | null;
      /** The code can't be read: a senior answers for it. */
      readonly isWithoutCode: boolean;
    }
  | { readonly type: "setParts"; readonly line: number; readonly parts: number | null; readonly use: FactCodeShare | null }
  | { readonly type: "returnWithoutCode"; readonly line: number }
  | {
      readonly type: "connectKeg";
      /** Null: it is still to be scanned. `volumeMl`: as its code tells. */
      readonly keg: { readonly item: CatalogItem; readonly marking: ReadMarking; readonly volumeMl: number | null } | null;
      /** As a person says. */
      readonly volumeMl: number | null;
    }
  | { readonly type: "closeKeg"; readonly kegId: string; readonly reason: "empty" | "changed" | "expired" }
  | { readonly type: "discountLine"; readonly line: number; readonly discount: ManualDiscount | null }
  | { readonly type: "discountReceipt"; readonly discount: ManualDiscount | null }
  | { readonly type: "allowMarkedLine"; readonly line: number }
  | { readonly type: "confirmAge"; readonly answer: AgeAnswer }
  | { readonly type: "voidReceipt"; readonly reason: string }
  | { readonly type: "holdReceipt" }
  | { readonly type: "recallReceipt"; readonly receiptId: string }
  | { readonly type: "attachCustomer"; readonly customer: AttachedCustomer }
  | { readonly type: "detachCustomer" }
  | { readonly type: "redeemPoints"; readonly points: Points }
  | { readonly type: "setBuyerContact"; readonly contact: string | null }
  | { readonly type: "setBuyer"; readonly buyer: FiscalBuyer | null }
  | { readonly type: "setPaper"; readonly paper: "print" | "none" }
  | { readonly type: "openAdvance"; readonly amountKop: Kopecks; readonly purpose: string | null }
  | { readonly type: "openCertificate"; readonly number: string; readonly amountKop: Kopecks }
  | {
      readonly type: "setSettlement";
      readonly settlement: "full" | "prepayment" | "part-prepayment";
      readonly amountKop: Kopecks | null;
    }
  | {
      readonly type: "openHandOver";
      readonly reference: string;
      /** The receipt of the prepayment, and what corrections have made of it. */
      readonly openedBy: { readonly number: number; readonly stand: CorrectionStand } | null;
      readonly lines: readonly ReturnableLine[];
    }
  | {
      readonly type: "openCreditPayment";
      readonly reference: string;
      readonly amountKop: Kopecks | null;
      /** What was given on credit, by rate: the payment has the same parts. */
      readonly rates: readonly { readonly vat: VatRate; readonly taxSystem: TaxSystem; readonly sumKop: Kopecks }[];
    }
  | { readonly type: "payPrepaid"; readonly reference: string | null; readonly amountKop: Kopecks | null }
  | {
      readonly type: "payCredit";
      readonly customer: string | null;
      readonly agreement: string | null;
      readonly amountKop: Kopecks | null;
    }
  | { readonly type: "openPurchase" }
  | {
      readonly type: "registerCorrection";
      readonly registrarId: string;
      readonly correction: AskedCorrection;
      /** The till's own receipt that it corrects; null: none of them. */
      readonly own: OwnReceipt | null;
      readonly reason: string;
    }
  | { readonly type: "payCash"; readonly amountKop: Kopecks | null }
  | { readonly type: "payCard"; readonly amountKop: Kopecks | null }
  /** `jobId` null: the document that wants a person most. */
  | { readonly type: "cancelPayment"; readonly jobId: string | null }
  | { readonly type: "retryFiscal"; readonly jobId: string | null }
  | { readonly type: "parkFiscal"; readonly jobId: string | null; readonly registrarId: string | null }
  | { readonly type: "retryCardReturn"; readonly receiptId: string }
  | {
      readonly type: "settleCardReturn";
      readonly receiptId: string;
      readonly as: "cash" | "settled-with-bank";
      readonly reason: string;
      /** Whose cash is paid out; null: that of the part's own seller. */
      readonly registrarId: string | null;
    }
  | {
      readonly type: "settleUnresolved";
      readonly jobId: string;
      readonly as: "registered";
      readonly reason: string;
      readonly registered: Registered;
      readonly unverified?: AppError;
    }
  | {
      readonly type: "settleUnresolved";
      readonly jobId: string;
      readonly as: "not-registered";
      readonly reason: string;
      /** Why the registrar could not be asked. */
      readonly unverified?: AppError;
    }
  | { readonly type: "closeCompleted" }
  | {
      readonly type: "openRefund";
      /** Null = refund without receipt. */
      readonly original: OriginalReceipt | null;
      /** What corrections have made of it. */
      readonly stand: CorrectionStand;
      readonly lines: readonly ReturnableLine[];
    }
  | { readonly type: "openShift" }
  | { readonly type: "closeShift"; readonly counted: readonly { readonly noteKop: Kopecks; readonly count: number }[] }
  | { readonly type: "xReport" }
  | { readonly type: "cashIn" | "cashOut"; readonly registrarId: string; readonly amountKop: Kopecks; readonly reason: string }
  | { readonly type: "recordCopyPrinted"; readonly receiptId: string }
  | { readonly type: "recordDrawerOpened"; readonly reason: string }
  // outcomes of effects
  | {
      readonly type: "markChecked";
      readonly receiptId: string;
      readonly line: number;
      readonly decision: Omit<PositionMarking, "codeBase64" | "cis" | "gtin">;
      readonly answer: unknown;
    }
  | { readonly type: "cardAnswered"; readonly receiptId: string; readonly tenderId: string; readonly outcome: CardOutcome }
  | { readonly type: "cardReversalAnswered"; readonly receiptId: string; readonly tenderId: string; readonly outcome: CardOutcome }
  | { readonly type: "cardReturnAnswered"; readonly receiptId: string; readonly refundId: string; readonly outcome: CardOutcome }
  /** `fdNumber`: of the registrar's next document. */
  | { readonly type: "chequeSend"; readonly jobId: string; readonly kassa: string; readonly shift: number; readonly fdNumber: number }
  | { readonly type: "chequeAsk"; readonly chequeId: string }
  | { readonly type: "chequeAnswered"; readonly chequeId: string; readonly reply: ChequeReply }
  | { readonly type: "undoSend"; readonly chequeId: string }
  | { readonly type: "undoAnswered"; readonly chequeId: string; readonly reply: ChequeReply }
  | { readonly type: "recordSlip"; readonly receiptId: string }
  | { readonly type: "fiscalStart"; readonly jobId: string; readonly baseline: Baseline }
  | { readonly type: "fiscalDelay"; readonly jobId: string; readonly error: AppError }
  | { readonly type: "fiscalDone"; readonly jobId: string; readonly registered: Registered }
  | { readonly type: "fiscalNotDone"; readonly jobId: string; readonly error: AppError | null }
  | { readonly type: "fiscalUndecided"; readonly jobId: string; readonly seen: string }
  | { readonly type: "verdictRecheck"; readonly jobId: string; readonly resolution: Resolution }
  /** The registrar said, outside a document's answer, that paper is owed; or that all is out. */
  | { readonly type: "recordPrinting"; readonly registrarId: string; readonly isOwed: boolean }
  | { readonly type: "recordCounters"; readonly registrarId: string; readonly registrar: RegistrarCounters };

export type CoreCommandOf<T extends CoreCommand["type"]> = Extract<CoreCommand, { type: T }>;
