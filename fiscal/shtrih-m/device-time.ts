import { epochMs } from "../../config/clock.ts";
import type { EpochMs } from "../../config/clock.ts";
import type { ByteReader, ByteWriter } from "./byte-fields.ts";

/**
 * Date and time as the registrar keeps them: local time of the shop, no zone. Seconds since 1970 as if it were UTC, which is
 * also what tag 1012 and the QR carry.
 */
export type LocalSeconds = number;

const MINUTE_MS = 60_000;
const CENTURY = 2_000;
/** A field of garbage must not become a date that rolls over into the next month. */
const LIMITS = { month: 12, day: 31, hour: 23, minute: 59, second: 59 };

function localSeconds(year: number, month: number, day: number, hour: number, minute: number, second: number): LocalSeconds | null {
  const isReal = month >= 1 && month <= LIMITS.month && day >= 1 && day <= LIMITS.day;
  if (!isReal || hour > LIMITS.hour || minute > LIMITS.minute || second > LIMITS.second) return null;
  return Date.UTC(CENTURY + year, month - 1, day, hour, minute, second) / 1000;
}

/** `YY MM DD hh mm`, the date-time of the fiscal drive. Null when it is no date (a drive without documents has zeros). */
export function readFnDateTime(reader: ByteReader): LocalSeconds | null {
  const [year, month, day, hour, minute] = [reader.uint(1), reader.uint(1), reader.uint(1), reader.uint(1), reader.uint(1)];
  return localSeconds(year, month, day, hour, minute, 0);
}

/** `DD MM YY hh mm ss`, the clock of the registrar in 11h. */
export function readClock(reader: ByteReader): LocalSeconds | null {
  const [day, month, year, hour, minute, second] = Array.from({ length: 6 }, () => reader.uint(1)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return localSeconds(year, month, day, hour, minute, second);
}

function parts(local: LocalSeconds): Date {
  return new Date(local * 1000);
}

/** `DD MM YY` of 22h and 23h. */
export function writeDate(writer: ByteWriter, local: LocalSeconds): ByteWriter {
  const date = parts(local);
  return writer
    .uint(date.getUTCDate(), 1)
    .uint(date.getUTCMonth() + 1, 1)
    .uint(date.getUTCFullYear() - CENTURY, 1);
}

/** `hh mm ss` of 21h. */
export function writeTime(writer: ByteWriter, local: LocalSeconds): ByteWriter {
  const date = parts(local);
  return writer.uint(date.getUTCHours(), 1).uint(date.getUTCMinutes(), 1).uint(date.getUTCSeconds(), 1);
}

export function sameDate(a: LocalSeconds, b: LocalSeconds): boolean {
  return parts(a).toISOString().slice(0, 10) === parts(b).toISOString().slice(0, 10);
}

/** `YY MM DD` of FF03 as "2027-05-31". */
export function isoDate(year: number, month: number, day: number): string | null {
  const local = localSeconds(year, month, day, 0, 0, 0);
  return local === null ? null : parts(local).toISOString().slice(0, 10);
}

export function toEpoch(local: LocalSeconds, utcOffsetMinutes: number): EpochMs {
  return epochMs(local * 1000 - utcOffsetMinutes * MINUTE_MS);
}

export function toLocal(at: EpochMs, utcOffsetMinutes: number): LocalSeconds {
  return Math.floor((at + utcOffsetMinutes * MINUTE_MS) / 1000);
}
