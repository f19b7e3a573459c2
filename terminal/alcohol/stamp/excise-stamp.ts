import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import type { Symbology } from "../../../device-drivers/scanner/scan.ts";

/** Excise stamp (акцизная марка) of one bottle. */
export interface ExciseStamp {
  /** Whole text: what EGAIS knows the bottle by. */
  readonly text: string;
  readonly kind: "pdf417" | "datamatrix";
  /** 19 digits; null: the new stamp does not tell it. */
  readonly alcocode: string | null;
}

/** Old stamp [seen]: upper-case letters and digits; characters 4…19 are a number of base 36. */
const PDF417_LENGTH = 68;
const ALCOCODE_START = 3;
const ALCOCODE_END = 19;
const ALCOCODE_DIGITS = 19;
const ALCOCODE_BASE = 36n;
/** New stamp [seen]: type 3, series 3, number 8 (digits); service 7, signature 129. */
export const DATAMATRIX_LENGTH = 150;
export const DATAMATRIX_NUMBER_END = 14;
const DATAMATRIX_HEAD = /^\d{14}/;
const LENGTHS: ReadonlySet<number> = new Set([PDF417_LENGTH, DATAMATRIX_LENGTH]);

const STAMP_ALPHABET = /^[0-9A-Z]+$/;
const LETTERS_AND_DIGITS = /^[0-9A-Za-z\u0401\u0410-\u044f\u0451]+$/;
const CYRILLIC = /[\u0400-\u04ff]/;
/** No other code that a shop meets is a run of so many letters and digits: a stamp that was cut or glued. */
const CUT_LENGTH_MIN = 60;
const CUT_STAMP = /^\d{2}[A-Z][0-9A-Z]+$|^\d{14}[0-9A-Z]+$/;

/** True when a text claims to be a stamp, rightly or not: then it is parsed or refused, never taken for something else. */
export function claimsToBeStamp(text: string, symbology?: Symbology): boolean {
  if (!LETTERS_AND_DIGITS.test(text)) return false;
  if (LENGTHS.has(text.length) || isDoubled(text)) return true;
  if (text.length < CUT_LENGTH_MIN) return false;
  return symbology === "pdf417" || CUT_STAMP.test(text);
}

/** Reads a stamp; ALC852 when it was misread, MRK503 and MRK504 as for marking codes. Letters are never guessed back. */
export function parseStamp(text: string): Result<ExciseStamp, AppError> {
  if (CYRILLIC.test(text)) return err(appError("MRK503", { reason: "russian-layout" }));
  if (isDoubled(text)) return err(appError("MRK504"));
  if (/[a-z]/.test(text)) return err(appError("MRK503", { reason: "caps-lock" }));
  if (!STAMP_ALPHABET.test(text)) return misread("alphabet");
  if (text.length === PDF417_LENGTH) {
    const alcocode = alcocodeOf(text);
    return alcocode === null ? misread("alcocode") : ok({ text, kind: "pdf417", alcocode });
  }
  if (text.length !== DATAMATRIX_LENGTH) return misread("length");
  return DATAMATRIX_HEAD.test(text) ? ok({ text, kind: "datamatrix", alcocode: null }) : misread("digits");
}

/** Null: the number has more digits than an alcocode. */
function alcocodeOf(text: string): string | null {
  let value = 0n;
  for (const digit of text.slice(ALCOCODE_START, ALCOCODE_END)) value = value * ALCOCODE_BASE + BigInt(Number.parseInt(digit, 36));
  const digits = value.toString();
  return digits.length > ALCOCODE_DIGITS ? null : digits.padStart(ALCOCODE_DIGITS, "0");
}

function isDoubled(text: string): boolean {
  const half = text.length / 2;
  return LENGTHS.has(half) && text.slice(0, half) === text.slice(half);
}

function misread(reason: string): Result<ExciseStamp, AppError> {
  return err(appError("ALC852", { reason }));
}
