import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { isNegativeCheck } from "../code-question.ts";
import type { MarkedGoods } from "../code-question.ts";
import type { DriveCodeCheck } from "../registrar.ts";
import { flagAt, objectAt, textAt, wholeAt } from "./answer.ts";
import { checkOf, resultBits } from "./check-words.ts";
import type { AtolContext } from "./context.ts";
import type { JsonObject } from "./json-text.ts";
import { imcParams } from "./receipt-task.ts";
import { malformed, taskFailure } from "./task-port.ts";
import type { Task, TaskFailure } from "./task-port.ts";
import { MARKING_BUSY } from "./vendor-errors.ts";

/** Quick at first, patient later; the last one repeats. */
const POLL_MS = [50, 100, 200, 300] as const;
/** The driver's own limit of one check (facts B4). */
const CHECK_LIMIT_MS = 60_000;
const CHECK_NOT_ENDED = 421;
const RESULT_OF_STATUS = "onlineValidation.itemInfoCheckResult";

/** A check of ours that the device works on. */
export interface RunningCheck {
  /** The answer that the drive gave by itself. */
  readonly begun: JsonObject;
  readonly sinceMs: number;
}

/** A check that has ended; `carried` (`itemInfoCheckResult`) stands in the receipt. Null: it was declined, as the settings want. */
export interface EndedCheck {
  readonly check: DriveCodeCheck;
  readonly carried: JsonObject | null;
}

/**
 * The steps of one check: begin, ask until it is ready, accept or decline (facts B4). Each step is one request, so that a check can be
 * left and gone on with. Registers nothing: every failure leaves a receipt unregistered.
 */
export class CheckSteps {
  readonly #context: AtolContext;

  constructor(context: AtolContext) {
    this.#context = context;
  }

  /** Empties the drive's buffer; nothing to clear is an error on some drivers. Fails with `isBusy` while a check runs. */
  async clear(): Promise<Result<void, TaskFailure>> {
    const cleared = await this.#ask("clearMarkingCodeValidationResult");
    if (cleared.ok) return ok(undefined);
    return cleared.error.vendor === null || isBusy(cleared.error) ? cleared : ok(undefined);
  }

  /** Fails with `isBusy` while another check runs, of which nothing is known here. */
  async begin(goods: MarkedGoods): Promise<Result<RunningCheck, TaskFailure>> {
    const task: Task = { type: "beginMarkingCodeValidation", params: imcParams(goods) };
    const begun = await this.#context.port.query([task]);
    return begun.ok ? ok({ begun: begun.value[0] ?? {}, sinceMs: this.now() }) : begun;
  }

  now(): number {
    return this.#context.clock.monotonicMs();
  }

  /** Null: it still runs. Without an answer of the operator it is ready all the same: `driverError` says why. */
  async look(sinceMs: number): Promise<Result<JsonObject | null, TaskFailure>> {
    const { port, clock, log } = this.#context;
    const status = await port.query([{ type: "getMarkingCodeValidationStatus" }]);
    if (status.ok && flagAt(status.value[0], "ready") === true) {
      const [answer = {}] = status.value;
      const code = wholeAt(answer, "driverError.code") ?? 0;
      if (code !== 0) log.info({ code, text: textAt(answer, "driverError.description") }, "marking code checked without the operator");
      return ok(answer);
    }
    if (!status.ok && !isBusy(status.error)) return status;
    const isTooLong = clock.monotonicMs() - sinceMs > CHECK_LIMIT_MS;
    return isTooLong ? err(taskFailure("getMarkingCodeValidationStatus", CHECK_NOT_ENDED, "")) : ok(null);
  }

  /** Before the next `look`. */
  async pause(polls: number, signal?: AbortSignal): Promise<void> {
    await this.#context.clock.sleep(POLL_MS[Math.min(polls, POLL_MS.length - 1)] ?? 0, signal);
  }

  async end({ begun }: RunningCheck, status: JsonObject): Promise<Result<EndedCheck, TaskFailure>> {
    const found = checkOf(begun, status);
    const expected = resultBits(status, RESULT_OF_STATUS);
    if (this.#context.refuseNegativeMarking && isNegativeCheck(expected)) {
      await this.decline();
      return ok({ check: { ...found, result: expected }, carried: null });
    }
    const accepted = await this.#ask("acceptMarkingCode");
    if (!accepted.ok) return accepted;
    const carried = objectAt(accepted.value, "itemInfoCheckResult");
    if (carried === null) {
      return err({ effect: "none", vendor: null, error: malformed("acceptMarkingCode", "no itemInfoCheckResult") });
    }
    return ok({ check: { ...found, result: resultBits(accepted.value, "itemInfoCheckResult") }, carried });
  }

  /** Ends our own check before it is ready. False: nobody knows what the device does with it. */
  async cancel(): Promise<boolean> {
    return (await this.#ask("cancelMarkingCodeValidation")).ok || (await this.#ask("declineMarkingCode")).ok;
  }

  /** A check that is nobody's any more. */
  async decline(): Promise<void> {
    await this.#ask("declineMarkingCode");
  }

  /** As `clear`; what runs there is waited for and declined. */
  clearPatiently(): Promise<Result<void, TaskFailure>> {
    return this.#behindForeign(() => this.clear());
  }

  /**
   * All steps at once, for a receipt. A check that already runs is waited for, never begun anew: what it tells is of another code, so it
   * is declined and ours comes after it. FIS350: the answer is no, and the settings refuse such codes.
   */
  async whole(goods: MarkedGoods): Promise<Result<JsonObject, TaskFailure>> {
    const begun = await this.#behindForeign(() => this.begin(goods));
    if (!begun.ok) return begun;
    const status = await this.#untilReady(begun.value.sinceMs);
    if (!status.ok) return status;
    const ended = await this.end(begun.value, status.value);
    if (!ended.ok) return ended;
    if (ended.value.carried !== null) return ok(ended.value.carried);
    const { result } = ended.value.check;
    const error = appError("FIS350", { meaning: "проверка не пройдена", vendor: 0, result });
    return err({ effect: "none", vendor: null, error });
  }

  async #behindForeign<T>(step: () => Promise<Result<T, TaskFailure>>): Promise<Result<T, TaskFailure>> {
    const first = await step();
    if (first.ok || !isBusy(first.error)) return first;
    const ready = await this.#untilReady(this.now());
    if (!ready.ok) return ready;
    await this.decline();
    return step();
  }

  async #untilReady(sinceMs: number): Promise<Result<JsonObject, TaskFailure>> {
    for (let polls = 0; ; polls++) {
      const status = await this.look(sinceMs);
      if (!status.ok) return status;
      if (status.value !== null) return ok(status.value);
      await this.pause(polls);
    }
  }

  async #ask(type: string): Promise<Result<JsonObject, TaskFailure>> {
    const answers = await this.#context.port.query([{ type }]);
    return answers.ok ? ok(answers.value[0] ?? {}) : answers;
  }
}

/** A check runs already. */
export function isBusy({ vendor }: TaskFailure): boolean {
  return vendor !== null && MARKING_BUSY.has(vendor);
}
