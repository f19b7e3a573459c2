import type { Clock, EpochMs } from "../../../../config/clock.ts";
import { appError, type AppError } from "../../../../config/errors/index.ts";
import type { Log } from "../../../../config/log.ts";
import { err, ok, type Result } from "../../../../config/result.ts";
import type { MarkingGroup } from "../../../catalog/catalog-item.ts";
import { markingCodeForPeople, type MarkingCode } from "../../code/marking-code.ts";
import type { HttpExchange } from "../http-exchange.ts";
import { askJson, ofWholeCheck, stopError, timeIsUp, withLimit } from "../limited.ts";
import type { CheckAnswer, CheckStep } from "../marking-check.ts";
import type { JsonObject } from "../code-status.ts";
import { groupOnWire } from "../wire-facts.ts";
import { readModuleCheck, readModuleJson, readModuleResults, type ModuleCodeResult } from "./module-answer.ts";
import { isReady, needsInit, readModuleStatus, type ModuleStatus } from "./module-status.ts";

export type LocalModuleVersion = 1 | 2;

export interface LocalModuleOptions {
  /** "http://127.0.0.1:5995" */
  readonly baseUrl: string;
  readonly user: string;
  /** Secret: never logged. */
  readonly password: string;
  /** X-API-KEY of the taxpayer for `/init`; without it the module is initialised by hand. Secret. */
  readonly token?: string;
  /** Value of X-ClientId, the number of the fiscal drive: some versions want it [seen]. */
  readonly clientId: () => string | null;
  /** Absent: found by asking, the newest first, and kept. */
  readonly apiVersion?: LocalModuleVersion;
  /** Group of the goods card that the code belongs to. */
  readonly groupOf: (code: MarkingCode) => MarkingGroup | null;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly exchange: HttpExchange;
}

export interface LocalModuleState {
  /** The last answer; stays while the module is silent. Null before the first. */
  readonly status: ModuleStatus | null;
  readonly apiVersion: LocalModuleVersion | null;
  /** When it last answered. */
  readonly at: EpochMs | null;
  /** Why it did not answer the last question; null when it did. */
  readonly error: AppError | null;
}

/** The local module (ЛМ ЧЗ): black lists, minimum prices, and what was sold through it. */
export interface LocalModule extends CheckStep {
  state(): LocalModuleState;
  /** Asks for the status; starts a new init where only that helps. */
  poll(signal?: AbortSignal): Promise<Result<ModuleStatus, AppError>>;
  /** Polls until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Tells the module of codes sold, so that it refuses them the next time. By КИ. Safe to repeat. */
  sell(cis: readonly string[], signal?: AbortSignal): Promise<Result<readonly ModuleCodeResult[], AppError>>;
  /** Codes that came back into circulation. */
  giveBack(cis: readonly string[], signal?: AbortSignal): Promise<Result<readonly ModuleCodeResult[], AppError>>;
  /** Which of the codes the module knows as sold. */
  soldCheck(cis: readonly string[], signal?: AbortSignal): Promise<Result<readonly ModuleCodeResult[], AppError>>;
}

const VERSIONS: readonly LocalModuleVersion[] = [2, 1];
/** While it is initialising about every 10 s [seen]. */
const POLL_SOON_MS = 10_000;
const POLL_READY_MS = 60_000;
/** Init and status may take long [seen: 10–30 s]. */
const STATUS_TIMEOUT_MS = 10_000;
const INIT_TIMEOUT_MS = 30_000;
const INIT_PAUSE_MS = 60_000;
const NOT_FOUND = 404;

export function createLocalModule(options: LocalModuleOptions): LocalModule {
  const { baseUrl, clock, log, exchange } = options;
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString("base64")}`;
  let version: LocalModuleVersion | null = options.apiVersion ?? null;
  let state: Omit<LocalModuleState, "apiVersion"> = { status: null, at: null, error: null };
  let initAtMs = 0;

  async function send(path: string, body: object | null, limitMs: number, signal?: AbortSignal): Promise<Result<JsonObject, AppError>> {
    const url = `${baseUrl.replace(/\/+$/, "")}${path}`;
    const clientId = options.clientId();
    const headers = { authorization, ...(clientId === null ? {} : { "X-ClientId": clientId }) };
    const got = await askJson({ clock, exchange }, { url, headers, body }, limitMs, signal);
    return "done" in got ? readModuleJson(url, got.done.status, got.done.body) : err(stopError(got, limitMs, baseUrl));
  }

  async function askStatus(signal?: AbortSignal): Promise<Result<ModuleStatus, AppError>> {
    let last: Result<ModuleStatus, AppError> = err(appError("MRK533", { reason: "no status" }));
    for (const asked of version === null ? VERSIONS : [version]) {
      const json = await send(`/api/v${asked}/status`, null, STATUS_TIMEOUT_MS, signal);
      if (!json.ok) {
        last = json;
        if (json.error.details["status"] === NOT_FOUND) continue;
        return last;
      }
      const status = readModuleStatus(json.value);
      if (status === null) return err(appError("MRK533", { reason: "no status" }));
      version = asked;
      return ok(status);
    }
    if (options.apiVersion === undefined) version = null;
    return last;
  }

  async function init(signal?: AbortSignal): Promise<void> {
    const nowMs = clock.monotonicMs();
    if (options.token === undefined || nowMs < initAtMs) return;
    initAtMs = nowMs + INIT_PAUSE_MS;
    const done = await send(`/api/v${version ?? 1}/init`, { token: options.token }, INIT_TIMEOUT_MS, signal);
    if (done.ok) log.info({ url: baseUrl }, "the local module is initialised anew");
    else log.warn({ error: done.error }, "the local module did not take the init");
  }

  async function poll(signal?: AbortSignal): Promise<Result<ModuleStatus, AppError>> {
    const asked = await askStatus(signal);
    if (signal?.aborted) return asked;
    state = asked.ok ? { status: asked.value, at: clock.now(), error: null } : { ...state, error: asked.error };
    if (asked.ok && needsInit(asked.value.status)) await init(signal);
    return asked;
  }

  function ask(
    code: MarkingCode,
    group: MarkingGroup | null,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<Result<JsonObject, AppError>> {
    // never the crypto tail: the module takes the КИ
    if (version === 1) return send(`/api/v1/cis/outCheck?cis=${encodeURIComponent(code.cis)}`, null, limitMs, signal);
    return send("/api/v2/cis/outCheck", { cis_list: [{ cis: code.cis, ...groupOnWire(group) }] }, limitMs, signal);
  }

  async function check(code: MarkingCode, signal?: AbortSignal, withinMs = options.timeoutMs): Promise<CheckAnswer> {
    const startMs = clock.monotonicMs();
    const limitMs = Math.min(options.timeoutMs, withinMs);
    const base = (attempts: number) => ({
      source: "local-module" as const,
      tookMs: Math.round(clock.monotonicMs() - startMs),
      attempts,
    });
    const seen = state.status?.status ?? null;
    // the last word of a module that is silent now may be old; asking costs only what is left of the time
    if (seen !== null && !isReady(seen) && state.error === null) {
      return { ...base(0), mode: "unavailable", error: appError("MRK538", { status: seen }) };
    }
    const group = options.groupOf(code);
    if (version === null) await withLimit(clock, limitMs, signal, (inner) => poll(inner));
    const leftMs = limitMs - (clock.monotonicMs() - startMs);
    if (leftMs <= 0) return { ...base(0), mode: "unavailable", error: timeIsUp(limitMs) };
    const got = await ask(code, group, leftMs, signal);
    const read = got.ok ? readModuleCheck(got.value, code) : got;
    if (read.ok) return { ...base(1), ...read.value };
    const error = ofWholeCheck(read.error, limitMs);
    log.warn({ cis: markingCodeForPeople(code), error }, "no answer of the local module");
    return { ...base(1), mode: "unavailable", error };
  }

  /** Reports and questions about what was sold are of v2 only. */
  async function tell(path: string, cis: readonly string[], signal?: AbortSignal): Promise<Result<readonly ModuleCodeResult[], AppError>> {
    const json = await send(path, { cis_list: cis.map((each) => ({ cis: each })) }, STATUS_TIMEOUT_MS, signal);
    return json.ok ? readModuleResults(json.value, cis) : json;
  }

  return {
    source: "local-module",
    limitMs: options.timeoutMs,
    check,
    poll,
    state: () => ({ ...state, apiVersion: version }),
    async run(signal) {
      while (!signal.aborted) {
        const asked = await poll(signal);
        await clock.sleep(asked.ok && isReady(asked.value.status) ? POLL_READY_MS : POLL_SOON_MS, signal);
      }
    },
    sell: (cis, signal) => tell("/api/v2/cis/sell", cis, signal),
    giveBack: (cis, signal) => tell("/api/v2/cis/return", cis, signal),
    soldCheck: (cis, signal) => tell("/api/v2/cis/sold/check", cis, signal),
  };
}
