import type { EpochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { Cashier } from "../document/fiscal-document.ts";
import type { RegistrarService, ServiceFact, StateReport } from "../registrar-service.ts";
import { flagAt, textAt, wholeAt } from "./answer.ts";
import type { AtolContext } from "./context.ts";
import { driverDateTime, timeOf } from "./driver-time.ts";
import { isJsonObject, readJson, writeJson } from "./json-text.ts";
import type { JsonObject } from "./json-text.ts";
import { operator } from "./receipt-task.ts";
import { malformed } from "./task-port.ts";
import type { Task } from "./task-port.ts";

type Run = <T>(job: () => Promise<Result<T, AppError>>) => Promise<Result<T, AppError>>;

/** A difference below this is the wire's and the minute hand's. */
const CLOCK_TOLERANCE_MS = 2_000;

/** [path in the answer, key, Russian, English] */
type FactRow = readonly [path: string, key: string, ru: string, en: string];

const DEVICE_FACTS: readonly FactRow[] = [
  ["deviceInfo.modelName", "model", "Модель", "Model"],
  ["deviceInfo.serial", "serial", "Заводской номер", "Serial number"],
  ["deviceInfo.firmwareVersion", "firmware", "Версия прошивки", "Firmware"],
  ["deviceInfo.configurationVersion", "configuration", "Версия конфигурации", "Configuration"],
  ["deviceInfo.ffdVersion", "ffd", "ФФД кассы", "Format of the registrar"],
  ["deviceInfo.receiptLineLength", "lineLength", "Знаков в строке", "Characters in a line"],
];
const DRIVE_FACTS: readonly FactRow[] = [
  ["fnInfo.serial", "fnSerial", "Номер ФН", "Drive number"],
  ["fnInfo.execution", "fnModel", "Исполнение ФН", "Drive model"],
  ["fnInfo.livePhase", "phase", "Фаза ФН", "Phase"],
  ["fnInfo.validityDate", "validUntil", "Действует до", "Valid until"],
  ["fnInfo.registrationsRemaining", "registrationsLeft", "Осталось регистраций", "Registrations left"],
  ["fnInfo.ffdVersion", "ffd", "ФФД регистрации", "Format of the registration"],
  ["fnStatus.fiscalDocumentNumber", "lastDocument", "Последний ФД", "Last document"],
  ["shiftStatus.state", "shift", "Смена", "Shift"],
  ["shiftStatus.number", "shiftNumber", "Номер смены", "Shift number"],
];
const OFD_FACTS: readonly FactRow[] = [
  ["ofd.name", "ofdName", "ОФД", "OFD"],
  ["ofd.host", "host", "Адрес ОФД", "OFD address"],
  ["ofd.port", "port", "Порт ОФД", "OFD port"],
  ["status.notSentCount", "queue", "Не отправлено", "Not sent"],
  ["status.notSentFirstDocNumber", "oldest", "Первый неотправленный ФД", "Oldest unsent document"],
  ["status.notSentFirstDocDateTime", "oldestAt", "Его время", "Its time"],
  ["errors.network.description", "networkError", "Ошибка сети", "Network error"],
  ["errors.ofd.description", "ofdError", "Ошибка ОФД", "OFD error"],
  ["errors.lastSuccessConnectionDateTime", "lastSuccess", "Последний обмен", "Last exchange"],
];

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
      const device = await this.#facts([{ type: "getDeviceInfo" }], DEVICE_FACTS);
      if (!device.ok) return device;
      const { port } = this.#context;
      const link: ServiceFact[] = [{ key: "address", ru: "Подключение", en: "Connection", value: port.address }];
      const counted = Object.entries(port.counters()).map(([key, value]) => ({ key, ru: COUNTER_NAMES[key] ?? key, en: key, value }));
      return ok([...device.value, ...link, ...counted]);
    });
  }

  drive(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#run(() => this.#facts([{ type: "getFnInfo" }, { type: "getFnStatus" }, { type: "getShiftStatus" }], DRIVE_FACTS));
  }

  ofd(): Promise<Result<readonly ServiceFact[], AppError>> {
    return this.#run(() => this.#facts([{ type: "getRegistrationInfo" }, { type: "ofdExchangeStatus" }], OFD_FACTS));
  }

  /** A JSON task; the answer as the driver gave it. */
  raw(request: string): Promise<Result<string, AppError>> {
    return this.#run(async () => {
      const task = readJson(request)?.value;
      if (!isJsonObject(task) || typeof task["type"] !== "string")
        return err(appError("FIS362", { what: "нужно задание JSON с полем type" }));
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
      const report = await this.#context.port.submit(this.#newId(), task);
      if (!report.ok) return err(report.error.error);
      const fdNumber = wholeAt(report.value, "fiscalParams.fiscalDocumentNumber");
      const fiscalSign = textAt(report.value, "fiscalParams.fiscalDocumentSign");
      if (fdNumber === null || fiscalSign === null) return err(malformed("reportOfdExchangeStatus", "no document"));
      return ok({ fdNumber, fiscalSign, unsent: wholeAt(report.value, "status.notSentCount") });
    });
  }

  /** JSON tasks leave no receipt open: a receipt is one task, and the driver cancels what another program left before it begins one. */
  async cancelOpenDocument(): Promise<Result<"nothing-open" | "cancelled", AppError>> {
    return this.#run(async () => {
      const reached = await this.#context.port.query([{ type: "getDeviceStatus" }]);
      return reached.ok ? ok("nothing-open") : err(reached.error.error);
    });
  }

  async #facts(tasks: readonly Task[], rows: readonly FactRow[]): Promise<Result<ServiceFact[], AppError>> {
    const answers = await this.#context.port.query(tasks);
    if (!answers.ok) return err(answers.error.error);
    const merged: JsonObject = Object.assign({}, ...answers.value);
    return ok(rows.map(([path, key, ru, en]) => ({ key, ru, en, value: this.#value(merged, path) })));
  }

  #value(merged: JsonObject, path: string): ServiceFact["value"] {
    const told = flagAt(merged, path) ?? wholeAt(merged, path) ?? textAt(merged, path);
    // An empty queue is told with the number 0 and the year 1970.
    if (path.startsWith(FIRST_UNSENT) && wholeAt(merged, "status.notSentCount") === 0) return null;
    return typeof told === "string" ? (WORDS.get(`${path}=${told}`) ?? told) : told;
  }
}

const FIRST_UNSENT = "status.notSentFirstDoc";
/** Words of the driver that people read. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["shiftStatus.state=opened", "открыта"],
  ["shiftStatus.state=closed", "закрыта"],
  ["shiftStatus.state=expired", "открыта больше 24 часов"],
  ["fnInfo.livePhase=init", "не настроен"],
  ["fnInfo.livePhase=configured", "готов к регистрации"],
  ["fnInfo.livePhase=fiscalMode", "фискальный режим"],
  ["fnInfo.livePhase=postFiscalMode", "закрыт, документы отправляются"],
  ["fnInfo.livePhase=accessArchive", "чтение архива"],
]);

const COUNTER_NAMES: Readonly<Record<string, string>> = {
  requests: "Запросов",
  polls: "Опросов",
  lostAnswers: "Потерянных ответов",
  malformed: "Непонятных ответов",
  restarts: "Перезапусков драйвера",
};
