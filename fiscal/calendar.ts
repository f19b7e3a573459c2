import { epochMs } from "../config/clock.ts";
import type { EpochMs } from "../config/clock.ts";
import { appError, errorText } from "../config/errors/index.ts";
import type { AppError, ErrorDetails } from "../config/errors/index.ts";
import type { fiscalCalendarErrors } from "../config/errors/fiscal-calendar.ts";
import { localDate } from "../config/local-date.ts";
import type { LocalDate } from "../config/local-date.ts";
import { LAW_DATES } from "./document/law-dates.ts";
import type { LawDateConcern } from "./document/law-dates.ts";
import type { Registration, RegistrarStatus } from "./registrar.ts";

/** `soon`: plan it. `urgent`: do it now. `blocked`: the registrar refuses receipts because of it. */
export type CalendarSeverity = "info" | "soon" | "urgent" | "blocked";
export type CalendarCode = keyof typeof fiscalCalendarErrors;

export interface CalendarEntry {
  readonly code: CalendarCode;
  readonly severity: CalendarSeverity;
  /** When it falls or fell due; null for what has no moment of its own. */
  readonly at: EpochMs | null;
  /** In Russian, for the person at the till. */
  readonly text: string;
  /** The same as data: other languages, the hint. */
  readonly error: AppError;
}

/** When a warning begins. What the law itself fixes (24 hours, 30 days, 5 minutes) is in `LAW_LIMITS`. */
export interface CalendarThresholds {
  readonly shiftSoonMinutes: number;
  readonly shiftUrgentMinutes: number;
  /** Age of the oldest document that the OFD has not confirmed. */
  readonly ofdSoonDays: number;
  readonly ofdUrgentDays: number;
  /** Days left of the drive and of its keys. */
  readonly driveSoonDays: number;
  readonly driveUrgentDays: number;
  readonly documentsSoon: number;
  readonly documentsUrgent: number;
  readonly clockSoonMinutes: number;
  readonly noticesSoon: number;
  /** How long before its day a change of the law is shown, and from when on it is `soon`. */
  readonly lawInfoDays: number;
  readonly lawSoonDays: number;
}

export const CALENDAR_THRESHOLDS: CalendarThresholds = {
  shiftSoonMinutes: 120,
  shiftUrgentMinutes: 30,
  ofdSoonDays: 2,
  ofdUrgentDays: 25,
  driveSoonDays: 30,
  driveUrgentDays: 3,
  documentsSoon: 10_000,
  documentsUrgent: 1_000,
  clockSoonMinutes: 2,
  noticesSoon: 100,
  lawInfoDays: 90,
  lawSoonDays: 30,
};

/** 54-ФЗ article 4.3 (shift, 30 days of the OFD, clock); order ЕД-7-20/662@ (tags 1050, 1051, 1053). */
export const LAW_LIMITS = { shiftHours: 24, ofdDays: 30, clockMinutes: 5 } as const;

export interface CalendarInput {
  readonly now: EpochMs;
  /** Of the shop: what the texts name and when a day begins. */
  readonly utcOffsetMinutes: number;
  /** Null: the registrar has not been asked or does not answer. */
  readonly status: RegistrarStatus | null;
  /** When `status` was read; the clocks are compared at that moment. */
  readonly statusReadAt: EpochMs | null;
  readonly registration: Registration | null;
  /** When the shift's opening document was made; null when no shift is open. */
  readonly shiftOpenedAt: EpochMs | null;
  readonly thresholds: CalendarThresholds;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const RANK: Readonly<Record<CalendarSeverity, number>> = { blocked: 0, urgent: 1, soon: 2, info: 3 };

/** What falls due on this registrar, the gravest first, then by date. Empty: nothing within sight. */
export function calendarOf(input: CalendarInput): CalendarEntry[] {
  const { status } = input;
  const ofRegistrar =
    status === null ? [] : [...ofd(input, status), ...drive(input, status), ...clock(input, status), ...marking(input, status)];
  return [...shift(input), ...ofRegistrar, ...law(input)].toSorted(
    (a, b) => RANK[a.severity] - RANK[b.severity] || (a.at ?? 0) - (b.at ?? 0),
  );
}

function entry(code: CalendarCode, severity: CalendarSeverity, at: EpochMs | null, details: ErrorDetails): CalendarEntry {
  const error = appError(code, details);
  return { code, severity, at, text: errorText(error, "ru"), error };
}

function shift({ now, utcOffsetMinutes, status, shiftOpenedAt, thresholds }: CalendarInput): CalendarEntry[] {
  const number = status?.shiftNumber ?? "";
  const end = shiftOpenedAt === null ? null : epochMs(shiftOpenedAt + LAW_LIMITS.shiftHours * HOUR_MS);
  if (status?.shift === "expired") return [entry("FIS602", "blocked", end, { shift: number })];
  if (end === null || status?.shift === "closed") return [];
  if (now >= end) return [entry("FIS602", "blocked", end, { shift: number })];
  const minutes = Math.ceil((end - now) / MINUTE_MS);
  const severity = below(minutes, thresholds.shiftSoonMinutes, thresholds.shiftUrgentMinutes);
  return [entry("FIS601", severity, end, { shift: number, until: peopleTime(end, utcOffsetMinutes), minutes })];
}

function ofd({ now, utcOffsetMinutes, registration, thresholds }: CalendarInput, status: RegistrarStatus): CalendarEntry[] {
  if (status.ofdQueue === 0 || status.ofdOldest === null || registration?.isAutonomous === true) return [];
  const end = epochMs(status.ofdOldest + LAW_LIMITS.ofdDays * DAY_MS);
  const details = {
    count: status.ofdQueue,
    since: peopleTime(status.ofdOldest, utcOffsetMinutes),
    until: peopleTime(end, utcOffsetMinutes),
  };
  if (now >= end) return [entry("FIS604", "blocked", end, details)];
  const days = (now - status.ofdOldest) / DAY_MS;
  const severity = days >= thresholds.ofdUrgentDays ? "urgent" : days >= thresholds.ofdSoonDays ? "soon" : "info";
  return [entry("FIS603", severity, end, details)];
}

function drive(input: CalendarInput, status: RegistrarStatus): CalendarEntry[] {
  return [...driveExpiry(input, status), ...driveKeys(input, status), ...driveMemory(input, status)];
}

function driveExpiry(input: CalendarInput, { fnExpires, fnWarnings }: RegistrarStatus): CalendarEntry[] {
  const { now, utcOffsetMinutes, thresholds } = input;
  const warned = fnWarnings.includes("resource-3-days") ? 3 : fnWarnings.includes("resource-30-days") ? 30 : null;
  const flag =
    warned === null ? [] : [entry("FIS607", below(warned, thresholds.driveSoonDays, thresholds.driveUrgentDays), null, { days: warned })];
  if (fnExpires === null) return flag;
  const today = localDate(now, utcOffsetMinutes);
  const at = endOfDay(fnExpires, utcOffsetMinutes);
  if (today > fnExpires) return [entry("FIS606", "blocked", at, { until: peopleDay(fnExpires) })];
  const days = daysBetween(today, fnExpires);
  const severity = below(days, thresholds.driveSoonDays, thresholds.driveUrgentDays);
  // The drive's own flag says more only where the printed date says less.
  const isFlagGraver = warned !== null && days > warned;
  return [entry("FIS605", severity, at, { until: peopleDay(fnExpires), days }), ...(isFlagGraver ? flag : [])];
}

function driveKeys({ now, thresholds }: CalendarInput, { keyDaysLeft }: RegistrarStatus): CalendarEntry[] {
  if (keyDaysLeft === null) return [];
  if (keyDaysLeft <= 0) return [entry("FIS609", "blocked", null, {})];
  const severity = below(keyDaysLeft, thresholds.driveSoonDays, thresholds.driveUrgentDays);
  return severity === "info" ? [] : [entry("FIS608", severity, epochMs(now + keyDaysLeft * DAY_MS), { days: keyDaysLeft })];
}

function driveMemory({ thresholds }: CalendarInput, { documentsLeft, fnWarnings }: RegistrarStatus): CalendarEntry[] {
  if (documentsLeft === 0) return [entry("FIS611", "blocked", null, {})];
  const severity = documentsLeft === null ? "info" : below(documentsLeft, thresholds.documentsSoon, thresholds.documentsUrgent);
  if (documentsLeft !== null && severity !== "info") return [entry("FIS610", severity, null, { count: documentsLeft })];
  return fnWarnings.includes("memory-90-percent") ? [entry("FIS612", "soon", null, {})] : [];
}

function clock({ now, statusReadAt, thresholds }: CalendarInput, status: RegistrarStatus): CalendarEntry[] {
  // A registrar whose clock could not be read answers the epoch.
  if (status.clock === 0) return [];
  const off = Math.abs(status.clock - (statusReadAt ?? now));
  const severity = off > LAW_LIMITS.clockMinutes * MINUTE_MS ? "urgent" : off > thresholds.clockSoonMinutes * MINUTE_MS ? "soon" : "info";
  return severity === "info" ? [] : [entry("FIS613", severity, null, { minutes: Math.floor(off / MINUTE_MS) })];
}

function marking({ registration, thresholds }: CalendarInput, { noticeQueue, ffd }: RegistrarStatus): CalendarEntry[] {
  const found: CalendarEntry[] = [];
  if (noticeQueue !== null && noticeQueue > 0)
    found.push(entry("FIS614", noticeQueue >= thresholds.noticesSoon ? "soon" : "info", null, { count: noticeQueue }));
  if (registration?.sellsMarkedGoods === true && ffd !== "1.2") found.push(entry("FIS615", "urgent", null, { ffd }));
  return found;
}

function law({ now, utcOffsetMinutes, registration, thresholds }: CalendarInput): CalendarEntry[] {
  const today = localDate(now, utcOffsetMinutes);
  return LAW_DATES.flatMap(({ date, code, details, concern }) => {
    if (date <= today || !concerns(concern, registration)) return [];
    const days = daysBetween(today, date);
    if (days > thresholds.lawInfoDays) return [];
    const severity = days <= thresholds.lawSoonDays ? "soon" : "info";
    return [entry(code, severity, startOfDay(date, utcOffsetMinutes), { date: peopleDay(date), ...details })];
  });
}

/** Everything concerns a registrar whose registration is not known. */
function concerns({ taxSystems, sellsMarkedGoods }: LawDateConcern, registration: Registration | null): boolean {
  if (registration === null) return true;
  if (sellsMarkedGoods === true && !registration.sellsMarkedGoods) return false;
  return taxSystems === undefined || taxSystems.some((system) => registration.taxSystems.includes(system));
}

function below(left: number, soon: number, urgent: number): CalendarSeverity {
  return left <= urgent ? "urgent" : left <= soon ? "soon" : "info";
}

function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function startOfDay(date: LocalDate, utcOffsetMinutes: number): EpochMs {
  return epochMs(Date.parse(date) - utcOffsetMinutes * MINUTE_MS);
}

function endOfDay(date: LocalDate, utcOffsetMinutes: number): EpochMs {
  return epochMs(startOfDay(date, utcOffsetMinutes) + DAY_MS);
}

function peopleDay(date: LocalDate): string {
  return date.split("-").toReversed().join(".");
}

function peopleTime(at: EpochMs, utcOffsetMinutes: number): string {
  const iso = new Date(at + utcOffsetMinutes * MINUTE_MS).toISOString();
  return `${peopleDay(iso.slice(0, 10))} ${iso.slice(11, 16)}`;
}
