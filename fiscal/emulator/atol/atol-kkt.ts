import type { Clock } from "../../../config/clock.ts";
import { err, ok } from "../../../config/result.ts";
import { FFD, localSeconds, type FiscalDrive, type LocalSeconds } from "../fiscal-drive/index.ts";
import { paperRoll, type PaperDocument, type PaperRoll } from "../paper/index.ts";
import { driverError, DRIVER_CODE, type DriverError } from "./driver-error.ts";
import { FieldReader, type JsonObject } from "./field-reader.ts";
import { initialMemory, type KktMemory } from "./kkt-memory.ts";
import { Printer, type PrintOrder } from "./printer.ts";
import type { AtolProfile } from "./profile.ts";
import { readReceipt, type ReceiptRules } from "./receipt-order.ts";
import type { TaskOutcome } from "./task.ts";
import { TASKS } from "./tasks/index.ts";
import { RECEIPT_TASKS } from "./words.ts";

const RECORD_KEY = "atol";
const MINUTES_OF_HOUR = 60;
const SHIFT_SECONDS = 24 * 3600;

export interface AtolKktOptions {
  readonly drive: FiscalDrive;
  readonly clock: Clock;
  readonly profile: AtolProfile;
  readonly utcOffsetMinutes: number;
}

/**
 * An ATOL registrar together with the driver's task scripts: takes JSON tasks one at a time, keeps drawer, paper and
 * marking session, and lets the drive store the documents. What a task changes is committed as one step before the paper moves.
 */
export class AtolKkt {
  readonly drive: FiscalDrive;
  readonly profile: AtolProfile;
  readonly printer: Printer;
  readonly roll: PaperRoll;
  readonly clock: Clock;
  readonly #utcOffsetMinutes: number;
  memory: KktMemory;

  constructor(options: AtolKktOptions) {
    const { drive, profile } = options;
    this.drive = drive;
    this.profile = profile;
    this.clock = options.clock;
    this.#utcOffsetMinutes = options.utcOffsetMinutes;
    this.roll = paperRoll(drive.store);
    this.memory = this.#stored();
    this.printer = new Printer({
      roll: this.roll,
      clock: options.clock,
      width: profile.paperWidth,
      msPerLine: profile.msPerLine,
      memory: () => this.memory,
      commit: (work) => this.change(() => work(this.memory)),
    });
    this.printer.afterRestart();
  }

  /** The registrar's clock. */
  now(): LocalSeconds {
    return localSeconds(this.drive.timer() + this.memory.clockOffsetSeconds);
  }

  /** ISO time with the zone of the registrar, as the driver's answers have it. */
  isoTime(at: LocalSeconds): string {
    const sign = this.#utcOffsetMinutes < 0 ? "-" : "+";
    const minutes = Math.abs(this.#utcOffsetMinutes);
    const zone = [Math.floor(minutes / MINUTES_OF_HOUR), minutes % MINUTES_OF_HOUR].map((part) => String(part).padStart(2, "0")).join(":");
    return `${new Date(at * 1000).toISOString().slice(0, 19)}${sign}${zone}`;
  }

  /** When the open shift becomes too old. */
  shiftEnd(): LocalSeconds {
    return localSeconds(this.drive.state.shift.openedAt + SHIFT_SECONDS);
  }

  get isFfd12(): boolean {
    return this.drive.state.registration.ffd === FFD.v12;
  }

  /** What is wrong with a task by its form alone; null when nothing is. */
  validate(fields: JsonObject): DriverError | null {
    const { type } = fields;
    const kind = typeof type === "string" && Object.hasOwn(RECEIPT_TASKS, type) ? RECEIPT_TASKS[type] : undefined;
    if (typeof type !== "string" || !Object.hasOwn(TASKS, type)) return malformed(type);
    if (kind === undefined) return null;
    const task = new FieldReader(fields);
    readReceipt(task, kind, this.rules());
    return task.error;
  }

  /** What the format, the date and the registration allow. */
  rules(): ReceiptRules {
    return {
      isFfd12: this.isFfd12,
      correctionsHaveItems: this.drive.state.registration.ffd !== FFD.v105,
      date: this.isoTime(this.now()).slice(0, 10),
      sellsExcise: this.drive.state.registration.excise,
      paperWidth: this.profile.paperWidth,
    };
  }

  /** Runs a task to its end, printing included. */
  async process(fields: JsonObject, registered: () => void = () => {}): Promise<TaskOutcome> {
    const { type } = fields;
    const handler = typeof type === "string" && Object.hasOwn(TASKS, type) ? TASKS[type] : undefined;
    if (handler === undefined) return err(malformed(type));
    if (this.profile.taskMs > 0) await this.clock.sleep(this.profile.taskMs);
    this.drive.settle();
    return handler({ kkt: this, task: new FieldReader(fields), registered });
  }

  /** Why nothing can be printed now; null when it can. */
  paperError(): DriverError | null {
    if (this.memory.coverOpen) return driverError(DRIVER_CODE.coverOpen);
    return this.printer.hasPaper() ? null : driverError(DRIVER_CODE.noPaper);
  }

  /** Power came back: what the loss cut short stays owed until it is asked for. */
  powerReturned(): void {
    this.printer.afterRestart();
  }

  /** A document left unprinted comes first; null when the paper is free. */
  async clearPaper(): Promise<DriverError | null> {
    const error = this.paperError();
    if (error !== null) return error;
    if (await this.printer.repeat()) return null;
    return this.paperError() ?? driverError(DRIVER_CODE.printerFault);
  }

  /** Prints a document that is not fiscal. */
  async printPlain(order: Omit<PrintOrder, "at" | "fdNumber">, work: (memory: KktMemory) => void = () => {}): Promise<TaskOutcome> {
    const error = await this.clearPaper();
    if (error !== null) return err(error);
    this.change(() => {
      work(this.memory);
      this.printer.put(this.memory, { ...order, fdNumber: null, at: this.now() });
    });
    if (await this.printer.run()) return ok({});
    return err(this.paperError() ?? driverError(DRIVER_CODE.printerFault));
  }

  /** One transaction for drive, memory and paper; a throw leaves all three as they were. */
  change<T>(work: () => T): T {
    const { store } = this.drive;
    try {
      return store.transact(() => {
        const result = work();
        store.writeRecord(RECORD_KEY, this.memory);
        return result;
      });
    } catch (error) {
      this.drive.reload();
      this.memory = this.#stored();
      throw error;
    }
  }

  /** The newest `limit` documents on paper, oldest first. */
  paper(limit: number): PaperDocument[] {
    return this.roll.newest(limit);
  }

  #stored(): KktMemory {
    return { ...initialMemory(), ...(this.drive.store.readRecord(RECORD_KEY) as KktMemory | null) };
  }
}

function malformed(type: unknown): DriverError {
  const text = typeof type === "string" ? `Некорректное значение поля "type" (${type})` : 'Поле "type" отсутствует';
  return { ...driverError(DRIVER_CODE.taskMalformed), description: text };
}
