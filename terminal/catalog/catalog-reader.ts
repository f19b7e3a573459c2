import { epochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Kopecks } from "../../config/money.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import { isGtin } from "../../device-drivers/scanner/ean.ts";
import { barcodeCandidates } from "./barcode.ts";
import type { CatalogDatabase } from "./catalog-database.ts";
import { ADDED_COLUMN_NAMES, goodsColumns, readSafely, sqliteFailure } from "./catalog-database.ts";
import type { CatalogItem, FoundItem } from "./catalog-item.ts";
import type { CatalogMeta } from "./catalog-schema.ts";
import type { CatalogOptions, CatalogStats } from "./catalog.ts";
import { goodsOfRow, type GoodsRow } from "./goods-row.ts";
import { CatalogSearch } from "./search/search.ts";
import type { SearchHit } from "./search/search.ts";

interface ItemRow extends GoodsRow {
  readonly price_kop: number | null;
  readonly quantity: number | null;
}

const ITEM_COLUMNS = `g.id, g.code, g.article, g.name, g.unit, g.measure, g.weighed, g.vat, g.tax_system, g.marking_group,
  g.frozen_price, g.minimum_price_kop, g.department, g.active, p.price_kop, s.quantity`;
const ITEM_JOINS = "LEFT JOIN prices p ON p.n = g.n AND p.t = ? LEFT JOIN stocks s ON s.n = g.n AND s.s = ?";
/** No row of `shops` or `price_types` has this key. */
const NO_KEY = 0;

/** One open generation: prepared statements and nothing copied, so that opening costs the same for ten goods and for a million. */
export interface CatalogReader {
  readonly generation: number;
  byBarcode(text: string): Result<FoundItem | null, AppError>;
  byId(id: string): Result<FoundItem | null, AppError>;
  byCode(code: string): Result<FoundItem | null, AppError>;
  byWeightCode(code: string): Result<FoundItem | null, AppError>;
  /** With the item's own EAN as `barcode`, as a cheque of EGAIS names it; null when it has none, or other goods have the alcocode too. */
  byAlcocode(alcocode: string): Result<FoundItem | null, AppError>;
  search(query: string, limit: number): Result<readonly SearchHit[], AppError>;
  stats(): Result<CatalogStats, AppError>;
  close(): void;
}

export interface ReaderOptions extends CatalogOptions {
  readonly path: string;
  readonly file: string;
  readonly generation: number;
}

/** Takes over `db`; closes it when the catalogue cannot be used. */
export function createReader(db: CatalogDatabase, options: ReaderOptions): Result<CatalogReader, AppError> {
  try {
    const priceType = priceTypeKey(db, options.priceType);
    if (priceType.ok) return ok(readerOf(db, options, priceType.value));
    db.close();
    return priceType;
  } catch (error) {
    db.close();
    return err(sqliteFailure(options.path, error));
  }
}

function readerOf(db: CatalogDatabase, options: ReaderOptions, priceType: number): CatalogReader {
  const shop = shopKey(db, options.shop);
  const present = goodsColumns(db);
  const added = ADDED_COLUMN_NAMES.map((name) => (present.has(name) ? `g.${name}` : `NULL AS ${name}`)).join(", ");
  const prepareItem = (from: string): ReturnType<typeof db.prepare<[number, number, string], ItemRow>> =>
    db.prepare<[number, number, string], ItemRow>(`SELECT ${ITEM_COLUMNS}, ${added} FROM ${from}`);
  const barcode = prepareItem(`barcodes b JOIN goods g ON g.n = b.n ${ITEM_JOINS} WHERE b.code = ?`);
  const id = prepareItem(`goods g ${ITEM_JOINS} WHERE g.id = ?`);
  const code = prepareItem(`goods g ${ITEM_JOINS} WHERE g.code = ? AND g.code <> '' ORDER BY g.active DESC, g.n LIMIT 1`);
  const weightCode = prepareItem(`goods g ${ITEM_JOINS} WHERE g.weight_code = ? ORDER BY g.active DESC, g.n LIMIT 1`);
  const alcocode = present.has("alcohol")
    ? prepareItem(`goods g ${ITEM_JOINS} WHERE ${HAS_THIS_ALCOCODE} ORDER BY g.active DESC, g.n LIMIT 1`)
    : null;
  const bottleEan = alcocode === null ? null : bottleEans(db);
  // Made by the first search: a till that starts must be ready to scan first.
  let search: CatalogSearch | null = null;
  const find = (query: string, limit: number): readonly SearchHit[] =>
    (search ??= new CatalogSearch(db, { priceType, shop })).find(query, limit);

  const look = (statement: typeof barcode, key: string, scanned: string | null): Result<FoundItem | null, AppError> => {
    const row = readSafely(options.path, () => statement.get(priceType, shop, key));
    if (!row.ok) return row;
    return row.value === undefined ? ok(null) : itemOf(row.value, scanned, options.priceType);
  };
  return {
    generation: options.generation,
    byBarcode(text) {
      for (const candidate of barcodeCandidates(text)) {
        const found = look(barcode, candidate, text);
        if (!found.ok || found.value !== null) return found;
      }
      return ok(null);
    },
    byId: (text) => look(id, text, null),
    byCode: (text) => look(code, text, null),
    byWeightCode: (text) => look(weightCode, text.replace(/^0+(?=.)/, ""), null),
    byAlcocode(text) {
      if (alcocode === null || bottleEan === null) return ok(null);
      const found = look(alcocode, text, null);
      if (!found.ok || found.value === null) return found;
      const { value: item } = found;
      const ean = readSafely(options.path, () => bottleEan(text));
      return ean.ok ? ok({ ...item, barcode: ean.value }) : ean;
    },
    search: (query, limit) => readSafely(options.path, () => find(query, limit)),
    stats: () => readSafely(options.path, () => statsOf(db, options.generation)),
    close: () => db.close(),
  };
}

const HAS_THIS_ALCOCODE = "g.alcohol IS NOT NULL AND json_extract(g.alcohol, '$.alcocode') = ?";

/** EAN of the goods that alone have the alcocode. Codes that shops print themselves (prefix 2) and codes of packages are none. */
function bottleEans(db: CatalogDatabase): (alcocode: string) => string | null {
  const goods = db.prepare<[string], number>(`SELECT g.n FROM goods g WHERE ${HAS_THIS_ALCOCODE} AND g.active = 1 LIMIT 2`).pluck();
  const barcodes = db.prepare<[number], string>("SELECT code FROM barcodes WHERE n = ? ORDER BY code").pluck();
  return (alcocode) => {
    const [only, other] = goods.all(alcocode);
    if (only === undefined || other !== undefined) return null;
    return barcodes.all(only).find((code) => isGtin(code) && !isOwnOrPackage(code)) ?? null;
  };
}

function isOwnOrPackage(code: string): boolean {
  return code.length > 13 || code.startsWith("2") || code.startsWith("02");
}

function itemOf(row: ItemRow, barcode: string | null, priceType: string | null): Result<FoundItem, AppError> {
  if (row.active === 0) return err(appError("CAT205", { id: row.id, name: row.name }));
  if (row.price_kop === null) return err(appError("CAT206", { id: row.id, name: row.name, priceType: priceType ?? "" }));
  const item: CatalogItem = { ...goodsOfRow(row), priceKop: row.price_kop as Kopecks, stock: row.quantity };
  return ok({ ...item, barcode });
}

function priceTypeKey(db: CatalogDatabase, asked: string | null): Result<number, AppError> {
  const types = db.prepare<[], { t: number; id: string; name: string }>("SELECT t, id, name FROM price_types ORDER BY t").all();
  if (asked === null) {
    const first = metaOf(db).default_price_type;
    return ok(types.find(({ id }) => id === first)?.t ?? types[0]?.t ?? NO_KEY);
  }
  const type = types.find(({ id }) => id === asked) ?? types.find(({ name }) => name === asked);
  if (type) return ok(type.t);
  return err(appError("CAT218", { priceType: asked, known: types.map(({ name }) => name).join(", ") }));
}

/** A shop that the source does not know has no stock to show; that never stops a sale. */
function shopKey(db: CatalogDatabase, asked: string | null): number {
  const shops = db.prepare<[], { s: number; id: string; name: string }>("SELECT s, id, name FROM shops ORDER BY s").all();
  const named = asked === null ? undefined : (shops.find(({ id }) => id === asked) ?? shops.find(({ name }) => name === asked));
  return (named ?? shops.find(({ id }) => id === ""))?.s ?? NO_KEY;
}

function metaOf(db: CatalogDatabase): Partial<CatalogMeta> {
  const rows = db.prepare<[], { key: string; value: string }>("SELECT key, value FROM meta").all();
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

function statsOf(db: CatalogDatabase, generation: number): CatalogStats {
  const meta = metaOf(db);
  return {
    generation,
    items: Number(meta.items ?? 0),
    barcodes: Number(meta.barcodes ?? 0),
    source: meta.source ?? "",
    importedAt: epochMs(Number(meta.imported_at ?? 0)),
    updatedAt: meta.updated_at ? epochMs(Number(meta.updated_at)) : null,
    priceTypes: db.prepare<[], { id: string; name: string }>("SELECT id, name FROM price_types ORDER BY t").all(),
    shops: db.prepare<[], { id: string; name: string }>("SELECT id, name FROM shops ORDER BY s").all(),
  };
}
