import type { Kopecks } from "../../config/money.ts";
import type { FiscalReceipt } from "../document/fiscal-document.ts";
import { ownTagOf } from "../document/own-tag.ts";
import { settlementSign } from "../document/settlement.ts";
import { decodeTlv, findTag } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import type { Baseline } from "../registrar.ts";
import { FD_TYPE, MODE, NON_FISCAL_DOCUMENT, SUBMODE } from "./replies.ts";
import type { FoundDocument, ShortStatus } from "./replies.ts";
import { CORRECTION_BIT, OPEN_TYPES } from "./requests.ts";

const USER_ATTRIBUTE_TAG = 1084;

/** Pure decisions about what a device shows after a lost answer (facts, section 6.2). */

export type StoredVerdict = "ours" | "foreign" | "undecided";

/**
 * The own tag decides. Ours on another kind or sum, or none at all on the same kind and sum, is for a person to look at: only
 * another tag, or no likeness whatever, proves a document foreign.
 */
export function judgeStored(found: FoundDocument, receipt: FiscalReceipt, ownTag: string | null): StoredVerdict {
  const isAlike = looksLikeReceipt(found, receipt);
  if (ownTag === receipt.ownTag) return isAlike ? "ours" : "undecided";
  return ownTag === null && isAlike ? "undecided" : "foreign";
}

/** A user attribute (1084) that makes no sense may have been ours: no tag was read then. */
export function readOwnTag(tags: readonly TlvItem[]): string | null {
  const attribute = findTag(tags, USER_ATTRIBUTE_TAG);
  return attribute === undefined || decodeTlv(attribute.value).ok ? ownTagOf(tags) : null;
}

export function isReceipt({ type }: FoundDocument): boolean {
  return type === FD_TYPE.receipt || type === FD_TYPE.strictForm || type === FD_TYPE.correction;
}

function looksLikeReceipt(found: FoundDocument, receipt: FiscalReceipt): boolean {
  const type = receipt.correction === undefined ? FD_TYPE.receipt : FD_TYPE.correction;
  return found.type === type && found.operation === settlementSign(receipt.kind) && found.totalKop === receipt.totalKop;
}

export type OpenReceiptVerdict =
  /** None is open. */
  | "none"
  /** Open, and it can be our unfinished one: cancel it. */
  | "ours"
  /** Open, but of another kind or with more in it than we have sent. */
  | "foreign"
  /** Printing has not ended in the time allowed: "8/5" does not mean "not registered". */
  | "busy";

export function judgeOpenReceipt(
  status: ShortStatus,
  receipt: FiscalReceipt,
  deviceSumKop: Kopecks | null,
  ourSumKop: Kopecks,
): OpenReceiptVerdict {
  if (status.mode !== MODE.document) return "none";
  if (status.submode === SUBMODE.printing || status.submode === SUBMODE.printingReport) return "busy";
  if (status.modeStatus === NON_FISCAL_DOCUMENT) return "foreign";
  // Whether the mode of a correction carries the correction bit of 8Dh as well, no document says.
  const kinds = [OPEN_TYPES[receipt.kind], OPEN_TYPES[receipt.kind] + (CORRECTION_BIT >> 4)];
  const isSameKind = kinds.includes(status.modeStatus);
  // No subtotal: the receipt is empty.
  return isSameKind && (deviceSumKop ?? 0) <= ourSumKop ? "ours" : "foreign";
}

/** The count of cash movements in registers 153 and 154 is 16 bits wide. */
const COUNT_RANGE = 0x1_0000;

export type CountVerdict = "registered" | "not-registered" | "undecided";

export function judgeCount(before: number, now: number): CountVerdict {
  const grown = (now - before + COUNT_RANGE) % COUNT_RANGE;
  return grown === 0 ? "not-registered" : grown === 1 ? "registered" : "undecided";
}

export interface DocumentCounts {
  readonly documentNumber: number;
  readonly lastFdNumber: number;
  readonly cashInCount: number;
  readonly cashOutCount: number;
}

/**
 * An X report leaves only the running document number, which counts every printed document. What fiscal documents and cash
 * movements do not explain is the report.
 */
export function judgeXReport(baseline: Baseline, now: DocumentCounts): CountVerdict {
  const grown = (a: number, b: number): number => (b - a + COUNT_RANGE) % COUNT_RANGE;
  const documents = grown(baseline.documentNumber, now.documentNumber);
  const fiscal = now.lastFdNumber - baseline.lastFdNumber;
  const cash = grown(baseline.cashInCount, now.cashInCount) + grown(baseline.cashOutCount, now.cashOutCount);
  const unexplained = documents - fiscal - cash;
  return unexplained < 0 ? "undecided" : unexplained === 0 ? "not-registered" : "registered";
}

/** For the person who must look: Russian, short. */
export function describeSeen(status: ShortStatus, lastFdNumber: number, baseline: Baseline, what: string): string {
  return `${what}; режим ${status.mode}.${status.modeStatus}, подрежим ${status.submode}, последний ФД ${lastFdNumber} (до операции ${baseline.lastFdNumber})`;
}
