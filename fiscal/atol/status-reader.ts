import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { RegistrarStatus } from "../registrar.ts";
import { wholeAt } from "./answer.ts";
import type { AtolContext, IdentityReader } from "./context.ts";
import { NOTICE_TASK, readStatus, STATUS_TASKS } from "./readings.ts";
import { WAITS_FOR_PAPER } from "./vendor-errors.ts";

/** Status, with what the tasks themselves don't tell: whether paper is owed. */
export class StatusReader {
  readonly #context: AtolContext;
  readonly #identity: IdentityReader;
  #last: RegistrarStatus | null = null;
  /** Null: this process has seen no document yet. */
  #isPrintOwed: boolean | null = null;
  #knowsNotices = true;

  constructor(context: AtolContext, identity: IdentityReader) {
    this.#context = context;
    this.#identity = identity;
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
    const noticeQueue = identity.value.ffd === "1.2" ? await this.#noticeQueue() : null;
    const isPrintOwed = (this.#isPrintOwed ??= await this.#askPrint());
    const status = readStatus(answers.value, { identity: identity.value, clock, utcOffsetMinutes, isPrintOwed, noticeQueue });
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

  async #noticeQueue(): Promise<number | null> {
    if (!this.#knowsNotices) return null;
    const answer = await this.#context.port.query([NOTICE_TASK]);
    if (answer.ok) return wholeAt(answer.value[0], "status.notSentCount");
    this.#knowsNotices = answer.error.vendor === null;
    this.#context.log.debug({ code: answer.error.error.code }, "notices not told");
    return null;
  }
}
