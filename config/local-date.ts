import type { EpochMs } from "./clock.ts";

/** A calendar day of the shop, "2026-11-24": compares as text. */
export type LocalDate = string;

const MINUTE_MS = 60_000;

/** Day of the shop at that instant. Zones of Russia have no summer time, so an offset is enough. */
export function localDate(at: EpochMs, utcOffsetMinutes: number): LocalDate {
  return new Date(at + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}
