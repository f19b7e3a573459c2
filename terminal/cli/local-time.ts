import type { EpochMs } from "../../config/clock.ts";

const MINUTE_MS = 60_000;

/** A moment as the shop's clocks show it, as the registrar prints it: 24.11.2026 12:00:05. */
export type LocalTime = (at: EpochMs) => string;

export function localTimeAt(utcOffsetMinutes: number): LocalTime {
  return (at) => {
    const [day = "", time = ""] = new Date(at + utcOffsetMinutes * MINUTE_MS).toISOString().split("T");
    return `${localDateText(day)} ${time.slice(0, 8)}`;
  };
}

/** "2027-05-31" as people write it here. */
export function localDateText(day: string): string {
  return day.split("-").toReversed().join(".");
}
