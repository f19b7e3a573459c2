import { describe, expect, it } from "vitest";
import type { Clock } from "../../config/clock.ts";
import { systemClock } from "../../config/clock.ts";
import { createBell } from "./bell.ts";

const never = new AbortController().signal;
const LONG_MS = 60_000;

/** A clock whose sleeps end only by their signal. */
const frozen: Clock = {
  ...systemClock,
  sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true })),
};

describe("bell", () => {
  it("remembers a ring from before the wait", async () => {
    const bell = createBell();
    bell.ring("appended");
    await bell.wait("appended", frozen, LONG_MS, never);
    const second = bell.wait("appended", frozen, LONG_MS, never);
    expect(await Promise.race([second, Promise.resolve("still waiting")])).toBe("still waiting");
    bell.ring("appended");
    await second;
  });

  it("lets new rows not cut a back-off short, but a person may", async () => {
    const bell = createBell();
    const waiting = bell.wait("try-now", frozen, LONG_MS, never);
    bell.ring("appended");
    expect(await Promise.race([waiting, Promise.resolve("still waiting")])).toBe("still waiting");
    bell.ring("try-now");
    await waiting;
  });

  it("ends on abort", async () => {
    const stop = new AbortController();
    const waiting = createBell().wait("appended", frozen, LONG_MS, stop.signal);
    stop.abort();
    await waiting;
    await createBell().wait("appended", frozen, LONG_MS, stop.signal);
  });

  it("ends when the time is over", async () => {
    await createBell().wait("appended", systemClock, 1, never);
  });
});
