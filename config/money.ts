import { assertInvariant } from "./result.ts";

/** Money in whole kopecks. */
export type Kopecks = number & { readonly __brand: "Kopecks" };
/** Loyalty points, whole units; one point is worth `pointValueKop` of the programme. */
export type Points = number & { readonly __brand: "Points" };
/** Exact decimal quantity in millionths (tag 1023 carries up to six decimals): 1 piece = 1_000_000. */
export type Quantity = number & { readonly __brand: "Quantity" };

export const QUANTITY_ONE = 1_000_000 as Quantity;
/** A millilitre of what is measured in litres. */
export const QUANTITY_MILLILITRE = 1_000 as Quantity;

export function kopecks(value: number): Kopecks {
  assertInvariant(Number.isSafeInteger(value), `kopecks must be a whole number, got ${value}`);
  return value as Kopecks;
}

export function points(value: number): Points {
  assertInvariant(Number.isSafeInteger(value), `points must be a whole number, got ${value}`);
  return value as Points;
}

export function quantity(millionths: number): Quantity {
  assertInvariant(Number.isSafeInteger(millionths) && millionths >= 0, `quantity must be whole millionths, got ${millionths}`);
  return millionths as Quantity;
}

export const ZERO_KOP = kopecks(0);

export function sumKop(values: Iterable<Kopecks>): Kopecks {
  let total = 0;
  for (const value of values) total += value;
  return kopecks(total);
}

/** a × b / divisor rounded half up; exact for any safe integers (BigInt inside). Non-negative operands. */
export function mulDivRound(a: number, b: number, divisor: number): number {
  const product = BigInt(a) * BigInt(b);
  const d = BigInt(divisor);
  return Number((product * 2n + d) / (d * 2n));
}

/** Line cost: price per unit × quantity, rounded half up to the kopeck (tag 1043 from 1079 × 1023). */
export function priceTimesQuantity(priceKop: Kopecks, qty: Quantity): Kopecks {
  return kopecks(mulDivRound(priceKop, qty, QUANTITY_ONE));
}

export function isWholeQuantity(qty: Quantity): boolean {
  return qty % QUANTITY_ONE === 0;
}

/** "1 234,50" with a narrow no-break space between thousands; what people see. */
export function formatKop(value: Kopecks): string {
  const sign = value < 0 ? "−" : "";
  const abs = Math.abs(value);
  const rubles = String(Math.trunc(abs / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${sign}${rubles},${String(abs % 100).padStart(2, "0")}`;
}

/** "1234.50"; what machines exchange. */
export function kopToDecimal(value: Kopecks): string {
  const abs = Math.abs(value);
  return `${value < 0 ? "-" : ""}${Math.trunc(abs / 100)}.${String(abs % 100).padStart(2, "0")}`;
}

/** Parses "12", "12.5", "12,50"; null when it is not money with at most two decimals. */
export function parseKop(text: string): Kopecks | null {
  const match = /^(\d{1,13})(?:[.,](\d{1,2}))?$/.exec(text.trim().replace(/[\s\u00a0\u202f]/g, ""));
  if (!match) return null;
  const value = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return Number.isSafeInteger(value) ? (value as Kopecks) : null;
}

/** "1.5", "0.350", "3": at most six decimals; null otherwise. */
export function parseQuantity(text: string): Quantity | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!match) return null;
  return (Number(match[1]) * QUANTITY_ONE + Number((match[2] ?? "").padEnd(6, "0"))) as Quantity;
}

/** Shortest decimal form: "1", "0.35". */
export function formatQuantity(qty: Quantity): string {
  const whole = Math.trunc(qty / QUANTITY_ONE);
  const fraction = String(qty % QUANTITY_ONE)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return fraction === "" ? String(whole) : `${whole}.${fraction}`;
}
