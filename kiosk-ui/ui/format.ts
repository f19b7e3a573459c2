import type { EpochMs } from "../../config/clock.ts";
import { formatKop, formatQuantity, type Kopecks, type Points, type Quantity } from "../../config/money.ts";
import type { Language } from "../i18n/texts.ts";

const NO_BREAK = "\u00a0";

/** "1 234,50 ₽" */
export function rubles(value: Kopecks): string {
  return `${formatKop(value)}${NO_BREAK}₽`;
}

/** "500 ₽" without kopecks where there are none: banknotes. */
export function wholeRubles(value: Kopecks): string {
  return rubles(value).replace(/,00(?=\D)/, "");
}

/** "0,35" in Russian, "0.35" in English. */
export function quantityText(value: Quantity, language: Language): string {
  const text = formatQuantity(value);
  return language === "ru" ? text.replace(".", ",") : text;
}

export function quantityWithUnit(value: Quantity, unit: string, language: Language): string {
  return unit === "" ? quantityText(value, language) : `${quantityText(value, language)}${NO_BREAK}${unit}`;
}

export function pointsText(value: Points | number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

export function timeText(at: EpochMs | number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "24.11 14:05" */
export function dateTimeText(at: EpochMs | number): string {
  const date = new Date(at);
  return `${two(date.getDate())}.${two(date.getMonth() + 1)} ${timeText(at)}`;
}

/** Whole hours and minutes of a duration, never negative. */
export function hoursAndMinutes(durationMs: number): { readonly hours: number; readonly minutes: number } {
  const minutes = Math.max(0, Math.floor(durationMs / 60_000));
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

/** "12 КБ" style sizes for the technician. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)}${NO_BREAK}${units[unit]}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** An address as text of one short line: without its protocol, its end kept, which tells it from others. */
export function shortAddress(url: string): string {
  const text = url.replace(/^https?:\/\//, "");
  return text.length <= ADDRESS_MAX ? text : `${text.slice(0, ADDRESS_HEAD)}…${text.slice(ADDRESS_HEAD + 1 - ADDRESS_MAX)}`;
}

const ADDRESS_MAX = 32;
const ADDRESS_HEAD = 20;
