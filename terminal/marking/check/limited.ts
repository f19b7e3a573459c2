import type { Clock } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { ExchangeFailure } from "./http-exchange.ts";

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

/** Why there is no answer, for people: MRK530 (time), MRK531 (no connection), MRK534 (given up), MRK536 (certificate). */
export function stopError(stop: LimitedStop, limitMs: number, url: string): AppError {
  if ("stopped" in stop) return stop.stopped === "aborted" ? appError("MRK534") : appError("MRK530", { limitMs: Math.round(limitMs) });
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
