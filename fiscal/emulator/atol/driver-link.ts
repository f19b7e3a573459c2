import type { Clock } from "../../../config/clock.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import type { TaskOutcome } from "./task.ts";
import { driverError, DRIVER_CODE } from "./driver-error.ts";
import type { FaultBox, Moment } from "./faults.ts";
import type { JsonObject } from "./field-reader.ts";
import { RECEIPT_TASKS } from "./words.ts";

/** Tasks that make a fiscal document: only these have an outcome that can be unknown. */
const FISCAL_TASKS: ReadonlySet<string> = new Set([
  ...Object.keys(RECEIPT_TASKS),
  "openShift",
  "closeShift",
  "reportOfdExchangeStatus",
  "registration",
  "changeRegistrationParameters",
  "closeArchive",
  "fnChange",
]);

export function isFiscal(task: JsonObject): boolean {
  return typeof task["type"] === "string" && FISCAL_TASKS.has(task["type"]);
}

/** The cable between the server and the registrar, and what may happen on it. One task at a time. */
export class DriverLink {
  readonly kkt: AtolKkt;
  readonly #clock: Clock;
  readonly #faults: FaultBox;
  #chain: Promise<unknown> = Promise.resolve();
  /** Error code of every task while the link is down; null when it is up. */
  #downCode: number | null = null;
  #upAgainMs: number | null = null;
  #powered = true;
  #powerAgainMs: number | null = null;

  constructor(kkt: AtolKkt, clock: Clock, faults: FaultBox) {
    this.kkt = kkt;
    this.#clock = clock;
    this.#faults = faults;
  }

  get isUp(): boolean {
    this.#wake();
    return this.#powered && this.#downCode === null;
  }

  setUp(up: boolean, code: number = DRIVER_CODE.noConnection): void {
    this.#downCode = up ? null : code;
    this.#upAgainMs = null;
  }

  powerOff(backAfterMs: number | null = null): void {
    this.#powered = false;
    this.kkt.printer.powered = false;
    this.#powerAgainMs = backAfterMs === null ? null : this.#clock.monotonicMs() + backAfterMs;
  }

  /** Off and on at once, in the middle of whatever runs. */
  async powerCycle(): Promise<void> {
    this.powerOff();
    await this.#chain;
    this.powerOn();
  }

  powerOn(): void {
    this.#powered = true;
    this.#powerAgainMs = null;
    this.kkt.printer.powered = true;
    this.kkt.powerReturned();
  }

  /** Runs `work` after everything that runs already. */
  serial<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#chain.then(work, work);
    this.#chain = run.catch(() => {});
    return run;
  }

  /** Runs a task at the registrar, through the faults that wait for it. */
  process(task: JsonObject): Promise<TaskOutcome> {
    return this.serial(() => this.#process(task));
  }

  /** Another program at the same registrar: no faults, no link of ours. */
  foreign(task: JsonObject): Promise<TaskOutcome> {
    return this.serial(() => this.kkt.process(task));
  }

  async #process(task: JsonObject): Promise<TaskOutcome> {
    const type = String(task["type"]);
    this.#wake();
    if (this.#downCode !== null) return failed(this.#downCode);
    if (!this.#powered) return failed(DRIVER_CODE.noConnection);
    const delay = this.#faults.strike("task-delay", type);
    if (delay !== null) await this.#clock.sleep(delay.ms);
    const code = this.#breakAt("before", type);
    if (code !== null) return failed(code);
    await this.#foreignAt("before", type);
    const outcome = await this.kkt.process(task, () => this.#registered(type));
    if (!this.#powered) return failed(DRIVER_CODE.noConnection);
    await this.#foreignAt("after", type);
    const late = this.#breakAt("after", type);
    return late === null ? outcome : failed(late);
  }

  /** The drive has the document, the paper has not moved. */
  #registered(type: string): void {
    const cut = this.#faults.strike("power-cut", type, (fault) => fault.moment === "after");
    if (cut !== null) this.powerOff(cut.backAfterMs ?? 0);
  }

  /** Error that the armed faults give at this moment; null when none does. */
  #breakAt(moment: Moment, type: string): number | null {
    const fits = (fault: { readonly moment: Moment }): boolean => fault.moment === moment;
    const link = this.#faults.strike("link-lost", type, fits);
    if (link !== null) {
      this.setUp(false, link.code ?? DRIVER_CODE.noConnection);
      this.#upAgainMs = link.backAfterMs === undefined ? null : this.#clock.monotonicMs() + link.backAfterMs;
      return link.code ?? DRIVER_CODE.noConnection;
    }
    if (moment === "before") {
      const cut = this.#faults.strike("power-cut", type, fits);
      if (cut !== null) {
        this.powerOff(cut.backAfterMs ?? 0);
        return DRIVER_CODE.noConnection;
      }
    }
    return this.#faults.strike("task-error", type, fits)?.code ?? null;
  }

  async #foreignAt(moment: Moment, type: string): Promise<void> {
    const fault = this.#faults.strike("foreign-document", type, (one) => one.moment === moment);
    if (fault !== null) await this.kkt.process(foreignReceipt(fault.totalKop));
  }

  #wake(): void {
    const now = this.#clock.monotonicMs();
    if (this.#upAgainMs !== null && now >= this.#upAgainMs) this.setUp(true);
    if (this.#powerAgainMs !== null && now >= this.#powerAgainMs) this.powerOn();
  }
}

function failed(code: number): TaskOutcome {
  return { ok: false, error: driverError(code) };
}

/** A sale of another program at the same registrar. */
export function foreignReceipt(totalKop: number): JsonObject {
  const sum = totalKop / 100;
  return {
    type: "sell",
    operator: { name: "Другая программа" },
    items: [{ type: "position", name: "Чужой товар", price: sum, quantity: 1, amount: sum, tax: { type: "none" } }],
    payments: [{ type: "cash", sum }],
  };
}
