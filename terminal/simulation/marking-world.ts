import { epochMs, type Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { readCodeStatus } from "../marking/check/code-status.ts";
import type { CheckAnswer, MarkingCheck } from "../marking/check/marking-check.ts";
import type { Random } from "./random.ts";

/** A checking service that answers quickly, slowly, or not at all; a code's own serial decides what it says. */
export function createMarkingWorld(clock: Clock, random: Random): MarkingCheck {
  return {
    async check(code): Promise<CheckAnswer> {
      const base = { source: "ts-piot", tookMs: 0, attempts: 1 } as const;
      await clock.sleep(random.below(1_500));
      if (random.chance(0.1)) return { ...base, mode: "unavailable", error: appError("MRK530") };
      if (random.chance(0.05)) return { ...base, mode: "emergency", message: null };
      return {
        ...base,
        mode: "online",
        reqId: random.uuid(),
        reqTimestamp: epochMs(clock.now()),
        inst: null,
        version: null,
        requestCode: 0,
        description: "ok",
        status: { ...GOOD_STATUS, cis: code.cis, gtin: code.gtin14, sold: code.serial.endsWith("7") },
      };
    },
  };
}

/** Everything that a good code has; the rest was not sent. */
const GOOD_STATUS = {
  ...readCodeStatus({}),
  groupIds: [13],
  valid: true,
  found: true,
  verified: true,
  utilised: true,
  realizable: true,
  isBlocked: false,
  isOwner: true,
  isTracking: true,
  grayZone: false,
};
