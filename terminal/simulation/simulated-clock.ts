import { epochMs, type Clock } from "../../config/clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly order: number;
  readonly wake: () => void;
}

export interface SimulatedClock extends Clock {
  /** Moves time on, waking sleepers in order; the work of each runs before the next. */
  advance(ms: number): Promise<void>;
  /** Lets everything run that needs no time. */
  settle(): Promise<void>;
}

/** Time that moves only when the simulation says so. */
export function createSimulatedClock(startMs: number): SimulatedClock {
  let nowMs = startMs;
  let order = 0;
  const sleepers = new Set<Sleeper>();
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => epochMs(nowMs),
    monotonicMs: () => nowMs - startMs,
    settle,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = (): void => {
          signal?.removeEventListener("abort", wake);
          sleepers.delete(sleeper);
          resolve();
        };
        const sleeper: Sleeper = { dueMs: nowMs + Math.max(0, ms), order: (order += 1), wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
      }),
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        await settle();
        let next: Sleeper | null = null;
        for (const each of sleepers) {
          if (each.dueMs > endMs) continue;
          if (next === null || each.dueMs < next.dueMs || (each.dueMs === next.dueMs && each.order < next.order)) next = each;
        }
        if (next === null) break;
        sleepers.delete(next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
      }
      nowMs = endMs;
    },
  };
}
