import type { Clock } from "../../config/clock.ts";
import { epochMs } from "../../config/clock.ts";

export interface FastClock extends Clock {
  /** Every sleep that was begun, in milliseconds: what the program meant to wait. */
  readonly slept: readonly number[];
}

const START_MS = Date.UTC(2026, 10, 20, 9, 0, 0);

/** A clock whose sleeps pass at once (one turn of the event loop) and move its time on by what was asked. */
export function createFastClock(): FastClock {
  let elapsedMs = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => epochMs(START_MS + elapsedMs),
    monotonicMs: () => elapsedMs,
    async sleep(ms, signal) {
      if (signal?.aborted) return;
      slept.push(ms);
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (signal?.aborted !== true) elapsedMs += ms;
    },
  };
}

const POLL_MS = 5;

/** Polls until the condition holds; fails the test after `limitMs`. */
export async function eventually(condition: () => boolean, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not reached in ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
