import type { AppError } from "../../config/errors/index.ts";
import type { Kopecks, Points, Quantity } from "../../config/money.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline, RegistrarCounters } from "../../fiscal/registrar.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { AttachedCustomer, ManualDiscount, OriginalLine, OriginalReceipt, PositionMarking } from "../receipt/receipt.ts";
import type { EpochMs } from "../../config/clock.ts";
import type { Operator } from "../access/operator.ts";

/** A marking code read at the till, with what the till's own register says of it. */
export interface ReadMarking {
  readonly codeBase64: string;
  readonly cis: string;
  readonly gtin: string;
  /** Number of the receipt that sold it here before, or null. */
  readonly soldInReceipt: number | null;
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
    }
  | { readonly type: "setNextQuantity"; readonly quantity: Quantity | null }
  | { readonly type: "changeQuantity"; readonly line: number; readonly quantity: Quantity }
  | { readonly type: "voidLine"; readonly line: number }
  | { readonly type: "discountLine"; readonly line: number; readonly discount: ManualDiscount | null }
  | { readonly type: "discountReceipt"; readonly discount: ManualDiscount | null }
  | { readonly type: "allowMarkedLine"; readonly line: number }
  | { readonly type: "voidReceipt"; readonly reason: string }
  | { readonly type: "holdReceipt" }
  | { readonly type: "recallReceipt"; readonly receiptId: string }
  | { readonly type: "attachCustomer"; readonly customer: AttachedCustomer }
  | { readonly type: "detachCustomer" }
  | { readonly type: "redeemPoints"; readonly points: Points }
  | { readonly type: "setBuyerContact"; readonly contact: string | null }
  | { readonly type: "payCash"; readonly amountKop: Kopecks | null }
  | { readonly type: "payCard"; readonly amountKop: Kopecks | null }
  /** `jobId` null: the document that wants a person most. */
  | { readonly type: "cancelPayment"; readonly jobId: string | null }
  | { readonly type: "retryFiscal"; readonly jobId: string | null }
  | {
      readonly type: "settleUnresolved";
      readonly jobId: string;
      readonly as: "registered";
      readonly reason: string;
      readonly registered: Registered;
    }
  | { readonly type: "settleUnresolved"; readonly jobId: string; readonly as: "not-registered"; readonly reason: string }
  | { readonly type: "closeCompleted" }
  | {
      readonly type: "openRefund";
      /** Null = refund without receipt. */
      readonly original: OriginalReceipt | null;
      readonly lines: readonly {
        readonly item: CatalogItem;
        readonly barcode: string | null;
        readonly original: OriginalLine;
        readonly marking: ReadMarking | null;
      }[];
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
  | { readonly type: "fiscalStart"; readonly jobId: string; readonly baseline: Baseline }
  | { readonly type: "fiscalDelay"; readonly jobId: string; readonly error: AppError }
  | { readonly type: "fiscalDone"; readonly jobId: string; readonly registered: Registered }
  | { readonly type: "fiscalNotDone"; readonly jobId: string; readonly error: AppError | null }
  | { readonly type: "fiscalUndecided"; readonly jobId: string; readonly seen: string }
  /** The registrar said, outside a document's answer, that paper is owed; or that all is out. */
  | { readonly type: "recordPrinting"; readonly registrarId: string; readonly isOwed: boolean }
  | { readonly type: "recordCounters"; readonly registrarId: string; readonly registrar: RegistrarCounters };

export type CoreCommandOf<T extends CoreCommand["type"]> = Extract<CoreCommand, { type: T }>;
