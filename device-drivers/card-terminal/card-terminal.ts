import type { AppError } from "../../config/errors/index.ts";
import type { Kopecks } from "../../config/money.ts";

/** What the bank said of one operation. Slip lines are printed as they came. */
export interface CardApproval {
  /** Bank's reference of the operation (RRN); the handle for a reversal. */
  readonly rrn: string;
  readonly authCode: string;
  /** Masked by the terminal, e.g. "************1234". */
  readonly maskedPan: string;
  readonly slip: readonly string[];
}

export type CardOutcome =
  | { readonly kind: "approved"; readonly approval: CardApproval }
  | { readonly kind: "declined"; readonly reason: string }
  /** Nothing was sent to the bank, or the bank surely knows nothing of it. */
  | { readonly kind: "failed"; readonly error: AppError }
  /** The answer was lost; `lookUp` must tell. */
  | { readonly kind: "unknown"; readonly error: AppError };

/**
 * A bank card terminal (эквайринговый терминал). Every call carries our own operation id, committed to the
 * journal before the call; the same id never charges twice.
 */
export interface CardTerminal {
  charge(operationId: string, amountKop: Kopecks): Promise<CardOutcome>;
  /** Money back for a sale receipt of an earlier moment. */
  refund(operationId: string, amountKop: Kopecks, originalRrn: string | null): Promise<CardOutcome>;
  /** Undoes `charge`/`refund` with that id; approved also when there is nothing to undo any more. */
  reverse(operationId: string, reversedOperationId: string, amountKop: Kopecks): Promise<CardOutcome>;
  /** What became of the operation; null = the terminal never took it. */
  lookUp(operationId: string): Promise<CardOutcome | null>;
}
