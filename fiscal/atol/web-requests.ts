import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { flagAt, objectAt, textAt } from "./answer.ts";
import { HttpLink } from "./http-link.ts";
import type { HttpLinkOptions } from "./http-link.ts";
import { readJson, writeJson } from "./json-text.ts";
import type { JsonObject, JsonValue } from "./json-text.ts";
import { requestState } from "./request-state.ts";
import type { RequestState } from "./request-state.ts";
import { blockError, malformed, taskFailure } from "./task-port.ts";
import type { BlockReason, PortCounters, Settled, Task, TaskFailure, TaskPort } from "./task-port.ts";

export interface WebRequestsOptions extends Omit<HttpLinkOptions, "clock"> {
  /** Which registrar of the server; absent: its default one. */
  readonly deviceId?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** A new UUID. */
  readonly newId: () => string;
  readonly timings?: Partial<WebTimings>;
}

export interface WebTimings {
  /** A sale waits for these: quick at first, patient later. The last one repeats. */
  readonly pollMs: readonly number[];
  /** How long a request may stand behind others. */
  readonly waitLimitMs: number;
  /** A long receipt prints a quarter of a minute, a report a whole one. */
  readonly runLimitMs: number;
}

const TIMINGS: WebTimings = { pollMs: [20, 30, 50, 100, 200], waitLimitMs: 20_000, runLimitMs: 90_000 };
/** Time in the queue after which the queue itself is asked what holds it up. */
const ASK_QUEUE_AFTER_MS = 1_000;
const SETTLE_ROUNDS = 5;
const LOGGED_TEXT = 500;
/** The task under which an id is taken that never reached the server: reads one number, changes nothing. */
const FENCE: Task = { type: "getFnStatus" };
const FENCE_RESULT = "fnStatus";

type Look = RequestState | { readonly kind: "absent" } | { readonly kind: "lost"; readonly error: AppError };
type Posted =
  | { readonly kind: "taken"; readonly block: BlockReason | null }
  | { readonly kind: "duplicate"; readonly error: AppError }
  | { readonly kind: "refused"; readonly error: AppError }
  /** No whole answer came. */
  | { readonly kind: "lost"; readonly isSent: boolean; readonly reason: string };

/** `POST /api/v2/requests` and what belongs to it: the vendor's HTTP server before its driver (facts B6). */
export class WebRequests implements TaskPort {
  readonly address: string;
  readonly #link: HttpLink;
  readonly #options: WebRequestsOptions;
  readonly #timings: WebTimings;
  readonly #counters = { requests: 0, polls: 0, lostAnswers: 0, malformed: 0, restarts: 0 };

  constructor(options: WebRequestsOptions) {
    this.#options = options;
    this.#timings = { ...TIMINGS, ...options.timings };
    this.#link = new HttpLink(options);
    this.address = `${options.url.origin}${options.deviceId === undefined ? "" : ` (${options.deviceId})`}`;
  }

  async query(tasks: readonly Task[]): Promise<Result<readonly JsonObject[], TaskFailure>> {
    const id = this.#options.newId();
    for (let isFirst = true; ; isFirst = false) {
      const posted = await this.#post(id, tasks);
      if (posted.kind === "refused") return err(noEffect(posted.error));
      if (posted.kind === "taken" && posted.block !== null) {
        await this.#cancel(id);
        return err(noEffect(blockError(posted.block)));
      }
      if (posted.kind === "lost" && (!posted.isSent || !isFirst)) return err(noEffect(this.#unreachable(posted)));
      const seen = await this.#await(id, tasks.length);
      if (seen.kind === "absent" && posted.kind !== "duplicate" && isFirst) continue; // the same id: taken once at most
      return this.#queried(id, tasks, seen, posted);
    }
  }

  async submit(id: string, task: Task): Promise<Result<JsonObject, TaskFailure>> {
    const posted = await this.#post(id, [task]);
    if (posted.kind === "refused") return err(noEffect(posted.error));
    if (posted.kind === "lost" && !posted.isSent) return err(noEffect(this.#unreachable(posted)));
    if (posted.kind === "taken" && posted.block !== null) return err({ effect: "unknown", error: blockError(posted.block), vendor: null });
    const seen = await this.#await(id, 1);
    switch (seen.kind) {
      case "done":
        return ok(seen.results[0] ?? {});
      case "failed":
        return err(taskFailure(task.type, seen.vendor, seen.description));
      case "blocked":
        return err({ effect: "unknown", error: await this.#blockedBy(), vendor: null });
      case "absent":
        if (posted.kind === "duplicate") return err(noEffect(posted.error)); // a 409 for another reason
        break;
      default:
      // A document that is `canceled` or `interrupted` was not so by us: only the drive tells whether it came to anything.
    }
    const reason = posted.kind === "lost" ? posted.reason : seen.kind;
    return err({ effect: "unknown", error: appError("FIS303", { command: task.type, reason }), vendor: null });
  }

  async settle(id: string): Promise<Settled> {
    for (let round = 0; round < SETTLE_ROUNDS; round++) {
      const seen = await this.#await(id, 1, true);
      switch (seen.kind) {
        case "done": {
          const result = seen.results[0] ?? {};
          return objectAt(result, FENCE_RESULT) === null ? { kind: "done", result } : { kind: "never" };
        }
        case "failed":
          return { kind: "failed", failure: taskFailure(id, seen.vendor, seen.description) };
        case "canceled":
          return { kind: "never" };
        case "interrupted":
          return { kind: "forgotten" };
        case "lost":
          return { kind: "open", error: seen.error };
        case "blocked":
          return { kind: "open", error: await this.#blockedBy() };
        case "running":
          return { kind: "open", error: appError("FIS388", { command: id }) };
        case "waiting":
          await this.#cancel(id);
          break;
        case "absent": {
          const fenced = await this.#fence(id);
          if (fenced !== null) return fenced;
          break;
        }
      }
    }
    return { kind: "open", error: appError("FIS388", { command: id }) };
  }

  async blockReason(): Promise<Result<BlockReason | null, AppError>> {
    const answer = await this.#link.ask("GET", this.#path("getRequestsQueueStatus"));
    if (!answer.ok) return err(appError("FIS302", { command: "getRequestsQueueStatus", reason: answer.error.reason }));
    const read = answer.value.status === 200 ? readJson(answer.value.body) : null;
    if (read === null) return err(this.#refusal(answer.value.status, answer.value.body));
    return ok(blockOf(read.value));
  }

  counters(): PortCounters {
    return { ...this.#counters };
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  #queried(
    id: string,
    tasks: readonly Task[],
    seen: Look,
    posted: Posted,
  ): Result<readonly JsonObject[], TaskFailure> | Promise<Result<readonly JsonObject[], TaskFailure>> {
    switch (seen.kind) {
      case "done":
        return ok(seen.results);
      case "failed":
        return err(taskFailure(tasks[seen.index]?.type ?? "", seen.vendor, seen.description));
      case "lost":
        return err(noEffect(seen.error));
      case "absent":
        return err(noEffect(posted.kind === "duplicate" ? posted.error : appError("FIS302", { command: "requests", reason: "forgotten" })));
      case "canceled":
      case "interrupted":
        return err(noEffect(appError("FIS389", { command: tasks[0]?.type ?? "" })));
      default:
        return this.#giveUp(id, tasks);
    }
  }

  /** A query that can't run does not stay behind in the queue. */
  async #giveUp(id: string, tasks: readonly Task[]): Promise<Result<never, TaskFailure>> {
    await this.#cancel(id);
    const block = await this.blockReason();
    const error = block.ok && block.value !== null ? blockError(block.value) : appError("FIS388", { command: tasks[0]?.type ?? "" });
    return err(noEffect(error));
  }

  /** Takes the id, so that a request still on its way is refused as a duplicate. Null: look again. */
  async #fence(id: string): Promise<Settled | null> {
    const posted = await this.#post(id, [FENCE]);
    if (posted.kind === "duplicate" && (await this.#look(id, 1)).kind === "absent") return { kind: "open", error: posted.error };
    if (posted.kind === "refused") return { kind: "open", error: posted.error };
    return posted.kind === "lost" ? { kind: "open", error: this.#unreachable(posted) } : null;
  }

  /** Asks until the request is over, or too long under way, or (`isBrief`) waits for its turn. */
  async #await(id: string, tasks: number, isBrief = false): Promise<Look> {
    const { clock } = this.#options;
    const startMs = clock.monotonicMs();
    let waitedMs = 0;
    let hasAskedQueue = false;
    for (let poll = 0; ; poll++) {
      const seen = await this.#look(id, tasks);
      if (seen.kind === "waiting") {
        waitedMs = clock.monotonicMs() - startMs;
        if (isBrief || waitedMs > this.#timings.waitLimitMs) return seen;
        if (!hasAskedQueue && waitedMs > ASK_QUEUE_AFTER_MS) {
          hasAskedQueue = true;
          const block = await this.blockReason();
          if (block.ok && block.value !== null) return seen;
        }
      } else if (seen.kind !== "running" || clock.monotonicMs() - startMs - waitedMs > this.#timings.runLimitMs) {
        return seen;
      }
      this.#counters.polls++;
      await clock.sleep(this.#timings.pollMs[Math.min(poll, this.#timings.pollMs.length - 1)] ?? 0);
    }
  }

  /** GET changes nothing: a lost answer is asked for once more. */
  async #look(id: string, tasks: number): Promise<Look> {
    const path = this.#path(`requests/${id}`);
    let answer = await this.#link.ask("GET", path);
    if (!answer.ok) answer = await this.#link.ask("GET", path);
    if (!answer.ok) {
      this.#counters.lostAnswers++;
      return { kind: "lost", error: this.#unreachable({ reason: answer.error.reason, isSent: answer.error.isSent }) };
    }
    const { status, body } = answer.value;
    if (status === 404) return { kind: "absent" };
    if (status !== 200) return { kind: "lost", error: this.#refusal(status, body) };
    const read = readJson(body);
    // A fence is one task whatever the request was to be.
    const state = read === null ? null : requestState(read.value, tasks);
    if (state !== null) return state;
    this.#noteMalformed(`GET requests/${id}`, body);
    return { kind: "lost", error: malformed("GET requests", "no states of tasks") };
  }

  async #post(id: string, tasks: readonly Task[]): Promise<Posted> {
    this.#counters.requests++;
    const answer = await this.#link.ask("POST", this.#path("requests"), writeJson({ uuid: id, request: tasks }));
    if (!answer.ok) {
      if (answer.error.isSent) this.#counters.lostAnswers++;
      return { kind: "lost", ...answer.error };
    }
    const { status, body } = answer.value;
    if (status === 409) return { kind: "duplicate", error: appError("FIS385", { description: describe(body) }) };
    if (status >= 400 && status < 500) return { kind: "refused", error: this.#refusal(status, body) };
    const read = status >= 200 && status < 300 ? readJson(body) : null;
    if (read === null) {
      this.#noteMalformed("POST requests", body);
      return { kind: "lost", isSent: true, reason: `HTTP ${status}` };
    }
    return { kind: "taken", block: blockOf(read.value) };
  }

  async #cancel(id: string): Promise<void> {
    await this.#link.ask("DELETE", this.#path(`requests/${id}`));
  }

  async #blockedBy(): Promise<AppError> {
    const block = await this.blockReason();
    return block.ok ? blockError(block.value ?? "other") : block.error;
  }

  #path(rest: string): string {
    const { deviceId } = this.#options;
    return `/api/v2/${rest}${deviceId === undefined ? "" : `?deviceID=${encodeURIComponent(deviceId)}`}`;
  }

  #unreachable({ reason, isSent }: { readonly reason: string; readonly isSent: boolean }): AppError {
    const { address } = this;
    return isSent ? appError("FIS302", { command: "requests", reason }) : appError("FIS301", { address, reason });
  }

  #refusal(status: number, body: string): AppError {
    const description = describe(body);
    if (status === 401 || status === 403) return appError("FIS386", { status });
    if (status === 404) return appError("FIS385", { description });
    return appError("FIS387", { status, description });
  }

  #noteMalformed(command: string, body: string): void {
    this.#counters.malformed++;
    this.#options.log.warn({ command, body: body.slice(0, LOGGED_TEXT) }, "the registrar's server answered against its protocol");
  }
}

function noEffect(error: AppError): TaskFailure {
  return { effect: "none", error, vendor: null };
}

function describe(body: string): string {
  const read = readJson(body);
  return (read === null ? null : textAt(read.value, "error.description")) ?? body.slice(0, 200);
}

function blockOf(answer: JsonValue): BlockReason | null {
  if (flagAt(answer, "isBlocked") !== true) return null;
  switch (textAt(answer, "blockReason")) {
    case "paperError":
      return "paper";
    case "connectionError":
      return "connection";
    case "fnError":
      return "drive";
    default:
      return "other";
  }
}
