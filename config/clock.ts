/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number & { readonly __brand: "EpochMs" };

export function epochMs(value: number): EpochMs {
  return value as EpochMs;
}

/**
 * Time as a service, so that the simulator and tests own it. Nothing else in the project reads
 * `Date.now()` or sets a timer of its own accord.
 */
export interface Clock {
  /** Wall clock. May jump; never use it to measure a duration. */
  now(): EpochMs;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms`; resolves early (without error) when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => epochMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
};
