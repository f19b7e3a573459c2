import { appError, type AppError } from "../../config/errors/index.ts";
import type { Symbology } from "./scan.ts";

/*
 * Check digits of GTIN-8, UPC-A, EAN-13 and GTIN-14 (GS1 General Specifications, 7.9): weights 3, 1, 3… from the right,
 * the sum and the check digit make a multiple of 10.
 */

const GTIN_LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14]);
const DIGITS = /^\d+$/;
const ZERO = 48;

/** The check digit for the digits before it; null when they are not digits. */
export function gtinCheckDigit(body: string): number | null {
  if (!DIGITS.test(body)) return null;
  let sum = 0;
  for (let fromRight = 0; fromRight < body.length; fromRight += 1) {
    const digit = body.charCodeAt(body.length - 1 - fromRight) - ZERO;
    sum += fromRight % 2 === 0 ? digit * 3 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

/** The whole number with its check digit appended; null when the length makes no GTIN. */
export function withCheckDigit(body: string): string | null {
  const digit = gtinCheckDigit(body);
  return digit === null || !GTIN_LENGTHS.has(body.length + 1) ? null : `${body}${digit}`;
}

/** 8, 12, 13 or 14 digits with the right check digit. */
export function isGtin(code: string): boolean {
  return GTIN_LENGTHS.has(code.length) && gtinCheckDigit(code.slice(0, -1)) === code.charCodeAt(code.length - 1) - ZERO;
}

/** 8, 12, 13 or 14 digits, whether the check digit is right or not. */
export function looksLikeGtin(code: string): boolean {
  return GTIN_LENGTHS.has(code.length) && DIGITS.test(code);
}

/**
 * - `ok`: the check digit is right, or the code has none;
 * - `misread`: the scanner says EAN or UPC, and the digit is wrong;
 * - `doubtful`: has the length of an EAN and a wrong digit, but may be a shop's own code: look it up first.
 */
export type CheckDigitVerdict = "ok" | "misread" | "doubtful";

const EAN_SYMBOLOGIES: ReadonlySet<Symbology> = new Set(["ean13", "ean8", "upca"]);

export function checkDigitVerdict(code: string, symbology?: Symbology): CheckDigitVerdict {
  if (symbology !== undefined && !EAN_SYMBOLOGIES.has(symbology)) return "ok";
  // Two or five add-on digits of periodicals follow the EAN-13.
  const isWithAddOn = symbology === "ean13" && (code.length === 15 || code.length === 18);
  const number = isWithAddOn ? code.slice(0, 13) : code;
  if (symbology !== undefined) return isGtin(number) ? "ok" : "misread";
  const isEanShaped = /^(\d{8}|\d{12,13})$/.test(number);
  return isEanShaped && !isGtin(number) ? "doubtful" : "ok";
}

/** DEV203, the message of its own for a wrong check digit. */
export function misreadError(code: string): AppError {
  return appError("DEV203", { code });
}
