import { isGtin } from "../../device-drivers/scanner/ean.ts";

const DIGITS = /^\d+$/;

export function isDigits(text: string): boolean {
  return DIGITS.test(text);
}

/**
 * The one form under which a barcode is kept and looked up. The same article number written as UPC-A, EAN-13, EAN-8 or
 * GTIN-14 differs only in leading zeros: 8 digits when they suffice, 13 otherwise, 14 for packages (indicator 1–9).
 * Anything that is not a GTIN stays as read.
 */
export function canonicalBarcode(text: string): string {
  if (!isGtin(text)) return text;
  if (text.length === 13 && text.charCodeAt(0) !== 48) return text;
  const significant = text.replace(/^0+/, "");
  if (significant.length <= 8) return significant.padStart(8, "0");
  return significant.padStart(13, "0");
}

/** The forms to look up for a scanned text, best first. */
export function barcodeCandidates(text: string): readonly string[] {
  const canonical = canonicalBarcode(text);
  if (canonical !== text) return [canonical, text];
  // ITF must have an even number of digits: printers put a zero before a code of our own.
  if (text.charCodeAt(0) === 48 && isDigits(text)) {
    const significant = text.replace(/^0+/, "");
    if (significant !== "") return [text, significant];
  }
  return [text];
}

/** UPC-E as scanners send it (number system, six digits, check digit) to UPC-A; null when it is not UPC-E. */
export function expandUpcE(text: string): string | null {
  if (!/^[01]\d{7}$/.test(text)) return null;
  const system = text.charAt(0);
  const body = text.slice(1, 7);
  const last = body.charAt(5);
  const maker = body.slice(0, 2);
  const middle: Readonly<Record<string, string>> = {
    "0": `${maker}${last}0000${body.slice(2, 5)}`,
    "1": `${maker}${last}0000${body.slice(2, 5)}`,
    "2": `${maker}${last}0000${body.slice(2, 5)}`,
    "3": `${body.slice(0, 3)}00000${body.slice(3, 5)}`,
    "4": `${body.slice(0, 4)}00000${body.slice(4, 5)}`,
  };
  const upcA = `${system}${middle[last] ?? `${body.slice(0, 5)}0000${last}`}${text.charAt(7)}`;
  return isGtin(upcA) ? upcA : null;
}

/** Digits counted for the search by last digits. */
const TAIL_DIGITS = 6;
const TAIL_RANGE = 10 ** TAIL_DIGITS;

/** The last six digits in reverse, as a number: typed last digits become a number range. Null for a code that does not end in digits. */
export function tailNumber(code: string): number | null {
  const digits = /\d+$/.exec(code)?.[0];
  if (digits === undefined) return null;
  return Number(reversed(digits.slice(-TAIL_DIGITS)).padEnd(TAIL_DIGITS, "0"));
}

/** Range [from, to) of `tailNumber` for codes that end in the given digits (the last six of them count). */
export function tailRange(lastDigits: string): readonly [number, number] {
  const digits = reversed(lastDigits.slice(-TAIL_DIGITS));
  const step = TAIL_RANGE / 10 ** digits.length;
  const from = Number(digits) * step;
  return [from, from + step];
}

function reversed(digits: string): string {
  return Array.from(digits).reverse().join("");
}
