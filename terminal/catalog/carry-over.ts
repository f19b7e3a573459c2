import type { CatalogDatabase } from "./catalog-database.ts";

/** Takes what the catalogue in use knows of the same goods (by id) over into the one being built. Each gives the rows taken. */
export interface Carry {
  /** For an import that brings no prices at all, such as import.xml before its offers.xml. */
  prices(): number;
  stocks(): number;
  popularity(): number;
}

export const carryNothing: Carry = { prices: () => 0, stocks: () => 0, popularity: () => 0 };

/** `db` has the catalogue in use attached as `previous`. */
export function carryFrom(db: CatalogDatabase): Carry {
  const run = (sql: string): number => db.prepare(sql).run().changes;
  return {
    prices() {
      run("INSERT OR IGNORE INTO price_types (id, name) SELECT id, name FROM previous.price_types ORDER BY t");
      return run(`INSERT OR IGNORE INTO prices SELECT g.n, t.t, old.price_kop FROM previous.prices old
        JOIN previous.goods was ON was.n = old.n JOIN main.goods g ON g.id = was.id
        JOIN previous.price_types was_type ON was_type.t = old.t JOIN main.price_types t ON t.id = was_type.id`);
    },
    stocks() {
      run("INSERT OR IGNORE INTO shops (id, name) SELECT id, name FROM previous.shops ORDER BY s");
      return run(`INSERT OR IGNORE INTO stocks SELECT g.n, s.s, old.quantity FROM previous.stocks old
        JOIN previous.goods was ON was.n = old.n JOIN main.goods g ON g.id = was.id
        JOIN previous.shops was_shop ON was_shop.s = old.s JOIN main.shops s ON s.id = was_shop.id`);
    },
    popularity: () =>
      run(`UPDATE main.goods SET popularity = was.popularity FROM previous.goods was
        WHERE was.id = goods.id AND was.popularity > 0 AND goods.popularity = 0`),
  };
}
