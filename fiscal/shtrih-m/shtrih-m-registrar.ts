import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { OpenChannel } from "../../device-drivers/transport/channel.ts";
import type { FiscalDocument, Registered } from "../document/fiscal-document.ts";
import { ownTagOf } from "../document/own-tag.ts";
import { receiptKindOf } from "../document/settlement.ts";
import type { TlvItem } from "../document/tlv.ts";
import type {
  Baseline,
  DriveCodeCheck,
  DriveCodeQuestion,
  PrintState,
  Registration,
  Registrar,
  RegistrarCounters,
  RegistrarFailure,
  RegistrarStatus,
  Resolution,
  SlipLine,
  StoredDocument,
} from "../registrar.ts";
import { withoutDoubt } from "./abandon.ts";
import type { RegistrarService } from "../registrar-service.ts";
import { CodeChecks } from "./code-check.ts";
import { COMMANDS } from "./commands.ts";
import { DeviceModelReader } from "./device-model.ts";
import { toEpoch } from "./device-time.ts";
import type { TraceRecord } from "./frame-trace.ts";
import { JobQueue } from "../job-queue.ts";
import { ShtrihLink } from "./link.ts";
import type { LinkCounters } from "./link.ts";
import { SHTRIH_PROFILES } from "./model.ts";
import type { ShtrihProfile } from "./model.ts";
import { PaperMode } from "./paper-mode.ts";
import { PrintWatch } from "./print-watch.ts";
import { noSuchDocument, printCopy, printLines, printStored } from "./printing.ts";
import type { Cut } from "./printing.ts";
import { ReceiptFlow } from "./receipt-flow.ts";
import { readRegistration } from "./registration.ts";
import { FD_TYPE, SUBMODE } from "./replies.ts";
import type { FoundDocument } from "./replies.ts";
import { drawer } from "./requests.ts";
import { ResolveFlow } from "./resolve-flow.ts";
import { ShtrihService } from "./service.ts";
import { ShtrihSession } from "./session.ts";
import { ShiftFlow } from "./shift-flow.ts";
import { StatusReader } from "./status-reader.ts";
import { findStored, neverTells, readStoredTags } from "./stored-document.ts";

export interface ShtrihMOptions {
  /** Opens serial or TCP; the bytes are the same. */
  readonly openChannel: OpenChannel;
  readonly clock: Clock;
  readonly log: Log;
  /** Operator (table 2): 1..28 from the factory; many shops use 30. */
  readonly operatorPassword: number;
  /** System administrator; 30 from the factory. */
  readonly adminPassword: number;
  readonly profile?: ShtrihProfile;
  /** Local time of the shop against UTC; absent: Moscow. */
  readonly utcOffsetMinutes?: number;
  /** Absent: one minute; null: the registrar's clock is never set. */
  readonly clockDriftLimitMs?: number | null;
  /** Open the drawer after a receipt with cash, by command (many devices do it by their own setting). */
  readonly openDrawerOnCash?: boolean;
  /** Cut after a slip; receipts are cut by the device's own setting (table 1 field 7). */
  readonly cutAfterSlip?: Cut;
  readonly refuseNegativeMarking?: boolean;
  /** Send cashier and INN (1021, 1203) with every document; false: the device writes the name in its table 2. Absent: true. */
  readonly sendCashier?: boolean;
  /** 0 ≤ x < 1; spreads reconnects of many tills. */
  readonly random?: () => number;
}

/** What the service screens and `till kkt` see beside the common interface. */
export interface ShtrihMRegistrar extends Registrar {
  /** The last frames in both directions. Marking codes are cut. */
  trace(): readonly TraceRecord[];
  linkCounters(): LinkCounters;
  /** Command bytes with password and parameters as they stand in the frame; gives the answer's bytes. For technicians. */
  rawCommand(payload: Uint8Array): Promise<Result<Uint8Array, AppError>>;
  readonly service: RegistrarService;
}

const MOSCOW_UTC_OFFSET_MINUTES = 180;
const CLOCK_DRIFT_LIMIT_MS = 60_000;
/** Calls that wait for the device; a till makes a handful at once. */
const QUEUE_LIMIT = 32;

/** Connects lazily: the channel is opened by the first call, and reopened by the next one after a loss. */
export function connectShtrihM(options: ShtrihMOptions): ShtrihMRegistrar {
  return new ShtrihM(options);
}

class ShtrihM implements ShtrihMRegistrar {
  readonly #options: ShtrihMOptions;
  readonly #utcOffsetMinutes: number;
  readonly #queue = new JobQueue(QUEUE_LIMIT);
  readonly #link: ShtrihLink;
  readonly #session: ShtrihSession;
  readonly #reader: StatusReader;
  readonly #receipts: ReceiptFlow;
  readonly #shifts: ShiftFlow;
  readonly #resolver: ResolveFlow;
  readonly #watch: PrintWatch;
  readonly #paper: PaperMode;
  readonly #models: DeviceModelReader;
  readonly #codes: CodeChecks;
  readonly service: ShtrihService;

  constructor(options: ShtrihMOptions) {
    this.#options = options;
    const { openChannel, clock, log, random, operatorPassword, adminPassword, profile = SHTRIH_PROFILES["shtrih-m"] } = options;
    const utcOffsetMinutes = options.utcOffsetMinutes ?? MOSCOW_UTC_OFFSET_MINUTES;
    const clockDriftLimitMs = options.clockDriftLimitMs === undefined ? CLOCK_DRIFT_LIMIT_MS : options.clockDriftLimitMs;
    this.#utcOffsetMinutes = utcOffsetMinutes;
    this.#link = new ShtrihLink({ openChannel, clock, log, timings: profile.timings, ...(random === undefined ? {} : { random }) });
    this.#session = new ShtrihSession({ link: this.#link, clock, log, profile, operatorPassword, adminPassword });
    const models = new DeviceModelReader(this.#session);
    this.#models = models;
    this.#reader = new StatusReader(this.#session, models, utcOffsetMinutes);
    const sendCashier = options.sendCashier ?? true;
    const refuseNegativeMarking = options.refuseNegativeMarking ?? false;
    this.#paper = new PaperMode(this.#session, models);
    this.#codes = new CodeChecks(this.#session, models, refuseNegativeMarking);
    const ports = { session: this.#session, models, paper: this.#paper, codes: this.#codes };
    this.#receipts = new ReceiptFlow(ports, { utcOffsetMinutes, refuseNegativeMarking, sendCashier });
    this.#shifts = new ShiftFlow(this.#session, { utcOffsetMinutes, clockDriftLimitMs, sendCashier });
    this.#resolver = new ResolveFlow(this.#session, utcOffsetMinutes);
    this.#watch = new PrintWatch(this.#session, (job) => this.#queue.run(job));
    const onChanged = (): void => this.#forgetDevice();
    this.service = new ShtrihService({ session: this.#session, models, utcOffsetMinutes, run: (job) => this.#query(job), onChanged });
  }

  status(): Promise<Result<RegistrarStatus, AppError>> {
    return this.#query(() => this.#reader.status());
  }

  baseline(): Promise<Result<Baseline, AppError>> {
    return this.#query(() => this.#reader.baseline());
  }

  async register(document: FiscalDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    const done = this.#queue.run(() => this.#register(document, baseline));
    if (done === null) return err({ effect: "none", error: queueFull() });
    const result = await done;
    if (result.ok) this.#finishPrinted(document);
    return result;
  }

  async resolve(document: FiscalDocument, baseline: Baseline): Promise<Resolution> {
    const done = this.#queue.run(() => {
      this.#reader.forgetCounts();
      this.#receipts.forgetProof();
      return this.#resolver.resolve(document, baseline);
    });
    return done === null ? { outcome: "unreachable", error: queueFull() } : done;
  }

  counters(): Promise<Result<RegistrarCounters, AppError>> {
    return this.#query(() => this.#reader.counters());
  }

  storedDocument(fdNumber: number): Promise<Result<StoredDocument | null, AppError>> {
    return this.#query(() => this.#storedDocument(fdNumber));
  }

  storedTags(fdNumber: number): Promise<Result<readonly TlvItem[] | null, AppError>> {
    return this.#query(async () => {
      const found = await findStored(this.#session, fdNumber);
      if (!found.ok) return err(found.error.error);
      if (found.value === null) return ok(null);
      const tags = await readStoredTags(this.#session, fdNumber);
      return tags.ok ? ok(tags.value) : err(tags.error.error);
    });
  }

  finishPrinting(): Promise<Result<PrintState, AppError>> {
    return this.#query(async () => {
      const status = await this.#session.status();
      if (!status.ok) return err(status.error.error);
      const { submode } = status.value;
      if (submode === SUBMODE.noPaper || submode === SUBMODE.paperEnded) return ok("waits-for-paper");
      if (submode === SUBMODE.idle) return ok("printed");
      if (submode !== SUBMODE.waitsContinue) return ok("printing");
      const continued = await this.#session.call(COMMANDS.continuePrint);
      return continued.ok ? ok("printing") : err(continued.error.error);
    });
  }

  registration(): Promise<Result<Registration, AppError>> {
    return this.#query(() => readRegistration(this.#session, this.#models, this.#utcOffsetMinutes));
  }

  printDocument(fdNumber: number): Promise<Result<void, AppError>> {
    return this.#query(async () => {
      const stored = await this.#storedDocument(fdNumber);
      if (!stored.ok) return stored;
      const { value: document } = stored;
      if (document === null) return err(noSuchDocument(fdNumber));
      return this.#printing(() => printStored(this.#session, document, this.#cut));
    });
  }

  printCopy(): Promise<Result<void, AppError>> {
    return this.#query(() => this.#printing(() => printCopy(this.#session)));
  }

  openDrawer(): Promise<Result<void, AppError>> {
    return this.#query(() => this.#openDrawer());
  }

  printSlip(lines: readonly SlipLine[]): Promise<Result<void, AppError>> {
    return this.#query(() => this.#printing(() => printLines(this.#session, lines, this.#cut)));
  }

  /** FF61 blocks the device until the operator has answered or its own limit (5 s from the factory) has passed: it can't be called off. */
  async checkCode(question: DriveCodeQuestion, signal?: AbortSignal): Promise<Result<DriveCodeCheck, AppError>> {
    const done = this.#queue.runLast(async () => (signal?.aborted === true ? err(appError("FIS621")) : this.#codes.check(question)));
    return done === null ? err(queueFull()) : done;
  }

  trace(): readonly TraceRecord[] {
    return this.#link.trace();
  }

  linkCounters(): LinkCounters {
    return this.#link.counters();
  }

  rawCommand(payload: Uint8Array): Promise<Result<Uint8Array, AppError>> {
    return this.service.rawCommand(payload);
  }

  /** What is under way is cut off: its caller gets a failure and later asks `resolve`. */
  async close(): Promise<void> {
    this.#watch.stop();
    await this.#link.close();
    await this.#queue.drained();
  }

  /** A technician may have changed anything: counts, settings, an open document. */
  #forgetDevice(): void {
    this.#watch.stop();
    this.#reader.forgetCounts();
    this.#receipts.forgetProof();
    this.#models.forget();
    this.#paper.forget();
  }

  async #query<T>(job: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
    const done = this.#queue.run(job);
    return done === null ? err(queueFull()) : done;
  }

  async #register(document: FiscalDocument, baseline: Baseline): Promise<Result<Registered, RegistrarFailure>> {
    this.#watch.stop();
    if (document.kind === "receipt") return this.#receipts.register(document.receipt, baseline);
    // Whether a document of the shift leaves checked codes in the drive is told nowhere.
    if (document.kind === "open-shift" || document.kind === "close-shift") this.#codes.forget();
    const paper = await this.#paper.prepare("print");
    if (!paper.ok) return err({ effect: "none", error: withoutDoubt(paper.error.error) });
    switch (document.kind) {
      case "open-shift":
      case "close-shift":
        return this.#shifts.registerShift(document, baseline);
      case "x-report":
        this.#reader.forgetCounts();
        return this.#shifts.registerXReport(baseline);
      case "cash-in":
      case "cash-out":
        this.#reader.forgetCounts();
        return this.#shifts.registerCash(document, baseline);
    }
  }

  #finishPrinted(document: FiscalDocument): void {
    const isCash = document.kind === "receipt" && document.receipt.payments.cashKop > 0;
    if (isCash && (this.#options.openDrawerOnCash ?? false)) {
      void this.openDrawer().then((opened) => {
        if (!opened.ok) this.#options.log.warn({ code: opened.error.code }, "the drawer did not open");
      });
    }
    this.#watch.start();
  }

  async #openDrawer(): Promise<Result<void, AppError>> {
    const opened = await this.#session.callPatiently(COMMANDS.openDrawer, drawer());
    return opened.ok ? ok(undefined) : err(opened.error.error);
  }

  /** Nothing that is meant to be printed may be swallowed by a setting left over from a receipt without paper. */
  async #printing(print: () => Promise<Result<void, AppError>>): Promise<Result<void, AppError>> {
    const paper = await this.#paper.prepare("print");
    return paper.ok ? print() : err(paper.error.error);
  }

  get #cut(): Cut {
    return this.#options.cutAfterSlip ?? "none";
  }

  async #storedDocument(fdNumber: number): Promise<Result<StoredDocument | null, AppError>> {
    const found = await findStored(this.#session, fdNumber);
    if (!found.ok) return err(found.error.error);
    if (found.value === null) return ok(null);
    const { at, fiscalSign, totalKop, type } = found.value;
    if (at === null) return err(appError("FIS305", { command: COMMANDS.findDocument.name, what: "no time" }));
    const isCorrection = type === FD_TYPE.correction;
    const isReceipt = type === FD_TYPE.receipt || isCorrection;
    const tags = isReceipt ? await readStoredTags(this.#session, fdNumber) : ok([]);
    if (!tags.ok && !neverTells(tags.error)) return err(tags.error.error);
    const ownTag = tags.ok ? ownTagOf(tags.value) : null;
    return ok({
      fdNumber,
      fiscalSign,
      kind: kindOf(found.value),
      formCode: type,
      isCorrection,
      totalKop,
      at: toEpoch(at, this.#utcOffsetMinutes),
      ownTag,
    });
  }
}

function kindOf({ type, operation }: FoundDocument): StoredDocument["kind"] {
  if (type === FD_TYPE.openShift) return "open-shift";
  if (type === FD_TYPE.closeShift) return "close-shift";
  if (type !== FD_TYPE.receipt && type !== FD_TYPE.correction) return "other";
  return operation === 1 || operation === 2 || operation === 3 || operation === 4 ? receiptKindOf(operation) : "other";
}

function queueFull(): AppError {
  return appError("FIS306", { limit: QUEUE_LIMIT });
}
