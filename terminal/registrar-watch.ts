import type { Clock, EpochMs } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import type { Log } from "../config/log.ts";
import { CALENDAR_THRESHOLDS, calendarOf, type CalendarEntry } from "../fiscal/calendar.ts";
import { registrationMisfits, type ExpectedRegistration } from "../fiscal/registration-check.ts";
import type { Registrar, RegistrarStatus, Registration } from "../fiscal/registrar.ts";
import { createStandingFaults } from "./standing-fault.ts";

/** What the registrar (ККТ) told when it was last asked. */
export interface RegistrarSight {
  /** The last good answer; stays while the registrar is silent. Null before the first. */
  readonly status: RegistrarStatus | null;
  /** Why the last question got no answer; null when it got one. */
  readonly error: AppError | null;
  /** When the registrar last began or ceased to answer. */
  readonly since: EpochMs;
  /** Of the drive in it; null until it could be read. */
  readonly registration: Registration | null;
  /** Where registration and configuration differ. */
  readonly misfits: readonly AppError[];
  /** What falls due, as of the last question. */
  readonly calendar: readonly CalendarEntry[];
}

export interface RegistrarWatchPorts {
  readonly registrar: Pick<Registrar, "status" | "registration">;
  /** True while a document is made or about to be: the registrar takes one call at a time, and the document goes first. */
  readonly isBusy: () => boolean;
  readonly onChange: () => void;
  /** When the running shift was opened; null when none is. */
  readonly shiftOpenedAt: () => EpochMs | null;
  readonly utcOffsetMinutes: number;
  /** What the configuration says of the registrar's owner. */
  readonly expected: ExpectedRegistration;
  readonly clock: Clock;
  readonly log: Log;
}

const ASK_EVERY_MS = 15_000;
const ASK_AFTER_ERROR_MS = 5_000;
const ASK_AFTER_BUSY_MS = 1_000;
/** Registration data change with the drive only; a registrar that does not tell them is not asked with every status. */
const REGISTRATION_AGAIN_MS = 10 * 60_000;

/**
 * Asks the registrar at idle how it is, so that a registrar that is off, out of paper or past its 24 hours is seen before the next
 * customer pays. One question at a time, and none while a document is on its way.
 */
export function startRegistrarWatch(ports: RegistrarWatchPorts): { readonly sight: () => RegistrarSight; stop(): Promise<void> } {
  const { registrar, isBusy, onChange, shiftOpenedAt, utcOffsetMinutes, expected, clock, log } = ports;
  const stopping = new AbortController();
  const { signal } = stopping;
  const faults = createStandingFaults(log);
  let sight: RegistrarSight = { status: null, error: null, since: clock.now(), registration: null, misfits: [], calendar: [] };
  let statusReadAt: EpochMs | null = null;
  let registrationAskedAt = { fnSerial: "", ms: 0 };
  const registrationOf = async (fnSerial: string, known: Registration | null): Promise<Registration | null> => {
    if (known?.fnSerial === fnSerial) return known;
    const nowMs = clock.monotonicMs();
    const isAsked = registrationAskedAt.fnSerial === fnSerial && nowMs - registrationAskedAt.ms < REGISTRATION_AGAIN_MS;
    if (isAsked || isBusy()) return null;
    registrationAskedAt = { fnSerial, ms: nowMs };
    const read = await registrar.registration();
    if (!read.ok) log.info({ code: read.error.code, details: read.error.details }, "the registrar does not tell its registration");
    return read.ok ? read.value : null;
  };
  const ask = async (): Promise<void> => {
    const answer = await registrar.status();
    if (signal.aborted) return;
    const before = sight;
    const isSame = answer.ok ? before.status !== null && before.error === null : before.error !== null;
    const since = isSame ? before.since : clock.now();
    if (answer.ok) statusReadAt = clock.now();
    const status = answer.ok ? answer.value : before.status;
    const registration = answer.ok ? await registrationOf(answer.value.fnSerial, before.registration) : before.registration;
    if (signal.aborted) return;
    const calendar = calendarOf({
      now: clock.now(),
      utcOffsetMinutes,
      status,
      statusReadAt,
      registration,
      shiftOpenedAt: shiftOpenedAt(),
      thresholds: CALENDAR_THRESHOLDS,
    });
    const misfits = registration === null ? [] : registrationMisfits(registration, expected);
    sight = { status, error: answer.ok ? null : answer.error, since, registration, misfits, calendar };
    if (!isSame && !answer.ok) log.warn({ code: answer.error.code, details: answer.error.details }, "the registrar does not answer");
    if (!isSame && answer.ok) log.info({ model: answer.value.model, serial: answer.value.serial }, "the registrar answers");
    onChange();
  };
  const loop = (async () => {
    while (!signal.aborted) {
      const wasBusy = isBusy();
      if (!wasBusy) await faults.attempt("registrar status", ask);
      await clock.sleep(wasBusy ? ASK_AFTER_BUSY_MS : sight.error === null ? ASK_EVERY_MS : ASK_AFTER_ERROR_MS, signal);
    }
  })();
  return {
    sight: () => sight,
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
