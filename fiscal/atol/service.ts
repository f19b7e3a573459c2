import type { EpochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Cashier } from "../document/fiscal-document.ts";
import type { RegistrarService, ServiceFact, StateReport } from "../registrar-service.ts";
import { textAt, wholeAt } from "./answer.ts";
import type { AtolContext } from "./context.ts";
import { driverDateTime, timeOf } from "./driver-time.ts";
import { isJsonObject, readJson, writeJson } from "./json-text.ts";
import type { JsonObject } from "./json-text.ts";
import { operator } from "./receipt-task.ts";
import { deviceFacts, driveFacts, linkFacts, ofdFacts } from "./service-facts.ts";
import { malformed } from "./task-port.ts";
import type { Task } from "./task-port.ts";

type Run = <T>(job: () => Promise<Result<T, AppError>>) => Promise<Result<T, AppError>>;

/** A difference below this is the wire's and the minute hand's. */
const CLOCK_TOLERANCE_MS = 2_000;

/** For technicians: facts by JSON tasks, any JSON task as it is, the clock. */
export class AtolService implements RegistrarService {
  readonly #context: AtolContext;
  readonly #newId: () => string;
  readonly #run: Run;

  constructor(context: AtolContext, newId: () => string, run: Run) {
    this.#context = context;
    this.#newId = newId;
    this.#run = run;
  }

  info(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#run(async () => {
      const device = await this.#answer([{ type: "getDeviceInfo" }]);
      return device.ok ? ok([...deviceFacts(device.value), ...linkFacts(this.#context.port)]) : device;
    });
  }

  drive(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#run(async () => {
      const drive = await this.#answer([{ type: "getFnInfo" }, { type: "getFnStatus" }, { type: "getShiftStatus" }]);
      return drive.ok ? ok(driveFacts(drive.value)) : drive;
    });
  }

  ofd(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#run(async () => {
      const exchange = await this.#answer([{ type: "getRegistrationInfo" }, { type: "ofdExchangeStatus" }]);
      return exchange.ok ? ok(ofdFacts(exchange.value, this.#context.utcOffsetMinutes)) : exchange;
    });
  }

  /** A JSON task; the answer as the driver gave it. */
  raw(request: string): Promise<Result<string, AppError>> {
    return this.#run(async () => {
      const task = readJson(request)?.value;
      if (!isJsonObject(task) || typeof task["type"] !== "string") return err(appError("FIS362", { what: request }));
      const answer = await this.#context.port.query([{ ...task, type: task["type"] }]);
      return answer.ok ? ok(writeJson(answer.value[0] ?? {})) : err(answer.error.error);
    });
  }

  syncClock(): Promise<Result<{ readonly before: EpochMs; readonly ours: EpochMs; readonly isChanged: boolean }, AppError>> {
    return this.#run(async (): ReturnType<AtolService["syncClock"]> => {
      const { port, clock, utcOffsetMinutes } = this.#context;
      const answers = await port.query([{ type: "getDeviceStatus" }, { type: "getShiftStatus" }]);
      if (!answers.ok) return err(answers.error.error);
      const [device, shift] = answers.value;
      const before = timeOf(textAt(device, "deviceStatus.currentDateTime"), utcOffsetMinutes);
      if (before === null) return err(malformed("getDeviceStatus", "no time"));
      const ours = clock.now();
      if (Math.abs(ours - before) < CLOCK_TOLERANCE_MS) return ok({ before, ours, isChanged: false });
      if (textAt(shift, "shiftStatus.state") !== "closed") return err(appError("FIS322", { command: "setDateTime", vendor: "" }));
      const set = await port.query([{ type: "setDateTime", dateTime: driverDateTime(ours, utcOffsetMinutes) }]);
      return set.ok ? ok({ before, ours, isChanged: true }) : err(set.error.error);
    });
  }

  stateReport(cashier: Cashier): Promise<Result<StateReport, AppError>> {
    return this.#run(async (): ReturnType<AtolService["stateReport"]> => {
      const task = { type: "reportOfdExchangeStatus", operator: operator(cashier) };
      const id = this.#newId();
      const report = await this.#context.port.submit(id, task);
      if (report.ok) return reportOf(report.value);
      if (report.error.effect === "none") return err(report.error.error);
      // A task that waits for paper is done when the paper is back: a technician who repeats it would make two.
      const settled = await this.#context.port.settle(id);
      if (settled.kind === "done") return reportOf(settled.result);
      const isNever = settled.kind === "never" || (settled.kind === "failed" && settled.failure.effect === "none");
      return err(isNever ? report.error.error : appError("FIS374", { code: report.error.error.code }));
    });
  }

  /** JSON tasks leave no receipt open: a receipt is one task, and the driver cancels what another program left before it begins one. */
  async cancelOpenDocument(): Promise<Result<"nothing-open" | "cancelled", AppError>> {
    return this.#run(async () => {
      const reached = await this.#context.port.query([{ type: "getDeviceStatus" }]);
      return reached.ok ? ok("nothing-open") : err(reached.error.error);
    });
  }

  /** The answers as one object: their fields have different names. */
  async #answer(tasks: readonly Task[]): Promise<Result<JsonObject, AppError>> {
    const answers = await this.#context.port.query(tasks);
    return answers.ok ? ok(Object.assign({}, ...answers.value) as JsonObject) : err(answers.error.error);
  }
}

function reportOf(answer: JsonObject): Result<StateReport, AppError> {
  const fdNumber = wholeAt(answer, "fiscalParams.fiscalDocumentNumber");
  const fiscalSign = textAt(answer, "fiscalParams.fiscalDocumentSign");
  if (fdNumber === null || fiscalSign === null) return err(malformed("reportOfdExchangeStatus", "no document"));
  return ok({ fdNumber, fiscalSign, unsent: wholeAt(answer, "status.notSentCount") });
}
