import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { CheckedCodes } from "../checked-codes.ts";
import { goodsOf, markedLines, questionOf } from "../code-question.ts";
import type { FiscalDocument, FiscalReceipt } from "../document/fiscal-document.ts";
import { JobQueue } from "../job-queue.ts";
import type { DriveCodeCheck, DriveCodeQuestion } from "../registrar.ts";
import { CheckSteps, isBusy } from "./code-check.ts";
import type { RunningCheck } from "./code-check.ts";
import type { AtolContext, IdentityReader } from "./context.ts";
import type { JsonObject } from "./json-text.ts";
import type { CheckResults } from "./receipt-task.ts";
import type { TaskFailure } from "./task-port.ts";
import { CODES_NOT_THERE } from "./vendor-errors.ts";

/** Checks that wait for the one that runs: more codes than a receipt can have. */
const LANE_LIMIT = 256;
/** A check that documents have called off so often is given up. */
const MAX_ROUNDS = 10;

/** Runs a job in its turn, behind all that do not wait; null: the driver is closed or full. */
export type RunLast = <T>(job: () => Promise<T>) => Promise<T> | null;

/** `over`: with its answer. `called-off`: a document, or a check of somebody else, is in its place. */
type Look = { readonly kind: "runs" | "called-off" } | { readonly kind: "over"; readonly check: DriveCodeCheck };
type Begun =
  | { readonly kind: "busy" }
  | { readonly kind: "over"; readonly check: DriveCodeCheck }
  | { readonly kind: "begun"; readonly running: RunningCheck };

/**
 * Marking codes before and in receipts. A check before its receipt goes on in single steps between the other calls; whatever makes or
 * seeks a document calls it off first. The receipt takes the codes that lie in the drive in the order of its lines, and checks the rest.
 */
export class MarkingDesk {
  readonly #steps: CheckSteps;
  readonly #identity: IdentityReader;
  readonly #runLast: RunLast;
  readonly #lane = new JobQueue(LANE_LIMIT);
  readonly #codes = new CheckedCodes<JsonObject>();
  /** The check of ours that the device works on. */
  #running: RunningCheck | null = null;

  constructor(context: AtolContext, identity: IdentityReader, runLast: RunLast) {
    this.#steps = new CheckSteps(context);
    this.#identity = identity;
    this.#runLast = runLast;
  }

  /** Null: the driver is closed or full. */
  check(question: DriveCodeQuestion, signal?: AbortSignal): Promise<Result<DriveCodeCheck, AppError> | null> {
    return this.#lane.run(() => this.#check(question, signal)) ?? Promise.resolve(null);
  }

  /** Before a document, or the search for one: the check that runs ends here, and begins again after it. */
  async giveWay(): Promise<void> {
    if (this.#running === null) return;
    this.#running = null;
    if (!(await this.#steps.cancel())) this.#codes.forget();
  }

  /** The results that a receipt carries, in the order of its marked lines. */
  async forReceipt(receipt: FiscalReceipt): Promise<Result<CheckResults, TaskFailure>> {
    const lines = markedLines(receipt.lines);
    const plan = this.#codes.planFor(lines.map(questionOf), { inOrder: true });
    // Another program may have left something, which matters to codes alone.
    const mayBeLeft = plan.held.length === 0 && lines.length > 0;
    if (plan.clear || mayBeLeft) {
      const cleared = this.#noteCleared(await this.#steps.clearPatiently());
      if (!cleared.ok) return cleared;
    }
    const results = plan.held.map(({ carried }) => carried);
    for (const line of lines.slice(results.length)) {
      this.#codes.noteBegun();
      const checked = await this.#steps.whole(line);
      if (!checked.ok) {
        this.#codes.forget();
        return err({ ...checked.error, effect: "none" });
      }
      results.push(checked.value);
    }
    return ok(results);
  }

  /** What became of a document: a receipt that is made has taken the codes; what others leave of them is told nowhere. */
  noteDocument(kind: FiscalDocument["kind"], isMade: boolean): void {
    if (kind === "receipt" && isMade) this.#codes.noteEmpty();
    else if (kind === "receipt" || kind === "open-shift" || kind === "close-shift") this.#codes.forget();
  }

  forget(): void {
    this.#codes.forget();
  }

  async #check(question: DriveCodeQuestion, signal: AbortSignal | undefined): Promise<Result<DriveCodeCheck, AppError> | null> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const begun = await this.#runLast(() => this.#begin(question, signal));
      if (begun === null || !begun.ok) return begun;
      if (begun.value.kind === "over") return ok(begun.value.check);
      const seen = await this.#followUp(begun.value.kind === "busy" ? null : begun.value.running, question, signal);
      if (seen === null || !seen.ok) return seen;
      if (seen.value.kind === "over") return ok(seen.value.check);
    }
    return err(appError("FIS621"));
  }

  async #begin(question: DriveCodeQuestion, signal: AbortSignal | undefined): Promise<Result<Begun, AppError>> {
    if (signal?.aborted === true) return err(appError("FIS621"));
    const identity = await this.#identity.read();
    if (!identity.ok) return identity;
    if (identity.value.ffd !== "1.2") return err(appError("FIS620", { ffd: identity.value.ffd }));
    for (let isFirst = true; ; isFirst = false) {
      const check = this.#codes.answer(question);
      if (check !== null) return ok({ kind: "over", check });
      const begun = await this.#beginNew(question);
      if (begun.ok) {
        this.#running = begun.value;
        return ok({ kind: "begun", running: begun.value });
      }
      this.#codes.forget();
      if (isBusy(begun.error)) return ok({ kind: "busy" });
      const { vendor, error } = begun.error;
      if (!isFirst || vendor === null || !CODES_NOT_THERE.has(vendor)) return err(error);
    }
  }

  async #beginNew(question: DriveCodeQuestion): Promise<Result<RunningCheck, TaskFailure>> {
    if (!this.#codes.hasRoomFor(question)) {
      const cleared = this.#noteCleared(await this.#steps.clear());
      if (!cleared.ok) return cleared;
    }
    this.#codes.noteBegun();
    return this.#steps.begin(goodsOf(question));
  }

  /** Looks until it is over, between the other calls. Null: a check that is not ours is in the way. */
  async #followUp(
    running: RunningCheck | null,
    question: DriveCodeQuestion,
    signal: AbortSignal | undefined,
  ): Promise<Result<Look, AppError> | null> {
    const sinceMs = running?.sinceMs ?? this.#steps.now();
    for (let polls = 0; ; polls++) {
      const seen = await this.#runLast(() => this.#look(running, sinceMs, question, signal));
      if (seen === null || !seen.ok || seen.value.kind !== "runs") return seen;
      await this.#steps.pause(polls, signal);
    }
  }

  async #look(
    running: RunningCheck | null,
    sinceMs: number,
    question: DriveCodeQuestion,
    signal: AbortSignal | undefined,
  ): Promise<Result<Look, AppError>> {
    if (signal?.aborted === true) {
      if (this.#running === running) await this.giveWay();
      return err(appError("FIS621"));
    }
    if (this.#running !== running) return ok({ kind: "called-off" });
    const status = await this.#steps.look(sinceMs);
    if (!status.ok) return this.#broken(status.error);
    if (status.value === null) return ok({ kind: "runs" });
    if (running === null) {
      await this.#steps.decline();
      return ok({ kind: "called-off" });
    }
    const ended = await this.#steps.end(running, status.value);
    if (!ended.ok) return this.#broken(ended.error);
    this.#running = null;
    const { check, carried } = ended.value;
    if (carried !== null) this.#codes.note({ question, check, carried });
    return ok({ kind: "over", check });
  }

  /** Whatever the device does with it: the next one starts from an empty buffer. */
  async #broken({ error }: TaskFailure): Promise<Result<never, AppError>> {
    await this.giveWay();
    this.#codes.forget();
    return err(error);
  }

  #noteCleared(cleared: Result<void, TaskFailure>): Result<void, TaskFailure> {
    if (cleared.ok) this.#codes.noteEmpty();
    else this.#codes.forget();
    return cleared;
  }
}
