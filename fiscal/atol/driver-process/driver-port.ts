import type { Clock } from "../../../config/clock.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { err, ok } from "../../../config/result.ts";
import type { Result } from "../../../config/result.ts";
import { flagAt, objectAt, textAt, wholeAt } from "../answer.ts";
import type { JsonObject } from "../json-text.ts";
import { taskFailure } from "../task-port.ts";
import type { BlockReason, PortCounters, Settled, Task, TaskFailure, TaskPort } from "../task-port.ts";
import { LINE_LOST, VENDOR } from "../vendor-errors.ts";
import { DriverChild } from "./child.ts";
import type { DriverCommand } from "./child.ts";
import { NOT_LOADED } from "./native-driver.ts";
import { BUSY } from "./serve-driver.ts";

export interface DriverPortOptions {
  readonly command: DriverCommand;
  readonly library: string;
  /** Settings of the driver as its own JSON has them: Model, Port, ComFile… */
  readonly settings: JsonObject;
  /** For people. */
  readonly address: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings?: Partial<DriverTimings>;
}

export interface DriverTimings {
  /** Loading the library, and the connection to the registrar. */
  readonly openLimitMs: number;
  readonly queryLimitMs: number;
  /** A long receipt prints a quarter of a minute, a report a whole one. */
  readonly submitLimitMs: number;
  /** Before the process is killed when the till ends. */
  readonly endLimitMs: number;
}

const TIMINGS: DriverTimings = { openLimitMs: 30_000, queryLimitMs: 60_000, submitLimitMs: 120_000, endLimitMs: 5_000 };
const LOGGED_TEXT = 500;
/** Tasks that only read; asked once more over a new connection, or by a new process. */
const READS = /^(?:get[A-Z]|(?:ofd|ism)ExchangeStatus$)/;

type Asked =
  | { readonly kind: "answer"; readonly result: JsonObject }
  | { readonly kind: "failed"; readonly failure: TaskFailure }
  | { readonly kind: "lost"; readonly reason: string };

/** JSON tasks by the driver's library in a process of ours (`serve-driver.ts`), begun with the first task and anew after its death. */
export class DriverPort implements TaskPort {
  readonly address: string;
  readonly #options: DriverPortOptions;
  readonly #timings: DriverTimings;
  readonly #counters = { requests: 0, polls: 0, lostAnswers: 0, malformed: 0, restarts: 0 };
  #child: DriverChild | null = null;
  #hasStarted = false;

  constructor(options: DriverPortOptions) {
    this.#options = options;
    this.#timings = { ...TIMINGS, ...options.timings };
    this.address = options.address;
  }

  async query(tasks: readonly Task[]): Promise<Result<readonly JsonObject[], TaskFailure>> {
    const results: JsonObject[] = [];
    for (const task of tasks) {
      let asked = await this.#ask(task, this.#timings.queryLimitMs);
      if (isLost(asked) && READS.test(task.type)) asked = await this.#ask(task, this.#timings.queryLimitMs);
      if (asked.kind === "failed") return err(asked.failure);
      if (asked.kind === "lost") {
        return err({ effect: "none", vendor: null, error: appError("FIS302", { command: task.type, reason: asked.reason }) });
      }
      results.push(asked.result);
    }
    return ok(results);
  }

  async submit(_id: string, task: Task): Promise<Result<JsonObject, TaskFailure>> {
    const asked = await this.#ask(task, this.#timings.submitLimitMs);
    if (asked.kind === "answer") return ok(asked.result);
    if (asked.kind === "failed") return err(asked.failure);
    return err({ effect: "unknown", vendor: null, error: appError("FIS303", { command: task.type, reason: asked.reason }) });
  }

  /**
   * One call at a time, a process that gave no answer is dead, and the device belongs to one process: nothing runs, not even what a
   * till left that was killed. What ran is not remembered.
   */
  async settle(): Promise<Settled> {
    const opened = await this.#opened();
    return opened.ok ? { kind: "forgotten" } : { kind: "open", error: opened.error.error };
  }

  async blockReason(): Promise<Result<BlockReason | null, never>> {
    return ok(null);
  }

  counters(): PortCounters {
    return { ...this.#counters };
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.isGone) return;
    child.end();
    const limit = new AbortController();
    const late = this.#options.clock.sleep(this.#timings.endLimitMs, limit.signal).then(() => {
      if (!limit.signal.aborted) child.kill();
    });
    await child.ended;
    limit.abort();
    await late;
  }

  async #ask(task: Task, limitMs: number): Promise<Asked> {
    const opened = await this.#opened();
    if (!opened.ok) return { kind: "failed", failure: opened.error };
    this.#counters.requests++;
    const answer = await opened.value.ask({ task }, limitMs);
    if (!answer.ok) {
      this.#counters.lostAnswers++;
      this.#options.log.warn({ task: task.type, reason: answer.error }, "the driver's process gave no answer");
      return { kind: "lost", reason: answer.error };
    }
    const failure = failureIn(task.type, answer.value);
    if (failure?.vendor === VENDOR.noConnection || failure?.vendor === VENDOR.connectionLost) this.#counters.lostAnswers++;
    return failure === null ? { kind: "answer", result: objectAt(answer.value, "result") ?? {} } : { kind: "failed", failure };
  }

  /** A connection that fails leaves the process as it is: each task tries it again. */
  async #opened(): Promise<Result<DriverChild, TaskFailure>> {
    if (this.#child !== null && !this.#child.isGone) return ok(this.#child);
    const { command, clock, library, settings } = this.#options;
    if (this.#hasStarted) this.#counters.restarts++;
    this.#hasStarted = true;
    const child = new DriverChild(command, clock, (line) => this.#noteMalformed(line));
    this.#child = child;
    const answer = await child.ask({ open: { library, device: this.address, settings } }, this.#timings.openLimitMs);
    if (!answer.ok) return err({ effect: "none", vendor: null, error: appError("FIS390", { reason: answer.error }) });
    const failure = failureIn("open", answer.value);
    if (failure === null) return ok(child);
    if (failure.vendor === NOT_LOADED || failure.vendor === BUSY) {
      child.kill();
      await child.ended;
    }
    return err({ ...failure, effect: "none" });
  }

  #noteMalformed(line: string): void {
    this.#counters.malformed++;
    this.#options.log.warn({ line: line.slice(0, LOGGED_TEXT) }, "the driver's process said something else");
  }
}

/** The process died, or the line was no longer there; a connection that can't be made is not tried twice (`notSent`: no effect). */
function isLost(asked: Asked): boolean {
  if (asked.kind !== "failed") return asked.kind === "lost";
  const { effect, vendor } = asked.failure;
  return effect === "unknown" && vendor !== null && LINE_LOST.has(vendor);
}

function failureIn(task: string, answer: JsonObject): TaskFailure | null {
  const error = objectAt(answer, "error");
  if (error === null) return null;
  const vendor = wholeAt(error, "code") ?? 0;
  const description = textAt(error, "description") ?? "";
  if (vendor === NOT_LOADED) return { effect: "none", vendor, error: appError("FIS390", { reason: description }) };
  if (vendor === BUSY) return { effect: "none", vendor, error: appError("FIS391") };
  const failure = taskFailure(task, vendor, description);
  return flagAt(answer, "notSent") === true ? { ...failure, effect: "none" } : failure;
}
