import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Cashier, FiscalDocument, Registered } from "../document/fiscal-document.ts";
import { encodeTlv, tlvString } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import type { Baseline, RegistrarFailure } from "../registrar.ts";
import { withoutDoubt } from "./abandon.ts";
import { correctClock } from "./clock-setting.ts";
import type { ClockSettings } from "./clock-setting.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import { toEpoch } from "./device-time.ts";
import type { CommandFailure } from "./errors.ts";
import { CASH_IN_COUNT, CASH_OUT_COUNT, FD_TYPE, fullStatus, isPrintOwed, operationRegister } from "./replies.ts";
import type { FoundDocument } from "./replies.ts";
import { NO_PARAMETERS, money, registerNumber } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { findStored } from "./stored-document.ts";
import { DRIVE_BUSY, PACKED_TAGS_REFUSED } from "./vendor-errors.ts";

const CASHIER_NAME = 1021;
const CASHIER_INN = 1203;
const INN_BYTES = 12;

export type ShiftDocument = Extract<FiscalDocument, { kind: "open-shift" | "close-shift" }>;
export type CashDocument = Extract<FiscalDocument, { kind: "cash-in" | "cash-out" }>;

type CountRegister = typeof CASH_IN_COUNT | typeof CASH_OUT_COUNT;

interface ShiftCommands {
  readonly begin: CommandSpec;
  readonly finish: CommandSpec;
  readonly fdType: number;
}

const SHIFT_COMMANDS: Readonly<Record<ShiftDocument["kind"], ShiftCommands>> = {
  "open-shift": { begin: COMMANDS.beginOpenShift, finish: COMMANDS.openShift, fdType: FD_TYPE.openShift },
  "close-shift": { begin: COMMANDS.beginCloseShift, finish: COMMANDS.zReport, fdType: FD_TYPE.closeShift },
};

export interface ShiftSettings extends ClockSettings {
  readonly sendCashier: boolean;
}

/** Shift, X report and cash movements. */
export class ShiftFlow {
  readonly #session: ShtrihSession;
  readonly #settings: ShiftSettings;

  constructor(session: ShtrihSession, settings: ShiftSettings) {
    this.#session = session;
    this.#settings = settings;
  }

  /** FF41 or FF42, the cashier's tags, E0 or 41h; the document is read back from the drive. */
  async registerShift(document: ShiftDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const commands = SHIFT_COMMANDS[document.kind];
    const wrongShift = wrongShiftFor(document.kind, baseline.shiftOpen, commands.finish.name);
    if (wrongShift !== null) return err({ effect: "none", error: wrongShift });
    if (document.kind === "open-shift") await correctClock(this.#session, this.#settings);
    const begun = await this.#begin(commands.begin, document.cashier);
    if (!begun.ok) {
      // A document begun in the drive would refuse every other one.
      await this.#session.call(COMMANDS.cancelFnDocument);
      return err({ effect: "none", error: withoutDoubt(begun.error.error) });
    }
    const finished = await this.#session.callPatiently(commands.finish);
    if (!finished.ok) {
      // Refused, and still begun: as above. What may have been executed is for `resolve`.
      if (finished.error.effect === "none") await this.#session.call(COMMANDS.cancelFnDocument);
      return err(failureOf(finished.error));
    }
    const found = await findStored(this.#session, baseline.lastFdNumber + 1);
    const registered = found.ok ? shiftRegistered(found.value, commands.fdType, baseline.fnSerial, this.#settings.utcOffsetMinutes) : null;
    // The document exists, but its numbers could not be read: `resolve` reads them again.
    if (registered === null)
      return err({ effect: "unknown", error: appError("FIS303", { command: commands.finish.name, reason: "not read back" }) });
    return ok(registered);
  }

  async registerXReport(baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const wrongShift = wrongShiftFor("x-report", baseline.shiftOpen, COMMANDS.xReport.name);
    if (wrongShift !== null) return err({ effect: "none", error: wrongShift });
    return this.#registerUnstored(COMMANDS.xReport, NO_PARAMETERS, baseline, [CASH_IN_COUNT, CASH_OUT_COUNT]);
  }

  /** 50h, 51h. */
  async registerCash(document: CashDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const isIn = document.kind === "cash-in";
    const command = isIn ? COMMANDS.cashIn : COMMANDS.cashOut;
    return this.#registerUnstored(command, money(document.amountKop), baseline, [isIn ? CASH_IN_COUNT : CASH_OUT_COUNT]);
  }

  /** The drive keeps nothing of these documents: the counts of the baseline are all that `resolve` will have, so they must hold. */
  async #registerUnstored(
    command: CommandSpec,
    parameters: Uint8Array,
    baseline: Baseline,
    registers: readonly CountRegister[],
  ): Promise<Result<Registered, RegistrarFailure>> {
    for (const register of registers) {
      const count = await this.#session.call(COMMANDS.operationRegister, registerNumber(register));
      if (!count.ok) return err({ effect: "none", error: withoutDoubt(count.error.error) });
      const before = register === CASH_IN_COUNT ? baseline.cashInCount : baseline.cashOutCount;
      const now = operationRegister(count.value);
      if (now === before) continue;
      return err({ effect: "none", error: appError("FIS329", { command: command.name, register, before, now }) });
    }
    const done = await this.#session.callPatiently(command, parameters);
    if (!done.ok) return err(failureOf(done.error));
    return ok(await unstoredRegistered(this.#session, baseline, this.#settings.utcOffsetMinutes));
  }

  async #begin(begin: CommandSpec, cashier: Cashier): Promise<Result<void, CommandFailure>> {
    let begun = await this.#session.callPatiently(begin);
    if (!begun.ok && begun.error.vendor !== null && DRIVE_BUSY.has(begun.error.vendor)) {
      // Left over from an attempt that was cut off: it holds no document number yet.
      await this.#session.call(COMMANDS.cancelFnDocument);
      begun = await this.#session.callPatiently(begin);
    }
    if (!begun.ok) return begun;
    const tags = this.#settings.sendCashier ? cashierTags(cashier) : [];
    if (this.#session.profile.packTags && tags.length > 1) {
      const packed = await this.#session.call(COMMANDS.documentTags, encodeTlv(tags));
      if (packed.ok) return ok(undefined);
      if (packed.error.vendor === null || !PACKED_TAGS_REFUSED.has(packed.error.vendor)) return packed;
    }
    for (const tag of tags) {
      const written = await this.#session.call(COMMANDS.documentTags, encodeTlv([tag]));
      if (!written.ok) return written;
    }
    return ok(undefined);
  }
}

export function cashierTags(cashier: Cashier): TlvItem[] {
  const name = { tag: CASHIER_NAME, value: tlvString(cashier.name) };
  return cashier.inn === undefined ? [name] : [name, { tag: CASHIER_INN, value: tlvString(cashier.inn, INN_BYTES) }];
}

function failureOf(failure: CommandFailure): RegistrarFailure {
  return { effect: failure.effect, error: failure.error };
}

function wrongShiftFor(kind: ShiftDocument["kind"] | "x-report", shiftOpen: boolean, command: string): AppError | null {
  if (kind === "open-shift") return shiftOpen ? appError("FIS322", { command, vendor: "" }) : null;
  return shiftOpen ? null : appError("FIS321", { command });
}

/** Null when the document is of another type or has no readable time. */
export function shiftRegistered(
  found: FoundDocument | null,
  fdType: number,
  fnSerial: string,
  utcOffsetMinutes: number,
): Registered | null {
  if (found === null || found.type !== fdType || found.at === null || found.shiftNumber === null) return null;
  const { fdNumber, fiscalSign, at, shiftNumber } = found;
  return { fdNumber, fiscalSign, fnSerial, at: toEpoch(at, utcOffsetMinutes), shiftNumber, qr: null, isPrintOwed: false };
}

/** Documents that the drive does not keep: the time is the registrar's clock, or ours when it cannot be read any more. */
export async function unstoredRegistered(session: ShtrihSession, baseline: Baseline, utcOffsetMinutes: number): Promise<Registered> {
  const full = await session.call(COMMANDS.fullStatus);
  const shown = full.ok ? fullStatus(full.value) : null;
  const clock = shown?.clock ?? null;
  const at = clock === null ? session.clock.now() : toEpoch(clock, utcOffsetMinutes);
  return {
    fdNumber: null,
    fiscalSign: null,
    fnSerial: baseline.fnSerial,
    at,
    shiftNumber: baseline.shiftNumber,
    qr: null,
    isPrintOwed: shown !== null && isPrintOwed(shown.submode),
  };
}
