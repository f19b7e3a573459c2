import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { HttpAnswer, HttpFailure } from "./exchange.ts";
import { retryAfterMs } from "./exchange.ts";

/** A failed exchange in the words of the catalogue. */
export interface CallFailure {
  readonly error: AppError;
  readonly retryAfterMs: number | null;
  /** True when a document in the request may be the cause. */
  readonly suspect: boolean;
}

/** No answer at all. */
export function classifyFailure(destination: string, failure: HttpFailure): CallFailure {
  const details = { destination, reason: failure.reason };
  switch (failure.kind) {
    case "unreachable":
      return { error: appError("SYN701", details), retryAfterMs: null, suspect: false };
    case "untrusted":
      return { error: appError("SYN706", details), retryAfterMs: null, suspect: false };
    case "aborted":
      return { error: appError("SYN702", details), retryAfterMs: null, suspect: false };
    case "unanswered":
      return { error: appError("SYN702", details), retryAfterMs: null, suspect: true };
  }
}

const BUSY_STATUSES = new Set([408, 425, 429, 502, 503, 504]);

/** An answer other than success, as far as its status alone tells. Document refusals are the partner's own business. */
export function classifyStatus(destination: string, answer: HttpAnswer, nowMs: number): CallFailure {
  const { status } = answer;
  const vendorCode = `HTTP ${status}`;
  const failure = { retryAfterMs: retryAfterMs(answer.headers, nowMs), suspect: false };
  if (status === 401 || status === 403) return { ...failure, error: appError("SYN703", { destination }, vendorCode) };
  if (BUSY_STATUSES.has(status)) return { ...failure, error: appError("SYN704", { destination, status }, vendorCode) };
  if (status >= 500) return { ...failure, error: appError("SYN705", { destination, status }, vendorCode), suspect: true };
  return { ...failure, error: appError("SYN707", { destination, status }, vendorCode) };
}

/** JSON of an answer; undefined when it is none. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
