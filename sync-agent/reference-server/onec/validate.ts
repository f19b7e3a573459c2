import type { JsonObject } from "../../http/decode.ts";
import { asArray, asObject } from "../../http/decode.ts";
import type { EntityType, FieldType } from "./metadata.ts";
import { WITH_GOODS } from "./metadata.ts";
import type { ObjectStore } from "./store.ts";

/** What 1C says: its internal code and a text for people. */
export interface Complaint {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const EMPTY_GUID = "00000000-0000-0000-0000-000000000000";
const EXCEPTION = { status: 500, code: -1 } as const;

/**
 * Reads the properties of a request body: those of the object, with the right types. Unknown ones are ignored without a
 * word, a wrong value is code 4, a table row without its number an exception: as 1C does it.
 */
export function readFields(entity: EntityType, body: JsonObject, isNew: boolean): { readonly fields: JsonObject } | Complaint {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const table = entity.tables[name];
    const type = entity.fields[name];
    if (table !== undefined) {
      const rows = readRows(name, table.fields, value);
      if (!Array.isArray(rows)) return rows;
      fields[name] = rows;
    } else if (type !== undefined && !["Ref_Key", "DataVersion", "Posted"].includes(name)) {
      if (!isOfType(type, value)) return { status: 400, code: 4, message: `Неверное значение свойства "${name}"` };
      fields[name] = value;
    } else if (name === "Ref_Key" && !isOfType("guid", value))
      return { status: 400, code: 4, message: 'Неверное значение свойства "Ref_Key"' };
  }
  const missing = isNew ? entity.required.find((name) => fields[name] === undefined || fields[name] === "") : undefined;
  if (missing !== undefined) return { status: 400, code: 5, message: `Не указано обязательное значение "${missing}"` };
  return { fields };
}

function readRows(table: string, columns: Readonly<Record<string, FieldType>>, value: unknown): JsonObject[] | Complaint {
  const rows = asArray(value);
  if (rows === undefined) return { status: 400, code: 4, message: `Неверное значение табличной части "${table}"` };
  const read: JsonObject[] = [];
  for (const row of rows) {
    const object = asObject(row);
    if (object === undefined) return { status: 400, code: 4, message: `Неверная строка табличной части "${table}"` };
    if (typeof object["LineNumber"] !== "string")
      return { ...EXCEPTION, message: `Поле объекта не обнаружено (LineNumber), табличная часть "${table}"` };
    const known: Record<string, unknown> = {};
    for (const [name, cell] of Object.entries(object)) {
      const type = columns[name];
      if (type === undefined) continue;
      if (!isOfType(type, cell)) return { status: 400, code: 4, message: `Неверное значение свойства "${table}.${name}"` };
      known[name] = cell;
    }
    read.push(known);
  }
  return read;
}

function isOfType(type: FieldType, value: unknown): boolean {
  switch (type) {
    case "guid":
      return typeof value === "string" && GUID.test(value);
    case "string":
      return typeof value === "string";
    case "double":
      return typeof value === "number" && Number.isFinite(value);
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "bool":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && DATE.test(value);
    default:
      return typeof value === "string" && type.includes(value);
  }
}

/** Business logic of posting, in short: filled header, filled goods that exist, totals that add up. */
export function complaintAtPosting(name: string, entity: EntityType, document: JsonObject, store: ObjectStore): Complaint | null {
  for (const [field, title] of Object.entries(entity.filledToPost)) {
    if (isEmpty(document[field])) return { ...EXCEPTION, message: `Не заполнено поле "${title}"` };
  }
  if (!WITH_GOODS.has(name)) return null;
  const rows = (asArray(document["Товары"]) ?? []).map((row) => asObject(row) ?? {});
  const isReport = name.startsWith("Document_Отчет");
  if (rows.length === 0 && !isReport) return { ...EXCEPTION, message: 'Не введено ни одной строки в список "Товары"' };
  for (const row of rows) {
    const goods = row["Номенклатура_Key"];
    const line = String(row["LineNumber"]);
    if (isEmpty(goods) || store.get("Catalog_Номенклатура", String(goods)) === null) {
      return { ...EXCEPTION, message: `Не заполнена колонка "Номенклатура" в строке ${line} списка "Товары"` };
    }
    if (isEmpty(row["СтавкаНДС_Key"]))
      return { ...EXCEPTION, message: `Не заполнена колонка "Ставка НДС" в строке ${line} списка "Товары"` };
  }
  const goodsKop = sumKop(rows);
  if (goodsKop !== kop(document["СуммаДокумента"])) return { ...EXCEPTION, message: "Сумма документа не равна сумме строк" };
  const cardsKop = sumKop((asArray(document["ОплатаПлатежнымиКартами"]) ?? []).map((row) => asObject(row) ?? {}));
  if (!isReport && cardsKop + kop(document["ПолученоНаличными"] ?? document["ВыданоНаличными"]) < goodsKop) {
    return { ...EXCEPTION, message: "Сумма оплаты меньше суммы чека" };
  }
  return null;
}

function sumKop(rows: readonly JsonObject[]): number {
  return rows.reduce((sum, row) => sum + kop(row["Сумма"]), 0);
}

function kop(value: unknown): number {
  return Math.round(Number(value ?? 0) * 100);
}

function isEmpty(key: unknown): boolean {
  return typeof key !== "string" || key === EMPTY_GUID;
}
