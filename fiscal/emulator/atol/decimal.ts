import { kopecks, quantity, type Kopecks, type Quantity } from "../../../config/money.ts";

const MONEY_DECIMALS = 2;
const QUANTITY_DECIMALS = 6;

/**
 * JSON numbers are binary fractions, but their shortest form is the decimal that was sent. The digits beyond `decimals`
 * are rounded half up, exactly. Null for anything else than a number from zero that fits.
 */
function scaled(value: number, decimals: number): number | null {
  if (!Number.isFinite(value) || value < 0) return null;
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) return null;
  const fraction = match[2] ?? "";
  const exponent = Number(match[3] ?? 0) - fraction.length + decimals;
  const digits = BigInt(`${match[1]}${fraction}`);
  if (exponent > 20) return null;
  const whole =
    exponent >= 0 ? digits * 10n ** BigInt(exponent) : (digits * 2n + 10n ** BigInt(-exponent)) / (2n * 10n ** BigInt(-exponent));
  return whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : null;
}

/** Roubles of a task in kopecks. */
export function toKopecks(roubles: number): Kopecks | null {
  const value = scaled(roubles, MONEY_DECIMALS);
  return value === null ? null : kopecks(value);
}

export function toQuantity(units: number): Quantity | null {
  const value = scaled(units, QUANTITY_DECIMALS);
  return value === null ? null : quantity(value);
}

/** Kopecks as the answer's number of roubles: the nearest binary fraction, whose shortest form is the decimal. */
export function roubles(value: Kopecks | number): number {
  return value / 100;
}
