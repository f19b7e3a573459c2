import { readFileSync } from "node:fs";
import type { Clock } from "../config/clock.ts";
import type { MarkingView } from "../config/contract/marking-view.ts";
import { errorMessage } from "../config/error-message.ts";
import { appError, type AppError } from "../config/errors/index.ts";
import { loadMarkingLaw, loadShippedMarkingLaw, type MarkingLaw } from "../config/marking-law.ts";
import type { Log } from "../config/log.ts";
import { checkLimitMs, checkSources, type CheckSourceName } from "../config/marking-sources.ts";
import { err, ok, type Result } from "../config/result.ts";
import type { Config } from "../config/schema.ts";
import type { MarkingGroup } from "./catalog/catalog-item.ts";
import { createCheckChain } from "./marking/check/check-chain.ts";
import { CheckStatistics } from "./marking/check/check-statistics.ts";
import { createServiceExchange, type HttpExchange } from "./marking/check/http-exchange.ts";
import { createLocalModule, type LocalModule } from "./marking/check/local-module/local-module-client.ts";
import type { CheckStep, MarkingCheck } from "./marking/check/marking-check.ts";
import { hostListFile } from "./marking/check/true-api/host-list-store.ts";
import { createTrueApiClient, type TrueApiClient } from "./marking/check/true-api/true-api-client.ts";
import { createTsPiotClient, type TsPiotClient } from "./marking/check/ts-piot-client.ts";
import type { MarkingCode } from "./marking/code/marking-code.ts";
import { markingSettings, type MarkingSettings } from "./marking/rules.ts";
import { soldInShop } from "./marking/shop-register/sold-in-shop.ts";
import { markingView } from "./view/marking-view.ts";

export interface MarkingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly utcOffsetMinutes: number;
  /** Number of the fiscal drive, once the registrar told it. */
  readonly fiscalDriveNumber: () => string | null;
  /** Group of the goods card with this GTIN. */
  readonly groupOf: (code: MarkingCode) => MarkingGroup | null;
  /** Something that a manager must mend, while sales go on. */
  readonly onAlarm: (error: AppError) => void;
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

/** The services that the configuration names, each ready to be asked. */
export interface CheckServices {
  readonly steps: readonly CheckStep[];
  readonly tsPiot: TsPiotClient | null;
  readonly trueApi: TrueApiClient | null;
  readonly localModule: LocalModule | null;
  /** Those that cannot be asked until the till starts again (MRK550); their step answers so. */
  readonly broken: readonly { readonly source: CheckSourceName; readonly error: AppError }[];
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

/** Also for `till diag`, which asks them without a running till. */
export function createCheckServices(config: Config, deps: MarkingDeps): CheckServices {
  const made = new Map<CheckSourceName, CheckStep>();
  const built: { tsPiot: TsPiotClient | null; trueApi: TrueApiClient | null; localModule: LocalModule | null } = {
    tsPiot: null,
    trueApi: null,
    localModule: null,
  };
  const asked = checkSources(config.marking);
  const broken: { source: CheckSourceName; error: AppError }[] = [];
  for (const source of asked) {
    const section = { "ts-piot": config.marking.tsPiot, "true-api": config.marking.trueApi, "local-module": config.marking.localModule }[
      source
    ];
    const exchange = openExchange(section?.caFile, deps.clock);
    if (!exchange.ok) {
      deps.log.error({ error: exchange.error }, "a marking check is out");
      made.set(source, brokenStep(source, exchange.error));
      broken.push({ source, error: exchange.error });
      continue;
    }
    if (source === "ts-piot") built.tsPiot = openTsPiot(config, deps, exchange.value);
    else if (source === "true-api") built.trueApi = openTrueApi(config, deps, exchange.value);
    else built.localModule = openLocalModule(config, deps, exchange.value);
  }
  for (const step of [built.tsPiot, built.trueApi, built.localModule]) if (step !== null) made.set(step.source, step);
  return { ...built, broken, steps: asked.flatMap((source) => made.get(source) ?? []) };
}

function openTsPiot({ marking: { tsPiot } }: Config, deps: MarkingDeps, exchange: HttpExchange): TsPiotClient | null {
  if (tsPiot === undefined) return null;
  return createTsPiotClient({
    baseUrl: tsPiot.url,
    clientInfo: { name: "ITEEM Till", version: deps.version, id: tsPiot.clientId, token: tsPiot.token.reveal() },
    timeoutMs: tsPiot.timeoutMs,
    ...(tsPiot.apiVersion === "auto" ? {} : { apiVersion: Number(tsPiot.apiVersion) as 1 | 2 | 3 }),
    groupOf: deps.groupOf,
    clock: deps.clock,
    log: deps.log,
    exchange,
  });
}

function openTrueApi({ marking: { trueApi }, dataDir }: Config, deps: MarkingDeps, exchange: HttpExchange): TrueApiClient | null {
  if (trueApi === undefined) return null;
  return createTrueApiClient({
    listUrl: trueApi.listUrl,
    apiKey: trueApi.apiKey.reveal(),
    fiscalDriveNumber: deps.fiscalDriveNumber,
    timeoutMs: trueApi.timeoutMs,
    store: hostListFile(dataDir, deps.log),
    onAlarm: deps.onAlarm,
    clock: deps.clock,
    log: deps.log,
    exchange,
  });
}

function openLocalModule({ marking: { localModule } }: Config, deps: MarkingDeps, exchange: HttpExchange): LocalModule | null {
  if (localModule === undefined) return null;
  return createLocalModule({
    baseUrl: localModule.url,
    user: localModule.user,
    password: localModule.password.reveal(),
    ...(localModule.token === undefined ? {} : { token: localModule.token.reveal() }),
    clientId: deps.fiscalDriveNumber,
    ...(localModule.apiVersion === "auto" ? {} : { apiVersion: Number(localModule.apiVersion) as 1 | 2 }),
    groupOf: deps.groupOf,
    timeoutMs: localModule.timeoutMs,
    clock: deps.clock,
    log: deps.log,
    exchange,
  });
}

function openExchange(caFile: string | undefined, clock: Clock): Result<HttpExchange, AppError> {
  if (caFile === undefined) return ok(createServiceExchange({ clock }));
  try {
    return ok(createServiceExchange({ clock, ca: readFileSync(caFile, "utf8") }));
  } catch (error) {
    return err(appError("MRK550", { file: caFile, reason: errorMessage(error) }));
  }
}

function brokenStep(source: CheckSourceName, error: AppError): CheckStep {
  return { source, limitMs: 0, check: async () => ({ source, mode: "unavailable", error, tookMs: 0, attempts: 0 }) };
}
