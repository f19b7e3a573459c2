import type { Clock } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import { loadMarkingLaw, shippedMarkingFile, type MarkingLaw } from "../config/marking-law.ts";
import type { Result } from "../config/result.ts";
import type { Log } from "../config/log.ts";
import type { Config } from "../config/schema.ts";
import { noMarkingCheck } from "./marking/check/no-marking-check.ts";
import type { MarkingCheck } from "./marking/check/marking-check.ts";
import { createTsPiotClient } from "./marking/check/ts-piot-client.ts";
import { markingSettings, type MarkingSettings } from "./marking/rules.ts";

export interface MarkingService {
  readonly check: MarkingCheck;
  readonly settings: MarkingSettings;
  /** Why the last check got no answer; null when it did. */
  readonly fault: () => AppError | null;
}

/** Groups, dates and price limits: the shop's own file, or the shipped one. */
export function configuredMarkingLaw(config: Config): Result<MarkingLaw, readonly AppError[]> {
  return loadMarkingLaw(config.marking.rules.file ?? shippedMarkingFile());
}

/** The configured way to check marking codes, with its last failure kept for the light on the screen. */
export function createMarking(
  config: Config,
  law: MarkingLaw,
  deps: { readonly clock: Clock; readonly log: Log; readonly version: string; readonly utcOffsetMinutes: number },
): MarkingService {
  const settings = {
    ...markingSettings(config.marking.whenUnavailable, config.marking.rules, law),
    utcOffsetMinutes: deps.utcOffsetMinutes,
  };
  const { tsPiot } = config.marking;
  if (tsPiot === undefined) return { check: noMarkingCheck, settings, fault: () => null };
  const client = createTsPiotClient({
    baseUrl: tsPiot.url,
    clientInfo: { name: "ITEEM Till", version: deps.version, id: tsPiot.clientId, token: tsPiot.token.reveal() },
    timeoutMs: tsPiot.timeoutMs,
    clock: deps.clock,
    log: deps.log,
  });
  let fault: AppError | null = null;
  return {
    settings,
    fault: () => fault,
    check: {
      async check(code, signal) {
        const answer = await client.check(code, signal);
        fault = answer.mode === "unavailable" ? answer.error : null;
        return answer;
      },
    },
  };
}
