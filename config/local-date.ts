import type { EpochMs } from "./clock.ts";

/** A calendar day of the shop, "2026-11-24": compares as text. */
export type LocalDate = string;

const MINUTE_MS = 60_000;

/** Day of the shop at that instant. Zones of Russia have no summer time, so an offset is enough. */
export function localDate(at: EpochMs, utcOffsetMinutes: number): LocalDate {
  return new Date(at + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}

/** A real day of the calendar: "2026-02-30" is none. */
export function isLocalDate(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The day that people and the fiscal format write as "24.11.2026"; null when it is none. */
export function localDateOf(written: string): LocalDate | null {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(written) ?? [];
  const date = `${year}-${month}-${day}`;
  return isLocalDate(date) ? date : null;
}
