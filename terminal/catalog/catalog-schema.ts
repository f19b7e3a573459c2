/** "ITCT": tells a catalogue from any other SQLite file (PRAGMA application_id). */
export const CATALOG_APPLICATION_ID = 0x49544354;
/** PRAGMA user_version. A catalogue of another version is refused and imported anew; it is never migrated. */
export const CATALOG_SCHEMA_VERSION = 1;

/**
 * `tail` is `tailNumber` of barcode.ts. `agent` and `alcohol` are JSON of the types of catalog-item.ts. Quantities are millionths of the unit and may be negative (1C counts so). Popularity
 * is a logarithm of units sold, 0–255. `search_order` holds item numbers as 32-bit little-endian words, the most popular
 * first; the place in it is the document number in `lists` (search/doc-list.ts).
 */
export const CATALOG_TABLES_SQL = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE goods (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  article TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  measure INTEGER NOT NULL,
  weighed INTEGER NOT NULL,
  vat TEXT NOT NULL,
  tax_system TEXT NOT NULL,
  marking_group TEXT,
  frozen_price INTEGER NOT NULL,
  minimum_price_kop INTEGER,
  department INTEGER NOT NULL,
  active INTEGER NOT NULL,
  weight_code TEXT,
  popularity INTEGER NOT NULL,
  seller TEXT,
  agent TEXT,
  alcohol TEXT,
  age_restriction TEXT,
  parts_in_piece INTEGER,
  is_on_tap INTEGER
) STRICT;

CREATE TABLE barcodes (code TEXT PRIMARY KEY, n INTEGER NOT NULL, tail INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE price_types (t INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;
CREATE TABLE prices (n INTEGER NOT NULL, t INTEGER NOT NULL, price_kop INTEGER NOT NULL, PRIMARY KEY (n, t)) STRICT, WITHOUT ROWID;

CREATE TABLE shops (s INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;
CREATE TABLE stocks (n INTEGER NOT NULL, s INTEGER NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (n, s)) STRICT, WITHOUT ROWID;

CREATE TABLE item_keys (key TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) STRICT, WITHOUT ROWID;

CREATE TABLE words (word TEXT PRIMARY KEY, list INTEGER NOT NULL, docs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE prefixes (prefix TEXT PRIMARY KEY, list INTEGER NOT NULL, docs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE rare_lists (list INTEGER PRIMARY KEY, docs BLOB NOT NULL) STRICT;
CREATE TABLE prefix_filter (one INTEGER PRIMARY KEY CHECK (one = 1), bits BLOB NOT NULL) STRICT;
CREATE TABLE lists (key INTEGER PRIMARY KEY, docs BLOB NOT NULL) STRICT;
CREATE TABLE search_order (one INTEGER PRIMARY KEY CHECK (one = 1), items BLOB NOT NULL) STRICT;
`;

/** Built after the rows: sorting once is several times faster than keeping them sorted during the load. */
export const CATALOG_INDEXES_SQL = `
CREATE INDEX goods_by_code ON goods (code) WHERE code <> '';
CREATE INDEX goods_by_weight_code ON goods (weight_code) WHERE weight_code IS NOT NULL;
CREATE INDEX goods_by_alcocode ON goods (json_extract(alcohol, '$.alcocode')) WHERE alcohol IS NOT NULL;
CREATE INDEX barcodes_by_tail ON barcodes (tail) WHERE tail IS NOT NULL;
CREATE INDEX prices_by_price ON prices (t, price_kop);
`;

/** What `meta` holds. */
export interface CatalogMeta {
  /** "1" as the last row written before the file is published. */
  readonly complete: string;
  readonly generation: string;
  /** File names or "generated, seed N". */
  readonly source: string;
  /** Epoch milliseconds of the import. */
  readonly imported_at: string;
  /** Epoch milliseconds of the last price and stock update, or "". */
  readonly updated_at: string;
  readonly items: string;
  readonly barcodes: string;
  /** `id` of the price type to use when the shop names none. */
  readonly default_price_type: string;
}

/** Added for every doubling of the units sold. */
const POPULARITY_STEP = 16;

/** Units sold as one byte: 0 for none, 16 more for every doubling. */
export function popularityWeight(unitsSold: number): number {
  return unitsSold <= 0 ? 0 : Math.min(255, Math.round(POPULARITY_STEP * Math.log2(1 + unitsSold)));
}
