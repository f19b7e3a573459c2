import type { CardApproval } from "./card-terminal.ts";

/*
 * The card terminal's line protocol, described in docs/devices/card-terminal.md: one JSON object a line, UTF-8,
 * over TCP. A request carries a sequence number of the connection; its answer repeats it.
 */

export type TerminalRequest =
  | { readonly seq: number; readonly op: "charge"; readonly id: string; readonly amountKop: number }
  | { readonly seq: number; readonly op: "refund"; readonly id: string; readonly amountKop: number; readonly originalRrn: string | null }
  | { readonly seq: number; readonly op: "reverse"; readonly id: string; readonly amountKop: number; readonly reversedId: string }
  | { readonly seq: number; readonly op: "lookUp"; readonly id: string };

/** A request without the sequence number that the connection gives it. */
export type TerminalCall = TerminalRequest extends infer R ? (R extends TerminalRequest ? Omit<R, "seq"> : never) : never;

export type TerminalAnswer =
  | { readonly seq: number; readonly status: "approved"; readonly approval: CardApproval }
  | { readonly seq: number; readonly status: "declined"; readonly reason: string }
  /** The terminal refused to begin: the bank knows nothing of it. */
  | { readonly seq: number; readonly status: "rejected"; readonly code: string; readonly message: string }
  /** Another operation is under way; the bank knows nothing of this one. */
  | { readonly seq: number; readonly status: "busy" }
  /** `lookUp` only. */
  | { readonly seq: number; readonly status: "inProgress" }
  | { readonly seq: number; readonly status: "notFound" };

const LINE_LIMIT_BYTES = 64 * 1024;
const SLIP_LINES_LIMIT = 200;

/** One line of the terminal as an answer; null when it is not one. */
export function parseAnswer(line: string): TerminalAnswer | null {
  const fields = parseObject(line);
  if (!fields || typeof fields["seq"] !== "number") return null;
  const { seq, status, reason, code, message } = fields;
  switch (status) {
    case "approved": {
      const approval = parseApproval(fields);
      return approval && { seq, status, approval };
    }
    case "declined":
      return typeof reason === "string" ? { seq, status, reason } : null;
    case "rejected":
      return typeof code === "string" && typeof message === "string" ? { seq, status, code, message } : null;
    case "busy":
    case "inProgress":
    case "notFound":
      return { seq, status };
    default:
      return null;
  }
}

export function parseApproval(fields: Readonly<Record<string, unknown>>): CardApproval | null {
  const { rrn, authCode, maskedPan, slip } = fields;
  if (typeof rrn !== "string" || typeof authCode !== "string" || typeof maskedPan !== "string") return null;
  if (!Array.isArray(slip) || slip.length > SLIP_LINES_LIMIT || !slip.every((line) => typeof line === "string")) return null;
  return { rrn, authCode, maskedPan, slip };
}

export function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** Cuts a byte stream into lines; null when a line is longer than the limit (the stream cannot be trusted any more). */
export class LineSplitter {
  #rest = Buffer.alloc(0);

  feed(bytes: Uint8Array): string[] | null {
    const data = Buffer.concat([this.#rest, bytes]);
    const lines: string[] = [];
    let start = 0;
    for (let end = data.indexOf(0x0a, start); end >= 0; end = data.indexOf(0x0a, start)) {
      lines.push(data.toString("utf8", start, end).replace(/\r$/, ""));
      start = end + 1;
    }
    this.#rest = data.subarray(start);
    if (this.#rest.length > LINE_LIMIT_BYTES || lines.some((line) => line.length > LINE_LIMIT_BYTES)) return null;
    return lines.filter((line) => line !== "");
  }
}
