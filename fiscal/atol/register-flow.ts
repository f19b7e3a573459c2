import { appError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalDocument, Registered } from "../document/fiscal-document.ts";
import type { Baseline, RegistrarFailure } from "../registrar.ts";
import { flagAt } from "./answer.ts";
import type { AtolContext, IdentityReader } from "./context.ts";
import { documentTask } from "./document-task.ts";
import type { JsonObject } from "./json-text.ts";
import type { MarkingDesk } from "./marking-desk.ts";
import type { CheckResults } from "./receipt-task.ts";
import { isStored, registeredByAnswer, registeredUnstored } from "./registered.ts";

const NO_CHECKS: CheckResults = [];

/** A document is one task, sent once under the id of its baseline. Codes are checked before it, which registers nothing. */
export class RegisterFlow {
  readonly #context: AtolContext;
  readonly #identity: IdentityReader;
  readonly #desk: MarkingDesk;

  constructor(context: AtolContext, identity: IdentityReader, desk: MarkingDesk) {
    this.#context = context;
    this.#identity = identity;
    this.#desk = desk;
  }

  async register(document: FiscalDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const { port, clock, utcOffsetMinutes, industryDate } = this.#context;
    // The driver would open a shift by itself, of which the till knows nothing.
    if (document.kind === "receipt" && !baseline.shiftOpen)
      return err({ effect: "none", error: appError("FIS321", { command: "receipt", meaning: "смена закрыта" }) });
    await this.#desk.giveWay();
    const identity = await this.#identity.read();
    if (!identity.ok) return err({ effect: "none", error: identity.error });
    const { ffd } = identity.value;
    const checks = document.kind === "receipt" && ffd === "1.2" ? await this.#desk.forReceipt(document.receipt) : ok(NO_CHECKS);
    if (!checks.ok) return err({ effect: "none", error: checks.error.error });
    const task = documentTask(document, checks.value, { ffd, industryDate });
    const answer = await port.submit(baseline.requestId, task);
    this.#desk.noteDocument(document.kind, answer.ok);
    if (!answer.ok) return err({ effect: answer.error.effect, error: answer.error.error });
    if (!isStored(document)) return ok(registeredUnstored(baseline, clock.now(), answer.value));
    const registered = registeredByAnswer(document, baseline, answer.value, utcOffsetMinutes);
    if (registered !== null) {
      if (document.kind === "receipt") this.#noteShift(baseline, registered, answer.value);
      return ok(registered);
    }
    return err({ effect: "unknown", error: appError("FIS303", { command: task.type, reason: "the answer does not fit the document" }) });
  }
  /** The shift was closed behind the till's back, and the receipt stands in another one: its number is the answer's. */
  #noteShift(baseline: Baseline, { shiftNumber, fdNumber }: Registered, answer: JsonObject): void {
    const isOpenedByDriver = flagAt(answer, "shiftAutoOpened") === true;
    if (!isOpenedByDriver && shiftNumber === baseline.shiftNumber) return;
    const shifts = { fdNumber, shiftNumber, expected: baseline.shiftNumber, isOpenedByDriver };
    this.#context.log.warn(shifts, "the receipt stands in another shift than the till's");
  }
}
