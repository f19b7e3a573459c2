import { epochMs } from "../../config/clock.ts";
import type { EpochMs } from "../../config/clock.ts";

const MINUTE_MS = 60_000;
const TIME = /^(\d{4})[-.](\d{2})[-.](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A time of an answer: ISO with a zone, or the registrar's local time where none stands. Null for anything else and for the
 * driver's "never" (1970-01-01).
 */
export function timeOf(text: string | null, utcOffsetMinutes: number): EpochMs | null {
  const match = text === null ? null : TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", zone] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const local = Date.parse(iso);
  // 31 February would roll over; the way back shows it.
  if (Number.isNaN(local) || new Date(local).toISOString() !== iso || Number(year) < 2000) return null;
  return epochMs(local - zoneMinutes(zone, utcOffsetMinutes) * MINUTE_MS);
}

function zoneMinutes(zone: string | undefined, otherwise: number): number {
  if (zone === undefined) return otherwise;
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

/** "2027-05-31" of a time or date of an answer. */
export function dateOf(text: string | null): string | null {
  const match = text === null ? null : TIME.exec(text);
  return match === null || Number(match[1]) < 2000 ? null : `${match[1]}-${match[2]}-${match[3]}`;
}

/** Seconds since 1970 as if local time were UTC: tag 1012 and the QR. */
export function localSeconds(at: EpochMs, utcOffsetMinutes: number): number {
  return Math.floor((at + utcOffsetMinutes * MINUTE_MS) / 1000);
}

/** "2026.11.24 10:15:00", for setDateTime. */
export function driverDateTime(at: EpochMs, utcOffsetMinutes: number): string {
  return new Date(at + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 19).replaceAll("-", ".").replace("T", " ");
}
