import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { driverError, DRIVER_CODE, NO_ERROR, type DriverError } from "./driver-error.ts";
import { isFiscal, type DriverLink } from "./driver-link.ts";
import type { FaultBox } from "./faults.ts";
import { isObject, type JsonObject } from "./field-reader.ts";
import { problem, type HttpProblem } from "./http-problem.ts";
import type { Block, BlockReason, RequestTable, StoredRequest, TaskResult } from "./request-table.ts";

const MINUTE_MS = 60_000;
const CONNECTION_CODES: ReadonlySet<number> = new Set([1, 2, 3, 4, 241]);
const FN_CODES: ReadonlySet<number> = new Set([115, 116, 159, 166, 177]);
const PAPER_CODES: ReadonlySet<number> = new Set([44, 45, 46, 114]);

export interface QueueSettings {
  readonly blockQueueOnPrintErrors: boolean;
  /** Minutes. */
  readonly deleteRequestsAfter: number;
}

export interface QueueOptions {
  readonly deviceId: string;
  readonly table: RequestTable;
  readonly link: DriverLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: FaultBox;
  readonly settings: () => QueueSettings;
  /** Between tries to find out the outcome of a blocked task. */
  readonly retryMs: number;
  /** The server dies: nothing of this queue may be written down any more. */
  readonly crash: (fault: { readonly requests?: "kept" | "lost"; readonly backAfterMs?: number }) => void;
}

function blockReason(code: number): BlockReason | null {
  if (CONNECTION_CODES.has(code)) return "connectionError";
  if (FN_CODES.has(code)) return "fnError";
  return PAPER_CODES.has(code) ? "paperError" : null;
}

/**
 * Requests of one registrar, in the order of their coming. A task whose outcome is unknown stops the queue until the
 * registrar tells by the number of its last document what became of it; a document without its paper stops it until there is paper.
 */
export class RequestQueue {
  readonly #o: QueueOptions;
  /** Running, standing and waiting requests, in order. */
  #pending: StoredRequest[] = [];
  #number = 0;
  #isActive = false;
  #isRunning = false;
  #life = new AbortController();
  #isRecovering = false;

  constructor(options: QueueOptions) {
    this.#o = options;
    this.#number = options.table.lastNumber(options.deviceId);
    this.#pending = options.table.pending(options.deviceId);
    for (const request of this.#pending) this.#afterRestart(request);
  }

  /** Takes up the work: after activation of the registrar or start of the server. */
  activate(): void {
    this.#isActive = true;
    this.#go();
  }

  deactivate(): void {
    this.#isActive = false;
  }

  /** The server ends; the task that runs in the registrar runs on, its result reaches nobody. */
  kill(): void {
    this.#life.abort();
    this.#isActive = false;
  }

  add(uuid: unknown, request: unknown): Result<object, HttpProblem> {
    const tasks = Array.isArray(request) ? (request as unknown[]) : isObject(request) ? [request] : [];
    if (typeof uuid !== "string" || uuid === "") return err(problem(400, "Поле 'uuid' не задано"));
    if (tasks.length === 0) return err(problem(400, "Поле 'request' не задано или пустое"));
    if (!tasks.every(isObject)) return err(problem(400, "Некорректное значение или тип поля 'request'"));
    const { deviceId, table } = this.#o;
    if (table.find(deviceId, uuid) !== null) {
      return err(problem(409, `Не удалось добавить задание с UUID [${uuid}], задание с таким UUID уже есть`));
    }
    if (!this.#isActive) return err(problem(409, `ККТ [${deviceId}] не подключена`));
    this.#number++;
    const stored: StoredRequest = {
      device: deviceId,
      uuid,
      number: this.#number,
      tasks,
      state: "wait",
      results: tasks.map(() => ({ status: "wait", error: NO_ERROR })),
      next: 0,
      block: null,
      fdBefore: null,
      doneAt: null,
    };
    this.#save(stored);
    this.#pending.push(stored);
    this.#go();
    return ok({ number: stored.number, uuid, ...this.blockInfo() });
  }

  find(uuid: string): Result<object, HttpProblem> {
    this.#forgetOld();
    const request = this.#o.table.find(this.#o.deviceId, uuid);
    return request === null ? err(this.#unknown(uuid)) : ok({ results: request.results });
  }

  cancel(uuid: string): Result<object, HttpProblem> {
    const request = this.#pending.find((one) => one.uuid === uuid) ?? this.#o.table.find(this.#o.deviceId, uuid);
    if (request === null) return err(this.#unknown(uuid));
    if (request.state !== "wait" || request.next > 0) {
      const why = "нельзя отменить (выполнено, выполняется или уже отменено)";
      return err(problem(409, `Задание с UUID [${uuid}] для устройства [${this.#o.deviceId}] ${why}`));
    }
    this.#pending = this.#pending.filter((one) => one !== request);
    request.results = request.tasks.map(() => ({ status: "canceled", error: driverError(DRIVER_CODE.cancelled) }));
    this.#end(request, "canceled");
    return ok({});
  }

  status(): object {
    this.#forgetOld();
    const { deviceId, table } = this.#o;
    const number = this.#pending.filter(({ state }) => state === "wait" || state === "blocked").length;
    return { number, ready: table.count(deviceId, "done"), canceled: table.count(deviceId, "canceled"), ...this.blockInfo() };
  }

  blockInfo(): { readonly isBlocked: boolean; readonly blockedUUID: string; readonly blockReason: string } {
    const blocked = this.#pending.find(({ block }) => block !== null);
    return { isBlocked: blocked !== undefined, blockedUUID: blocked?.uuid ?? "", blockReason: blocked?.block?.reason ?? "" };
  }

  // ---- work

  #go(): void {
    if (this.#isRunning || !this.#isActive || this.#life.signal.aborted) return;
    const [first] = this.#pending;
    if (first === undefined) return;
    if (first.block !== null) return this.#scheduleRecovery();
    this.#isRunning = true;
    void this.#run(first)
      .catch((error: unknown) => this.#o.log.error({ error, uuid: first.uuid }, "the queue failed inside a request"))
      .finally(() => {
        this.#isRunning = false;
        this.#go();
      });
  }

  get #isDead(): boolean {
    return this.#life.signal.aborted;
  }

  async #run(request: StoredRequest): Promise<void> {
    request.state = "inProgress";
    while (request.next < request.tasks.length) {
      const goesOn = await this.#runTask(request, request.next);
      if (this.#isDead || !goesOn) return;
      request.next++;
    }
    this.#finish(request, request.tasks.length);
  }

  /** False when the request ended or stands. */
  async #runTask(request: StoredRequest, index: number): Promise<boolean> {
    const task = request.tasks[index] ?? {};
    this.#setResult(request, index, { status: "inProgress", error: NO_ERROR });
    request.fdBefore = isFiscal(task) ? await this.#lastFd() : null;
    if (this.#isDead) return false;
    this.#save(request);
    if (this.#crashes("before", task)) return false;
    const outcome = await this.#o.link.process(task);
    if (this.#isDead || this.#crashes("after", task)) return false;
    if (outcome.ok) {
      this.#setResult(request, index, { status: "ready", error: NO_ERROR, result: outcome.value });
      return !this.#standsForPaper(request, index, outcome.value);
    }
    return this.#failed(request, index, outcome.error);
  }

  #standsForPaper(request: StoredRequest, index: number, result: unknown): boolean {
    const warnings = isObject(result) && isObject(result["warnings"]) ? result["warnings"] : {};
    if (warnings["notPrinted"] !== true || !this.#o.settings().blockQueueOnPrintErrors) return false;
    this.#stand(request, { reason: "paperError", task: index, fdBefore: null, error: null });
    return true;
  }

  /** An error of link, drive or paper leaves the outcome of a fiscal task open; any other ends the request. */
  #failed(request: StoredRequest, index: number, error: DriverError): false {
    const reason = blockReason(error.code);
    const isOpen = request.fdBefore !== null && reason !== null;
    if (isOpen && (reason !== "paperError" || this.#o.settings().blockQueueOnPrintErrors)) {
      this.#setResult(request, index, { status: "blocked", error });
      this.#stand(request, { reason, task: index, fdBefore: request.fdBefore, error });
      return false;
    }
    this.#setResult(request, index, { status: "error", error });
    this.#finish(request, index + 1);
    return false;
  }

  #stand(request: StoredRequest, block: Block): void {
    request.state = "blocked";
    request.block = block;
    this.#save(request);
    this.#o.log.info({ uuid: request.uuid, block }, "queue stands");
  }

  // ---- recovery

  #scheduleRecovery(): void {
    if (this.#isRecovering) return;
    this.#isRecovering = true;
    void this.#o.clock
      .sleep(this.#o.retryMs, this.#life.signal)
      .then(() => (this.#isDead || !this.#isActive ? undefined : this.#recover()))
      .catch((error: unknown) => this.#o.log.error({ error }, "the queue failed inside a recovery"))
      .finally(() => {
        this.#isRecovering = false;
        this.#go();
      });
  }

  /** One try to find out what became of the blocked task. Leaves the block where it is when the registrar does not tell. */
  async #recover(): Promise<void> {
    const request = this.#pending.find(({ block }) => block !== null);
    const block = request?.block ?? null;
    if (request === undefined || block === null) return;
    if (block.fdBefore !== null && !(await this.#settle(request, block, block.fdBefore))) return;
    const printed = await this.#o.link.process({ type: "continuePrint" });
    if (this.#isDead || request.block === null) return;
    if (!printed.ok && this.#o.settings().blockQueueOnPrintErrors) {
      this.#stand(request, { ...request.block, reason: blockReason(printed.error.code) ?? "paperError" });
      return;
    }
    if (printed.ok) this.#clearNotPrinted(request, block.task);
    request.block = null;
    request.state = "wait";
    request.next = block.task + 1;
    if (request.next >= request.tasks.length) this.#finish(request, request.tasks.length);
    else this.#save(request);
  }

  /** True when the document is there. */
  async #settle(request: StoredRequest, block: Block, fdBefore: number): Promise<boolean> {
    const fdNow = await this.#lastFd();
    if (this.#isDead || fdNow === null) return false;
    if (fdNow <= fdBefore) {
      request.block = null;
      this.#setResult(request, block.task, { status: "error", error: block.error ?? driverError(DRIVER_CODE.web) });
      this.#finish(request, block.task + 1);
      return false;
    }
    const type = String(request.tasks[block.task]?.["type"]);
    const forReceipt = !["openShift", "closeShift", "reportOfdExchangeStatus"].includes(type);
    const params = await this.#o.link.process({ type: "getLastFiscalParams", forReceipt });
    if (this.#isDead || !params.ok) return false;
    this.#setResult(request, block.task, { status: "ready", error: NO_ERROR, result: params.value });
    request.block = { ...block, fdBefore: null, error: null };
    this.#save(request);
    return true;
  }

  #clearNotPrinted(request: StoredRequest, index: number): void {
    const before = request.results[index];
    if (before === undefined || !isObject(before.result) || !isObject(before.result["warnings"])) return;
    const warnings = { ...before.result["warnings"], notPrinted: false };
    this.#setResult(request, index, { ...before, result: { ...before.result, warnings } });
  }

  /** What a killed server left: a fiscal task that had begun has an unknown outcome, another one counts as interrupted. */
  #afterRestart(request: StoredRequest): void {
    if (request.state !== "inProgress") return;
    while (request.results[request.next]?.status === "ready") request.next++;
    const index = request.next;
    if (index >= request.tasks.length) {
      this.#finish(request, index);
    } else if (request.results[index]?.status !== "inProgress") {
      request.state = "wait";
    } else if (request.fdBefore !== null) {
      const error = driverError(DRIVER_CODE.noConnection);
      request.results[index] = { status: "blocked", error };
      this.#stand(request, { reason: "connectionError", task: index, fdBefore: request.fdBefore, error });
    } else {
      this.#finish(request, index);
    }
  }

  // ---- inside

  async #lastFd(): Promise<number | null> {
    const answer = await this.#o.link.process({ type: "getFnStatus" });
    if (!answer.ok) return null;
    const status = (answer.value as { readonly fnStatus?: { readonly fiscalDocumentNumber?: number } }).fnStatus;
    return status?.fiscalDocumentNumber ?? null;
  }

  #crashes(moment: "before" | "after", task: JsonObject): boolean {
    const fault = this.#o.faults.strike("server-crash", String(task["type"]), (one) => one.moment === moment);
    if (fault !== null) this.#o.crash(fault);
    return fault !== null;
  }

  #setResult(request: StoredRequest, index: number, result: TaskResult): void {
    request.results[index] = result;
    this.#save(request);
  }

  /** Tasks from `from` on are interrupted. */
  #finish(request: StoredRequest, from: number): void {
    for (let index = from; index < request.tasks.length; index++) {
      request.results[index] = { status: "interrupted", error: driverError(DRIVER_CODE.interrupted) };
    }
    this.#pending = this.#pending.filter((one) => one !== request);
    this.#end(request, "done");
  }

  #end(request: StoredRequest, state: "done" | "canceled"): void {
    request.state = state;
    request.doneAt = this.#o.clock.now();
    this.#save(request);
  }

  #save(request: StoredRequest): void {
    if (!this.#isDead) this.#o.table.put(request);
  }

  #forgetOld(): void {
    this.#o.table.forgetDoneBefore(this.#o.clock.now() - this.#o.settings().deleteRequestsAfter * MINUTE_MS);
  }

  #unknown(uuid: string): HttpProblem {
    return problem(404, `Задание с UUID [${uuid}] для устройства [${this.#o.deviceId}] не найдено`);
  }
}
