import { basename } from "node:path";
import type { AppError } from "../../../config/errors/index.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import { err, ok } from "../../../config/result.ts";
import { DEPARTMENT_MAX, USUAL_DEPARTMENT } from "../../../fiscal/document/check-whole.ts";
import { popularityWeight } from "../catalog-schema.ts";
import type { GoodsCard } from "../catalog-writer.ts";
import { readAgent } from "./agent-columns.ts";
import type { CsvColumns, CsvField } from "./csv-columns.ts";
import { readHeader } from "./csv-columns.ts";
import type { CsvRow } from "./csv-reader.ts";
import { CsvParser, detectSeparator } from "./csv-reader.ts";
import type { ImportedFile } from "./import-report.ts";
import type { ImportSession, Place } from "./import-session.ts";
import { readMarkingGroup } from "./marking-names.ts";
import { readRestrictions } from "./restricted-goods.ts";
import { isFractional, readFlag, readPrice, readTaxSystem, readUnit } from "./read-fields.ts";
import type { TextEncodingName } from "./text-encoding.ts";
import { readFailure, readText } from "./text-encoding.ts";

/** Id of the price type of a plain "Цена" column. */
export const RETAIL_PRICE_TYPE = { id: "retail", name: "Розничная" } as const;
const HEADER_SEARCH_MAX = 64 * 1024;

export interface CsvFile {
  readonly path: string;
  readonly encoding: TextEncodingName;
  readonly columns: CsvColumns;
  /** Goods cards, or only prices and stocks for goods that are known. */
  readonly holds: "goods" | "prices";
}

/** Reads the header of a goods list. Fails with CAT211 to CAT214. */
export async function openCsv(path: string, encoding: TextEncodingName): Promise<Result<CsvFile, AppError>> {
  const file = basename(path);
  let columns: CsvColumns | null = null;
  const read = await readRows(path, encoding, (row) => {
    columns ??= readHeader(row.fields);
    return Promise.resolve(false);
  });
  if (!read.ok) return read;
  const found = columns as CsvColumns | null;
  if (found === null) return err(appError("CAT212", { file, problem: "в нём нет ни одной строки" }));
  const has = (field: CsvField): boolean => found.fields.has(field);
  const isNamed = has("id") || has("code") || has("barcode");
  if (!isNamed) return err(appError("CAT213", { file, missing: "Код, Ид или Штрихкод" }));
  if (has("name")) {
    if (!has("id") && !has("code")) return err(appError("CAT213", { file, missing: "Код или Ид" }));
    return ok({ path, encoding, columns: found, holds: "goods" });
  }
  if (found.prices.length + found.stocks.length === 0) return err(appError("CAT213", { file, missing: "Наименование, Цена или Остаток" }));
  return ok({ path, encoding, columns: found, holds: "prices" });
}

/** Takes every row of an opened list into the session. */
export async function importCsv(csv: CsvFile, session: ImportSession): Promise<Result<ImportedFile, AppError>> {
  const file = basename(csv.path);
  const width = { header: 0 };
  const importer = new CsvImporter(csv, session);
  let rows = 0;
  const read = await readRows(csv.path, csv.encoding, async (row) => {
    if (width.header === 0) {
      width.header = row.fields.length;
      return true;
    }
    rows++;
    const place = { file, line: row.line };
    if (isLonger(row, width.header)) session.note(place, "wrongRowLength", row.fields.join(";"));
    else importer.take(place, row.fields);
    await session.pause();
    return true;
  });
  return read.ok ? ok({ file, format: "csv", encoding: csv.encoding, version: "", rows }) : read;
}

class CsvImporter {
  readonly #csv: CsvFile;
  readonly #session: ImportSession;
  readonly #priceTypes: readonly { readonly column: number; readonly key: number }[];
  readonly #shops: readonly { readonly column: number; readonly key: number }[];

  constructor(csv: CsvFile, session: ImportSession) {
    const { writer } = session;
    this.#csv = csv;
    this.#session = session;
    this.#priceTypes = csv.columns.prices.map(({ column, name }) => ({
      column,
      key: name === "" ? writer.priceType(RETAIL_PRICE_TYPE.id, RETAIL_PRICE_TYPE.name) : writer.priceType(name, name),
    }));
    this.#shops = csv.columns.stocks.map(({ column, name }) => ({ column, key: writer.shop(name, name) }));
  }

  take(place: Place, fields: readonly string[]): void {
    const n = this.#csv.holds === "goods" ? this.#takeCard(place, fields) : this.#findItem(place, fields);
    if (n === null) return;
    const item = this.#text(fields, "name") || this.#text(fields, "code") || this.#text(fields, "id") || this.#text(fields, "barcode");
    for (const { column, key } of this.#priceTypes) {
      const text = fields[column]?.trim() ?? "";
      if (text !== "") this.#session.price(place, n, key, text, item);
    }
    for (const { column, key } of this.#shops) {
      const text = fields[column]?.trim() ?? "";
      if (text !== "") this.#session.stock(place, n, key, text, item);
    }
  }

  #findItem(place: Place, fields: readonly string[]): number | null {
    const { writer } = this.#session;
    const [id, code, barcode] = [this.#text(fields, "id"), this.#text(fields, "code"), this.#text(fields, "barcode")];
    const n =
      (id && writer.find(id)) || (code && (writer.findByCode(code) ?? writer.find(code))) || (barcode && writer.findByBarcode(barcode));
    if (n) return n;
    this.#session.note(place, "unknownItem", [id, code, barcode].filter(Boolean).join(" "));
    return null;
  }

  #takeCard(place: Place, fields: readonly string[]): number | null {
    const session = this.#session;
    const [id, code] = [this.#text(fields, "id"), this.#text(fields, "code")];
    const name = this.#text(fields, "name").replace(/\s+/g, " ");
    if (id === "" && code === "") return this.#refuse(place, "noId", name);
    if (name === "") return this.#refuse(place, "noName", id || code);
    const card = this.#card(place, fields, { id: id || code, code, name });
    if (card === null) return null;
    const { codes, weightCode } = session.barcodes(place, this.#barcodeTexts(fields), name);
    const whole = { ...card, weightCode: card.weightCode ?? weightCode };
    const known = session.writer.find(whole.id);
    if (known === null || !session.merging) return session.insertCard(place, whole, codes);
    session.replaceCard(place, known, whole, codes);
    return known;
  }

  /** Null (and a note) when a value cannot be understood: a wrong flag or price is not guessed. */
  #card(place: Place, fields: readonly string[], named: Pick<GoodsCard, "id" | "code" | "name">): GoodsCard | null {
    const session = this.#session;
    const bad = (field: CsvField): null => this.#refuse(place, "badValue", `${named.name}: ${this.#text(fields, field)}`);
    const flag = (field: CsvField, otherwise: boolean): boolean | null => {
      const text = this.#text(fields, field);
      return text === "" ? otherwise : readFlag(text);
    };
    const { unit, measure, known } = readUnit(this.#text(fields, "okei"), this.#text(fields, "unit"));
    const weighed = flag("weighed", isFractional(measure));
    const frozenPrice = flag("frozenPrice", false);
    const active = flag("active", true);
    if (weighed === null) return bad("weighed");
    if (frozenPrice === null) return bad("frozenPrice");
    if (active === null) return bad("active");
    const taxText = this.#text(fields, "taxSystem");
    const seller = this.#text(fields, "seller") || null;
    const taxSystem = taxText === "" ? session.taxSystemOf(seller) : readTaxSystem(taxText);
    if (taxSystem === null) return bad("taxSystem");
    const minimumText = this.#text(fields, "minimumPrice");
    const minimum = minimumText === "" ? null : readPrice(minimumText);
    if (minimumText !== "" && minimum === null) return bad("minimumPrice");
    const department = Number(this.#text(fields, "department") || USUAL_DEPARTMENT);
    if (!Number.isInteger(department) || department < 0) return bad("department");
    if (department > DEPARTMENT_MAX) return this.#refuse(place, "unknownDepartment", `${named.name}: ${department}`);
    const sold = Number(this.#text(fields, "sold") || "0");
    if (!(sold >= 0)) return bad("sold");
    const weightCode = this.#text(fields, "weightCode");
    if (weightCode !== "" && !/^\d{1,7}$/.test(weightCode)) return this.#refuse(place, "badWeightCode", `${named.name}: ${weightCode}`);
    const reading = readAgent((field) => this.#text(fields, field));
    if ("wrong" in reading) return this.#refuse(place, "badValue", `${named.name}: ${reading.wrong}`);
    const restricted = readRestrictions((field) => this.#text(fields, field));
    if ("wrong" in restricted) return this.#refuse(place, "badValue", `${named.name}: ${restricted.wrong}`);
    const vat = session.vat(place, this.#text(fields, "vat"), named.name, taxSystem);
    if (vat === null) return null;
    if (!known) session.note(place, "unknownUnit", `${named.name}: ${this.#text(fields, "unit")}`);
    session.remarkOnName(place, named.name);
    return {
      ...named,
      article: this.#text(fields, "article"),
      unit,
      measure,
      weighed,
      vat,
      taxSystem,
      markingGroup: this.#marking(place, fields, named.name),
      frozenPrice,
      minimumPriceKop: minimum?.kop ?? null,
      department,
      seller,
      agent: reading.agent,
      ...restricted.restrictions,
      active,
      weightCode: weightCode === "" ? null : weightCode.replace(/^0+(?=\d)/, ""),
      popularity: popularityWeight(sold),
    };
  }

  #marking(place: Place, fields: readonly string[], name: string): string | null {
    const text = this.#text(fields, "marking");
    if (text === "" || readFlag(text) === false) return null;
    const group = readMarkingGroup(text);
    if (group === null) this.#session.note(place, "unknownMarking", `${name}: ${text}`);
    return group ?? text;
  }

  /** Several codes in one field stand apart by spaces, commas or bars. */
  #barcodeTexts(fields: readonly string[]): string[] {
    return (this.#csv.columns.fields.get("barcode") ?? []).flatMap((column) => (fields[column] ?? "").split(/[\s,|]+/));
  }

  #refuse(place: Place, reason: "noId" | "noName" | "badValue" | "badWeightCode" | "unknownDepartment", value: string): null {
    this.#session.note(place, reason, value);
    return null;
  }

  #text(fields: readonly string[], field: CsvField): string {
    const column = this.#csv.columns.fields.get(field)?.[0];
    return column === undefined ? "" : (fields[column] ?? "").trim();
  }
}

/** More fields than the header names, other than empty ones at the end, mean a separator inside a value. */
function isLonger(row: CsvRow, header: number): boolean {
  return row.fields.slice(header).some((field) => field.trim() !== "");
}

/** Gives the rows one by one until `take` returns false. */
async function readRows(
  path: string,
  encoding: TextEncodingName,
  take: (row: CsvRow) => Promise<boolean>,
): Promise<Result<void, AppError>> {
  const file = basename(path);
  let parser: CsvParser | null = null;
  let head = "";
  const takeAll = async (rows: Result<CsvRow[], AppError>): Promise<Result<boolean, AppError>> => {
    if (!rows.ok) return rows;
    for (const row of rows.value) if (!(await take(row))) return ok(false);
    return ok(true);
  };
  try {
    for await (const text of readText(path, encoding)) {
      head += text;
      if (parser === null && !/[\r\n]/.test(head) && head.length < HEADER_SEARCH_MAX) continue;
      parser ??= new CsvParser(detectSeparator(firstLine(head)), file);
      const more = await takeAll(parser.feed(head));
      head = "";
      if (!more.ok) return more;
      if (!more.value) return ok(undefined);
    }
    parser ??= new CsvParser(detectSeparator(firstLine(head)), file);
    const rest = await takeAll(parser.feed(head));
    if (!rest.ok || !rest.value) return rest.ok ? ok(undefined) : rest;
    const last = await takeAll(parser.end());
    return last.ok ? ok(undefined) : last;
  } catch (error) {
    return err(readFailure(path, parser?.line ?? 1, error));
  }
}

function firstLine(text: string): string {
  return text.slice(0, Math.max(0, text.search(/[\r\n]|$/)));
}
