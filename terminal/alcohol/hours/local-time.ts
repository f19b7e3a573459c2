import type { EpochMs } from "../../../config/clock.ts";
import { localDate, type LocalDate } from "../../../config/local-date.ts";
import type { Weekday } from "../../../config/sale-law.ts";

/** What the clock on the shop's wall shows. Zones of Russia have no summer time, so every day has 1,440 minutes. */
export interface LocalTime {
  readonly date: LocalDate;
  /** Since midnight, 0–1439. */
  readonly minute: number;
}

export const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
const WEEKDAYS: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export function localTime(at: EpochMs, utcOffsetMinutes: number): LocalTime {
  const minutes = Math.floor(at / MINUTE_MS) + utcOffsetMinutes;
  return { date: localDate(at, utcOffsetMinutes), minute: ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES };
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function weekdayOf(date: LocalDate): Weekday {
  const day = new Date(Date.parse(`${date}T00:00:00Z`)).getUTCDay();
  return WEEKDAYS[day] ?? "sun";
}

/** "25.11 08:00" */
export function timeText({ date, minute }: LocalTime): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.slice(8)}.${date.slice(5, 7)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
