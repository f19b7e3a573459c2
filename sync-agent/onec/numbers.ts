import type { Kopecks, Quantity } from "../../config/money.ts";
import { QUANTITY_ONE } from "../../config/money.ts";

const THOUSAND = 1_000;

/** Kopecks as Edm.Double roubles. */
export function toRoubles(kop: Kopecks | number): number {
  return kop / 100;
}

/** Edm.Double roubles as whole kopecks: the double is exact only after rounding. */
export function fromRoubles(value: unknown): number {
  return typeof value === "number" ? Math.round(value * 100) : 0;
}

/** Количество has three decimals (15.3); the till counts in millionths. */
export function toOnecQuantity(quantity: Quantity): number {
  return Math.round(quantity / (QUANTITY_ONE / THOUSAND)) / THOUSAND;
}

export function fromOnecQuantity(value: unknown): number {
  return typeof value === "number" ? Math.round(value * THOUSAND) : 0;
}

/** Thousandths back to a number with three decimals. */
export function thousandths(value: number): number {
  return value / THOUSAND;
}

/** Local time of the 1C base, as Edm.DateTime: "2026-11-20T09:15:41". */
export function createDateWriter(timeZone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (atMs) => format.format(atMs).replace(" ", "T");
}
