import { readFileSync } from "node:fs";
import type { Clock } from "../../../config/clock.ts";
import { errorMessage } from "../../../config/error-message.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { checkSources, SOURCE_SECTIONS } from "../../../config/marking-sources.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import type { Config } from "../../../config/schema.ts";
import type { MarkingGroup } from "../../catalog/catalog-item.ts";
import type { MarkingCode } from "../code/marking-code.ts";
import { createServiceExchange, type HttpExchange } from "./http-exchange.ts";
import { createLocalModule, type LocalModule } from "./local-module/local-module-client.ts";
import type { CheckSource, CheckStep } from "./marking-check.ts";
import { hostListFile } from "./true-api/host-list-store.ts";
import { createTrueApiClient, type TrueApiClient } from "./true-api/true-api-client.ts";
import { createTsPiotClient, type TsPiotClient } from "./ts-piot-client.ts";

/** What the services themselves need. */
export interface CheckDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Number of the fiscal drive, once the registrar told it. */
  readonly fiscalDriveNumber: () => string | null;
  /** Group of the goods card with this GTIN. */
  readonly groupOf: (code: MarkingCode) => MarkingGroup | null;
  /** Something that a manager must mend, while sales go on. */
  readonly onAlarm: (error: AppError) => void;
}

/** The services that the configuration names, each ready to be asked. */
export interface CheckServices {
  readonly steps: readonly CheckStep[];
  readonly tsPiot: TsPiotClient | null;
  readonly trueApi: TrueApiClient | null;
  readonly localModule: LocalModule | null;
  /** Those that cannot be asked until the till starts again (MRK550); their step answers so. */
  readonly broken: readonly { readonly source: CheckSource; readonly error: AppError }[];
}

/** Also for `till diag`, which asks them without a running till. */
export function createCheckServices(config: Config, deps: CheckDeps): CheckServices {
  const built: { tsPiot: TsPiotClient | null; trueApi: TrueApiClient | null; localModule: LocalModule | null } = {
    tsPiot: null,
    trueApi: null,
    localModule: null,
  };
  const steps: CheckStep[] = [];
  const broken: { source: CheckSource; error: AppError }[] = [];
  for (const source of checkSources(config.marking)) {
    const name = SOURCE_SECTIONS[source];
    const exchange = openExchange(config.marking[name]?.caFile, deps.clock);
    if (!exchange.ok) {
      deps.log.error({ error: exchange.error }, "a marking check is out");
      steps.push(brokenStep(source, exchange.error));
      broken.push({ source, error: exchange.error });
      continue;
    }
    if (name === "tsPiot") built.tsPiot = openTsPiot(config, deps, exchange.value);
    else if (name === "trueApi") built.trueApi = openTrueApi(config, deps, exchange.value);
    else built.localModule = openLocalModule(config, deps, exchange.value);
    const step = built[name];
    if (step !== null) steps.push(step);
  }
  return { ...built, broken, steps };
}

function openTsPiot({ marking: { tsPiot } }: Config, deps: CheckDeps, exchange: HttpExchange): TsPiotClient | null {
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

function openTrueApi({ marking: { trueApi }, dataDir }: Config, deps: CheckDeps, exchange: HttpExchange): TrueApiClient | null {
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

function openLocalModule({ marking: { localModule } }: Config, deps: CheckDeps, exchange: HttpExchange): LocalModule | null {
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

function brokenStep(source: CheckSource, error: AppError): CheckStep {
  return { source, limitMs: 0, check: async () => ({ source, mode: "unavailable", error, tookMs: 0, attempts: 0 }) };
}
