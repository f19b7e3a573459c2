/** Error codes that the emulated registrar raises itself; the drive's own (01h–20h) pass through. */
export const KKT_ERROR = {
  ok: 0x00,
  wrongDriveState: 0x02,
  driveFailed: 0x03,
  noData: 0x08,
  driveSilent: 0x30,
  badParameters: 0x33,
  badForSettings: 0x35,
  unsupported: 0x37,
  internal: 0x39,
  badRounding: 0x40,
  paidTooLittle: 0x45,
  noCash: 0x46,
  badReceiptType: 0x49,
  receiptOpen: 0x4a,
  nonCashTooMuch: 0x4d,
  shiftExpired: 0x4e,
  wrongPassword: 0x4f,
  printing: 0x50,
  nothingToRepeat: 0x56,
  waitsForContinue: 0x58,
  otherOperator: 0x59,
  tableUndefined: 0x5d,
  negativeTotal: 0x5f,
  departmentRange: 0x63,
  noPaper: 0x6b,
  wrongSubmode: 0x72,
  wrongMode: 0x73,
  fieldReadOnly: 0x7a,
  dateMismatch: 0x7c,
  badDate: 0x7d,
  badLength: 0x7e,
  zeroReceipt: 0x8e,
  tooManyOperations: 0x94,
  tlvError: 0xb9,
} as const;

/** Marking refusals of the drive (32h and above) as the registrar shows them: A0h + (code − 32h). */
const MARKING_BASE = 0xa0;
const MARKING_FIRST = 0x32;
/** The same two refusals in the numbering of the protocol document. */
const DOCUMENT_NUMBERING: Readonly<Record<number, number>> = { 0xaa: 0xa4, 0xac: 0xa5 };

export function kktCodeOfDrive(driveCode: number, numbering: "document" | "drive"): number {
  if (driveCode < MARKING_FIRST) return driveCode;
  const code = MARKING_BASE + (driveCode - MARKING_FIRST);
  return numbering === "document" ? (DOCUMENT_NUMBERING[code] ?? code) : code;
}

/** Texts that 6Bh gives. Codes below 21h come from the drive. */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  0x00: "Ошибок нет",
  0x01: "Неизвестная команда или неверные параметры",
  0x02: "Неверное состояние ФН",
  0x03: "Отказ ФН",
  0x04: "Отказ криптографического сопроцессора",
  0x05: "Закончен срок эксплуатации ФН",
  0x06: "Архив ФН переполнен",
  0x07: "Неверные дата и/или время",
  0x08: "Нет запрошенных данных",
  0x09: "Некорректное значение параметров",
  0x0a: "Неверная команда в этом режиме",
  0x0b: "Неразрешенные реквизиты",
  0x0c: "Дублирование данных",
  0x0d: "Отсутствуют данные, необходимые для учета",
  0x0e: "Количество позиций превысило предел",
  0x0f: "Нет данных в команде",
  0x10: "Превышение размеров TLV данных",
  0x11: "Нет транспортного соединения",
  0x12: "Исчерпан ресурс ФН",
  0x14: "Исчерпан ресурс хранения документов для ОФД",
  0x15: "Время ожидания передачи документа превышает 30 дней",
  0x16: "Продолжительность смены более 24 часов",
  0x17: "Неверная разница во времени между операциями",
  0x18: "Реквизит не соответствует требованиям",
  0x20: "Сообщение от ОФД не принято",
  0x30: "ФН не отвечает",
  0x33: "Некорректные параметры в команде",
  0x34: "Нет данных",
  0x35: "Некорректный параметр при данных настройках",
  0x36: "Некорректные параметры для данной реализации",
  0x37: "Команда не поддерживается",
  0x38: "Ошибка в ПЗУ",
  0x39: "Внутренняя ошибка ПО",
  0x40: "Неверное округление чека",
  0x45: "Сумма всех типов оплаты меньше итога чека",
  0x46: "Не хватает наличности в кассе",
  0x49: "Операция невозможна в чеке данного типа",
  0x4a: "Открыт чек - операция невозможна",
  0x4d: "Безналичная сумма больше суммы чека",
  0x4e: "Смена превысила 24 часа",
  0x4f: "Неверный пароль",
  0x50: "Идет печать предыдущей команды",
  0x55: "Чек закрыт - операция невозможна",
  0x56: "Нет документа для повтора",
  0x58: "Ожидание команды продолжения печати",
  0x59: "Документ открыт другим оператором",
  0x5d: "Таблица не определена",
  0x5e: "Неверная операция",
  0x5f: "Отрицательный итог чека",
  0x63: "Переполнение диапазона отдела",
  0x6b: "Нет чековой ленты",
  0x72: "Команда не поддерживается в данном подрежиме",
  0x73: "Команда не поддерживается в данном режиме",
  0x7a: "Поле не редактируется",
  0x7c: "Не совпадает дата",
  0x7d: "Неверный формат даты",
  0x7e: "Неверное значение в поле длины",
  0x8e: "Нулевой итог чека",
  0x94: "Исчерпан лимит операций в чеке",
  0xa0: "Запрещена работа с маркированными товарами",
  0xa1: "Неверная последовательность команд маркировки",
  0xa2: "Работа с маркированными товарами временно заблокирована",
  0xa3: "Переполнена таблица проверки кодов маркировки",
  0xa4: "В блоке TLV отсутствуют необходимые реквизиты",
  0xa5: "В реквизите 2007 содержится КМ, который не проверен",
  0xaa: "В блоке TLV отсутствуют необходимые реквизиты",
  0xac: "В реквизите 2007 содержится КМ, который не проверен",
  0xb9: "Ошибка TLV",
  0xc0: "Подтвердите дату и время",
};
const LAST_DRIVE_CODE = 0x20;

export function errorText(code: number): string {
  const text = ERROR_TEXTS[code] ?? `Ошибка ${code.toString(16).toUpperCase().padStart(2, "0")}h`;
  return `${code > 0 && code <= LAST_DRIVE_CODE ? "ФН" : "ККТ"}: ${text}`;
}
