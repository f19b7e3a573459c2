import { COMMANDS } from "./commands.ts";
import { sameDate, toLocal } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";
import { MODE, fnStatus, fullStatus } from "./replies.ts";
import { date, time } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";

export interface ClockSettings {
  readonly utcOffsetMinutes: number;
  /** The registrar's clock is set before a shift is opened when it is further off than this; null = never. */
  readonly clockDriftLimitMs: number | null;
}

/**
 * Sets the registrar's clock (22h and 23h for the date, 21h for the time). The protocol takes that only with the shift closed,
 * and the drive takes no document older than its last. Never fails: a wrong clock is reported by the device itself (17h, C0h).
 */
export async function correctClock(session: ShtrihSession, settings: ClockSettings): Promise<void> {
  if (settings.clockDriftLimitMs === null) return;
  const full = await session.call(COMMANDS.fullStatus);
  if (!full.ok) return;
  const { clock, mode } = fullStatus(full.value);
  const now = toLocal(session.clock.now(), settings.utcOffsetMinutes);
  if (clock === null || mode !== MODE.shiftClosed || Math.abs(now - clock) * 1000 <= settings.clockDriftLimitMs) return;
  const drive = await session.call(COMMANDS.fnStatus);
  if (!drive.ok) return;
  const { lastDocumentAt } = fnStatus(drive.value);
  if (lastDocumentAt !== null && lastDocumentAt > now) {
    session.log.warn(
      { deviceClock: clock, lastDocumentAt, now },
      "our clock is behind the last fiscal document: the registrar's is left alone",
    );
    return;
  }
  session.log.warn({ deviceClock: clock, now }, "setting the registrar's clock");
  if (!sameDate(clock, now) && !(await setDate(session, now))) return;
  await session.call(COMMANDS.setTime, time(toLocal(session.clock.now(), settings.utcOffsetMinutes)));
}

async function setDate(session: ShtrihSession, now: LocalSeconds): Promise<boolean> {
  const set = await session.call(COMMANDS.setDate, date(now));
  if (!set.ok) return false;
  return confirmDate(session, now);
}

/** 23h repeats the date of 22h; without it the device stays in mode 6. */
export async function confirmDate(session: ShtrihSession, now: LocalSeconds): Promise<boolean> {
  return (await session.call(COMMANDS.confirmDate, date(now))).ok;
}
