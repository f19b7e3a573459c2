import type { Clock, EpochMs } from "../../../../config/clock.ts";
import { appError, type AppError } from "../../../../config/errors/index.ts";
import type { Log } from "../../../../config/log.ts";
import { err, type Result } from "../../../../config/result.ts";
import { markingCodeForPeople, type MarkingCode } from "../../code/marking-code.ts";
import type { HttpAnswer, HttpExchange } from "../http-exchange.ts";
import { askJson, ofWholeCheck, stopError, withLimit, type Limited } from "../limited.ts";
import type { CheckAnswer, CheckStep } from "../marking-check.ts";
import { EMPTY_BOOK, isBanned, rankedHosts, withBan, withBansLifted, withHealth, withList, type HostBook } from "./host-book.ts";
import type { HostListStore } from "./host-list-store.ts";
import { readHealth, readHostAnswer, readHostList, type HostVerdict } from "./true-api-answer.ts";

export interface TrueApiOptions {
  /** Server of the host list: "https://cdn.crpt.ru". */
  readonly listUrl: string;
  /** X-API-KEY. Secret: never logged. */
  readonly apiKey: string;
  /** Number of the fiscal drive, when it is known. */
  readonly fiscalDriveNumber: () => string | null;
  /** Total limit of one check, retries and other hosts included. */
  readonly timeoutMs: number;
  readonly store: HostListStore;
  /** The key was refused; once until it is accepted again. */
  readonly onAlarm: (error: AppError) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly exchange: HttpExchange;
}

export interface TrueApiState {
  readonly hosts: readonly { readonly url: string; readonly healthMs: number | null; readonly isBanned: boolean }[];
  /** Null before the list was read for the first time. */
  readonly listedAt: EpochMs | null;
  /** Why the list was not read last time, or that the key is refused. */
  readonly error: AppError | null;
}

export interface TrueApiClient extends CheckStep {
  state(): TrueApiState;
  /** Reads the list and asks every host for its health. */
  refresh(signal?: AbortSignal): Promise<Result<null, AppError>>;
  /** Keeps the list fresh until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** At least every six hours [seen]. */
export const LIST_REFRESH_MS = 6 * 3_600_000;
const LIST_RETRY_MS = 60_000;
/** List and health calls [seen]. */
const LIST_TIMEOUT_MS = 5_000;
/** One attempt, and one on another host. */
const HOSTS_PER_CHECK = 2;
/** Share of the time that the first host may use when there is another one [ours]. */
const FIRST_HOST_SHARE = 0.6;
/** A host that was given less time than this is not banned for its silence [ours]. */
const FAIR_WAIT_MS = 500;
/** While every host is banned the list is asked anew no more often than this [ours]. */
const RELIST_PAUSE_MS = 30_000;

/** Client of True API v4 (ГИС МТ): the CDN's hosts ranked by health, one code per request. */
export function createTrueApiClient(options: TrueApiOptions): TrueApiClient {
  const { listUrl, clock, log, exchange } = options;
  const headers = { "X-API-KEY": options.apiKey };
  let book: HostBook = EMPTY_BOOK;
  let listedAt: EpochMs | null = null;
  let listError: AppError | null = null;
  let keyError: AppError | null = null;
  let relistAtMs = 0;

  const get = (base: string, path: string, limitMs: number, signal?: AbortSignal): Promise<Limited<HttpAnswer>> =>
    askJson({ clock, exchange }, { url: `${base}/api/v4/true-api${path}`, headers, body: null }, limitMs, signal);

  async function readList(signal?: AbortSignal): Promise<Result<readonly string[], AppError>> {
    const got = await get(listUrl.replace(/\/+$/, ""), "/cdn/info", LIST_TIMEOUT_MS, signal);
    return "done" in got ? readHostList(got.done.status, got.done.body) : err(stopError(got, LIST_TIMEOUT_MS, listUrl));
  }

  async function measure(url: string, signal?: AbortSignal): Promise<void> {
    const startMs = clock.monotonicMs();
    const got = await get(url, "/cdn/health/check", LIST_TIMEOUT_MS, signal);
    const health = "done" in got ? readHealth(got.done.status, got.done.body) : null;
    const tookMs = Math.round(clock.monotonicMs() - startMs);
    book = withHealth(book, url, health === null ? null : Math.max(tookMs, health.avgTimeMs));
  }

  async function refresh(signal?: AbortSignal): Promise<Result<null, AppError>> {
    const listed = await readList(signal);
    listError = listed.ok ? null : listed.error;
    if (listed.ok) {
      book = withList(book, listed.value);
      listedAt = clock.now();
      await options.store.save(listed.value);
    } else {
      log.warn({ error: listed.error }, "the list of True API hosts was not read");
      if (book.hosts.length === 0) book = withList(book, await options.store.load());
    }
    await Promise.all(book.hosts.map(({ url }) => measure(url, signal)));
    return listed.ok ? { ok: true, value: null } : listed;
  }

  /** Every host is banned, or none is known: the list is asked again, within what is left for the check. */
  async function relist(leftMs: number, signal?: AbortSignal): Promise<void> {
    const nowMs = clock.monotonicMs();
    if (nowMs < relistAtMs) return;
    relistAtMs = nowMs + RELIST_PAUSE_MS;
    const wereAllBanned = book.hosts.length > 0;
    // goes on beyond this check: the next one finds its result
    const renewed = refresh().then(() => {
      if (wereAllBanned && rankedHosts(book, clock.monotonicMs()).length === 0) book = withBansLifted(book);
    });
    await withLimit(clock, leftMs, signal, () => renewed);
  }

  async function askOnce(host: string, code: MarkingCode, limitMs: number, signal?: AbortSignal): Promise<HostVerdict> {
    const drive = options.fiscalDriveNumber();
    const body = { codes: [Buffer.from(code.raw).toString("latin1")], ...(drive === null ? {} : { fiscalDriveNumber: drive }) };
    const got = await askJson({ clock, exchange }, { url: `${host}/api/v4/true-api/codes/check`, headers, body }, limitMs, signal);
    if (!("done" in got)) return { kind: "silent", error: stopError(got, limitMs, host) };
    const verdict = readHostAnswer(host, got.done.status, got.done.body, code);
    noteKey(verdict);
    return verdict;
  }

  function noteKey(verdict: HostVerdict): void {
    const isRefused = verdict.kind === "final" && verdict.isKeyRefused;
    if (!isRefused && verdict.kind !== "answer") return;
    const wasRefused = keyError !== null;
    keyError = isRefused ? verdict.error : null;
    if (isRefused && !wasRefused) options.onAlarm(verdict.error);
  }

  /** One host: again on the same one when it is overloaded or faulty. */
  async function askHost(host: string, code: MarkingCode, limitMs: number, count: () => void, signal?: AbortSignal): Promise<HostVerdict> {
    const endMs = clock.monotonicMs() + limitMs;
    count();
    const first = await askOnce(host, code, limitMs, signal);
    const leftMs = endMs - clock.monotonicMs();
    if (first.kind !== "again" || leftMs <= 0 || signal?.aborted) return first;
    count();
    const second = await askOnce(host, code, leftMs, signal);
    if (second.kind === "again" && second.isCrossBorder) return { kind: "emergency", message: textOf(second.error), sign: 5000 };
    return second;
  }

  async function check(code: MarkingCode, signal?: AbortSignal, withinMs = options.timeoutMs): Promise<CheckAnswer> {
    const startMs = clock.monotonicMs();
    const limitMs = Math.min(options.timeoutMs, withinMs);
    const leftMs = (): number => limitMs - (clock.monotonicMs() - startMs);
    let attempts = 0;
    const base = (host?: string) => ({
      source: "true-api" as const,
      ...(host === undefined ? {} : { host }),
      tookMs: Math.round(clock.monotonicMs() - startMs),
      attempts,
    });
    let error = appError("MRK539", { listUrl });
    let last: string | undefined;
    if (rankedHosts(book, clock.monotonicMs()).length === 0) await relist(leftMs(), signal);
    const hosts = rankedHosts(book, clock.monotonicMs()).slice(0, HOSTS_PER_CHECK);
    for (const [index, host] of hosts.entries()) {
      if (leftMs() <= 0 || signal?.aborted) break;
      last = host;
      const share = index < hosts.length - 1 ? leftMs() * FIRST_HOST_SHARE : leftMs();
      const verdict = await askHost(host, code, share, () => (attempts += 1), signal);
      if (verdict.kind === "answer") return { ...base(host), ...verdict.answer };
      if (verdict.kind === "emergency") {
        const { message, sign } = verdict;
        log.warn({ host, sign, message }, "True API: emergency mode");
        return { ...base(host), mode: "emergency", message };
      }
      error = verdict.error;
      if (verdict.kind === "final" || signal?.aborted) break;
      const isFair = error.code !== "MRK530" || share >= FAIR_WAIT_MS;
      if (isFair) book = withBan(book, host, clock.monotonicMs());
      log.warn({ host, error, isBanned: isFair }, "True API host failed");
    }
    if (signal?.aborted) error = appError("MRK534");
    error = ofWholeCheck(error, limitMs);
    log.warn({ cis: markingCodeForPeople(code), error, attempts }, "no answer of True API");
    return { ...base(last), mode: "unavailable", error };
  }

  return {
    source: "true-api",
    limitMs: options.timeoutMs,
    check,
    refresh,
    state: () => ({
      hosts: book.hosts.map((host) => ({ url: host.url, healthMs: host.healthMs, isBanned: isBanned(host, clock.monotonicMs()) })),
      listedAt,
      error: keyError ?? listError,
    }),
    async run(signal) {
      while (!signal.aborted) {
        const done = await refresh(signal);
        await clock.sleep(done.ok ? LIST_REFRESH_MS : LIST_RETRY_MS, signal);
      }
    },
  };
}

function textOf(error: AppError): string | null {
  const message = error.details?.["message"];
  return typeof message === "string" ? message : null;
}
