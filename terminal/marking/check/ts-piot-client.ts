import type { Clock } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { err, type Result } from "../../../config/result.ts";
import { markingCodeBase64, markingCodeForPeople, type MarkingCode } from "../code/marking-code.ts";
import { fetchExchange, type HttpExchange } from "./http-exchange.ts";
import type { CheckAnswer, MarkingCheck } from "./marking-check.ts";
import { parseCheckAnswer, type AnswerFailure, type ParsedAnswer } from "./ts-piot-answer.ts";
import { parseTsPiotInfo, type TsPiotInfo } from "./ts-piot-info.ts";

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
  readonly clock: Clock;
  readonly log: Log;
  readonly exchange?: HttpExchange;
}

/** Share of a check that learning the service's own limit may use; it is asked once, then kept. */
const INFO_TIMEOUT_MS = 300;
/** After a failed question about its limit the service is not asked again for this long. */
const INFO_PAUSE_MS = 60_000;
const RETRY_FIRST_PAUSE_MS = 50;

export interface TsPiotClient extends MarkingCheck {
  /** Identity and state of the service, without its secrets: for the technician's page and the status light. */
  info(signal?: AbortSignal): Promise<Result<TsPiotInfo, AppError>>;
}

/** What a limited piece of work came to: it finished, or its time ran out, or the caller gave up. */
type Limited<T> = { readonly done: T } | { readonly stopped: "timeout" | "aborted" } | { readonly failed: unknown };

/** Client of the TS PIoT service (ТС ПИоТ) over its REST interface; one code per request. */
export function createTsPiotClient(options: TsPiotOptions): TsPiotClient {
  const { baseUrl, clock, log, clientInfo } = options;
  const exchange = options.exchange ?? fetchExchange;
  let serviceLimitMs: number | null = null;
  let askInfoAtMs = 0;

  const tookSince = (startMs: number): number => Math.round(clock.monotonicMs() - startMs);

  async function post(
    path: string,
    body: object,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<Limited<{ status: number; body: string }>> {
    const headers = { "content-type": "application/json", accept: "application/json" };
    return withLimit(clock, limitMs, signal, (inner) =>
      exchange({ method: "POST", url: new URL(path, baseUrl).href, headers, body: JSON.stringify(body), signal: inner }),
    );
  }

  async function info(limitMs: number, signal?: AbortSignal): Promise<Result<TsPiotInfo, AppError>> {
    const got = await post("/api/v1/info", {}, limitMs, signal);
    if (!("done" in got)) return err(stopError(got, limitMs, baseUrl));
    const parsed = parseTsPiotInfo(got.done.status, got.done.body);
    if (parsed.ok) serviceLimitMs = parsed.value.codesCheckTimeoutMs;
    return parsed;
  }

  /** Learns the service's limit once; a service that does not tell costs one short question a minute. */
  async function learnServiceLimit(startMs: number, signal?: AbortSignal): Promise<void> {
    if (serviceLimitMs !== null || startMs < askInfoAtMs) return;
    askInfoAtMs = startMs + INFO_PAUSE_MS;
    const known = await info(Math.min(INFO_TIMEOUT_MS, options.timeoutMs), signal);
    if (!known.ok) log.warn({ error: known.error }, "TS PIoT did not tell its limit");
  }

  async function attempt(code: MarkingCode, limitMs: number, signal?: AbortSignal): Promise<Result<ParsedAnswer, AnswerFailure>> {
    const body = { codes: [markingCodeBase64(code)], client_info: clientInfo };
    const got = await post("/api/v1/codes/check", body, limitMs, signal);
    if ("done" in got) return parseCheckAnswer(got.done.status, got.done.body, code);
    return err({ error: stopError(got, limitMs, baseUrl), again: false });
  }

  async function check(code: MarkingCode, signal?: AbortSignal): Promise<CheckAnswer> {
    const startMs = clock.monotonicMs();
    await learnServiceLimit(startMs, signal);
    const limitMs = Math.min(options.timeoutMs, serviceLimitMs ?? options.timeoutMs);
    const leftMs = (): number => limitMs - (clock.monotonicMs() - startMs);
    let lastError: AppError = signal?.aborted ? appError("MRK534") : appError("MRK530", { limitMs });
    let attempts = 0;
    for (let pauseMs = RETRY_FIRST_PAUSE_MS; leftMs() > 0 && !signal?.aborted; pauseMs *= 2) {
      attempts += 1;
      const result = await attempt(code, leftMs(), signal);
      const tookMs = tookSince(startMs);
      if (result.ok) return toAnswer(result.value, tookMs, attempts);
      // the limit that people see is the whole one, not what was left for the last try
      lastError = result.error.error.code === "MRK530" ? appError("MRK530", { limitMs }) : result.error.error;
      if (!result.error.again || leftMs() <= pauseMs) break;
      await clock.sleep(pauseMs, signal);
    }
    if (signal?.aborted) lastError = appError("MRK534");
    const tookMs = tookSince(startMs);
    log.warn({ cis: markingCodeForPeople(code), error: lastError, attempts, tookMs }, "no answer of the marking check");
    return { source: "ts-piot", mode: "unavailable", error: lastError, tookMs, attempts };
  }

  return { check, info: (signal) => info(options.timeoutMs, signal) };
}

function toAnswer(parsed: ParsedAnswer, tookMs: number, attempts: number): CheckAnswer {
  if (parsed.kind === "emergency") return { source: "ts-piot", mode: "emergency", message: parsed.message, tookMs, attempts };
  return { source: "ts-piot", ...parsed.answer, tookMs, attempts };
}

function stopError(stop: Exclude<Limited<never>, { readonly done: never }>, limitMs: number, url: string): AppError {
  if ("failed" in stop) return appError("MRK531", { url, reason: failureText(stop.failed) });
  return stop.stopped === "aborted" ? appError("MRK534") : appError("MRK530", { limitMs: Math.round(limitMs) });
}

/** `fetch` hides the reason ("ECONNREFUSED…") in `cause`. */
function failureText(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const cause = failure.cause;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return failure.message;
}

/** Runs `work` for at most `limitMs`; aborts it when the time is up or the caller aborts. */
async function withLimit<T>(
  clock: Clock,
  limitMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Limited<T>> {
  const controller = new AbortController();
  const timer = new AbortController();
  const onAbort = (): void => timer.abort();
  if (outer?.aborted) return { stopped: "aborted" };
  outer?.addEventListener("abort", onAbort, { once: true });
  const timeUp = clock.sleep(limitMs, timer.signal).then((): Limited<T> => ({ stopped: outer?.aborted ? "aborted" : "timeout" }));
  const finished = work(controller.signal).then(
    (done): Limited<T> => ({ done }),
    (failed: unknown): Limited<T> => ({ failed }),
  );
  const first = await Promise.race([finished, timeUp]);
  controller.abort();
  timer.abort();
  outer?.removeEventListener("abort", onAbort);
  return first;
}
