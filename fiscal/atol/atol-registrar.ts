import { appError } from "../../config/errors/index.ts";
import type { AppError, ErrorCode } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { FiscalDocument, Registered } from "../document/fiscal-document.ts";
import type { TlvItem } from "../document/tlv.ts";
import { JobQueue } from "../job-queue.ts";
import type {
  Baseline,
  DriveCodeCheck,
  DriveCodeQuestion,
  PrintState,
  Registrar,
  RegistrarCounters,
  RegistrarFailure,
  RegistrarStatus,
  Registration,
  Resolution,
  SlipLine,
  StoredDocument,
} from "../registrar.ts";
import { count } from "./decimal.ts";
import { MarkingDesk } from "./marking-desk.ts";
import { IdentityReader } from "./context.ts";
import type { AtolContext } from "./context.ts";
import { readBaseline, readCounters, readRegistration, BASELINE_TASKS, REGISTRATION_TASK } from "./readings.ts";
import { slipItems } from "./receipt-task.ts";
import { RegisterFlow } from "./register-flow.ts";
import { ResolveFlow } from "./resolve-flow.ts";
import { AtolService } from "./service.ts";
import { StatusReader } from "./status-reader.ts";
import { foundDocument, readDocument } from "./stored-document.ts";
import { storedTags } from "./stored-tags.ts";
import { blockError, malformed } from "./task-port.ts";
import type { PortCounters, Task, TaskPort } from "./task-port.ts";
import { WAITS_FOR_PAPER } from "./vendor-errors.ts";

export interface AtolOptions extends AtolContext {
  /** A new UUID: the name of a document's request. */
  readonly newId: () => string;
  /** Open the drawer by command after a receipt with cash; many registrars do it by their own setting. */
  readonly openDrawerOnCash: boolean;
  /** The first status prints what an earlier process left owed, and so knows whether any is owed; otherwise no status prints. */
  readonly printsOwedAtStart: boolean;
}

export interface AtolRegistrar extends Registrar {
  readonly service: AtolService;
  linkCounters(): PortCounters;
}

/** Paper, cover, mechanics. */
const PRINTER_TROUBLES: ReadonlySet<ErrorCode> = new Set(["FIS310", "FIS314", "FIS381"]);
/** Calls that wait for the device; a till makes a handful at once. */
const QUEUE_LIMIT = 32;

/** The ATOL family over one of its two ways (`TaskPort`). Connects with the first call. */
export function connectAtol(options: AtolOptions): AtolRegistrar {
  return new Atol(options);
}

class Atol implements AtolRegistrar {
  readonly service: AtolService;
  readonly #options: AtolOptions;
  readonly #port: TaskPort;
  readonly #queue = new JobQueue(QUEUE_LIMIT);
  readonly #identity: IdentityReader;
  readonly #status: StatusReader;
  readonly #register: RegisterFlow;
  readonly #resolve: ResolveFlow;
  readonly #desk: MarkingDesk;
  #isClosed = false;

  constructor(options: AtolOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#identity = new IdentityReader(options.port);
    this.#status = new StatusReader(options, this.#identity, options.printsOwedAtStart);
    this.#desk = new MarkingDesk(options, this.#identity, (job) => (this.#isClosed ? null : this.#queue.runLast(job)));
    this.#register = new RegisterFlow(options, this.#identity, this.#desk);
    this.#resolve = new ResolveFlow(options);
    this.service = new AtolService(options, options.newId, (job) => this.#run(job));
  }

  status(): Promise<Result<RegistrarStatus, AppError>> {
    return this.#run(() => this.#status.read());
  }

  baseline(): Promise<Result<Baseline, AppError>> {
    return this.#run(async () => {
      const answers = await this.#port.query(BASELINE_TASKS);
      if (!answers.ok) return err(answers.error.error);
      const baseline = readBaseline(answers.value, this.#options.newId(), this.#options.clock.now());
      if (baseline.ok) this.#identity.noteDrive(baseline.value.fnSerial);
      return baseline;
    });
  }

  async register(document: FiscalDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const done = this.#isClosed ? null : this.#queue.run(() => this.#registerAndJudge(document, baseline));
    if (done === null) return err({ effect: "none", error: this.#refusal() });
    const result = await done;
    if (result.ok) this.#finish(document, result.value);
    return result;
  }

  async resolve(document: FiscalDocument, baseline: Baseline): Promise<Resolution> {
    const done = this.#isClosed ? null : this.#queue.run(() => this.#resolveAfterChecks(document, baseline));
    if (done === null) return { outcome: "unreachable", error: this.#refusal() };
    const resolution = await done;
    if (resolution.outcome === "registered") this.#status.notePrint(resolution.registered.isPrintOwed);
    return resolution;
  }

  counters(): Promise<Result<RegistrarCounters, AppError>> {
    return this.#run(async () => {
      const answers = await this.#port.query([{ type: "getShiftTotals" }]);
      return answers.ok ? readCounters(answers.value[0]) : err(answers.error.error);
    });
  }

  registration(): Promise<Result<Registration, AppError>> {
    return this.#run(async () => {
      const identity = await this.#identity.read();
      if (!identity.ok) return identity;
      const answers = await this.#port.query([REGISTRATION_TASK]);
      return answers.ok ? readRegistration(answers.value[0], identity.value) : err(answers.error.error);
    });
  }

  storedDocument(fdNumber: number): Promise<Result<StoredDocument | null, AppError>> {
    return this.#run(async () => {
      const answer = await readDocument(this.#port, fdNumber);
      if (!answer.ok) return err(answer.error.error);
      if (answer.value === null) return ok(null);
      const found = foundDocument(answer.value, fdNumber, this.#options.utcOffsetMinutes);
      if (found === null) return err(malformed("getFnDocument", "no time, or another number"));
      const { form: _form, fnSerial: _fnSerial, shiftNumber: _shiftNumber, qr: _qr, ...stored } = found;
      return ok(stored);
    });
  }

  storedTags(fdNumber: number): Promise<Result<readonly TlvItem[] | null, AppError>> {
    return this.#run(async () => {
      const answer = await readDocument(this.#port, fdNumber);
      if (!answer.ok) return err(answer.error.error);
      return ok(answer.value === null ? null : storedTags(answer.value));
    });
  }

  finishPrinting(): Promise<Result<PrintState, AppError>> {
    return this.#run(async (): Promise<Result<PrintState, AppError>> => {
      const block = await this.#port.blockReason();
      if (!block.ok) return block;
      // The server continues the print by itself as soon as there is paper.
      if (block.value === "paper") return ok("waits-for-paper");
      if (block.value !== null) return err(blockError(block.value));
      const continued = await this.#port.query([{ type: "continuePrint" }]);
      if (continued.ok) {
        this.#status.notePrint(false);
        return ok("printed");
      }
      const { vendor, error } = continued.error;
      return vendor !== null && WAITS_FOR_PAPER.has(vendor) ? ok("waits-for-paper") : err(error);
    });
  }

  printDocument(fdNumber: number): Promise<Result<void, AppError>> {
    return this.#run(async () => {
      const stored = await readDocument(this.#port, fdNumber);
      if (stored.ok && stored.value === null) return err(appError("FIS366", { fdNumber }));
      return this.#perform({ type: "printFnDocument", fiscalDocumentNumber: count(fdNumber) });
    });
  }

  printCopy(): Promise<Result<void, AppError>> {
    return this.#simple({ type: "printLastReceiptCopy" });
  }

  openDrawer(): Promise<Result<void, AppError>> {
    return this.#simple({ type: "openCashDrawer" });
  }

  printSlip(lines: readonly SlipLine[]): Promise<Result<void, AppError>> {
    return this.#simple({ type: "nonFiscal", printFooter: false, items: slipItems(lines) });
  }

  async checkCode(question: DriveCodeQuestion, signal?: AbortSignal): Promise<Result<DriveCodeCheck, AppError>> {
    const checked = this.#isClosed ? null : await this.#desk.check(question, signal);
    return checked ?? err(this.#refusal());
  }

  linkCounters(): PortCounters {
    return this.#port.counters();
  }

  /** What is under way is cut off: its caller gets a failure and later asks `resolve`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#port.close();
    await this.#queue.drained();
  }

  /**
   * The driver told that the printer needs a person (no paper): the drive is asked at once. When nothing was made, the person is told
   * so; a till left in doubt would find the same, begin again, and so on until there is paper.
   */
  async #registerAndJudge(document: FiscalDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const result = await this.#register.register(document, baseline);
    if (result.ok || result.error.effect !== "unknown") return result;
    const { error } = result.error;
    if (error.vendorCode === undefined || !PRINTER_TROUBLES.has(error.code)) return result;
    const resolution = await this.#resolve.resolve(document, baseline);
    return resolution.outcome === "not-registered" ? err({ effect: "none", error }) : result;
  }

  async #resolveAfterChecks(document: FiscalDocument, baseline: Baseline): Promise<Resolution> {
    await this.#desk.giveWay();
    this.#desk.forget();
    return this.#resolve.resolve(document, baseline);
  }

  #simple(task: Task): Promise<Result<void, AppError>> {
    return this.#run(() => this.#perform(task));
  }

  /** In its turn: whoever calls it is at the head of the queue. */
  async #perform(task: Task): Promise<Result<void, AppError>> {
    const done = await this.#port.query([task]);
    return done.ok ? ok(undefined) : err(done.error.error);
  }

  async #run<T>(job: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
    const done = this.#isClosed ? null : this.#queue.run(job);
    return done === null ? err(this.#refusal()) : done;
  }

  #refusal(): AppError {
    return this.#isClosed ? appError("FIS307") : appError("FIS306", { limit: QUEUE_LIMIT });
  }

  #finish(document: FiscalDocument, registered: Registered): void {
    this.#status.notePrint(registered.isPrintOwed);
    const isCash = document.kind === "receipt" && document.receipt.payments.cashKop > 0;
    if (!isCash || !this.#options.openDrawerOnCash) return;
    void this.openDrawer().then((opened) => {
      if (!opened.ok) this.#options.log.warn({ code: opened.error.code }, "the drawer did not open");
    });
  }
}
