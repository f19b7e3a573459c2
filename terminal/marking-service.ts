import type { MarkingView } from "../config/contract/marking-view.ts";
import type { AppError } from "../config/errors/index.ts";
import { loadMarkingLaw, loadShippedMarkingLaw, type MarkingLaw } from "../config/marking-law.ts";
import { checkLimitMs } from "../config/marking-sources.ts";
import type { Result } from "../config/result.ts";
import type { Config } from "../config/schema.ts";
import { createCheckChain } from "./marking/check/check-chain.ts";
import { createCheckServices, type CheckDeps } from "./marking/check/check-services.ts";
import { CheckStatistics } from "./marking/check/check-statistics.ts";
import type { LocalModule } from "./marking/check/local-module/local-module-client.ts";
import type { MarkingCheck } from "./marking/check/marking-check.ts";
import { markingSettings, type MarkingSettings } from "./marking/rules.ts";
import { soldInShop } from "./marking/shop-register/sold-in-shop.ts";
import { markingView } from "./view/marking-view.ts";

export interface MarkingDeps extends CheckDeps {
  readonly utcOffsetMinutes: number;
  /** The local module has been told of everything that this till sold and took back. */
  readonly isModuleTold: () => boolean;
}

export interface MarkingService {
  readonly check: MarkingCheck;
  readonly settings: MarkingSettings;
  readonly isConfigured: boolean;
  /** Why the last check got no answer; null when it did. */
  readonly fault: () => AppError | null;
  /** What a person must mend although checks are answered; null when there is nothing. */
  readonly warning: () => AppError | null;
  /** For later reports of what was sold and returned; null when no local module is configured. */
  readonly localModule: LocalModule | null;
  view(language: "ru" | "en"): MarkingView;
  stop(): Promise<void>;
}

/** Groups, dates and price limits: the shop's own file, or the shipped one. */
export function configuredMarkingLaw(config: Config): Result<MarkingLaw, readonly AppError[]> {
  const { file } = config.marking.rules;
  return file === undefined ? loadShippedMarkingLaw() : loadMarkingLaw(file);
}

/** The configured ways to check marking codes, with counts of what they said and their last failure for the light on the screen. */
export function createMarking(config: Config, law: MarkingLaw, deps: MarkingDeps): MarkingService {
  const settings = {
    ...markingSettings(config.marking.whenUnavailable, config.marking.rules, law),
    utcOffsetMinutes: deps.utcOffsetMinutes,
  };
  const services = createCheckServices(config, deps);
  const { clock } = deps;
  const limitMs = checkLimitMs(config.marking);
  const sharesSales = config.marking.localModule?.sharesSales === true;
  const chain = createCheckChain({ steps: services.steps, limitMs, clock });
  const statistics = new CheckStatistics();
  const stopping = new AbortController();
  const running = [services.trueApi, services.localModule].flatMap((service) => (service === null ? [] : [service.run(stopping.signal)]));
  let fault: AppError | null = null;
  return {
    settings,
    isConfigured: services.steps.length > 0,
    fault: () => fault,
    warning: () => services.trueApi?.state().error ?? services.localModule?.state().error ?? null,
    localModule: services.localModule,
    check: {
      async check(code, signal) {
        const { localModule: module } = services;
        const [answer, isSold] = await Promise.all([
          chain.check(code, signal),
          module === null || !sharesSales ? false : soldInShop({ module, isTold: deps.isModuleTold, limitMs, clock }, code.cis, signal),
        ]);
        if (signal?.aborted) return answer;
        fault = answer.mode === "unavailable" ? answer.error : null;
        statistics.note(answer, code.cis, deps.clock.now());
        return isSold ? { ...answer, soldInShop: true } : answer;
      },
    },
    view: (language) => markingView(services, statistics, language),
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
