import type { Kopecks } from "../../../config/money.ts";
import { parseKop } from "../../../config/money.ts";
import { isDigits } from "../barcode.ts";
import { goodsColumns, type CatalogDatabase } from "../catalog-database.ts";
import type { MarkingGroup } from "../catalog-item.ts";
import type { Matcher } from "./matcher.ts";
import { createMatcher } from "./matcher.ts";
import type { NumberHit, NumberSearch } from "./number-hits.ts";
import { numberSearch } from "./number-hits.ts";
import type { PostingsReader } from "./postings-reader.ts";
import { postingsReader } from "./postings-reader.ts";
import type { QueryReading } from "./query-words.ts";
import { forgiveSlips, readQuery, readSwapped } from "./query-words.ts";
import type { MatchedRange } from "./rank.ts";
import { beginnersFirst, matchedRanges } from "./rank.ts";
import type { SearchOrder } from "./search-order.ts";
import { readSearchOrder } from "./search-order.ts";
import { squash } from "./words.ts";

/** One found item, enough for a list; the sale takes the whole card by `id`. */
export interface SearchHit {
  readonly id: string;
  readonly code: string;
  readonly article: string;
  readonly name: string;
  readonly unit: string;
  readonly weighed: boolean;
  readonly markingGroup: MarkingGroup | null;
  /** Sold from a keg, by litres. */
  readonly isOnTap: boolean;
  /** Null when the shop's price type has no price for it: it is shown and cannot be sold. */
  readonly priceKop: Kopecks | null;
  /** In millionths; null when the shop keeps no stock. */
  readonly stock: number | null;
  /** The barcode whose digits were typed, or null. */
  readonly barcode: string | null;
  readonly by: "name" | "number" | "price";
  /** Found in the other keyboard layout or with a slip forgiven. */
  readonly corrected: boolean;
  /** Matched parts of `name`. */
  readonly ranges: readonly MatchedRange[];
}

export interface SearchOptions {
  /** Keys of the shop's price type and stock, as `price_types.t` and `shops.s`. */
  readonly priceType: number;
  readonly shop: number;
}

const QUERY_LENGTH_MAX = 96;
const SEARCH_LIMIT_MAX = 100;
/** More goods than asked for are looked at, so that a name that begins with the first word can come before one that sells more. */
const SPARE_CANDIDATES = 8;
const PRICE_ROWS_MAX = 100_000;
const NUMBER_LENGTH_MIN = 3;

interface GoodsRow {
  readonly n: number;
  readonly id: string;
  readonly code: string;
  readonly article: string;
  readonly name: string;
  readonly unit: string;
  readonly weighed: number;
  readonly marking_group: string | null;
  readonly is_on_tap: number | null;
  readonly price_kop: number | null;
  readonly quantity: number | null;
}

type How = Pick<SearchHit, "by" | "corrected" | "barcode" | "ranges">;

/** Search over one open catalogue. Synchronous, and bounded in what one query can read: docs/catalog.md has the measurements. */
export class CatalogSearch {
  readonly #options: SearchOptions;
  readonly #postings: PostingsReader;
  readonly #numbers: NumberSearch;
  readonly #order: SearchOrder;
  readonly #matcher: Matcher;
  readonly #name;
  readonly #goods;
  readonly #samePrice;

  constructor(db: CatalogDatabase, options: SearchOptions) {
    this.#options = options;
    this.#postings = postingsReader(db);
    this.#numbers = numberSearch(db);
    this.#order = readSearchOrder(db);
    this.#matcher = createMatcher(this.#postings, this.#numbers, this.#order);
    this.#name = db.prepare<[number], string>("SELECT name FROM goods WHERE n = ?").pluck();
    // Catalogues of an earlier version know no tap.
    const tap = goodsColumns(db).has("is_on_tap") ? "g.is_on_tap" : "NULL AS is_on_tap";
    this.#goods = db.prepare<[number, number, number], GoodsRow>(`
      SELECT g.n, g.id, g.code, g.article, g.name, g.unit, g.weighed, g.marking_group, ${tap}, p.price_kop, s.quantity
      FROM goods g LEFT JOIN prices p ON p.n = g.n AND p.t = ? LEFT JOIN stocks s ON s.n = g.n AND s.s = ?
      WHERE g.n = ? AND g.active = 1`);
    this.#samePrice = db
      .prepare<[number, number], number>(`SELECT n FROM prices WHERE t = ? AND price_kop = ? LIMIT ${PRICE_ROWS_MAX}`)
      .pluck();
  }

  /** At most `limit` goods, best first. `=15,5` asks for a price, other texts for names, codes, articles and barcodes. */
  find(text: string, limit: number): SearchHit[] {
    const found = new Finds(Math.max(1, Math.min(SEARCH_LIMIT_MAX, limit)));
    const query = text.trim().slice(0, QUERY_LENGTH_MAX);
    if (query.startsWith("=")) this.#findByPrice(query.slice(1).trim(), found);
    else if (query !== "") {
      this.#findByNumber(query, found);
      this.#findByName(query, found);
    }
    return found.hits();
  }

  #findByPrice(query: string, found: Finds): void {
    const [price = "", ...words] = query.split(/\s+/);
    const priceKop = parseKop(price);
    if (priceKop === null) return;
    const items = this.#samePrice.all(this.#options.priceType, priceKop);
    const priced = items.map((n) => this.#order.docOf(n)).filter((doc) => doc >= 0);
    const readings = words.length === 0 ? [{ parts: [], corrected: false }] : readQuery(words.join(" "), this.#postings);
    for (const reading of readings) this.#addReading(reading, priced, "price", found);
  }

  #findByNumber(query: string, found: Finds): void {
    const digits = query.replace(/[\s-]/g, "");
    const half = Math.ceil(found.limit / 2);
    if (query.length >= NUMBER_LENGTH_MIN) this.#addNumbers(this.#numbers.exact(isDigits(digits) ? digits : query), found.limit, found);
    if (isDigits(digits)) {
      this.#addNumbers(this.#numbers.byTail(digits), half, found);
      this.#addNumbers(this.#numbers.byBeginning(digits), found.limit, found);
      if (digits.length >= NUMBER_LENGTH_MIN) this.#addNumbers(this.#numbers.byKey(digits), half, found);
    } else if (/\d/.test(query)) {
      const key = squash(query);
      if (key.length >= NUMBER_LENGTH_MIN) this.#addNumbers(this.#numbers.byKey(key), found.limit, found);
    }
  }

  #findByName(query: string, found: Finds): void {
    const readings = readQuery(query, this.#postings);
    for (const reading of readings) if (!found.isFull()) this.#addReading(reading, null, "name", found);
    for (const reading of [readings[0], readSwapped(query)]) {
      if (!reading || found.size > 0) continue;
      const forgiving = forgiveSlips(reading, this.#postings);
      if (forgiving) this.#addReading(forgiving, null, "name", found);
    }
  }

  #addReading(reading: QueryReading, within: readonly number[] | null, by: "name" | "price", found: Finds): void {
    for (const docs of this.#matcher(reading, within, found.limit + SPARE_CANDIDATES)) {
      const named = docs.map((doc) => ({ n: this.#order.itemOf(doc), name: this.#name.get(this.#order.itemOf(doc)) ?? "" }));
      for (const { n, name } of beginnersFirst(named, reading)) {
        if (found.isFull()) return;
        this.#add(n, { by, corrected: reading.corrected, barcode: null, ranges: matchedRanges(name, reading) }, found);
      }
    }
  }

  #addNumbers(hits: readonly NumberHit[], max: number, found: Finds): void {
    const searched = hits.map((hit) => ({ ...hit, doc: this.#order.docOf(hit.n) })).filter(({ doc }) => doc >= 0);
    const best = searched.sort((a, b) => a.doc - b.doc).slice(0, max);
    for (const { n, barcode } of best) this.#add(n, { by: "number", corrected: false, barcode, ranges: [] }, found);
  }

  #add(n: number, how: How, found: Finds): void {
    if (found.isFull() || found.has(n)) return;
    const row = this.#goods.get(this.#options.priceType, this.#options.shop, n);
    if (row) found.add(row, how);
  }
}

/** Finds in the order they were made, each item once. */
class Finds {
  readonly limit: number;
  readonly #hits = new Map<number, SearchHit>();

  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.#hits.size;
  }

  isFull(): boolean {
    return this.#hits.size >= this.limit;
  }

  has(n: number): boolean {
    return this.#hits.has(n);
  }

  add(row: GoodsRow, how: How): void {
    this.#hits.set(row.n, hitOf(row, how));
  }

  hits(): SearchHit[] {
    return [...this.#hits.values()];
  }
}

function hitOf(row: GoodsRow, how: How): SearchHit {
  return {
    id: row.id,
    code: row.code,
    article: row.article,
    name: row.name,
    unit: row.unit,
    weighed: row.weighed === 1,
    markingGroup: row.marking_group,
    isOnTap: row.is_on_tap === 1,
    priceKop: row.price_kop as Kopecks | null,
    stock: row.quantity,
    ...how,
  };
}
