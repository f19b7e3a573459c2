const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** Pause before the n-th repeat (n from 1) of an effect that a person at the till waits for: short, and growing to seconds only. */
export function backOff(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
}
