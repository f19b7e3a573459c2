import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { CoreCommand } from "../core/command.ts";
import type { Till } from "../till.ts";
import { backOff } from "./back-off.ts";

/**
 * An outcome exists once and must reach the journal: when the disk refuses (full, read-only), wait and try again. If the
 * process dies meanwhile, the intent in the journal makes the next start ask the device.
 */
export async function commitOutcome(
  { till, clock, log, signal }: { readonly till: Till; readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
  command: CoreCommand,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    const done = till.outcome(command);
    if (done.ok) return;
    log.error({ code: done.error.code, command: command.type }, "an outcome could not be committed yet");
    await clock.sleep(backOff(failures), signal);
  }
}
