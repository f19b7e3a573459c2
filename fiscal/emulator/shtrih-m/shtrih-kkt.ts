import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { assertInvariant } from "../../../config/result.ts";
import { localSeconds, type FiscalDrive, type LocalSeconds } from "../fiscal-drive/index.ts";
import { paperRoll, type PaperDocument, type PaperRoll } from "../paper/index.ts";
import type { Command, Reply } from "./command.ts";
import { fail } from "./command.ts";
import { cancelReceipt } from "./commands/receipt.ts";
import { COMMANDS } from "./command-table.ts";
import { KKT_ERROR } from "./error-code.ts";
import { modeOf } from "./mode.ts";
import { PayloadReader } from "./payload.ts";
import { PrintEngine, SUBMODE } from "./print-engine.ts";
import type { KktProfile } from "./profile.ts";
import { initialKktState, type KktState } from "./state.ts";
import { TableStore } from "./table-store.ts";
import { SETTINGS, settingsTables } from "./tables.ts";

const RECORD_KEY = "shtrih-m";
const PASSWORD_BYTES = 4;
const EXTENDED_PREFIX = 0xff;
const SERVICE_PREFIX = 0xfe;
const ADMINISTRATOR = 29;
const SYSTEM_ADMINISTRATOR = 30;

/** An executed command: the payload to send back and how long the device takes before it does. */
export interface Execution {
  readonly code: number;
  readonly answer: Uint8Array;
  readonly delayMs: number;
  /** FE F3: the device restarts after its answer. */
  readonly reboot: boolean;
}

export interface KktOptions {
  readonly drive: FiscalDrive;
  readonly clock: Clock;
  readonly profile: KktProfile;
  readonly log: Log;
}

/** Memory that power loss empties. */
export interface VolatileMemory {
  /** FF3A reading: the rest of the document. */
  dump: Uint8Array[] | null;
  /** DDh blocks by number: of codes, and of TLV for FF64. */
  blocks: Map<number, Uint8Array>;
  tlvBlocks: Map<number, Uint8Array>;
  /** FF71 unloading of notices. */
  unloading: { readonly number: number; offset: number } | null;
}

/** Command code of a payload: FFxx and FExx are two bytes. Null for an empty payload. */
export function commandCode(payload: Uint8Array): number | null {
  const [first, second] = payload;
  if (first === undefined) return null;
  if ((first === EXTENDED_PREFIX || first === SERVICE_PREFIX) && second !== undefined) return first * 256 + second;
  return first;
}

/**
 * A Shtrih-M registrar (ККТ «ШТРИХ-М») behind the framing: takes command payloads, keeps modes, receipt, registers,
 * tables and paper, and lets the drive store the documents. Every command is one transaction.
 */
export class ShtrihKkt {
  readonly drive: FiscalDrive;
  readonly profile: KktProfile;
  readonly printer: PrintEngine;
  readonly tables: TableStore;
  readonly volatile: VolatileMemory = { dump: null, blocks: new Map(), tlvBlocks: new Map(), unloading: null };
  readonly roll: PaperRoll;
  state: KktState;
  /** Password index of the command that is being executed. */
  operator = 0;
  powered = true;
  /** The drive does not answer (30h) or fails (03h); null = it is well. */
  driveError: number | null = null;
  readonly #clock: Clock;
  readonly #log: Log;
  #savedJson = "";

  constructor(options: KktOptions) {
    const { drive, clock, profile } = options;
    this.drive = drive;
    this.profile = profile;
    this.#clock = clock;
    this.#log = options.log;
    this.roll = paperRoll(drive.store);
    this.printer = new PrintEngine(this.roll, clock, profile);
    this.state = readState(drive.store);
    const facts = {
      registration: () => drive.state.registration,
      fnSerial: drive.state.serial,
      queue: () => ({ unsentCount: drive.queue().unsentCount, firstUnsentFd: drive.queue().firstUnsent?.fdNumber ?? 0 }),
    };
    this.tables = new TableStore(settingsTables(profile.family, facts), SETTINGS[profile.family], () => this.state.tables);
    this.change(() => {
      this.printer.processLost(this.state);
      this.printer.powerBack(this.state);
    });
  }

  /** The registrar's clock. */
  now(): LocalSeconds {
    return localSeconds(this.drive.timer() + this.state.clockOffsetSeconds);
  }

  /** The real mode byte; `shownMode` of the printer may hide it in 10h. */
  mode(): number {
    return modeOf(this);
  }

  operatorName(): string {
    return String(this.tables.read(2, this.operator, 2) ?? "");
  }

  /** Lets printing and the OFD come to the present. */
  settle(): void {
    this.drive.settle();
    if (this.state.job !== null) this.change(() => this.printer.settle(this.state));
  }

  /** Changes memory outside a command (control, power); committed like a command. */
  change(work: () => void): void {
    this.#atomically(() => {
      work();
      this.#trackMode();
    });
  }

  execute(payload: Uint8Array): Execution {
    const code = commandCode(payload);
    assertInvariant(code !== null, "a frame carries a command");
    this.settle();
    const command = COMMANDS.get(code);
    const reply = command === undefined ? fail(KKT_ERROR.unsupported) : this.#run(command, payload);
    const echo = code > 0xff ? (code >> 8 === SERVICE_PREFIX ? [SERVICE_PREFIX] : [code >> 8, code & 0xff]) : [code];
    return {
      code,
      answer: Uint8Array.from([...echo, reply.error, ...reply.data]),
      delayMs: (this.profile.answerDelayMs[code] ?? 0) + (reply.delayMs ?? 0),
      reboot: code === 0xfef3 && reply.error === 0,
    };
  }

  powerOff(): void {
    if (!this.powered) return;
    this.change(() => this.printer.powerLost(this.state));
    this.powered = false;
    this.volatile.dump = null;
    this.volatile.blocks.clear();
    this.volatile.tlvBlocks.clear();
    this.volatile.unloading = null;
  }

  powerOn(): void {
    if (this.powered) return;
    this.powered = true;
    this.change(() => {
      this.printer.powerBack(this.state);
      if (this.profile.autoCancel) cancelReceipt(this);
    });
  }

  /** Paper as it is now; the newest `limit` documents, oldest first. */
  paper(limit: number): PaperDocument[] {
    this.change(() => this.printer.syncPaper(this.state));
    return this.roll.newest(limit);
  }

  #run(command: Command, payload: Uint8Array): Reply {
    if (payload.length < command.minLength || payload.length > command.maxLength) return fail(KKT_ERROR.badLength);
    try {
      return this.#atomically(() => {
        const reply = this.#checked(command, payload);
        this.#trackMode();
        return reply;
      });
    } catch (error) {
      this.#log.error({ command: command.code, error }, "the emulator failed inside a command");
      return fail(KKT_ERROR.internal);
    }
  }

  #checked(command: Command, payload: Uint8Array): Reply {
    const codeBytes = command.code > 0xff ? 2 : 1;
    const request = new PayloadReader(payload, codeBytes);
    if (command.level !== "none") {
      const operator = this.tables.operatorOf(request.uint(PASSWORD_BYTES));
      if (operator === null || !mayRun(operator, command.level)) return fail(KKT_ERROR.wrongPassword);
      this.operator = operator;
    }
    if (this.driveError !== null && needsDrive(command.code)) return fail(this.driveError);
    const blocked = this.#blockedByMechanism(command) ?? this.#blockedByMode(command);
    return blocked === null ? command.run(this, request) : fail(blocked);
  }

  #blockedByMechanism(command: Command): number | null {
    const submode = this.printer.submode(this.state);
    switch (command.kind) {
      case "read":
      case "quiet":
        return null;
      case "continue":
        return submode === SUBMODE.waitsForContinue ? null : KKT_ERROR.wrongSubmode;
      case "line":
        if (submode === SUBMODE.printing && this.state.job?.slip === true) return null;
        return submodeError(submode);
      case "print":
        return submodeError(submode);
    }
  }

  #blockedByMode(command: Command): number | null {
    if (command.modes === "any" || command.modes.includes(this.mode() & 0x0f)) return null;
    return KKT_ERROR.wrongMode;
  }

  #trackMode(): void {
    const mode = this.printer.shownMode(this.state) ?? this.mode();
    if (mode === this.state.mode) return;
    this.state.previousMode = this.state.mode;
    this.state.mode = mode;
  }

  /** One transaction for drive, memory and paper; a throw leaves all three as they were. */
  #atomically<T>(work: () => T): T {
    const { store } = this.drive;
    try {
      return store.transact(() => {
        const result = work();
        const json = JSON.stringify(this.state);
        if (json !== this.#savedJson) store.writeRecord(RECORD_KEY, this.state);
        this.#savedJson = json;
        return result;
      });
    } catch (error) {
      this.drive.reload();
      this.state = readState(store);
      this.#savedJson = JSON.stringify(this.state);
      throw error;
    }
  }

  /** Monotonic ms at which something changes by itself; null when nothing is under way. */
  nextChangeMs(): number | null {
    return this.printer.nextChangeMs(this.state);
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }
}

function readState(store: FiscalDrive["store"]): KktState {
  // A record of an earlier version lacks what that version did not know.
  return { ...initialKktState(), ...(store.readRecord(RECORD_KEY) as KktState | null) };
}

function mayRun(operator: number, level: Command["level"]): boolean {
  if (level === "system") return operator === SYSTEM_ADMINISTRATOR;
  return level === "administrator" ? operator >= ADMINISTRATOR : true;
}

/** Commands that cannot be answered without the drive. */
function needsDrive(code: number): boolean {
  return code >> 8 === EXTENDED_PREFIX || DRIVE_COMMANDS.has(code);
}

const DRIVE_COMMANDS: ReadonlySet<number> = new Set([0xe0, 0x41, 0x8d]);

function submodeError(submode: number): number | null {
  switch (submode) {
    case SUBMODE.printing:
      return KKT_ERROR.printing;
    case SUBMODE.waitsForContinue:
      return KKT_ERROR.waitsForContinue;
    case SUBMODE.paperAbsent:
    case SUBMODE.paperEnded:
      return KKT_ERROR.noPaper;
    default:
      return null;
  }
}
