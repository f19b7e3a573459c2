import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import type { ServiceFact, TwoLanguages } from "../registrar-service.ts";
import { codeFact, codesFact, dateFact, DRIVE_PHASES, plainFact as fact, timeFact, warningsFact } from "../service-fact.ts";
import { ByteReader } from "./byte-fields.ts";
import { COMMANDS } from "./commands.ts";
import type { CommandSpec } from "./commands.ts";
import type { DeviceModelReader } from "./device-model.ts";
import { toEpoch } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";
import { OFD_STATES, currentShift, driveSpace, firmware, noticeCount, ofdExchange, ofdTicket } from "./drive-replies.ts";
import { fnExpiry, fnStatus, fnWarnings, fullStatus, ofdStatus } from "./replies.ts";
import { documentNumber, tableCell } from "./requests.ts";
import type { ShtrihSession } from "./session.ts";
import { decodeDeviceText } from "./text.ts";
import { VENDOR } from "./vendor-errors.ts";

type Facts = Result<readonly ServiceFact[], AppError>;

/** Fields of the OFD server's table (19 on FR, 14 on CC). */
const OFD_HOST = 1;
const OFD_PORT = 2;
/** Life phase of a drive: bits add up (facts, section 3.4). */
const PHASES: ReadonlyMap<number, keyof typeof DRIVE_PHASES> = new Map([
  [0x01, "configured"],
  [0x03, "fiscalMode"],
  [0x07, "postFiscalMode"],
  [0x0f, "accessArchive"],
]);
/** Current document of FF01 (facts, section 3.4). */
const CURRENT_DOCUMENTS: ReadonlyMap<number, TwoLanguages> = new Map([
  [0x00, { ru: "нет", en: "none" }],
  [0x01, { ru: "отчёт о регистрации", en: "registration" }],
  [0x02, { ru: "открытие смены", en: "opening of the shift" }],
  [0x04, { ru: "кассовый чек", en: "receipt" }],
  [0x08, { ru: "закрытие смены", en: "closing of the shift" }],
  [0x10, { ru: "закрытие фискального режима", en: "closing of the drive" }],
  [0x11, { ru: "бланк строгой отчётности", en: "strict form" }],
  [0x12, { ru: "перерегистрация с заменой ФН", en: "registration with another drive" }],
  [0x13, { ru: "перерегистрация", en: "change of the registration" }],
  [0x14, { ru: "чек коррекции", en: "correction receipt" }],
  [0x15, { ru: "БСО коррекции", en: "correction strict form" }],
  [0x17, { ru: "отчёт о состоянии расчётов", en: "report on the state of settlements" }],
]);
const FAMILIES = {
  cc: { ru: "кассовое ядро (КЯ)", en: "cash core (CC)" },
  fr: { ru: "фискальный регистратор (ФР)", en: "desktop (FR)" },
} as const;

/** A time of the device, which knows no zones. */
function at(local: LocalSeconds | null, utcOffsetMinutes: number) {
  return local === null ? null : toEpoch(local, utcOffsetMinutes);
}

/** Null when the device does not know the command; the link's failures go up. */
async function optional(
  session: ShtrihSession,
  command: CommandSpec,
  parameters?: Uint8Array,
): Promise<Result<Uint8Array | null, AppError>> {
  const data = await session.call(command, parameters);
  if (data.ok) return ok(data.value);
  return data.error.vendor === null ? err(data.error.error) : ok(null);
}

function hexByte(value: number): string {
  return `${value.toString(16).padStart(2, "0")}h`;
}

export async function infoFacts(session: ShtrihSession, models: DeviceModelReader, utcOffsetMinutes: number): Promise<Facts> {
  const model = await models.model();
  if (!model.ok) return err(model.error.error);
  const serial = await models.serial();
  if (!serial.ok) return err(serial.error.error);
  const full = await session.call(COMMANDS.fullStatus);
  if (!full.ok) return err(full.error.error);
  const type = await optional(session, COMMANDS.deviceType);
  if (!type.ok) return type;
  const status = fullStatus(full.value);
  const protocol = type.value === null ? null : `${type.value[2]}.${type.value[3]}`;
  const { name, family, ffd, features } = model.value;
  const { version, date } = firmware(full.value);
  const counters = session.link.counters();
  return ok([
    fact("model", "Модель", "model", name),
    fact("modelCode", "Код модели", "model code", type.value?.[4] ?? null),
    fact("serial", "Заводской номер", "serial number", serial.value === "" ? String(status.serial ?? "") : serial.value),
    fact("firmware", "Прошивка", "firmware", version),
    dateFact("firmwareDate", "Дата прошивки", "date of the firmware", date),
    fact("protocol", "Протокол", "protocol", protocol),
    codeFact("family", "Семейство", "family", family, FAMILIES[family]),
    fact("profile", "Профиль драйвера", "driver profile", session.profile.name),
    fact("ffd", "ФФД", "FFD", ffd),
    fact("features", "Параметры модели (F7h)", "feature bits (F7h)", `${features.toString(16).padStart(16, "0")}h`),
    fact("mode", "Режим", "mode", `${status.mode}.${status.modeStatus}`),
    fact("submode", "Подрежим", "submode", status.submode),
    fact("documentNumber", "Сквозной номер документа", "running document number", status.documentNumber),
    timeFact("clock", "Часы ККТ", "registrar's clock", at(status.clock, utcOffsetMinutes)),
    fact("framesOut", "Команд отправлено", "frames sent", counters.framesOut),
    fact("resent", "Повторов", "frames resent", counters.resent),
    fact("badFrames", "Испорченных ответов", "damaged answers", counters.crcErrors),
    fact("malformed", "Непонятных ответов", "malformed answers", session.malformedAnswers),
  ]);
}

export async function driveFacts(session: ShtrihSession, utcOffsetMinutes: number): Promise<Facts> {
  const status = await session.call(COMMANDS.fnStatus);
  if (!status.ok) return err(status.error.error);
  const phase = status.value[0] ?? 0;
  const drive = fnStatus(status.value);
  const version = await optional(session, COMMANDS.fnVersion);
  if (!version.ok) return version;
  const expiry = await optional(session, COMMANDS.fnExpiry);
  if (!expiry.ok) return expiry;
  const shift = await optional(session, COMMANDS.currentShift);
  if (!shift.ok) return shift;
  const space = await optional(session, COMMANDS.fnSpace);
  if (!space.ok) return space;
  const notices = await optional(session, COMMANDS.noticeStatus);
  if (!notices.ok) return notices;
  const shiftNow = shift.value === null ? null : currentShift(shift.value);
  const spaceNow = space.value === null ? null : driveSpace(space.value);
  const phaseCode = PHASES.get(phase);
  const isSerial = version.value === null ? null : version.value[16] === 1;
  return ok([
    fact("fnSerial", "Номер ФН", "drive number", drive.fnSerial),
    fact("fnVersion", "Версия ФН", "drive version", version.value === null ? null : new ByteReader(version.value).ascii(16)),
    fact("isSerial", "Серийный (не отладочный)", "serial, not for debugging", isSerial),
    codeFact("phase", "Фаза жизни", "life phase", phaseCode ?? hexByte(phase), DRIVE_PHASES[phaseCode ?? ""]),
    codeFact(
      "currentDocument",
      "Открытый документ",
      "current document",
      hexByte(drive.currentDocument),
      CURRENT_DOCUMENTS.get(drive.currentDocument),
    ),
    fact("isShiftOpen", "Смена открыта", "shift open", drive.isShiftOpen),
    fact("shiftNumber", "Номер смены", "shift number", shiftNow?.number ?? null),
    fact("receiptsInShift", "Чеков в смене", "receipts in the shift", shiftNow?.receipts ?? null),
    fact("lastFdNumber", "Последний ФД", "last document", drive.lastFdNumber),
    timeFact("lastDocumentAt", "Время последнего ФД", "time of the last document", at(drive.lastDocumentAt, utcOffsetMinutes)),
    dateFact("expires", "Срок действия ФН", "drive valid until", expiry.value === null ? null : fnExpiry(expiry.value)),
    warningsFact(fnWarnings(drive.warnings)),
    fact("documentsLeft", "Осталось документов", "documents left", spaceNow?.documentsLeft ?? null),
    fact("freeKb", "Свободно (30 дней), КБ", "free (30 days), KB", spaceNow?.freeKb ?? null),
    fact("noticesPercent", "Заполнено уведомлениями, %", "area of notices filled, %", spaceNow?.noticesPercent ?? null),
    fact("noticeQueue", "Уведомлений не передано", "notices not delivered", notices.value === null ? null : noticeCount(notices.value)),
  ]);
}

export async function ofdFacts(session: ShtrihSession, models: DeviceModelReader, utcOffsetMinutes: number): Promise<Facts> {
  const model = await models.model();
  if (!model.ok) return err(model.error.error);
  const table = model.value.places.ofdTable;
  const host = await optional(session, COMMANDS.readTable, tableCell(table, 1, OFD_HOST));
  if (!host.ok) return host;
  const port = await optional(session, COMMANDS.readTable, tableCell(table, 1, OFD_PORT));
  if (!port.ok) return port;
  const exchange = await session.call(COMMANDS.ofdStatus);
  if (!exchange.ok) return err(exchange.error.error);
  const unsent = await optional(session, COMMANDS.unsentCount);
  if (!unsent.ok) return unsent;
  const { state, queue, firstFdNumber } = ofdExchange(exchange.value);
  const states = OFD_STATES.filter((_, bit) => ((state >> bit) & 1) === 1);
  return ok([
    fact("host", "Сервер ОФД", "OFD host", host.value === null ? null : decodeDeviceText(host.value)),
    fact("port", "Порт ОФД", "OFD port", port.value === null ? null : new ByteReader(port.value).uint(port.value.length)),
    codesFact("state", "Обмен", "exchange", states, { ru: "нет обмена", en: "none" }),
    fact("queue", "Документов в очереди", "documents waiting", queue),
    fact("firstFdNumber", "Первый непереданный ФД", "first document waiting", queue === 0 ? null : firstFdNumber),
    timeFact("firstAt", "Его время", "its time", at(ofdStatus(exchange.value).oldest, utcOffsetMinutes)),
    fact(
      "withoutTicket",
      "Без подтверждения ОФД",
      "without the OFD's ticket",
      unsent.value === null ? null : new ByteReader(unsent.value).uint(2),
    ),
  ]);
}

/** FF3C; null when the OFD has not confirmed the document. */
export async function ticketFacts(
  session: ShtrihSession,
  fdNumber: number,
  utcOffsetMinutes: number,
): Promise<Result<readonly ServiceFact[] | null, AppError>> {
  const data = await session.call(COMMANDS.ofdTicket, documentNumber(fdNumber));
  if (!data.ok) return data.error.vendor === VENDOR.noData ? ok(null) : err(data.error.error);
  const ticket = ofdTicket(data.value);
  return ok([
    fact("fdNumber", "ФД", "document", fdNumber),
    timeFact("at", "Время подтверждения", "time of the ticket", at(ticket.at, utcOffsetMinutes)),
    fact("sign", "Фискальный признак ОФД", "sign of the OFD", ticket.sign === "" ? null : ticket.sign),
    fact("bytes", "Подтверждение", "ticket", ticket.bytes),
  ]);
}
