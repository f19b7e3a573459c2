import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { RegistrarStatus } from "../registrar.ts";
import { wholeAt } from "./answer.ts";
import type { AtolContext, IdentityReader } from "./context.ts";
import { NOTICE_TASK, OFD_TASK, readStatus, STATUS_TASKS } from "./readings.ts";
import type { JsonObject } from "./json-text.ts";
import type { Task } from "./task-port.ts";
import { WAITS_FOR_PAPER } from "./vendor-errors.ts";

/** Status, with what the tasks themselves don't tell: whether paper is owed. */
export class StatusReader {
  readonly #context: AtolContext;
  readonly #identity: IdentityReader;
  #last: RegistrarStatus | null = null;
  /** Null: this process has seen no document yet, and may ask by printing. */
  #isPrintOwed: boolean | null;
  readonly #refused = new Set<string>();

  constructor(context: AtolContext, identity: IdentityReader, mayPrint: boolean) {
    this.#context = context;
    this.#identity = identity;
    this.#isPrintOwed = mayPrint ? null : false;
  }

  /** The last document came out, or did not. */
  notePrint(isOwed: boolean): void {
    this.#isPrintOwed = isOwed;
  }

  async read(): Promise<Result<RegistrarStatus, AppError>> {
    const { port, clock, utcOffsetMinutes } = this.#context;
    const identity = await this.#identity.read();
    const answers = identity.ok ? await port.query(STATUS_TASKS) : err({ error: identity.error });
    if (!answers.ok) return this.#whileBlocked(answers.error.error);
    if (!identity.ok) return identity;
    const ofd = await this.#optional(OFD_TASK);
    const notices = identity.value.ffd === "1.2" ? await this.#optional(NOTICE_TASK) : null;
    const noticeQueue = notices === null ? null : wholeAt(notices, "status.notSentCount");
    const isPrintOwed = (this.#isPrintOwed ??= await this.#askPrint());
    const status = readStatus(answers.value, { identity: identity.value, clock, utcOffsetMinutes, isPrintOwed, ofd, noticeQueue });
    if (status.ok) this.#last = status.value;
    return status;
  }

  /**
   * No task tells whether paper is owed: what an earlier process left is printed now. Only a registrar that waits for paper owes
   * it after that; any other refusal means that there was nothing to continue.
   */
  async #askPrint(): Promise<boolean> {
    const continued = await this.#context.port.query([{ type: "continuePrint" }]);
    return !continued.ok && continued.error.vendor !== null && WAITS_FOR_PAPER.has(continued.error.vendor);
  }

  /** A queue that waits for paper answers no tasks; nothing else can change meanwhile, so the last status stands. */
  async #whileBlocked(error: AppError): Promise<Result<RegistrarStatus, AppError>> {
    if (error.code !== "FIS310" || this.#last === null) return err(error);
    return ok({ ...this.#last, paper: "out", isPrintOwed: true, clock: this.#context.clock.now() });
  }

  /** Null where the registrar refuses the task; then it is not asked again. */
  async #optional(task: Task): Promise<JsonObject | null> {
    if (this.#refused.has(task.type)) return null;
    const answer = await this.#context.port.query([task]);
    if (answer.ok) return answer.value[0] ?? null;
    if (answer.error.vendor !== null && answer.error.effect === "none") this.#refused.add(task.type);
    this.#context.log.debug({ task: task.type, code: answer.error.error.code }, "the registrar does not tell this");
    return null;
  }
}
