import { TAX_SYSTEMS } from "../../config/contract/vat.ts";
import { AGENT_KINDS } from "./agent.ts";
import { IDENTITY_KINDS } from "./buyer.ts";
import { MEASURES } from "./measure.ts";
import { RECEIPT_KIND_NAMES, receiptKindOf, SETTLEMENT_METHODS, SETTLEMENT_SUBJECTS } from "./settlement.ts";
import { TAX_SYSTEM_INFO } from "./tax-system.ts";
import { VAT_RATE_INFO } from "./vat.ts";

/** What the values of a tag are called: one of a list, or bits that may stand together. */
interface ValueNames {
  readonly isMask: boolean;
  readonly names: ReadonlyMap<number | string, string>;
}

const one = (names: Iterable<readonly [number | string, string]>): ValueNames => ({ isMask: false, names: new Map(names) });
const mask = (names: Iterable<readonly [number, string]>): ValueNames => ({ isMask: true, names: new Map(names) });

const TAXES = mask([...TAX_SYSTEMS.map((system) => [TAX_SYSTEM_INFO[system].bit, TAX_SYSTEM_INFO[system].name] as const), [8, "ЕНВД"]]);
const AGENTS = mask(Object.values(AGENT_KINDS).map(({ bit, name }) => [bit, name] as const));
const FORMATS = one([
  [2, "ФФД 1.05"],
  [3, "ФФД 1.1"],
  [4, "ФФД 1.2"],
]);
const STATUSES = one([
  [1, "штучный товар реализован"],
  [2, "мерный товар в стадии реализации"],
  [3, "штучный товар возвращён"],
  [4, "часть товара возвращена"],
  [5, "штучный товар в стадии реализации"],
  [6, "мерный товар реализован"],
  [255, "статус не изменился"],
]);

/**
 * Names of coded values, by tag (order ЕД-7-20/662@; lists read from the KassArray database v7.12). For people who read a
 * document; nothing is decided by them.
 */
const VALUE_NAMES: ReadonlyMap<number, ValueNames> = new Map([
  [1054, one(([1, 2, 3, 4] as const).map((sign) => [sign, RECEIPT_KIND_NAMES[receiptKindOf(sign)]]))],
  [1055, TAXES],
  [1062, TAXES],
  [1057, AGENTS],
  [1222, AGENTS],
  [1189, FORMATS],
  [1190, FORMATS],
  [1209, FORMATS],
  [1199, one(Object.values(VAT_RATE_INFO).map(({ code, name }) => [code, name] as const))],
  [1212, one(SETTLEMENT_SUBJECTS)],
  [1214, one(Object.entries(SETTLEMENT_METHODS).map(([code, name]) => [Number(code), name] as const))],
  [2108, one(MEASURES.map(({ code, name }) => [code, name] as const))],
  [1245, one(IDENTITY_KINDS)],
  [2003, STATUSES],
  [2110, STATUSES],
  [
    1101,
    one([
      [1, "замена ФН"],
      [2, "замена ОФД"],
      [3, "изменение сведений о пользователе"],
      [4, "изменение настроек ККТ"],
    ]),
  ],
  [
    1206,
    mask([
      [0x02, "ошибка структуры документа"],
      [0x04, "сообщения в кабинете ОФД"],
      [0x08, "нужно обновить ФФД"],
      [0x10, "предстоит проверка ФНС"],
      [0x40, "нужно настроить связь"],
      [0x80, "ОФД аннулирован"],
    ]),
  ],
  [
    1290,
    mask([
      [0x2, "принтер в автомате"],
      [0x4, "БСО"],
      [0x20, "только Интернет"],
      [0x40, "подакцизные товары"],
      [0x100, "маркированные товары"],
      [0x200, "только услуги"],
      [0x400, "азартные игры"],
      [0x800, "лотерея"],
      [0x1000, "ломбард"],
      [0x2000, "страхование"],
      [0x4000, "торговый автомат"],
      [0x8000, "общественное питание"],
      [0x10000, "оптовая торговля маркированными товарами"],
    ]),
  ],
  [
    2004,
    one([
      [0, "ФН не может проверить"],
      [1, "проверка отрицательна"],
      [3, "проверка положительна"],
    ]),
  ],
  [
    2106,
    mask([
      [0x01, "код проверен"],
      [0x02, "проверка положительна"],
      [0x04, "статус получен"],
      [0x08, "планируемый статус верен"],
      [0x10, "автономный режим"],
    ]),
  ],
  [
    2100,
    one([
      [0, "не распознан"],
      [1, "короткий"],
      [2, "код проверки 88, проверяет ФН"],
      [3, "код проверки 44, ФН не проверяет"],
      [4, "код проверки 44, проверяет ФН"],
      [5, "код проверки 4, ФН не проверяет"],
    ]),
  ],
  [
    2105,
    one([
      [0, "запрос и код верны"],
      [1, "запрос неверен"],
      [2, "код неверен"],
    ]),
  ],
  [
    2109,
    one([
      [1, "планируемый статус верен"],
      [2, "планируемый статус неверен"],
      [3, "оборот товара приостановлен"],
    ]),
  ],
  [
    2116,
    mask([
      [0x01, "чек"],
      [0x02, "чек коррекции"],
      [0x04, "без запроса: торговый автомат"],
      [0x08, "без запроса: общественное питание"],
      [0x10, "без запроса: оптовая торговля"],
    ]),
  ],
]);

const FISCAL_SIGN_TAG = 1077;
/** Of the six bytes of 1077 the last four, the greatest first, are the number on paper. */
const SIGN_HEX_START = 4;

/** "приход", "ОСН, ПСН"; null when the value has no name. Bits without a name are left out. */
export function valueMeaning(tag: number, value: number | string): string | null {
  if (tag === FISCAL_SIGN_TAG && typeof value === "string") return `ФП ${Number.parseInt(value.slice(SIGN_HEX_START), 16)}`;
  const known = VALUE_NAMES.get(tag);
  if (known === undefined) return null;
  if (!known.isMask || typeof value === "string") return known.names.get(value) ?? null;
  const set = [...known.names].filter(([bit]) => typeof bit === "number" && Math.floor(value / bit) % 2 === 1);
  return set.length === 0 ? null : set.map(([, name]) => name).join(", ");
}
