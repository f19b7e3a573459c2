import type { ErrorCode } from "./index.ts";

/**
 * What the caller may do about a failure.
 * `unknown-outcome`: bytes of a non-repeatable request left us and no answer came; only recovery may decide.
 */
export type RetryClass = "retry-now" | "retry-later" | "needs-human" | "never" | "unknown-outcome";

/** One entry of the error catalogue. `{name}` placeholders are filled from the error's details. */
export interface ErrorEntry {
  /** What happened and what to do, for the person at the till. */
  readonly ru: string;
  /** The same, for logs and the English screens. */
  readonly en: string;
  /** What a technician should look at. */
  readonly hint: string;
  readonly retry: RetryClass;
}

export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** An expected failure as plain data: it is journalled, sent to screens and compared in tests. */
export interface AppError {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** The device's or partner's own code, kept beside ours. */
  readonly vendorCode?: string;
}

export function appError(code: ErrorCode, details: ErrorDetails = {}, vendorCode?: string): AppError {
  return vendorCode === undefined ? { code, details } : { code, details, vendorCode };
}
