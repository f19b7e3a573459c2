import type { EpochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { COMMANDS } from "./commands.ts";
import { sameDate, toEpoch, toLocal } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";
import { MODE, fnStatus, fullStatus } from "./replies.ts";
import { date, time } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";

export interface ClockSettings {
  readonly utcOffsetMinutes: number;
  /** The registrar's clock is set before a shift is opened when it is further off than this; null = never. */
  readonly clockDriftLimitMs: number | null;
}

export interface ClockSet {
  readonly before: EpochMs;
  readonly ours: EpochMs;
  readonly isChanged: boolean;
}

/**
 * Sets the registrar's clock when it is further off than the limit. Never fails: a wrong clock is reported by the device itself
 * (17h, C0h).
 */
export async function correctClock(session: ShtrihSession, settings: ClockSettings): Promise<void> {
  const { clockDriftLimitMs, utcOffsetMinutes } = settings;
  if (clockDriftLimitMs === null) return;
  const set = await setClock(session, utcOffsetMinutes, clockDriftLimitMs);
  if (!set.ok)
    session.log.warn({ code: set.error.code, reason: set.error.details["reason"] ?? "" }, "the registrar's clock was left alone");
  else if (set.value.isChanged) session.log.warn({ before: set.value.before, ours: set.value.ours }, "the registrar's clock was set");
}

/**
 * 22h and 23h for the date, 21h for the time. The protocol takes that only with the shift closed, and the drive takes no
 * document older than its last. Error FIS365 says why not now.
 */
export async function setClock(session: ShtrihSession, utcOffsetMinutes: number, toleranceMs = 0): Promise<Result<ClockSet, AppError>> {
  const full = await session.call(COMMANDS.fullStatus);
  if (!full.ok) return err(full.error.error);
  const { clock, mode } = fullStatus(full.value);
  const ours = session.clock.now();
  const now = toLocal(ours, utcOffsetMinutes);
  if (clock === null) return err(appError("FIS365", { reason: "ККТ не показывает время", reasonEn: "the registrar shows no time" }));
  const before = toEpoch(clock, utcOffsetMinutes);
  if (Math.abs(now - clock) * 1000 <= toleranceMs) return ok({ before, ours, isChanged: false });
  if (mode !== MODE.shiftClosed) return err(appError("FIS365", { reason: "смена открыта", reasonEn: "the shift is open" }));
  const drive = await session.call(COMMANDS.fnStatus);
  if (!drive.ok) return err(drive.error.error);
  const { lastDocumentAt } = fnStatus(drive.value);
  if (lastDocumentAt !== null && lastDocumentAt > now) {
    return err(
      appError("FIS365", {
        reason: "часы кассы отстают от последнего документа в ФН",
        reasonEn: "this computer's clock is behind the drive's last document",
      }),
    );
  }
  if (!sameDate(clock, now)) {
    const set = await session.call(COMMANDS.setDate, date(now));
    if (!set.ok) return err(set.error.error);
    if (!(await confirmDate(session, now)))
      return err(appError("FIS365", { reason: "ККТ не приняла дату", reasonEn: "the registrar did not take the date" }));
  }
  const set = await session.call(COMMANDS.setTime, time(toLocal(session.clock.now(), utcOffsetMinutes)));
  return set.ok ? ok({ before, ours, isChanged: true }) : err(set.error.error);
}

/** 23h repeats the date of 22h; without it the device stays in mode 6. */
export async function confirmDate(session: ShtrihSession, now: LocalSeconds): Promise<boolean> {
  return (await session.call(COMMANDS.confirmDate, date(now))).ok;
}
