import type { Clock } from "../../config/clock.ts";

/** The promise's value, or null when `ms` passed first. The work itself goes on; its late failure is swallowed. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  work.catch(() => {});
  try {
    return await Promise.race([work, clock.sleep(ms, timer.signal).then(() => null)]);
  } finally {
    timer.abort();
  }
}
