import { epochMs, type EpochMs } from "../../config/clock.ts";
import { localDate, type LocalDate } from "../../config/local-date.ts";
import type { MarkingCode } from "./code/marking-code.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** "31.12.2026" */
export function peopleDate(date: LocalDate): string {
  return date.split("-").toReversed().join(".");
}

export interface CodeExpiry {
  readonly date: LocalDate;
  /** The goods may be sold up to and including this instant. */
  readonly lastInstant: EpochMs;
}

/**
 * Expiry that the code itself carries: AI 17 (YYMMDD, the whole day counts; day 00 is the month's last) or AI 7003 (YYMMDDHHMM,
 * local time). Null when there is none or it is no date.
 */
export function codeExpiry(code: MarkingCode, utcOffsetMinutes: number): CodeExpiry | null {
  const text = code.ais["7003"] ?? code.ais["17"];
  if (text === undefined) return null;
  const [year = 0, month = 0, day = 0, hour, minute] = (text.match(/\d{2}/g) ?? []).map(Number);
  const lastDay = new Date(Date.UTC(2000 + year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day > lastDay) return null;
  const midnightMs = Date.UTC(2000 + year, month - 1, day === 0 ? lastDay : day);
  const localMs = hour === undefined || minute === undefined ? midnightMs + DAY_MS - 1 : midnightMs + (hour * 60 + minute) * MINUTE_MS;
  const lastInstant = epochMs(localMs - utcOffsetMinutes * MINUTE_MS);
  return { date: localDate(lastInstant, utcOffsetMinutes), lastInstant };
}
