import type { Kopecks } from "../../config/money.ts";
import { canonicalBarcode, tailNumber } from "./barcode.ts";
import type { CatalogDatabase } from "./catalog-database.ts";
import type { GoodsFacts } from "./catalog-item.ts";
import type { CatalogMeta } from "./catalog-schema.ts";
import { goodsOfRow, type GoodsRow } from "./goods-row.ts";

/** A goods card as it is written. */
export interface GoodsCard extends GoodsFacts {
  readonly active: boolean;
  /** Without leading zeros. */
  readonly weightCode: string | null;
  /** 0–255, see `popularityWeight`. */
  readonly popularity: number;
}

/** Rows of one catalogue file. Item numbers (`n`) are given in order of arrival and never change within a file. */
export class CatalogWriter {
  readonly db: CatalogDatabase;
  readonly #statements;
  readonly #priceTypes = new Map<string, number>();
  readonly #shops = new Map<string, number>();

  constructor(db: CatalogDatabase) {
    this.db = db;
    this.#statements = prepareStatements(db);
    for (const { t, id } of db.prepare<[], { t: number; id: string }>("SELECT t, id FROM price_types").all()) this.#priceTypes.set(id, t);
    for (const { s, id } of db.prepare<[], { s: number; id: string }>("SELECT s, id FROM shops").all()) this.#shops.set(id, s);
  }

  find(id: string): number | null {
    return this.#statements.find.get(id) ?? null;
  }

  findByBarcode(text: string): number | null {
    return this.#statements.findBarcode.get(canonicalBarcode(text)) ?? null;
  }

  findByCode(code: string): number | null {
    return this.#statements.findCode.get(code) ?? null;
  }

  nameOf(n: number): string {
    return this.#statements.name.get(n) ?? "";
  }

  cardOf(n: number): GoodsCard | null {
    const row = this.#statements.card.get(n);
    return row === undefined ? null : cardOfRow(row);
  }

  /** Null when the id is there already. */
  insert(card: GoodsCard): number | null {
    const { changes, lastInsertRowid } = this.#statements.insert.run(...columns(card));
    return changes === 0 ? null : Number(lastInsertRowid);
  }

  /** Popularity never falls by a replaced card: most sources do not know it. */
  replace(n: number, card: GoodsCard): void {
    this.#statements.replace.run(...columns(card), n);
  }

  countWithoutPrice(): number {
    return Number(
      this.db
        .prepare("SELECT count(*) FROM goods g WHERE active = 1 AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.n = g.n)")
        .pluck()
        .get(),
    );
  }

  setActive(n: number, active: boolean): void {
    this.#statements.active.run(active ? 1 : 0, n);
  }

  /** Goods without a price of their own that have variants, ids "<id><mark>…", are no longer sold by themselves. */
  withdrawBasesOfVariants(mark: string): { readonly n: number; readonly name: string }[] {
    const after = String.fromCharCode(mark.charCodeAt(0) + 1);
    return this.db
      .prepare<[string, string, string], { n: number; name: string }>(`UPDATE goods SET active = 0
        WHERE active = 1 AND instr(id, ?) = 0 AND EXISTS (SELECT 1 FROM goods v WHERE v.id >= goods.id || ? AND v.id < goods.id || ?)
          AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.n = goods.n)
        RETURNING n, name`)
      .all(mark, mark, after);
  }

  setPopularity(n: number, weight: number): void {
    this.#statements.popularity.run(weight, n);
  }

  /** "other" when the code belongs to another item, which keeps it. */
  addBarcode(n: number, text: string): "added" | "same" | "other" {
    const code = canonicalBarcode(text);
    if (this.#statements.barcode.run(code, n, tailNumber(code)).changes === 1) return "added";
    return this.findByBarcode(code) === n ? "same" : "other";
  }

  removeBarcodes(n: number): void {
    this.#statements.removeBarcodes.run(n);
  }

  priceType(id: string, name: string): number {
    return keyOf(this.#priceTypes, this.#statements.priceType, id, name);
  }

  /** The shop with the id "" stands for the total over all. */
  shop(id: string, name: string): number {
    return keyOf(this.#shops, this.#statements.shop, id, name);
  }

  knowsPriceType(id: string): boolean {
    return this.#priceTypes.has(id);
  }

  setPrice(n: number, priceType: number, priceKop: Kopecks): void {
    this.#statements.price.run(n, priceType, priceKop);
  }

  /** Millionths of the unit. */
  setStock(n: number, shop: number, quantity: number): void {
    this.#statements.stock.run(n, shop, quantity);
  }

  setMeta(values: Partial<CatalogMeta>): void {
    for (const [key, value] of Object.entries(values)) if (value !== undefined) this.#statements.meta.run(key, value);
  }
}

function prepareStatements(db: CatalogDatabase) {
  return {
    find: db.prepare<[string], number>("SELECT n FROM goods WHERE id = ?").pluck(),
    findBarcode: db.prepare<[string], number>("SELECT n FROM barcodes WHERE code = ?").pluck(),
    findCode: db.prepare<[string], number>("SELECT n FROM goods WHERE code = ? AND code <> '' LIMIT 1").pluck(),
    insert: db.prepare(`INSERT OR IGNORE INTO goods (id, code, article, name, unit, measure, weighed, vat, tax_system, marking_group,
      frozen_price, minimum_price_kop, department, active, weight_code, popularity, seller, agent,
      alcohol, age_restriction, parts_in_piece, is_on_tap) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    replace:
      db.prepare(`UPDATE goods SET id = ?, code = ?, article = ?, name = ?, unit = ?, measure = ?, weighed = ?, vat = ?, tax_system = ?,
      marking_group = ?, frozen_price = ?, minimum_price_kop = ?, department = ?, active = ?, weight_code = ?, popularity = max(popularity, ?), seller = ?, agent = ?,
      alcohol = ?, age_restriction = ?, parts_in_piece = ?, is_on_tap = ? WHERE n = ?`),
    name: db.prepare<[number], string>("SELECT name FROM goods WHERE n = ?").pluck(),
    card: db.prepare<[number], CardRow>("SELECT * FROM goods WHERE n = ?"),
    active: db.prepare("UPDATE goods SET active = ? WHERE n = ?"),
    popularity: db.prepare("UPDATE goods SET popularity = ? WHERE n = ?"),
    barcode: db.prepare("INSERT OR IGNORE INTO barcodes VALUES (?, ?, ?)"),
    removeBarcodes: db.prepare("DELETE FROM barcodes WHERE n = ?"),
    priceType: db.prepare("INSERT INTO price_types (id, name) VALUES (?, ?)"),
    shop: db.prepare("INSERT INTO shops (id, name) VALUES (?, ?)"),
    price: db.prepare("INSERT INTO prices VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET price_kop = excluded.price_kop"),
    stock: db.prepare("INSERT INTO stocks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET quantity = excluded.quantity"),
    meta: db.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)"),
  };
}

interface CardRow extends GoodsRow {
  readonly weight_code: string | null;
  readonly popularity: number;
}

function cardOfRow(row: CardRow): GoodsCard {
  return { ...goodsOfRow(row), active: row.active === 1, weightCode: row.weight_code, popularity: row.popularity };
}

function columns(card: GoodsCard): (string | number | null)[] {
  return [
    card.id,
    card.code,
    card.article,
    card.name,
    card.unit,
    card.measure,
    card.weighed ? 1 : 0,
    card.vat,
    card.taxSystem,
    card.markingGroup,
    card.frozenPrice ? 1 : 0,
    card.minimumPriceKop,
    card.department,
    card.active ? 1 : 0,
    card.weightCode,
    card.popularity,
    card.seller,
    card.agent ? JSON.stringify(card.agent) : null,
    card.alcohol ? JSON.stringify(card.alcohol) : null,
    card.ageRestriction ?? null,
    card.partsInPiece ?? null,
    card.isOnTap === true ? 1 : null,
  ];
}

function keyOf(
  known: Map<string, number>,
  insert: { run(id: string, name: string): { lastInsertRowid: number | bigint } },
  id: string,
  name: string,
): number {
  let key = known.get(id);
  if (key === undefined) {
    key = Number(insert.run(id, name).lastInsertRowid);
    known.set(id, key);
  }
  return key;
}
