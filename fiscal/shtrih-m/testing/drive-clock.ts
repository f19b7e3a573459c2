import type { ManualClock } from "../../../device-drivers/transport/manual-clock.ts";

const STEP_MS = 50;
const MAX_STEPS = 20_000;

/** Moves the clock on until `work` has ended. */
export async function driven<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const watched = work.finally(() => {
    isDone = true;
  });
  for (let step = 0; !isDone && step < MAX_STEPS; step++) await clock.advance(STEP_MS);
  return watched;
}
