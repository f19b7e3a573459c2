import type { Clock } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { ExchangeFailure, type HttpAnswer, type HttpExchange } from "./http-exchange.ts";

/** What a limited piece of work came to: it finished, or its time ran out, or the caller gave up, or it failed. */
export type Limited<T> = { readonly done: T } | LimitedStop;
export type LimitedStop = { readonly stopped: "timeout" | "aborted" } | { readonly failed: unknown };

/** Runs `work` for at most `limitMs`; aborts it when the time is up or the caller aborts. */
export async function withLimit<T>(
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

export interface JsonRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null: a GET. */
  readonly body: object | null;
}

/** Sends one request of a JSON interface and waits for its answer for at most `limitMs`. */
export function askJson(
  { clock, exchange }: { readonly clock: Clock; readonly exchange: HttpExchange },
  { url, headers, body }: JsonRequest,
  limitMs: number,
  outer: AbortSignal | undefined,
): Promise<Limited<HttpAnswer>> {
  const accept = { ...headers, accept: "application/json" };
  return withLimit(clock, limitMs, outer, (signal) =>
    body === null
      ? exchange({ method: "GET", url, headers: accept, body: "", signal })
      : exchange({ method: "POST", url, headers: { ...accept, "content-type": "application/json" }, body: JSON.stringify(body), signal }),
  );
}

/** MRK530: no answer in time. */
export function timeIsUp(limitMs: number): AppError {
  return appError("MRK530", { limitMs: Math.round(limitMs) });
}

/** The same failure, for people: the limit that they see is that of the whole check, not what was left for the last try. */
export function ofWholeCheck(error: AppError, limitMs: number): AppError {
  return error.code === "MRK530" ? timeIsUp(limitMs) : error;
}

/** Why there is no answer, for people: MRK530 (time), MRK531 (no connection), MRK534 (given up), MRK536 (certificate). */
export function stopError(stop: LimitedStop, limitMs: number, url: string): AppError {
  if ("stopped" in stop) return stop.stopped === "aborted" ? appError("MRK534") : timeIsUp(limitMs);
  const { failed } = stop;
  const reason = failureText(failed);
  const isUntrusted = failed instanceof ExchangeFailure && failed.kind === "untrusted";
  return appError(isUntrusted ? "MRK536" : "MRK531", { url, reason });
}

/** The reason ("ECONNREFUSED…") may stand in `cause`. */
function failureText(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const cause = failure.cause;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return failure.message;
}
