import type { FactMarkingCheck } from "./facts.ts";

/** A marked line of a completed receipt: its code, and what was decided on it before the document. */
export interface ReceiptMarkingView {
  /** Identification code (КИ), without the check part. */
  readonly cis: string;
  /** Null: nobody was asked about the code, or the receipt is older than the record of checks. */
  readonly check: ReceiptCheckView | null;
}

export interface ReceiptCheckView extends Pick<FactMarkingCheck, "decision" | "basis" | "source" | "at"> {
  /** Remark, or what the senior has allowed. */
  readonly reason: { readonly code: string; readonly text: string } | null;
  /** Name of who allowed it; the id of one who is on the staff no more. */
  readonly approvedBy: string | null;
  /** Tag 2106 with its letters on paper; `mark` and `outcome` are null for a value that the format does not know. Null: not checked. */
  readonly drive: {
    readonly result: number;
    readonly mark: string | null;
    readonly outcome: "positive" | "unproven" | "negative" | null;
  } | null;
}
