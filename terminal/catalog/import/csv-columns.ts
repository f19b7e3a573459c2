import type { AgentField } from "./agent-columns.ts";
import { plainName } from "./read-fields.ts";
import { RESTRICTION_NAMES, type RestrictionField } from "./restricted-goods.ts";

/** What a column of a goods list can be. */
export type CsvField =
  | "id"
  | "code"
  | "article"
  | "name"
  | "unit"
  | "okei"
  | "weighed"
  | "vat"
  | "taxSystem"
  | "marking"
  | "frozenPrice"
  | "minimumPrice"
  | "department"
  | "seller"
  | "active"
  | "barcode"
  | "weightCode"
  | "sold"
  | AgentField
  | RestrictionField;

/** Header names by field; compared by their letters and digits only, without case. docs/catalog.md shows the same table. */
const CSV_HEADERS: Readonly<Record<CsvField, readonly string[]>> = {
  id: ["id", "ид", "guid", "идентификатор"],
  code: ["code", "код"],
  article: ["article", "sku", "артикул"],
  name: ["name", "наименование", "название", "номенклатура", "товар"],
  unit: ["unit", "единица", "ед", "ед. изм.", "единица измерения"],
  okei: ["okei", "код ОКЕИ", "ОКЕИ"],
  weighed: ["weighed", "весовой", "дробный"],
  vat: ["vat", "ндс", "ставка НДС"],
  taxSystem: ["tax_system", "сно", "система налогообложения"],
  marking: ["marking", "marking_group", "маркировка", "группа маркировки"],
  frozenPrice: ["frozen_price", "без скидок", "фиксированная цена"],
  minimumPrice: ["minimum_price", "мин. цена", "минимальная цена", "мрц"],
  department: ["department", "отдел", "секция"],
  seller: ["seller", "продавец", "инн продавца", "организация"],
  active: ["active", "активен", "в продаже"],
  barcode: ["barcode", "barcodes", "ean", "штрихкод", "штрихкоды", "штрих-код", "шк"],
  weightCode: ["weight_code", "plu", "плу", "код весов"],
  agent: ["agent", "агент", "признак агента"],
  supplier: ["supplier", "поставщик", "наименование поставщика", "комитент"],
  supplierInn: ["supplier_inn", "ИНН поставщика", "ИНН комитента"],
  supplierPhone: ["supplier_phone", "телефон поставщика"],
  agentOperation: ["agent_operation", "операция агента", "операция платежного агента"],
  agentPhone: ["agent_phone", "телефон агента", "телефон платежного агента"],
  receiverPhone: ["receiver_phone", "телефон оператора по приему платежей"],
  transferName: ["transfer_name", "оператор перевода"],
  transferInn: ["transfer_inn", "ИНН оператора перевода"],
  transferAddress: ["transfer_address", "адрес оператора перевода"],
  transferPhone: ["transfer_phone", "телефон оператора перевода"],
  ...RESTRICTION_NAMES,
  sold: ["sold", "popularity", "продано", "популярность"],
};
const PRICE_HEADERS = ["price", "цена", "розничная цена"];
const STOCK_HEADERS = ["stock", "остаток", "количество"];

export interface CsvColumns {
  readonly fields: ReadonlyMap<CsvField, readonly number[]>;
  /** Columns of prices: "Цена" is the retail price type, "Цена: Опт" the type named so. */
  readonly prices: readonly { readonly column: number; readonly name: string }[];
  /** Columns of stock: "Остаток" is the total, "Остаток: Магазин 1" one shop. */
  readonly stocks: readonly { readonly column: number; readonly name: string }[];
  readonly unused: readonly string[];
}

/** Finds out what the columns of a header line are. */
export function readHeader(header: readonly string[]): CsvColumns {
  const fields = new Map<CsvField, number[]>();
  const prices: { column: number; name: string }[] = [];
  const stocks: { column: number; name: string }[] = [];
  const unused: string[] = [];
  header.forEach((title, column) => {
    const [main = "", ...rest] = title.split(":");
    const name = rest.join(":").trim();
    const field = name === "" ? fieldOf(plainName(main)) : null;
    if (field !== null) fields.set(field, [...(fields.get(field) ?? []), column]);
    else if (isOneOf(PRICE_HEADERS, main)) prices.push({ column, name });
    else if (isOneOf(STOCK_HEADERS, main)) stocks.push({ column, name });
    else if (title.trim() !== "") unused.push(title.trim());
  });
  return { fields, prices, stocks, unused };
}

/** "Штрихкод 2" is one more barcode column; numbers elsewhere are not dropped. */
function fieldOf(title: string): CsvField | null {
  for (const [field, names] of Object.entries(CSV_HEADERS) as [CsvField, readonly string[]][]) {
    const wanted = field === "barcode" ? title.replace(/\d+$/, "") : title;
    if (isOneOf(names, wanted)) return field;
  }
  return null;
}

function isOneOf(names: readonly string[], title: string): boolean {
  const wanted = plainName(title);
  return names.some((name) => plainName(name) === wanted);
}
