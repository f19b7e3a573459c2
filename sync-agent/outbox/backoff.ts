export interface BackoffPolicy {
  readonly baseMs: number;
  readonly maxMs: number;
  readonly factor: number;
}

/**
 * Endless delays: growing ceilings with full jitter (AWS "Exponential backoff and jitter"), so that tills that lost the
 * line together do not come back together. Pure: time is the caller's, `random` gives [0, 1).
 */
export function* backoff(policy: BackoffPolicy, random: () => number): Generator<number, never, void> {
  let ceilingMs = policy.baseMs;
  while (true) {
    // Half of the first step is kept as a floor: full jitter alone may answer 0 and busy-loop on a dead line.
    const floorMs = Math.min(policy.baseMs / 2, ceilingMs);
    yield Math.round(floorMs + random() * (ceilingMs - floorMs));
    ceilingMs = Math.min(policy.maxMs, ceilingMs * policy.factor);
  }
}
