import type { DriveRegistration } from "../fiscal-drive/index.ts";
import type { KktFamily } from "./profile.ts";

/** Field of a settings table. BIN values are little endian, CHAR values are padded with zeros to `size`. */
export interface TableField {
  readonly name: string;
  readonly type: "bin" | "char";
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly readOnly: boolean;
  readonly initial: (row: number) => number | string;
}

export interface SettingsTable {
  readonly number: number;
  readonly name: string;
  readonly rows: number;
  readonly fields: readonly TableField[];
}

function bin(name: string, initial: number, max = 255, size = 1): TableField {
  return { name, type: "bin", size, min: 0, max, readOnly: false, initial: () => initial };
}

function char(name: string, size: number, initial: (row: number) => string, readOnly = false): TableField {
  return { name, type: "char", size, min: 0, max: 0, readOnly, initial };
}

/** Fills the numbers that the settings guide names; the others exist on the device and mean nothing here. */
function sparse(count: number, known: Readonly<Record<number, TableField>>): TableField[] {
  return Array.from({ length: count }, (_, i) => known[i + 1] ?? bin("РЕЗЕРВ", 0));
}

/** Payment names of table 5, in the meaning that FF45 gives the kinds. */
const PAYMENT_NAMES: Readonly<Record<number, string>> = {
  1: "НАЛИЧНЫМИ",
  2: "ЭЛЕКТРОННЫМИ",
  14: "ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)",
  15: "ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)",
  16: "ИНАЯ ФОРМА ОПЛАТЫ",
};
/** Table 6: rates × 100 and names; rows 7–12 belong to firmware that knows the rates of 2025 and 2026. */
const TAXES: readonly (readonly [number, string])[] = [
  [2000, "НДС 20%"],
  [1000, "НДС 10%"],
  [0, "НДС 0%"],
  [0, "БЕЗ НДС"],
  [2000, "НДС 20/120"],
  [1000, "НДС 10/110"],
  [500, "НДС 5%"],
  [700, "НДС 7%"],
  [500, "НДС 5/105"],
  [700, "НДС 7/107"],
  [2200, "НДС 22%"],
  [2200, "НДС 22/122"],
];
const OPERATOR_ROWS = 30;
const ADMINISTRATOR_ROW = 29;

/** Settings that the device itself reads, and where they are; a family that lacks one has zero there. */
export type SettingName = "taxMode" | "forbidZeroReceipt" | "printOnClose" | "printing" | "extendedAnswers" | "replace20by22";
type Place = readonly [table: number, field: number];

export const SETTINGS: Readonly<Record<KktFamily, Partial<Record<SettingName, Place>>>> = {
  desktop: {
    taxMode: [1, 14],
    forbidZeroReceipt: [1, 23],
    printOnClose: [1, 20],
    printing: [17, 7],
    extendedAnswers: [17, 36],
    replace20by22: [17, 71],
  },
  "cash-core": { taxMode: [1, 6] },
};

/** Numbers of F7h, bytes 26 and 33 to 37: where a host finds what. */
export const TABLE_NUMBERS: Readonly<
  Record<KktFamily, { readonly drive: number; readonly ofd: number; readonly embedded: number; readonly ffd: Place }>
> = {
  desktop: { drive: 18, ofd: 19, embedded: 24, ffd: [17, 17] },
  "cash-core": { drive: 13, ofd: 14, embedded: 16, ffd: [10, 29] },
};

/** What the tables show of the drive at the moment of reading. */
export interface TableFacts {
  readonly registration: () => DriveRegistration;
  readonly fnSerial: string;
  readonly queue: () => { readonly unsentCount: number; readonly firstUnsentFd: number };
}

/**
 * Tables by the settings guides for desktop registrars (22.06.2018) and for cash core (19.04.2019); unknown fields are filled
 * by "РЕЗЕРВ". Fields of the tables of the exchange state (20 and 15): [inferred].
 */
export function settingsTables(family: KktFamily, facts: TableFacts): readonly SettingsTable[] {
  return [...commonTables(), ...(family === "desktop" ? desktopTables(facts) : cashCoreTables(facts))];
}

function commonTables(): SettingsTable[] {
  return [
    {
      number: 2,
      name: "ПАРОЛИ КАССИРОВ И АДМИНИСТРАТОРОВ",
      rows: OPERATOR_ROWS,
      fields: [{ ...bin("ПАРОЛЬ", 0, 99_999_999, 4), initial: (row) => row }, char("ФАМИЛИЯ ОПЕРАТОРА", 40, operatorName)],
    },
    { number: 4, name: "ТЕКСТ В ЧЕКЕ", rows: 14, fields: [char("ТЕКСТ", 48, () => "")] },
    {
      number: 5,
      name: "НАИМЕНОВАНИЕ ТИПОВ ОПЛАТЫ",
      rows: 16,
      fields: [char("НАИМЕНОВАНИЕ", 40, (row) => PAYMENT_NAMES[row] ?? `ТИП ОПЛАТЫ ${row}`)],
    },
    {
      number: 6,
      name: "НАЛОГОВЫЕ СТАВКИ",
      rows: TAXES.length,
      fields: [
        { ...bin("ВЕЛИЧИНА НАЛОГА", 0, 9999, 2), initial: (row) => TAXES[row - 1]?.[0] ?? 0 },
        char("НАЗВАНИЕ НАЛОГА", 57, (row) => TAXES[row - 1]?.[1] ?? ""),
      ],
    },
  ];
}

function desktopTables(facts: TableFacts): SettingsTable[] {
  return [
    {
      number: 1,
      name: "ТИП И РЕЖИМ КАССЫ",
      rows: 1,
      fields: sparse(45, {
        1: bin("НОМЕР ККМ В ЗАЛЕ", 1, 99),
        3: bin("ПЕЧАТЬ РЕКЛАМНОГО ТЕКСТА", 0, 1),
        7: bin("ОТРЕЗКА ЧЕКА", 1, 2),
        8: bin("ПЕЧАТЬ ДОЛЕЙ КОПЕЕК", 0, 1),
        14: bin("НАЧИСЛЕНИЕ НАЛОГОВ", 0, 1),
        18: bin("ПЕЧАТЬ ЕДИНИЧНОГО КОЛИЧЕСТВА", 1, 1),
        20: bin("ПЕЧАТЬ ЧЕКА ПРИ ЗАКРЫТИИ", 1, 1),
        22: bin("ОТРЕЗКА ПРИ ОТКРЫТОМ ЧЕКЕ", 0, 1),
        23: bin("ЗАПРЕТ НУЛЕВОГО ЧЕКА", 0, 1),
      }),
    },
    {
      number: 17,
      name: "РЕГИОНАЛЬНЫЕ НАСТРОЙКИ",
      rows: 1,
      fields: sparse(71, {
        3: bin("РЕЖИМ СКИДОК", 0, 2),
        7: bin("РЕЖИМ ПЕЧАТИ", 0, 3),
        8: bin("МАКС. ДЛИТЕЛЬНОСТЬ СМЕНЫ", 24, 24),
        12: bin("РЕКВИЗИТЫ ПОЛЬЗОВАТЕЛЯ", 0),
        17: shown(bin("ФОРМАТ ФД", 0, 4), () => facts.registration().ffd),
        25: bin("АВТОПЕЧАТЬ РЕКВИЗИТОВ", 0),
        31: bin("РЕПЛИКА", 0),
        35: bin("СТРОГИЙ ФЛК", 0, 1),
        36: bin("РАСШ. ОТВ.", 1, 1),
        38: bin("АВТОКОРРЕКЦИЯ НАЛОГА", 0, 1),
        71: bin("ЗАМЕНА НДС 20 НА 22", 0, 1),
      }),
    },
    {
      number: 18,
      name: "FISCAL STORAGE",
      rows: 1,
      fields: sparse(23, driveFields(facts)),
    },
    { number: 19, name: "ПАРАМЕТРЫ ОФД", rows: 1, fields: OFD_FIELDS },
    { number: 20, name: "СТАТУС ОБМЕНА ФН", rows: 1, fields: exchangeFields(facts) },
    {
      number: 21,
      name: "СЕТЕВЫЕ НАСТРОЙКИ",
      rows: 1,
      fields: sparse(9, {
        1: bin("PPP", 0, 2),
        2: bin("ОБМЕН С ОФД", 1, 1),
        3: bin("TCP СЕРВЕР", 1, 2),
        4: bin("ПОРТ TCP", 7778, 65_535, 2),
        9: bin("RNDIS", 1, 1),
      }),
    },
  ];
}

function cashCoreTables(facts: TableFacts): SettingsTable[] {
  return [
    {
      number: 1,
      name: "ТИП И РЕЖИМ КАССЫ",
      rows: 1,
      fields: sparse(48, {
        1: bin("НОМЕР ККМ В ЗАЛЕ", 1, 99),
        6: bin("НАЧИСЛЕНИЕ НАЛОГОВ", 0, 1),
        48: bin("ЭЛЕКТРОННЫЕ ЧЕКИ", 0, 1),
      }),
    },
    {
      number: 10,
      name: "СЛУЖЕБНАЯ",
      rows: 1,
      fields: sparse(39, {
        29: shown(bin("ВЕРСИЯ ФФД", 0, 4), () => facts.registration().ffd),
        39: bin("ЧИСЛО ОПЕРАЦИЙ", 0, 65_535, 2),
      }),
    },
    { number: 13, name: "ПАРАМЕТРЫ ФН", rows: 1, fields: sparse(23, driveFields(facts)) },
    { number: 14, name: "СЕРВЕР ОФД", rows: 1, fields: OFD_FIELDS },
    { number: 15, name: "СТАТУС ОБМЕНА ФН", rows: 1, fields: exchangeFields(facts) },
    { number: 16, name: "ВСТРАИВАЕМАЯ И ИНТЕРНЕТ ТЕХНИКА", rows: 1, fields: sparse(8, {}) },
  ];
}

/** Data of the registration; what the host may write is kept beside it. */
function driveFields({ registration, fnSerial }: TableFacts): Readonly<Record<number, TableField>> {
  const fixed = (name: string, size: number, text: () => string): TableField => char(name, size, text, true);
  return {
    1: fixed("ЗАВ. НОМЕР", 16, () => registration().kktSerial),
    2: fixed("ИНН", 12, () => registration().userInn),
    3: fixed("РНМ", 20, () => registration().rnm),
    4: fixed("ФН", 16, () => fnSerial),
    7: fixed("ПОЛЬЗОВАТЕЛЬ", 128, () => registration().userName),
    8: char("ОПЕРАТОР", 64, () => ""),
    9: fixed("АДРЕС", 128, () => registration().address),
    10: fixed("ОФД", 128, () => registration().ofdName),
    11: fixed("URL ОФД", 128, () => ""),
    12: fixed("ИНН ОФД", 12, () => registration().ofdInn),
    13: fixed("САЙТ ФНС", 128, () => registration().taxSite),
    14: fixed("МЕСТО", 128, () => registration().place),
    15: fixed("E-MAIL", 64, () => registration().senderEmail),
    16: shown(bin("ПРИЗНАК АГЕНТА", 0), () => registration().agents),
    23: char("ИНН КАССИРА", 12, () => ""),
  };
}

const OFD_FIELDS: readonly TableField[] = [
  char("СЕРВЕР", 64, () => "ofd.emulator.invalid"),
  bin("ПОРТ", 7779, 65_535, 2),
  bin("ТАЙМАУТ ЧТЕНИЯ", 30),
];

function exchangeFields({ queue }: TableFacts): readonly TableField[] {
  return [
    shown(bin("НЕПЕРЕДАННЫХ ДОКУМЕНТОВ", 0, 65_535, 2), () => queue().unsentCount),
    shown(bin("ПЕРВЫЙ НЕПЕРЕДАННЫЙ", 0, 0xffff_ffff, 4), () => queue().firstUnsentFd),
  ];
}

/** A value of the device that nobody can write. */
function shown(field: TableField, value: () => number): TableField {
  return { ...field, readOnly: true, initial: value };
}

function operatorName(row: number): string {
  if (row === OPERATOR_ROWS) return "СИСТЕМНЫЙ АДМИНИСТРАТОР";
  return row === ADMINISTRATOR_ROW ? "АДМИНИСТРАТОР" : `ОПЕРАТОР${row}`;
}
