import { vi } from "vitest";

/** Patience for a loaded machine; a passing check does not wait. */
const PATIENCE_MS = 15_000;
const POLL_MS = 10;

/** Repeats the check until it passes. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: POLL_MS });
}
