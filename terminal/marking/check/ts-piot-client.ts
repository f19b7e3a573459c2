import type { Clock } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { err, type Result } from "../../../config/result.ts";
import type { MarkingGroup } from "../../catalog/catalog-item.ts";
import { markingCodeBase64, markingCodeForPeople, type MarkingCode } from "../code/marking-code.ts";
import { createServiceExchange, type HttpAnswer, type HttpExchange } from "./http-exchange.ts";
import { askJson, ofWholeCheck, stopError, timeIsUp, type Limited } from "./limited.ts";
import type { CheckAnswer, CheckStep } from "./marking-check.ts";
import type { AnswerFailure } from "./service-answer.ts";
import { parseCheckAnswer, type ParsedAnswer } from "./ts-piot-answer.ts";
import { parseTsPiotInfo, type TsPiotInfo } from "./ts-piot-info.ts";
import { groupOnWire } from "./wire-facts.ts";

/** How the till software is registered with the operator (ПМСР). */
export interface TsPiotClientInfo {
  readonly name: string;
  readonly version: string;
  readonly id: string;
  /** Secret: never logged. */
  readonly token: string;
}

export interface TsPiotOptions {
  /** "http://127.0.0.1:51400" */
  readonly baseUrl: string;
  readonly clientInfo: TsPiotClientInfo;
  /** Total limit of one check, retries included; the service's own `codesCheckTimeout` may only shorten it. */
  readonly timeoutMs: number;
  /** Version of the interface; absent: found by asking, the newest first, and kept. */
  readonly apiVersion?: TsPiotVersion;
  /** Group of the goods card that the code belongs to: v3 wants it. */
  readonly groupOf?: (code: MarkingCode) => MarkingGroup | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly exchange?: HttpExchange;
}

export type TsPiotVersion = 1 | 2 | 3;

/** In the order of trying [seen in a client in use]. */
const VERSIONS: readonly TsPiotVersion[] = [3, 2, 1];
/** Is asked when no version is known: every service answers it, or says that it does not know it. */
const VERSION_UNTIL_KNOWN: TsPiotVersion = 1;
const NOT_FOUND = 404;

/** Share of a check that learning the service's version and own limit may use; they are asked once, then kept. */
const INFO_TIMEOUT_MS = 300;
/** After a failed question about its limit the service is not asked again for this long. */
const INFO_PAUSE_MS = 60_000;
const RETRY_FIRST_PAUSE_MS = 50;

export interface TsPiotClient extends CheckStep {
  /** Identity and state of the service, without its secrets: for the technician's page and the status light. */
  info(signal?: AbortSignal): Promise<Result<TsPiotInfo, AppError>>;
  /** Null until it is known. */
  version(): TsPiotVersion | null;
}

/** Client of the TS PIoT service (ТС ПИоТ) over its REST interface; one code per request. */
export function createTsPiotClient(options: TsPiotOptions): TsPiotClient {
  const { baseUrl, clock, log, clientInfo } = options;
  const exchange = options.exchange ?? createServiceExchange({ clock });
  let version: TsPiotVersion | null = options.apiVersion ?? null;
  let serviceLimitMs: number | null = null;
  let askInfoAtMs = 0;

  const tookSince = (startMs: number): number => Math.round(clock.monotonicMs() - startMs);

  function send(path: string, body: object | null, limitMs: number, signal?: AbortSignal): Promise<Limited<HttpAnswer>> {
    return askJson({ clock, exchange }, { url: new URL(path, baseUrl).href, body }, limitMs, signal);
  }

  /** v1 is asked by POST, the later ones by GET [seen]. */
  async function infoOf(asked: TsPiotVersion, limitMs: number, signal?: AbortSignal): Promise<Result<TsPiotInfo, AppError>> {
    const got = await send(`/api/v${asked}/info`, asked === 1 ? {} : null, limitMs, signal);
    if (!("done" in got)) return err(stopError(got, limitMs, baseUrl));
    return parseTsPiotInfo(got.done.status, got.done.body);
  }

  /** Of the versions that may be, the first that answers is kept. A service that cannot be reached is not asked for the others. */
  async function info(limitMs: number, signal?: AbortSignal): Promise<Result<TsPiotInfo, AppError>> {
    const startMs = clock.monotonicMs();
    let last: Result<TsPiotInfo, AppError> = err(appError("MRK530", { limitMs }));
    for (const asked of version === null ? VERSIONS : [version]) {
      last = await infoOf(asked, limitMs - (clock.monotonicMs() - startMs), signal);
      if (last.ok) {
        version = asked;
        serviceLimitMs = last.value.codesCheckTimeoutMs;
        return last;
      }
      if (last.error.code !== "MRK532") return last;
    }
    return last;
  }

  /** Learns version and limit once; a service that does not tell costs one short question a minute. */
  async function learn(startMs: number, withinMs: number, signal?: AbortSignal): Promise<void> {
    if ((version !== null && serviceLimitMs !== null) || startMs < askInfoAtMs) return;
    askInfoAtMs = startMs + INFO_PAUSE_MS;
    const known = await info(Math.min(INFO_TIMEOUT_MS, withinMs), signal);
    if (!known.ok) log.warn({ error: known.error }, "TS PIoT did not tell its version and limit");
  }

  async function attempt(code: MarkingCode, limitMs: number, signal?: AbortSignal): Promise<Result<ParsedAnswer, AnswerFailure>> {
    const asked = version ?? VERSION_UNTIL_KNOWN;
    const cis = markingCodeBase64(code);
    const codes = asked === 3 ? [{ cis, ...groupOnWire(options.groupOf?.(code) ?? null) }] : [cis];
    const got = await send(`/api/v${asked}/codes/check`, { codes, client_info: clientInfo }, limitMs, signal);
    if (!("done" in got)) return err({ error: stopError(got, limitMs, baseUrl), again: false });
    if (got.done.status === NOT_FOUND && options.apiVersion === undefined) {
      // the service was changed for another version: it is found anew with the next code
      [version, askInfoAtMs] = [null, 0];
    }
    return parseCheckAnswer(got.done.status, got.done.body, code);
  }

  async function check(code: MarkingCode, signal?: AbortSignal, withinMs = options.timeoutMs): Promise<CheckAnswer> {
    const startMs = clock.monotonicMs();
    const ownLimitMs = Math.min(options.timeoutMs, withinMs);
    await learn(startMs, ownLimitMs, signal);
    const limitMs = Math.min(ownLimitMs, serviceLimitMs ?? ownLimitMs);
    const leftMs = (): number => limitMs - (clock.monotonicMs() - startMs);
    let lastError: AppError = signal?.aborted ? appError("MRK534") : timeIsUp(limitMs);
    let attempts = 0;
    for (let pauseMs = RETRY_FIRST_PAUSE_MS; leftMs() > 0 && !signal?.aborted; pauseMs *= 2) {
      attempts += 1;
      const result = await attempt(code, leftMs(), signal);
      const tookMs = tookSince(startMs);
      if (result.ok) return toAnswer(result.value, tookMs, attempts);
      lastError = ofWholeCheck(result.error.error, limitMs);
      if (!result.error.again || leftMs() <= pauseMs) break;
      await clock.sleep(pauseMs, signal);
    }
    if (signal?.aborted) lastError = appError("MRK534");
    const tookMs = tookSince(startMs);
    log.warn({ cis: markingCodeForPeople(code), error: lastError, attempts, tookMs }, "no answer of the marking check");
    return { source: "ts-piot", mode: "unavailable", error: lastError, tookMs, attempts };
  }

  return {
    source: "ts-piot",
    limitMs: options.timeoutMs,
    check,
    info: (signal) => info(options.timeoutMs, signal),
    version: () => version,
  };
}

function toAnswer(parsed: ParsedAnswer, tookMs: number, attempts: number): CheckAnswer {
  if (parsed.kind === "emergency") return { source: "ts-piot", mode: "emergency", message: parsed.message, tookMs, attempts };
  return { source: "ts-piot", ...parsed.answer, tookMs, attempts };
}
