import type { EpochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Cashier } from "../document/fiscal-document.ts";
import { encodeTlv } from "../document/tlv.ts";
import type { RegistrarService, RegistrarTables, ServiceFact, StateReport } from "../registrar-service.ts";
import { ByteReader } from "./byte-fields.ts";
import { cancelOpenReceipt } from "./abandon.ts";
import type { CancelOutcome } from "./abandon.ts";
import { setClock } from "./clock-setting.ts";
import { COMMANDS, findCommand, replyPrefix } from "./commands.ts";
import type { CommandFailure } from "./errors.ts";
import type { DeviceModelReader } from "./device-model.ts";
import { NON_FISCAL_DOCUMENT, FN_NO_DOCUMENT, MODE, fnStatus } from "./replies.ts";
import { driveFacts, infoFacts, ofdFacts, ticketFacts } from "./service-facts.ts";
import type { ShtrihSession } from "./session.ts";
import { cashierTags } from "./shift-flow.ts";
import { ShtrihTables } from "./settings-tables.ts";

const RAW_TIMEOUT_MS = 60_000;
const REBOOT = Uint8Array.of(0xfe, 0xf3, 0, 0, 0);
const REBOOT_ANSWER_MS = 5_000;

/** Runs one job in the registrar's queue. */
export type RunJob = <T>(job: () => Promise<Result<T, AppError>>) => Promise<Result<T, AppError>>;

export interface ServiceDeps {
  readonly session: ShtrihSession;
  readonly models: DeviceModelReader;
  readonly utcOffsetMinutes: number;
  readonly run: RunJob;
  /** The device may have been changed: nothing read before holds. */
  readonly onChanged: () => void;
}

export class ShtrihService implements RegistrarService {
  readonly tables: RegistrarTables;
  readonly #deps: ServiceDeps;

  constructor(deps: ServiceDeps) {
    this.#deps = deps;
    this.tables = new ShtrihTables(deps.session, deps.run, deps.onChanged);
  }

  info(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#deps.run(() => infoFacts(this.#deps.session, this.#deps.models, this.#deps.utcOffsetMinutes));
  }

  drive(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#deps.run(() => driveFacts(this.#deps.session, this.#deps.utcOffsetMinutes));
  }

  ofd(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#deps.run(() => ofdFacts(this.#deps.session, this.#deps.models, this.#deps.utcOffsetMinutes));
  }

  ofdTicket(fdNumber: number): Promise<Result<readonly ServiceFact[] | null, AppError>> {
    return this.#deps.run(() => ticketFacts(this.#deps.session, fdNumber, this.#deps.utcOffsetMinutes));
  }

  /** FF37, FF0C (1021, 1203), FF38: number(4), sign(4), unconfirmed(4), date of the oldest of them. */
  stateReport(cashier: Cashier): Promise<Result<StateReport, AppError>> {
    const { session, run } = this.#deps;
    return run(async () => {
      const drive = await session.call(COMMANDS.fnStatus);
      if (!drive.ok) return err(drive.error.error);
      // FF37 and FF38 are of mode 4 (facts, section 4.1): the vendor's own refusal would not tell a technician what to do.
      if (fnStatus(drive.value).isShiftOpen) return err(appError("FIS371"));
      const begun = await session.callPatiently(COMMANDS.beginStateReport);
      if (!begun.ok) return err(begun.error.error);
      for (const tag of cashierTags(cashier)) {
        const written = await session.call(COMMANDS.documentTags, encodeTlv([tag]));
        // Not formed yet, whatever became of the tag.
        if (!written.ok) return this.#dropReport({ ...written.error, effect: "none" });
      }
      const formed = await session.call(COMMANDS.stateReport);
      if (!formed.ok) return this.#dropReport(formed.error);
      const reader = new ByteReader(formed.value);
      const fdNumber = reader.uint(4);
      const fiscalSign = String(reader.uint(4));
      return ok({ fdNumber, fiscalSign, unsent: reader.uint(4) });
    });
  }

  /** A report begun and refused would refuse every receipt. One that may have been formed is not touched. */
  async #dropReport(failure: CommandFailure): Promise<Result<never, AppError>> {
    if (failure.effect === "unknown") return err(appError("FIS374", { code: failure.error.code }));
    await this.#deps.session.call(COMMANDS.cancelFnDocument);
    return err(failure.error);
  }

  /** Hex of command bytes, password and parameters; the answer as hex from the command byte on. */
  async raw(request: string): Promise<Result<string, AppError>> {
    const digits = request.replace(/[\s:]/g, "");
    if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return err(appError("FIS362", { what: request }));
    const answer = await this.rawCommand(Uint8Array.from(Buffer.from(digits, "hex")));
    return answer.ok
      ? ok(
          Buffer.from(answer.value)
            .toString("hex")
            .toUpperCase()
            .replace(/(..)(?!$)/g, "$1 "),
        )
      : answer;
  }

  rawCommand(payload: Uint8Array): Promise<Result<Uint8Array, AppError>> {
    const { session, run, onChanged } = this.#deps;
    return run(async () => {
      const known = findCommand(payload);
      if (known?.class !== "query") onChanged();
      const answer = await session.link.request({
        name: known?.name ?? `raw ${Buffer.from(payload.subarray(0, 2)).toString("hex")}`,
        expects: replyPrefix([...payload.subarray(0, 2)]),
        payload,
        isRepeatable: false,
        replyTimeoutMs: known?.timeoutMs ?? RAW_TIMEOUT_MS,
      });
      return answer.ok ? ok(answer.value) : err(answer.error.error);
    });
  }

  syncClock(): Promise<Result<{ readonly before: EpochMs; readonly ours: EpochMs; readonly isChanged: boolean }, AppError>> {
    return this.#deps.run(() => setClock(this.#deps.session, this.#deps.utcOffsetMinutes));
  }

  /** 88h for a receipt, FF08 for what only the drive has begun. What is still printing is registered: it is waited for first. */
  cancelOpenDocument(): Promise<Result<"nothing-open" | "cancelled", AppError>> {
    const { session, run, onChanged } = this.#deps;
    return run(async () => {
      onChanged();
      const status = await session.settle();
      if (!status.ok) return status;
      const { mode, modeStatus } = status.value;
      const isReceipt = mode === MODE.document && modeStatus !== NON_FISCAL_DOCUMENT;
      if (isReceipt) {
        const cancelled = await cancelAnybodys(session);
        if (!cancelled.done) return err(cancelled.error);
      }
      const drive = await session.call(COMMANDS.fnStatus);
      if (!drive.ok) return err(drive.error.error);
      if (fnStatus(drive.value).currentDocument === FN_NO_DOCUMENT) return ok(isReceipt ? "cancelled" : "nothing-open");
      const cancelled = await session.call(COMMANDS.cancelFnDocument);
      return cancelled.ok ? ok("cancelled") : err(cancelled.error.error);
    });
  }

  /** FE F3. The device may go before its answer is out: silence counts as going. */
  reboot(): Promise<Result<void, AppError>> {
    const { session, run, onChanged } = this.#deps;
    return run(async () => {
      onChanged();
      const request = { name: "FEF3 reboot", expects: Uint8Array.of(0xfe), payload: REBOOT, isRepeatable: false };
      const answer = await session.link.request({ ...request, replyTimeoutMs: REBOOT_ANSWER_MS });
      if (!answer.ok && answer.error.effect === "none") return err(answer.error.error);
      const vendor = answer.ok ? (answer.value[1] ?? 0) : 0;
      return vendor === 0 ? ok(undefined) : err(appError("FIS370"));
    });
  }
}

/** A receipt of another operator is cancelled by its own password only (59h): the administrator's is the other one we have. */
async function cancelAnybodys(session: ShtrihSession): Promise<CancelOutcome> {
  const cancelled = await cancelOpenReceipt(session);
  return cancelled.done ? cancelled : cancelOpenReceipt(session, { ...COMMANDS.cancelReceipt, password: "admin" });
}
