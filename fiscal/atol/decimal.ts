import { formatQuantity, kopToDecimal } from "../../config/money.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";
import { JsonNumber } from "./json-text.ts";
import type { JsonValue } from "./json-text.ts";

/** The one place where money turns into JSON numbers and back: by digits only. */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** A sum of money has 13 digits at most; a longer exponent is nonsense, and would make a string of its length. */
const MAX_EXPONENT = 30;

export function money(kop: Kopecks): JsonNumber {
  return new JsonNumber(kopToDecimal(kop));
}

export function amount(quantity: Quantity): JsonNumber {
  return new JsonNumber(formatQuantity(quantity));
}

export function count(value: number): JsonNumber {
  return new JsonNumber(String(value));
}

/**
 * Roubles of an answer as kopecks. The driver computes in binary fractions, so 0.30000000000000004 happens: digits beyond the
 * kopeck are rounded half up. Null when it is no number, or one beyond exact integers.
 */
export function kopOf(value: JsonValue | undefined): Kopecks | null {
  return scaled(value, 2) as Kopecks | null;
}

/** A whole number; null for anything else, also for 1.5. */
export function wholeOf(value: JsonValue | undefined): number | null {
  const whole = scaled(value, 0);
  return whole === null || scaled(value, 6) !== whole * 1_000_000 ? null : whole;
}

/** value × 10^places, rounded half up (away from zero). */
function scaled(value: JsonValue | undefined, places: number): number | null {
  if (!(value instanceof JsonNumber)) return null;
  const match = DECIMAL.exec(value.source);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) + places;
  if (Math.abs(shift) > MAX_EXPONENT) return null;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const kept = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const next = point < 0 ? "0" : (digits[point] ?? "0");
  const result = BigInt(kept) + (next >= "5" ? 1n : 0n);
  if (result > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return sign === "-" && result !== 0n ? -Number(result) : Number(result);
}
