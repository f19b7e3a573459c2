import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { confirmDate } from "./clock-setting.ts";
import { COMMANDS } from "./commands.ts";
import { toLocal } from "./device-time.ts";
import { MODE, SUBMODE, fullStatus } from "./replies.ts";
import type { ShortStatus } from "./replies.ts";
import type { ShtrihSession } from "./session.ts";

const POLL_MS = 200;
/** Printing of one receipt takes 3 s, of a long report a minute; some firmware never leaves 8/5 (facts, section 6.2). */
const PRINT_WAIT_MS = 90_000;
/** Steps out of modes 1, 6, 10; a device that stays there needs a person. */
const MODE_STEPS = 4;

/**
 * Brings the device to a mode in which it can be asked what became of a document (facts, section 6.2 step 5): a data dump is
 * stopped, a date confirmed, a test run ended, an interrupted printing continued. Reading needs no paper, so a device without
 * paper is ready.
 */
export async function makeReadable(session: ShtrihSession, utcOffsetMinutes: number): Promise<Result<ShortStatus, AppError>> {
  for (let step = 0; ; step++) {
    const status = await session.status();
    if (!status.ok) return err(status.error.error);
    const { mode, submode } = status.value;
    if (submode === SUBMODE.waitsContinue) {
      const continued = await session.call(COMMANDS.continuePrint);
      if (!continued.ok && continued.error.vendor === null) return err(continued.error.error);
      return session.status().then((again) => (again.ok ? again : err(again.error.error)));
    }
    if (step >= MODE_STEPS) return ok(status.value);
    if (mode === MODE.dump) await session.call(COMMANDS.stopDump);
    else if (mode === MODE.testRun) await session.call(COMMANDS.stopTestRun);
    else if (mode === MODE.dateWaits) await confirmPendingDate(session, utcOffsetMinutes);
    else return status;
  }
}

/** The date that waits is the one we sent, today's; across midnight it may be the one the device already shows. */
async function confirmPendingDate(session: ShtrihSession, utcOffsetMinutes: number): Promise<void> {
  if (await confirmDate(session, toLocal(session.clock.now(), utcOffsetMinutes))) return;
  const full = await session.call(COMMANDS.fullStatus);
  const shown = full.ok ? fullStatus(full.value).clock : null;
  if (shown !== null) await confirmDate(session, shown);
}

/** Waits while the device prints; gives the last status when it never ends. Submodes 1 and 2 (no paper) end the wait. */
export async function awaitPrinted(session: ShtrihSession): Promise<Result<ShortStatus, AppError>> {
  const startMs = session.clock.monotonicMs();
  for (;;) {
    const status = await session.status();
    if (!status.ok) return err(status.error.error);
    const { submode } = status.value;
    const isPrinting = submode === SUBMODE.printing || submode === SUBMODE.printingReport || submode === SUBMODE.waitsContinue;
    if (!isPrinting || session.clock.monotonicMs() - startMs > PRINT_WAIT_MS) return ok(status.value);
    if (submode === SUBMODE.waitsContinue) await session.call(COMMANDS.continuePrint);
    await session.clock.sleep(POLL_MS);
  }
}

export function noPaper(submode: number): AppError {
  return appError("FIS310", { meaning: `submode ${submode}` });
}
