import type { AppError } from "../../config/errors/index.ts";
import { sumKop } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalDocument, FiscalReceipt, Registered } from "../document/fiscal-document.ts";
import type { Baseline, Resolution } from "../registrar.ts";
import { cancelOpenReceipt } from "./abandon.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandFailure } from "./errors.ts";
import { awaitPrinted, makeReadable, noPaper } from "./readiness.ts";
import { registeredReceipt } from "./receipt-flow.ts";
import {
  CASH_IN_COUNT,
  CASH_OUT_COUNT,
  FD_TYPE,
  FN_NO_DOCUMENT,
  MODE,
  SUBMODE,
  fnStatus,
  fullStatus,
  isPrintOwed,
  operationRegister,
  subtotal,
} from "./replies.ts";
import type { FnStatus, FoundDocument, ShortStatus } from "./replies.ts";
import { registerNumber } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { shiftRegistered, unstoredRegistered } from "./shift-flow.ts";
import type { CashDocument, ShiftDocument } from "./shift-flow.ts";
import { findStored, neverTells, readStoredTags } from "./stored-document.ts";
import { describeSeen, isReceipt, judgeCount, judgeOpenReceipt, judgeStored, judgeXReport, readOwnTag } from "./verdict.ts";
import type { CountVerdict } from "./verdict.ts";

/** More documents than this since the baseline, and the question comes too late for a scan. */
const MAX_SCAN = 500;
/** A receipt that can be ours is cancelled and the device looked at again; it cannot reappear for ever. */
const ROUNDS = 3;

/** What the device shows at one moment. */
interface Sight {
  readonly status: ShortStatus;
  readonly drive: FnStatus;
}

type Search<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "absent" }
  | { readonly kind: "unclear"; readonly what: string }
  | { readonly kind: "error"; readonly error: AppError };

/** "What became of this document?" (facts, section 6.2). Reads; the only things it changes are receipts that can be ours. */
export class ResolveFlow {
  readonly #session: ShtrihSession;
  readonly #utcOffsetMinutes: number;

  constructor(session: ShtrihSession, utcOffsetMinutes: number) {
    this.#session = session;
    this.#utcOffsetMinutes = utcOffsetMinutes;
  }

  async resolve(document: FiscalDocument, baseline: Baseline): Promise<Resolution> {
    const readable = await makeReadable(this.#session, this.#utcOffsetMinutes);
    if (!readable.ok) return { outcome: "unreachable", error: readable.error };
    switch (document.kind) {
      case "receipt":
        return this.#receipt(document.receipt, baseline);
      case "open-shift":
      case "close-shift":
        return this.#shift(document, baseline);
      case "x-report":
        return this.#xReport(baseline);
      case "cash-in":
      case "cash-out":
        return this.#cash(document, baseline);
    }
  }

  async #receipt(receipt: FiscalReceipt, baseline: Baseline): Promise<Resolution> {
    for (let round = 0; ; round++) {
      const early = await this.#drive();
      if (!early.ok) return { outcome: "unreachable", error: early.error };
      const found = await this.#searchReceipt(receipt, baseline, early.value);
      // In the drive: registered, whatever the printer still does.
      if (found.kind !== "absent") return this.#conclude(found, baseline, early.value);
      const sight = await this.#settledSight();
      if (!sight.ok) return { outcome: "unreachable", error: sight.error };
      if (sight.value.drive.lastFdNumber !== early.value.lastFdNumber) {
        if (round < ROUNDS) continue;
        return this.#undecided(sight.value, baseline, "документы появляются быстрее, чем касса их читает");
      }
      const left = await this.#clearLeftOver(receipt, sight.value, baseline);
      if (left === "cleared" && round < ROUNDS) continue;
      return left === "cleared" ? this.#undecided(sight.value, baseline, "чек открывается снова") : left;
    }
  }

  /** Nothing of ours is in the drive: is something of ours open? `cleared` asks for another look. */
  async #clearLeftOver(receipt: FiscalReceipt, sight: Sight, baseline: Baseline): Promise<Resolution | "cleared"> {
    const { status, drive } = sight;
    if (status.mode !== MODE.document) {
      if (drive.currentDocument === FN_NO_DOCUMENT) return { outcome: "not-registered" };
      const cancelled = await this.#session.call(COMMANDS.cancelFnDocument);
      if (cancelled.ok) return "cleared";
      if (cancelled.error.vendor === null) return { outcome: "unreachable", error: cancelled.error.error };
      return this.#undecided(sight, baseline, `в ФН открыт документ ${drive.currentDocument.toString(16)}h`);
    }
    const sum = await this.#session.call(COMMANDS.subtotal);
    if (!sum.ok && sum.error.vendor === null) return { outcome: "unreachable", error: sum.error.error };
    const ourSumKop = sumKop(receipt.lines.map((line) => line.sumKop));
    const verdict = judgeOpenReceipt(status, receipt, sum.ok ? subtotal(sum.value) : null, ourSumKop);
    if (verdict === "busy") return this.#undecided(sight, baseline, "печать чека не заканчивается");
    if (verdict === "foreign") return this.#undecided(sight, baseline, "открыт документ, не похожий на этот чек");
    // Cancelling prints, and printing needs paper.
    if (isOutOfPaper(status)) return { outcome: "unreachable", error: noPaper(status.submode) };
    const cancelled = await cancelOpenReceipt(this.#session);
    return cancelled.done ? "cleared" : { outcome: "unreachable", error: cancelled.error };
  }

  async #searchReceipt(receipt: FiscalReceipt, baseline: Baseline, drive: FnStatus): Promise<Search<Registered>> {
    let shiftNumber = baseline.shiftNumber;
    return this.#scan(baseline, drive, async (found) => {
      if (found.type === FD_TYPE.openShift && found.shiftNumber !== null) shiftNumber = found.shiftNumber;
      if (!isReceipt(found)) return { kind: "absent" };
      const tags = await readStoredTags(this.#session, found.fdNumber);
      if (!tags.ok) {
        if (!neverTells(tags.error)) return { kind: "error", error: tags.error.error };
        return { kind: "unclear", what: `реквизиты ФД ${found.fdNumber} не читаются` };
      }
      const ownTag = readOwnTag(tags.value);
      const verdict = judgeStored(found, receipt, ownTag);
      if (verdict === "foreign") return { kind: "absent" };
      if (verdict === "undecided") return { kind: "unclear", what: unlike(found, ownTag) };
      if (found.at === null) return { kind: "unclear", what: `у ФД ${found.fdNumber} нет времени` };
      const { fdNumber, fiscalSign, at } = found;
      const value = registeredReceipt(receipt, drive.fnSerial, shiftNumber, { fdNumber, fiscalSign, at }, this.#utcOffsetMinutes);
      return { kind: "found", value };
    });
  }

  async #shift(document: ShiftDocument, baseline: Baseline): Promise<Resolution> {
    const isOpening = document.kind === "open-shift";
    const fdType = isOpening ? FD_TYPE.openShift : FD_TYPE.closeShift;
    const shiftNumber = isOpening ? baseline.shiftNumber + 1 : baseline.shiftNumber;
    const sight = await this.#settledSight();
    if (!sight.ok) return { outcome: "unreachable", error: sight.error };
    const { drive, status } = sight.value;
    const found = await this.#scan(baseline, drive, async (candidate): Promise<Search<Registered>> => {
      if (candidate.type !== fdType || candidate.shiftNumber !== shiftNumber) return { kind: "absent" };
      const value = shiftRegistered(candidate, fdType, drive.fnSerial, this.#utcOffsetMinutes);
      return value === null ? { kind: "unclear", what: `у ФД ${candidate.fdNumber} нет времени` } : { kind: "found", value };
    });
    if (found.kind !== "absent") return this.#conclude(found, baseline, drive, status);
    // The drive's own word on the shift must agree: an open shift without its document is not "not opened".
    if (drive.isShiftOpen === isOpening) return this.#undecided(sight.value, baseline, "состояние смены не сходится с документами");
    if (drive.currentDocument !== FN_NO_DOCUMENT) {
      const cancelled = await this.#session.call(COMMANDS.cancelFnDocument);
      if (!cancelled.ok && cancelled.error.vendor === null) return { outcome: "unreachable", error: cancelled.error.error };
    }
    return { outcome: "not-registered" };
  }

  async #cash(document: CashDocument, baseline: Baseline): Promise<Resolution> {
    const register = document.kind === "cash-in" ? CASH_IN_COUNT : CASH_OUT_COUNT;
    const before = document.kind === "cash-in" ? baseline.cashInCount : baseline.cashOutCount;
    const sight = await this.#settledSight();
    if (!sight.ok) return { outcome: "unreachable", error: sight.error };
    const now = await this.#count(register);
    if (!now.ok) return { outcome: "unreachable", error: now.error.error };
    return this.#concludeCount(judgeCount(before, now.value), sight.value, baseline, `счётчик ${register}: ${before} → ${now.value}`);
  }

  async #xReport(baseline: Baseline): Promise<Resolution> {
    const sight = await this.#settledSight();
    if (!sight.ok) return { outcome: "unreachable", error: sight.error };
    const full = await this.#session.call(COMMANDS.fullStatus);
    if (!full.ok) return { outcome: "unreachable", error: full.error.error };
    const cashIn = await this.#count(CASH_IN_COUNT);
    if (!cashIn.ok) return { outcome: "unreachable", error: cashIn.error.error };
    const cashOut = await this.#count(CASH_OUT_COUNT);
    if (!cashOut.ok) return { outcome: "unreachable", error: cashOut.error.error };
    const { documentNumber } = fullStatus(full.value);
    const { lastFdNumber } = sight.value.drive;
    const verdict = judgeXReport(baseline, { documentNumber, lastFdNumber, cashInCount: cashIn.value, cashOutCount: cashOut.value });
    return this.#concludeCount(verdict, sight.value, baseline, `сквозной номер ${baseline.documentNumber} → ${documentNumber}`);
  }

  async #concludeCount(verdict: CountVerdict, sight: Sight, baseline: Baseline, seen: string): Promise<Resolution> {
    if (verdict === "undecided") return this.#undecided(sight, baseline, seen);
    if (verdict === "not-registered") return { outcome: "not-registered" };
    return { outcome: "registered", registered: await unstoredRegistered(this.#session, baseline, this.#utcOffsetMinutes) };
  }

  /** FF0A for every document after the baseline; the first that `judge` does not pass over ends the scan. */
  async #scan<T>(baseline: Baseline, drive: FnStatus, judge: (found: FoundDocument) => Promise<Search<T>>): Promise<Search<T>> {
    if (drive.fnSerial !== baseline.fnSerial) return { kind: "unclear", what: `в ККТ другой ФН: ${drive.fnSerial}` };
    if (drive.lastFdNumber < baseline.lastFdNumber) return { kind: "unclear", what: "номер последнего ФД уменьшился" };
    if (drive.lastFdNumber - baseline.lastFdNumber > MAX_SCAN) return { kind: "unclear", what: `с тех пор больше ${MAX_SCAN} документов` };
    for (let fdNumber = baseline.lastFdNumber + 1; fdNumber <= drive.lastFdNumber; fdNumber++) {
      const found = await findStored(this.#session, fdNumber);
      if (!found.ok) {
        if (found.error.vendor === null || !neverTells(found.error)) return { kind: "error", error: found.error.error };
        return { kind: "unclear", what: `ФД ${fdNumber} не читается` };
      }
      if (found.value === null) return { kind: "unclear", what: `ФД ${fdNumber} не найден` };
      const judged = await judge(found.value);
      if (judged.kind !== "absent") return judged;
    }
    return { kind: "absent" };
  }

  async #conclude(
    found: Exclude<Search<Registered>, { kind: "absent" }>,
    baseline: Baseline,
    drive: FnStatus,
    seenStatus?: ShortStatus,
  ): Promise<Resolution> {
    if (found.kind === "found") return this.#registered(found.value, seenStatus);
    if (found.kind === "error") return { outcome: "unreachable", error: found.error };
    if (seenStatus !== undefined) return this.#undecided({ status: seenStatus, drive }, baseline, found.what);
    const status = await this.#session.status();
    if (!status.ok) return { outcome: "unreachable", error: status.error.error };
    return this.#undecided({ status: status.value, drive }, baseline, found.what);
  }

  /** Registered, with what the printer says of its paper; a device that does not tell owes nothing that we know of. */
  async #registered(registered: Registered, seenStatus?: ShortStatus): Promise<Resolution> {
    const status = seenStatus === undefined ? await this.#session.status() : ok(seenStatus);
    return { outcome: "registered", registered: { ...registered, isPrintOwed: status.ok && isPrintOwed(status.value.submode) } };
  }

  #undecided(sight: Sight, baseline: Baseline, what: string): Resolution {
    return { outcome: "undecided", seen: describeSeen(sight.status, sight.drive.lastFdNumber, baseline, what) };
  }

  /** After printing has ended: only then the mode tells anything about a receipt. */
  async #settledSight(): Promise<Result<Sight, AppError>> {
    const status = await awaitPrinted(this.#session);
    if (!status.ok) return status;
    const drive = await this.#drive();
    return drive.ok ? ok({ status: status.value, drive: drive.value }) : drive;
  }

  async #drive(): Promise<Result<FnStatus, AppError>> {
    const data = await this.#session.call(COMMANDS.fnStatus);
    return data.ok ? ok(fnStatus(data.value)) : err(data.error.error);
  }

  async #count(register: number): Promise<Result<number, CommandFailure>> {
    const data = await this.#session.call(COMMANDS.operationRegister, registerNumber(register));
    return data.ok ? ok(operationRegister(data.value)) : data;
  }
}

function unlike({ fdNumber, totalKop }: FoundDocument, ownTag: string | null): string {
  if (ownTag === null) return `ФД ${fdNumber} похож на этот чек, но метки кассы в нём нет`;
  return `ФД ${fdNumber} с меткой этого чека, но на другую сумму или вида: ${totalKop ?? "?"} коп.`;
}

function isOutOfPaper(status: ShortStatus): boolean {
  return status.submode === SUBMODE.noPaper || status.submode === SUBMODE.paperEnded;
}
