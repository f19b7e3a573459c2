import type { ServiceFact, TwoLanguages } from "../registrar-service.ts";
import { codeFact, dateFact, DRIVE_PHASES, plainFact, timeFact, warningsFact } from "../service-fact.ts";
import { textAt, wholeAt } from "./answer.ts";
import { dateOf, timeOf } from "./driver-time.ts";
import type { JsonObject } from "./json-text.ts";
import { warningsAt } from "./readings.ts";
import type { TaskPort } from "./task-port.ts";

/** Answers of JSON tasks as facts for technicians (facts, section B3). */
const SHIFTS: Readonly<Record<string, TwoLanguages>> = {
  opened: { ru: "открыта", en: "open" },
  closed: { ru: "закрыта", en: "closed" },
  expired: { ru: "открыта больше 24 часов", en: "older than 24 hours" },
};
const COUNTER_NAMES: Readonly<Record<string, TwoLanguages>> = {
  requests: { ru: "Запросов", en: "requests" },
  polls: { ru: "Опросов", en: "polls" },
  lostAnswers: { ru: "Потерянных ответов", en: "lost answers" },
  malformed: { ru: "Непонятных ответов", en: "malformed answers" },
  restarts: { ru: "Перезапусков драйвера", en: "restarts of the driver" },
};

/** `getDeviceInfo`. */
export function deviceFacts(answer: JsonObject): ServiceFact[] {
  const device = (name: string): string | null => textAt(answer, `deviceInfo.${name}`);
  return [
    plainFact("model", "Модель", "model", device("modelName")),
    plainFact("serial", "Заводской номер", "serial number", device("serial")),
    plainFact("firmware", "Версия прошивки", "firmware", device("firmwareVersion")),
    plainFact("configuration", "Версия конфигурации", "configuration", device("configurationVersion")),
    plainFact("ffd", "ФФД кассы", "FFD of the registrar", device("ffdVersion")),
    plainFact("lineLength", "Знаков в строке", "characters in a line", wholeAt(answer, "deviceInfo.receiptLineLength")),
  ];
}

export function linkFacts(port: TaskPort): ServiceFact[] {
  const counted = Object.entries(port.counters()).map(([key, value]) => {
    const { ru, en } = COUNTER_NAMES[key] ?? { ru: key, en: key };
    return plainFact(key, ru, en, value);
  });
  return [plainFact("address", "Подключение", "connection", port.address), ...counted];
}

/** `getFnInfo`, `getFnStatus`, `getShiftStatus`. */
export function driveFacts(answer: JsonObject): ServiceFact[] {
  const phase = textAt(answer, "fnInfo.livePhase");
  const shift = textAt(answer, "shiftStatus.state");
  return [
    plainFact("fnSerial", "Номер ФН", "drive number", textAt(answer, "fnInfo.serial")),
    plainFact("fnModel", "Исполнение ФН", "drive model", textAt(answer, "fnInfo.execution")),
    codeFact("phase", "Фаза жизни", "life phase", phase, DRIVE_PHASES[phase ?? ""]),
    dateFact("validUntil", "Срок действия ФН", "drive valid until", dateOf(textAt(answer, "fnInfo.validityDate"))),
    warningsFact(warningsAt(answer)),
    plainFact("registrationsLeft", "Осталось регистраций", "registrations left", wholeAt(answer, "fnInfo.registrationsRemaining")),
    plainFact("ffd", "ФФД регистрации", "FFD of the registration", textAt(answer, "fnInfo.ffdVersion")),
    plainFact("lastDocument", "Последний ФД", "last document", wholeAt(answer, "fnStatus.fiscalDocumentNumber")),
    codeFact("shift", "Смена", "shift", shift, SHIFTS[shift ?? ""]),
    plainFact("shiftNumber", "Номер смены", "shift number", wholeAt(answer, "shiftStatus.number")),
  ];
}

/** `getRegistrationInfo`, `ofdExchangeStatus`. An empty queue is told with the number 0 and the year 1970. */
export function ofdFacts(answer: JsonObject, utcOffsetMinutes: number): ServiceFact[] {
  const queue = wholeAt(answer, "status.notSentCount");
  const oldest = queue === 0 ? null : wholeAt(answer, "status.notSentFirstDocNumber");
  const oldestAt = queue === 0 ? null : timeOf(textAt(answer, "status.notSentFirstDocDateTime"), utcOffsetMinutes);
  const last = timeOf(textAt(answer, "errors.lastSuccessConnectionDateTime"), utcOffsetMinutes);
  return [
    plainFact("ofdName", "ОФД", "OFD", textAt(answer, "ofd.name")),
    plainFact("host", "Адрес ОФД", "OFD host", textAt(answer, "ofd.host")),
    plainFact("port", "Порт ОФД", "OFD port", wholeAt(answer, "ofd.port")),
    plainFact("queue", "Документов в очереди", "documents waiting", queue),
    plainFact("oldest", "Первый непереданный ФД", "first document waiting", oldest),
    timeFact("oldestAt", "Его время", "its time", oldestAt),
    faultFact(answer, "network", "networkError", "Ошибка сети", "network error"),
    faultFact(answer, "ofd", "ofdError", "Ошибка ОФД", "OFD error"),
    faultFact(answer, "fn", "fnError", "Ошибка ФН", "drive error"),
    timeFact("lastSuccess", "Последний обмен", "last exchange", last),
  ];
}

/** The driver's code, 0: none; people of its language read its words. */
function faultFact(answer: JsonObject, group: string, key: string, ru: string, en: string): ServiceFact {
  const code = wholeAt(answer, `errors.${group}.code`);
  if (code === null) return plainFact(key, ru, en, null);
  const description = textAt(answer, `errors.${group}.description`) ?? "";
  const words = code === 0 ? { ru: "нет", en: "none" } : { ru: `${code} ${description}`.trim(), en: String(code) };
  return { key, ru, en, value: code, shown: { kind: "words", words } };
}
