import { formatKop, kopecks, parseKop, type Kopecks } from "../../config/money.ts";

/** Largest sum that the field takes, in digits before the comma. */
const RUBLE_DIGITS_MAX = 9;

/** Keeps what can become a sum: digits, one comma, two digits after it. A point is read as a comma. */
export function cleanMoney(text: string): string {
  return cleanDecimal(text, RUBLE_DIGITS_MAX, 2);
}

/** Keeps what can become a quantity: at most six digits before the comma, three after it (grams). */
export function cleanQuantity(text: string): string {
  return cleanDecimal(text, 6, 3);
}

/** Keeps what can become a percentage. */
export function cleanPercent(text: string): string {
  return cleanDecimal(text, 3, 2);
}

export function cleanDigits(text: string, max: number): string {
  return text.replace(/\D/g, "").slice(0, max);
}

/** A sum, or null while the field holds none. */
export function readMoney(text: string): Kopecks | null {
  return parseKop(text.replace(/,$/, ""));
}

/** "1234,50": a sum as people type it. */
export function typedMoney(kop: number): string {
  return formatKop(kopecks(kop)).replace(/\u202f/g, "");
}

/** Basis points of a percentage between 0 (excluded) and 100, or null. */
export function readPercent(text: string): number | null {
  const hundredths = parseKop(text.replace(/,$/, ""));
  return hundredths === null || hundredths === 0 || hundredths > 10_000 ? null : hundredths;
}

/** Change for cash handed over; null when it does not cover what is due. */
export function changeFor(givenKop: Kopecks, dueKop: Kopecks): Kopecks | null {
  return givenKop < dueKop ? null : kopecks(givenKop - dueKop);
}

/** Money of a count by denomination; empty fields count as none. */
export function countedKop(counts: readonly { readonly noteKop: Kopecks; readonly text: string }[]): Kopecks {
  return kopecks(counts.reduce((sum, { noteKop, text }) => sum + noteKop * Number(cleanDigits(text, 6)), 0));
}

function cleanDecimal(text: string, wholeMax: number, fractionMax: number): string {
  const [whole = "", ...rest] = text
    .replace(/\./g, ",")
    .replace(/[^\d,]/g, "")
    .split(",");
  // A leading zero means nothing before another digit.
  const kept = whole.replace(/^0+(?=\d)/, "").slice(0, wholeMax);
  if (rest.length === 0) return kept;
  return `${kept === "" ? "0" : kept},${rest.join("").slice(0, fractionMax)}`;
}
