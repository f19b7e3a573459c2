import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { CheckedCodes } from "../checked-codes.ts";
import { goodsOf, isNegativeCheck, markedLines, questionOf } from "../code-question.ts";
import type { FiscalReceipt } from "../document/fiscal-document.ts";
import type { DriveCodeCheck, DriveCodeQuestion } from "../registrar.ts";
import { withoutDoubt } from "./abandon.ts";
import { COMMANDS } from "./commands.ts";
import type { DeviceModelReader } from "./device-model.ts";
import type { CommandFailure } from "./errors.ts";
import { checkParameters } from "./receipt-plan.ts";
import { markingCheck, markingResult } from "./replies.ts";
import type { MarkingCheck } from "./replies.ts";
import { markingDecision } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { MARKING_BUFFER } from "./vendor-errors.ts";

/** What a receipt finds of its codes in the drive. */
export interface HeldCodes {
  /** FF69 02 before anything else of marking. */
  readonly clear: boolean;
  /** Base64 of the codes that need no FF61 any more. */
  readonly codes: ReadonlySet<string>;
}

/** Answer FFh or 20h of FF61: no answer of the operator stands behind it, so its next byte may be a cause and not tag 2106. */
const NO_ANSWER_CAUSE = 0x20;

/** FF61 and FF69 of one code before its receipt, and what lies in the drive's buffer since. One call at a time. */
export class CodeChecks {
  readonly #session: ShtrihSession;
  readonly #models: DeviceModelReader;
  readonly #refusesNegative: boolean;
  readonly #codes = new CheckedCodes<null>();
  #generation = -1;

  constructor(session: ShtrihSession, models: DeviceModelReader, refusesNegative: boolean) {
    this.#session = session;
    this.#models = models;
    this.#refusesNegative = refusesNegative;
  }

  /** A code that the device won't take is tried once more with an empty buffer: only this till knows what it holds, others may not. */
  async check(question: DriveCodeQuestion): Promise<Result<DriveCodeCheck, AppError>> {
    const model = await this.#models.model();
    if (!model.ok) return err(model.error.error);
    if (model.value.ffd !== "1.2") return err(appError("FIS620", { ffd: model.value.ffd }));
    const parameters = checkParameters(goodsOf(question));
    if (parameters === null) return err(appError("FIS360", { what: "marking code too long" }));
    for (let isFirst = true; ; isFirst = false) {
      this.#look();
      const known = this.#codes.answer(question);
      if (known !== null) return ok(known);
      const checked = await this.#checkNew(question, parameters);
      if (checked.ok) return checked;
      this.#codes.forget();
      const { vendor, error } = checked.error;
      if (!isFirst || vendor === null || !MARKING_BUFFER.has(vendor)) return err(withoutDoubt(error));
    }
  }

  /** Asked right before the receipt's commands. `isProvenClean`: nothing can have been left by an earlier receipt. */
  heldFor(receipt: FiscalReceipt, isProvenClean: boolean): HeldCodes {
    this.#look();
    const questions = markedLines(receipt.lines).map(questionOf);
    const { clear, held } = this.#codes.planFor(questions, { inOrder: false });
    const mayBeLeft = !this.#codes.isKnown && this.#session.profile.clearMarkingFirst && questions.length > 0 && !isProvenClean;
    return { clear: clear || mayBeLeft, codes: new Set(held.map(({ question }) => question.codeBase64)) };
  }

  /** A receipt took its codes, or they were cleared away: the drive keeps none. */
  noteEmpty(): void {
    this.#generation = this.#session.link.generation;
    this.#codes.noteEmpty();
  }

  forget(): void {
    this.#codes.forget();
  }

  async #checkNew(question: DriveCodeQuestion, parameters: Uint8Array): Promise<Result<DriveCodeCheck, CommandFailure>> {
    const { log } = this.#session;
    if (!this.#codes.hasRoomFor(question)) {
      const cleared = await this.#decide("clear");
      // A device that has nothing to clear may say so.
      if (!cleared.ok && cleared.error.vendor === null) return cleared;
      this.noteEmpty();
    }
    this.#codes.noteBegun();
    const { generation } = this.#session.link;
    const answer = await this.#session.callPatiently(COMMANDS.checkMarking, parameters);
    if (!answer.ok) return answer;
    const seen = markingCheck(answer.value);
    log.debug({ ...seen }, "marking code checked by the drive before its receipt");
    const result = resultOf(seen);
    const isRefused = this.#refusesNegative && isNegativeCheck(result);
    const decided = await this.#decide(isRefused ? "reject" : "accept");
    if (!decided.ok) return decided;
    const check = { ...checkOf(seen), result: markingResult(decided.value) ?? result };
    // A line that was opened anew between the two commands: nobody knows what the drive holds.
    if (generation !== this.#session.link.generation) this.#codes.forget();
    else if (!isRefused) this.#codes.note({ question, check, carried: null });
    return ok(check);
  }

  #decide(decision: "accept" | "reject" | "clear"): Promise<Result<Uint8Array, CommandFailure>> {
    return this.#session.callPatiently(COMMANDS.acceptMarking, markingDecision(decision));
  }

  /** What was known of the buffer holds for one connection. */
  #look(): void {
    const { generation, isConnected } = this.#session.link;
    if (!isConnected || generation !== this.#generation) this.#codes.forget();
  }
}

/** Tag 2106 of the check alone; without an answer of the operator it is what the drive found by itself. */
function resultOf({ local, online, result }: MarkingCheck): number {
  return result === null || online === NO_ANSWER_CAUSE ? local : result;
}

function checkOf({ local, reason, kind, operatorCode, operatorStatus }: MarkingCheck): Omit<DriveCodeCheck, "result"> {
  return { localCheck: local, localReason: reason, codeKind: kind, operatorCode, operatorStatus };
}
