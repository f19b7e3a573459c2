import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalReceipt, Registered } from "../document/fiscal-document.ts";
import { buildQr } from "../document/qr.ts";
import { settlementSign } from "../document/settlement.ts";
import type { Baseline, RegistrarFailure } from "../registrar.ts";
import { isNegativeCheck } from "../code-question.ts";
import { abandonReceipt, cancelBegun, withoutDoubt } from "./abandon.ts";
import type { CodeChecks } from "./code-check.ts";
import { COMMANDS } from "./commands.ts";
import type { DeviceModel, DeviceModelReader } from "./device-model.ts";
import { toEpoch } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";
import type { CommandFailure } from "./errors.ts";
import type { CommandSpec } from "./commands.ts";
import { planSumCorrection, runCorrection } from "./correction-flow.ts";
import { FEATURE, hasFeature } from "./model.ts";
import type { PaperMode } from "./paper-mode.ts";
import { misfitOf, planReceipt } from "./receipt-plan.ts";
import type { ReceiptPlan } from "./receipt-plan.ts";
import { refusedForm } from "./receipt-tags.ts";
import type { ReceiptStep, TagRules } from "./receipt-tags.ts";
import { TotalProof } from "./total-proof.ts";
import { MODE, markingCheck, markingResult, receiptClosed, subtotal } from "./replies.ts";
import type { ReceiptClosed } from "./replies.ts";
import type { ShtrihSession } from "./session.ts";
import { findStored } from "./stored-document.ts";
import { DRIVE_BUSY, MARKING_BUFFER, VENDOR } from "./vendor-errors.ts";

export interface ReceiptSettings {
  /** Local time of the shop against UTC. */
  readonly utcOffsetMinutes: number;
  /** Cancel a receipt when the drive or the OISM says no to a code. The decision to sell was made before: default is to go on. */
  readonly refuseNegativeMarking: boolean;
  readonly sendCashier: boolean;
}

export interface ReceiptPorts {
  readonly session: ShtrihSession;
  readonly codes: CodeChecks;
  readonly models: DeviceModelReader;
  readonly paper: PaperMode;
}

/** The same receipt in another form that the device may take. */
interface PlanForm {
  readonly packTags: boolean;
  readonly nestBasis: boolean;
}

interface Attempt {
  readonly result: Result<Registered, RegistrarFailure>;
  /** The device said no to a step whose form can be another one. */
  readonly refused: ReceiptStep["form"];
  /** Its buffer does not hold the codes that were checked before the receipt. */
  readonly lacksCodes?: boolean;
}

/** Forms of one receipt: as it is, one tag a command, basis of a correction flat. */
const MAX_FORMS = 3;

/** Registers receipts (кассовый чек, чек коррекции): the plan's commands, the subtotal compared, FF45, the date read back. */
export class ReceiptFlow {
  readonly #session: ShtrihSession;
  readonly #models: DeviceModelReader;
  readonly #paper: PaperMode;
  readonly #settings: ReceiptSettings;
  readonly #codes: CodeChecks;
  /** What the device refused, per connection. */
  #form: { readonly generation: number; readonly form: PlanForm } | null = null;
  readonly #proof: TotalProof;

  constructor({ session, models, paper, codes }: ReceiptPorts, settings: ReceiptSettings) {
    this.#session = session;
    this.#codes = codes;
    this.#models = models;
    this.#paper = paper;
    this.#settings = settings;
    this.#proof = new TotalProof(session.link);
  }

  async register(receipt: FiscalReceipt, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    if (!baseline.shiftOpen) return err({ effect: "none", error: appError("FIS321", { command: COMMANDS.openReceipt.name }) });
    const model = await this.#models.model();
    if (!model.ok) return err({ effect: "none", error: model.error.error });
    for (let tryNumber = 1; ; tryNumber++) {
      const form = this.#formNow();
      const attempt = await this.#attempt(receipt, baseline, model.value, form);
      if (attempt.result.ok || attempt.result.error.effect !== "none" || tryNumber >= MAX_FORMS) return attempt.result;
      if (attempt.lacksCodes === true) {
        this.#session.log.warn({}, "the drive does not hold the codes that were checked: they are checked again");
        continue;
      }
      const next = otherForm(form, attempt.refused);
      if (next === null) return attempt.result;
      // Cancelled for sure: the same receipt again in the other form, and so for the rest of the connection.
      this.#form = { generation: this.#session.link.generation, form: next };
      this.#session.log.warn({ ...next }, "the registrar takes tags in another form");
    }
  }

  /** Something of a receipt may have been left on the device: nothing is taken for granted in the next one. */
  forgetProof(): void {
    this.#proof.forget();
    this.#codes.forget();
  }

  #formNow(): PlanForm {
    const { profile, link } = this.#session;
    if (this.#form !== null && this.#form.generation === link.generation) return this.#form.form;
    return { packTags: profile.packTags, nestBasis: profile.nestCorrectionBasis };
  }

  async #attempt(receipt: FiscalReceipt, baseline: Baseline, model: DeviceModel, form: PlanForm): Promise<Attempt> {
    const { profile } = this.#session;
    const { sendCashier } = this.#settings;
    const rules = { profile, ffd: model.ffd, sendCashier, ...form };
    if (receipt.correction !== undefined && !opensCorrections(model)) return this.#sumCorrection(receipt, baseline, rules);
    // Nothing is changed on the device for a receipt that does not fit.
    const misfit = misfitOf(receipt);
    if (misfit !== null) return refusal(appError("FIS360", { what: misfit }));
    const paper = await this.#paper.prepare(receipt.paper ?? "print");
    if (!paper.ok) return refusal(withoutDoubt(paper.error.error));
    const held = this.#codes.heldFor(receipt, this.#proof.holds);
    const plan = planReceipt(receipt, { ...rules, family: model.family, clearMarkingFirst: held.clear, heldCodes: held.codes });
    if (!plan.ok) return refusal(plan.error);
    this.#proof.begin();
    const failed = await this.#runSteps(plan.value);
    const attempt = failed ?? { result: await this.#close(receipt, plan.value, baseline), refused: "only" as const };
    if (attempt.result.ok) {
      this.#proof.keep();
      this.#codes.noteEmpty();
      return attempt;
    }
    this.forgetProof();
    return held.codes.size === 0 ? { ...attempt, lacksCodes: false } : attempt;
  }

  async #sumCorrection(receipt: FiscalReceipt, baseline: Baseline, rules: TagRules): Promise<Attempt> {
    const plan = planSumCorrection(receipt, rules);
    if (!plan.ok) return refusal(plan.error);
    const paper = await this.#paper.prepare(receipt.paper ?? "print");
    if (!paper.ok) return refusal(withoutDoubt(paper.error.error));
    const closed = await runCorrection(this.#session, plan.value);
    if (closed.ok) return { result: await this.#registered(receipt, closed.value, baseline, COMMANDS.correction), refused: "only" };
    const { effect, error, refused } = closed.error;
    return { result: err({ effect, error }), refused };
  }

  /** Everything before FF45; null when the receipt stands as wanted. */
  async #runSteps(plan: ReceiptPlan): Promise<Attempt | null> {
    for (const step of plan.steps) {
      const answer = await this.#runStep(step);
      if (answer.ok) {
        const refusal = this.#markingRefusal(step, answer.value);
        if (refusal === null) continue;
        return { result: err(await abandonReceipt(this.#session, refusal)), refused: "only" };
      }
      if (isClearing(step) && answer.error.vendor !== null) continue;
      const { vendor } = answer.error;
      const lacksCodes = vendor !== null && MARKING_BUFFER.has(vendor);
      return { result: err(await this.#giveUp(step, answer.error)), refused: refusedForm(step, vendor), lacksCodes };
    }
    if (this.#proof.holds) return null;
    const sum = await this.#session.call(COMMANDS.subtotal);
    if (sum.ok && subtotal(sum.value) === plan.subtotalKop) return null;
    const cause = sum.ok ? appError("FIS325", { deviceKop: subtotal(sum.value), ourKop: plan.subtotalKop }) : sum.error.error;
    return { result: err(await abandonReceipt(this.#session, cause)), refused: "only" };
  }

  async #giveUp(step: ReceiptStep, failure: CommandFailure): Promise<RegistrarFailure> {
    // 8Dh that surely was not executed has opened nothing: whatever is open there is not ours.
    if (step.command === COMMANDS.openReceipt && failure.effect === "none") {
      return { effect: "none", error: await this.#explainRefusal(failure) };
    }
    return abandonReceipt(this.#session, failure.error);
  }

  /** 8Dh answered with "the drive is busy": a document of another kind that was begun and never finished is in its way. */
  async #runStep({ command, parameters }: ReceiptStep): Promise<Result<Uint8Array, CommandFailure>> {
    const answer = await this.#session.callPatiently(command, parameters);
    const isBusy = !answer.ok && answer.error.vendor !== null && DRIVE_BUSY.has(answer.error.vendor);
    if (command !== COMMANDS.openReceipt || !isBusy || !(await cancelBegun(this.#session))) return answer;
    return this.#session.callPatiently(command, parameters);
  }

  /** "Wrong mode" says little; the mode itself says what to do. */
  async #explainRefusal(failure: CommandFailure): Promise<AppError> {
    const command = COMMANDS.openReceipt.name;
    if (failure.vendor !== VENDOR.wrongMode) return failure.error;
    const status = await this.#session.status();
    if (!status.ok) return failure.error;
    const vendor = failure.error.vendorCode;
    const details = { command, vendor: vendor ?? "", meaning: "открыт документ" };
    switch (status.value.mode) {
      case MODE.shiftExpired:
        return appError("FIS320", details, vendor);
      case MODE.shiftClosed:
        return appError("FIS321", details, vendor);
      case MODE.document:
        return appError("FIS324", details, vendor);
      default:
        return failure.error;
    }
  }

  #markingRefusal(step: ReceiptStep, data: Uint8Array): AppError | null {
    const isCheck = step.command === COMMANDS.checkMarking;
    if (!isCheck && step.command !== COMMANDS.acceptMarking) return null;
    const result = isCheck ? markingCheck(data).result : markingResult(data);
    if (isCheck) this.#session.log.debug({ ...markingCheck(data) }, "marking code checked by the drive");
    if (!this.#settings.refuseNegativeMarking || isClearing(step) || result === null) return null;
    // The check may carry a cause instead of tag 2106; the answer to "accept" always is tag 2106.
    if (isCheck || !isNegativeCheck(result)) return null;
    return appError("FIS350", { meaning: "проверка кода отрицательная", vendor: "", result });
  }

  async #close(receipt: FiscalReceipt, plan: ReceiptPlan, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const answer = await this.#session.callPatiently(COMMANDS.closeReceipt, plan.close);
    if (!answer.ok) {
      if (answer.error.effect === "unknown") return err({ effect: "unknown", error: answer.error.error });
      return err(await abandonReceipt(this.#session, answer.error.error));
    }
    const closed = receiptClosed(answer.value);
    const doubt = await this.#compareChange(receipt, closed);
    if (doubt !== null) return err({ effect: "unknown", error: doubt });
    return this.#registered(receipt, closed, baseline, COMMANDS.closeReceipt);
  }

  async #registered(
    receipt: FiscalReceipt,
    closed: ReceiptClosed,
    baseline: Baseline,
    { name: command }: CommandSpec,
  ): Promise<Result<Registered, RegistrarFailure>> {
    if (closed.fdNumber <= baseline.lastFdNumber) {
      const what = `document ${closed.fdNumber} after ${baseline.lastFdNumber}`;
      return err({ effect: "unknown", error: appError("FIS305", { command, what }) });
    }
    const at = closed.at ?? (await this.#timeOf(closed));
    if (at === null)
      return err({ effect: "unknown", error: appError("FIS303", { command: COMMANDS.findDocument.name, reason: "no time" }) });
    return ok(registeredReceipt(receipt, baseline.fnSerial, baseline.shiftNumber, { ...closed, at }, this.#settings.utcOffsetMinutes));
  }

  /** The short answer of FF45 has no time: the drive knows it. Null sends the document to `resolve`, which asks again. */
  async #timeOf(closed: ReceiptClosed): Promise<LocalSeconds | null> {
    const found = await findStored(this.#session, closed.fdNumber);
    if (!found.ok || found.value === null) return null;
    return found.value.fiscalSign === closed.fiscalSign ? found.value.at : null;
  }

  /**
   * A change that is not ours means another total: the next receipt's subtotal is asked for again, and this one is not ours to
   * call registered unless the drive itself has it with our total.
   */
  async #compareChange(receipt: FiscalReceipt, closed: ReceiptClosed): Promise<AppError | null> {
    const expectedKop = receipt.payments.cashKop > 0 ? kopecks(Math.max(0, receipt.cashGivenKop - receipt.payments.cashKop)) : 0;
    if (closed.changeKop === expectedKop) return null;
    this.#proof.distrust();
    const found = await findStored(this.#session, closed.fdNumber);
    const deviceTotalKop = found.ok ? (found.value?.totalKop ?? null) : null;
    const seen = {
      fdNumber: closed.fdNumber,
      deviceKop: closed.changeKop,
      ourKop: expectedKop,
      deviceTotalKop,
      ourTotalKop: receipt.totalKop,
    };
    this.#session.log.error(seen, "the registrar counts another change");
    if (deviceTotalKop === receipt.totalKop) return null;
    const command = COMMANDS.closeReceipt.name;
    if (deviceTotalKop === null) return appError("FIS303", { command, reason: "another change, and the document cannot be read back" });
    return appError("FIS328", { command, fdNumber: closed.fdNumber, deviceKop: deviceTotalKop, ourKop: receipt.totalKop });
  }
}

/** FFD 1.2 knows no other way; before it the device tells (F7h bit 48). */
function opensCorrections({ ffd, features }: DeviceModel): boolean {
  return ffd === "1.2" || (ffd === "1.1" && hasFeature(features, FEATURE.correctionAsReceipt));
}

function otherForm(form: PlanForm, refused: ReceiptStep["form"]): PlanForm | null {
  if (refused === "nested-basis" && form.nestBasis) return { ...form, nestBasis: false };
  // What is left to try of a flat or a packed group of tags is one at a time.
  return refused !== "only" && form.packTags ? { ...form, packTags: false } : null;
}

function refusal(error: AppError): Attempt {
  return { result: err({ effect: "none", error }), refused: "only" };
}

function isClearing(step: ReceiptStep): boolean {
  return step.command === COMMANDS.acceptMarking && step.parameters[0] === 2;
}

/** What the terminal gets; the QR is built from what the registrar answered. */
export function registeredReceipt(
  receipt: FiscalReceipt,
  fnSerial: string,
  shiftNumber: number,
  document: { readonly fdNumber: number; readonly fiscalSign: string; readonly at: LocalSeconds },
  utcOffsetMinutes: number,
): Registered {
  const { fdNumber, fiscalSign, at } = document;
  const qr = buildQr({
    localEpochSeconds: at,
    hasSeconds: false,
    totalKop: receipt.totalKop,
    fnSerial,
    fdNumber,
    fiscalSign,
    sign: settlementSign(receipt.kind),
  });
  return { fdNumber, fiscalSign, fnSerial, at: toEpoch(at, utcOffsetMinutes), shiftNumber, qr, isPrintOwed: false };
}
