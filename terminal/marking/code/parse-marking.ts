import { appError, type AppError } from "../../../config/errors/index.ts";
import { kopecks } from "../../../config/money.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import type { MarkingGroup } from "../../catalog/catalog-item.ts";
import { groupFacts } from "../groups.ts";
import { isCryptoTail, isSerialText, isUpperCasedTail, packPriceKop } from "./alphabet.ts";
import { parseGs1Elements } from "./gs1-elements.ts";
import { asGtin14, isSscc, type Gtin14 } from "./gtin.ts";
import { hidesElement, readWithoutGs } from "./lost-gs.ts";
import { GS, MARKING_CODE_MAX_BYTES, type MarkingCode } from "./marking-code.ts";

/** What the caller knows beside the scan. */
export interface ParseHints {
  /** Group of the goods card with this GTIN, or null: decides between two readings of a code that lost its GS. */
  readonly groupOf?: (gtin: Gtin14) => MarkingGroup | null;
}

const GS1_HEAD = /^01\d{14}21/;
const PACK_LENGTH = 29;
const BLOCK_TAIL_LENGTH = 8;
const PACK_HEAD = /^\d{14}/;
const CYRILLIC = /[\u0400-\u04ff№]/;
const FUR_LABEL = /^[A-Z]{2}-[A-Z0-9]{6}-[A-Z0-9]{10,11}$/;
const EXCISE_STAMP = /^(?:\d{2}[A-Z][A-Z0-9]{65}|\d{14}[A-Z0-9]{136})$/;

/** True when a text claims to be a marking code, rightly or not: then it is either parsed or refused, never taken for text. */
export function claimsToBeMarking(text: string): boolean {
  return (
    text.includes(GS) ||
    GS1_HEAD.test(text) ||
    lostLeadingZero(text) ||
    isBoxCode(text) ||
    (text.length === PACK_LENGTH && PACK_HEAD.test(text) && (isSerialText(text.slice(14)) || CYRILLIC.test(text))) ||
    isGluedPack(text) ||
    FUR_LABEL.test(text) ||
    EXCISE_STAMP.test(text)
  );
}

/** Parses a text without AIM prefix and leading FNC1. Errors MRK500–MRK506; never guesses between two readings. */
export function parseMarking(text: string, hints: ParseHints = {}): Result<MarkingCode, AppError> {
  if (text.length > MARKING_CODE_MAX_BYTES) return misread("too-long");
  if (CYRILLIC.test(text)) return err(appError("MRK503", { reason: "russian-layout" }));
  if (isGlued(text)) return err(appError("MRK504"));
  if (isBoxCode(text)) return err(appError("MRK505"));
  if (FUR_LABEL.test(text)) return err(appError("MRK506", { kind: "мех" }));
  if (EXCISE_STAMP.test(text)) return err(appError("MRK506", { kind: "акцизная марка" }));
  if (lostLeadingZero(text)) return misread("leading-zero-lost");

  const packGtin = text.length === PACK_LENGTH && !text.includes(GS) ? asGtin14(text.slice(0, 14)) : null;
  const gs1Gtin = GS1_HEAD.test(text) ? asGtin14(text.slice(2, 16)) : null;
  if (packGtin !== null && gs1Gtin !== null) return err(appError("MRK502", { shapes: "tobacco-pack, 01+21" }));
  if (packGtin !== null) return parsePack(text, packGtin);
  if (gs1Gtin === null) return misread(GS1_HEAD.test(text) || text.length === PACK_LENGTH ? "gtin-check-digit" : "not-a-marking-code");
  return text.includes(GS) ? parseGs1(text, gs1Gtin, false) : parseWithLostGs(text, gs1Gtin, hints);
}

/** Reads a code back from the journal or a document. The stored form has its GS, so nothing is repaired. */
export function markingCodeFromBase64(base64: string): Result<MarkingCode, AppError> {
  return parseMarking(Buffer.from(base64, "base64").toString("latin1"));
}

/** Identification code of a stored marking code; null: there is none, or it can't be read. */
export function cisOf(base64: string | null | undefined): string | null {
  if (base64 === null || base64 === undefined) return null;
  const read = markingCodeFromBase64(base64);
  return read.ok ? read.value.cis : null;
}

function parsePack(text: string, gtin14: Gtin14): Result<MarkingCode, AppError> {
  if (!isSerialText(text.slice(14))) return misread("bad-value");
  const serial = text.slice(14, 21);
  return ok({
    raw: toBytes(text),
    shape: "tobacco-pack",
    gtin14,
    serial,
    cis: text.slice(0, 21),
    ais: { "01": gtin14, "21": serial },
    maximumPriceKop: packPriceKop(text.slice(21, 25)),
    gsRestored: false,
  });
}

function parseGs1(text: string, gtin14: Gtin14, gsRestored: boolean): Result<MarkingCode, AppError> {
  const parsed = parseGs1Elements(text);
  if (!parsed.ok) return parsed.error === "box" ? err(appError("MRK505")) : misread(parsed.error);
  const ais = parsed.value;
  const serial = ais["21"];
  if (serial === undefined) return misread("no-serial");
  if (hidesElement(serial)) return err(appError("MRK502", { shapes: "21, 21+240, 21+8005" }));
  const fault = checkPartFault(ais);
  if (fault !== null) return err(fault);
  const blockPrice = Number(ais["8005"] ?? "0");
  return ok({
    raw: toBytes(text),
    shape: ais["93"] === undefined ? "long" : "short",
    gtin14,
    serial,
    cis: `01${gtin14}21${serial}`,
    ais,
    maximumPriceKop: blockPrice > 0 ? kopecks(blockPrice) : null,
    gsRestored,
  });
}

/**
 * The check part is 91 with 92, or 93; some blocks carry 8 more characters in 92 behind 93 [seen]. A batch (AI 10) is met in
 * medicines only, which have the long form.
 */
function checkPartFault(ais: Readonly<Record<string, string>>): AppError | null {
  const key = ais["91"];
  const tail = ais["92"];
  if (ais["93"] !== undefined) {
    const fits = key === undefined && ais["10"] === undefined && (tail === undefined || tail.length === BLOCK_TAIL_LENGTH);
    return fits ? null : appError("MRK500", { reason: "check-part" });
  }
  if (key === undefined || tail === undefined) return appError("MRK501");
  if (isUpperCasedTail(tail)) return appError("MRK503", { reason: "caps-lock" });
  return isCryptoTail(tail) ? null : appError("MRK500", { reason: "crypto-tail" });
}

function parseWithLostGs(text: string, gtin14: Gtin14, hints: ParseHints): Result<MarkingCode, AppError> {
  const group = hints.groupOf?.(gtin14) ?? null;
  const serialLengths = group === null ? null : (groupFacts(group)?.serialLengths ?? null);
  const { candidates, bareFits } = readWithoutGs(text, serialLengths);
  const [only] = candidates;
  if (only === undefined) return err(appError("MRK501"));
  if (candidates.length > 1 || bareFits) {
    const shapes = [...candidates.map(({ shape }) => shape), ...(bareFits ? ["01+21"] : [])];
    return err(appError("MRK502", { shapes: shapes.join(", ") }));
  }
  return parseGs1(only.text, gtin14, true);
}

function misread(reason: string): { readonly ok: false; readonly error: AppError } {
  return err(appError("MRK500", { reason }));
}

/** SSCC or an aggregate's contents: both with a right check digit, so that a misread unit code is not called a box. */
function isBoxCode(text: string): boolean {
  if (/^00\d{18}$/.test(text)) return isSscc(text.slice(2));
  const isPack = text.length === PACK_LENGTH && asGtin14(text.slice(0, 14)) !== null;
  return !isPack && text.length > 16 && /^02\d{14}/.test(text) && asGtin14(text.slice(2, 16)) !== null;
}

function lostLeadingZero(text: string): boolean {
  return /^1\d{14}21/.test(text) && asGtin14(text.slice(1, 15)) !== null;
}

function isGluedPack(text: string): boolean {
  return text.length === PACK_LENGTH * 2 && PACK_HEAD.test(text) && isGlued(text);
}

function isGlued(text: string): boolean {
  const half = text.length / 2;
  return Number.isInteger(half) && half > 0 && text.slice(0, half) === text.slice(half);
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}
