import type { Clock } from "../../config/clock.ts";

/** Why somebody rang: new rows wake an idle wait only, a person's "try now" wakes any wait. */
export type Ring = "appended" | "try-now";

export interface Bell {
  ring(why: Ring): void;
  /** Waits at most `ms`; ends early on a ring of that kind (also one since the last wait), on "try-now", or on abort. */
  wait(forRing: Ring, clock: Clock, ms: number, signal: AbortSignal): Promise<void>;
}

/** Remembers a ring until the next wait of its kind, so that no wake-up is lost between looking and waiting. */
export function createBell(): Bell {
  const rung = { appended: false, "try-now": false };
  let sleeper: { readonly forRing: Ring; readonly wake: AbortController } | null = null;
  return {
    ring(why) {
      rung[why] = true;
      if (sleeper !== null && (sleeper.forRing === why || why === "try-now")) sleeper.wake.abort();
    },
    async wait(forRing, clock, ms, signal) {
      const heard = rung[forRing] || rung["try-now"];
      rung[forRing] = false;
      rung["try-now"] = false;
      if (heard || signal.aborted) return;
      const wake = new AbortController();
      sleeper = { forRing, wake };
      const onAbort = (): void => wake.abort();
      signal.addEventListener("abort", onAbort, { once: true });
      await clock.sleep(ms, wake.signal);
      signal.removeEventListener("abort", onAbort);
      sleeper = null;
      if (wake.signal.aborted) {
        rung[forRing] = false;
        rung["try-now"] = false;
      }
    },
  };
}
