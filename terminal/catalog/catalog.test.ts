import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import { appError } from "../../config/errors/index.ts";
import { buildCatalog, updateCatalog } from "./build-catalog.ts";
import { changeCatalog } from "./change-catalog.ts";
import { generationPath, lockCatalog } from "./catalog-files.ts";
import { openCatalog } from "./catalog.ts";
import type { Catalog } from "./catalog.ts";
import { verifyCatalog } from "./verify-catalog.ts";
import { card, open, publish, scratch } from "./testing/small-catalog.ts";
import type { SmallItem } from "./testing/small-catalog.ts";

const MILK: SmallItem = { name: "Молоко", code: "000123", barcodes: ["4600000000015", "036000291452"], price: 8_990, markingGroup: "milk" };
const APPLES: SmallItem = { name: "Яблоки", unit: "кг", measure: 11, weighed: true, weightCode: "17", price: 12_990 };
const OLD: SmallItem = { name: "Снято", active: false, barcodes: ["4600000000022"] };
const UNPRICED: SmallItem = { name: "Без цены", barcodes: ["4600000000039"], price: null };

let dir: ReturnType<typeof scratch>;
const opened: Catalog[] = [];
beforeEach(() => (dir = scratch()));
afterEach(() => {
  for (const catalog of opened.splice(0)) catalog.close();
  dir.clean();
});

function use(dataDir = dir.dir): Catalog {
  const catalog = open(dataDir);
  opened.push(catalog);
  return catalog;
}
const files = (): string[] =>
  readdirSync(dir.dir)
    .filter((name) => name.endsWith(".db"))
    .toSorted();
const price = (catalog: Catalog, id = "id-1"): number | string => {
  const item = catalog.byId(id);
  return item.ok ? (item.value?.priceKop ?? -1) : item.error.code;
};

describe("look-ups", () => {
  it("gives the whole card for every form of a barcode", async () => {
    await publish(dir.dir, [MILK]);
    const catalog = use();
    for (const text of ["4600000000015", "04600000000015", "036000291452", "0036000291452", "00036000291452"]) {
      expect(catalog.byBarcode(text)).toEqual({
        ok: true,
        value: {
          id: "id-1",
          code: "000123",
          article: "",
          name: "Молоко",
          unit: "шт",
          measure: 0,
          weighed: false,
          vat: "22",
          taxSystem: "osn",
          markingGroup: "milk",
          priceKop: 8_990,
          frozenPrice: false,
          minimumPriceKop: null,
          department: 1,
          seller: null,
          stock: null,
          barcode: text,
        },
      });
    }
    expect(catalog.byGtin("04600000000015")).toMatchObject({ value: { name: "Молоко" } });
  });

  it("does not sell a package under the code of its content", async () => {
    await publish(dir.dir, [MILK]);
    expect(use().byGtin("14600000000012")).toEqual({ ok: true, value: null });
  });

  it("finds by id, code and weight code", async () => {
    await publish(dir.dir, [MILK, APPLES]);
    const catalog = use();
    expect(catalog.byId("id-2")).toMatchObject({ value: { name: "Яблоки", weighed: true, barcode: null } });
    expect(catalog.byCode("000123")).toMatchObject({ value: { name: "Молоко" } });
    expect(catalog.byCode("")).toEqual({ ok: true, value: null });
    for (const code of ["17", "00017"]) expect(catalog.byWeightCode(code)).toMatchObject({ value: { name: "Яблоки" } });
    expect(catalog.byWeightCode("0")).toEqual({ ok: true, value: null });
    expect(catalog.byBarcode("4600000000053")).toEqual({ ok: true, value: null });
  });

  it("says why an item cannot be sold", async () => {
    await publish(dir.dir, [OLD, UNPRICED, MILK]);
    const catalog = use();
    expect(catalog.byBarcode("4600000000022")).toMatchObject({ ok: false, error: { code: "CAT205", details: { name: "Снято" } } });
    expect(catalog.byBarcode("4600000000039")).toMatchObject({ ok: false, error: { code: "CAT206", details: { name: "Без цены" } } });
  });

  it("takes price and stock of the asked type and shop", async () => {
    const built = await buildCatalog({ dataDir: dir.dir, clock: systemClock, source: "test", start: "empty" }, ({ writer }) => {
      const n = writer.insert(card(1, MILK)) ?? 0;
      writer.setPrice(n, writer.priceType("r", "Розничная"), kopecks(100));
      writer.setPrice(n, writer.priceType("w", "Оптовая"), kopecks(80));
      writer.setStock(n, writer.shop("s1", "Магазин 1"), 5_000_000);
      writer.setStock(n, writer.shop("", ""), -2_000_000);
      return Promise.resolve(ok(null));
    });
    expect(built.ok).toBe(true);
    const ask = (shop: string | null, priceType: string | null): unknown => {
      const catalog = openCatalog({ dataDir: dir.dir, shop, priceType });
      opened.push(catalog);
      const item = catalog.byId("id-1");
      return item.ok ? [item.value?.priceKop, item.value?.stock] : item.error;
    };
    expect(ask(null, null)).toEqual([100, -2_000_000]);
    expect(ask("s1", "w")).toEqual([80, 5_000_000]);
    expect(ask("Магазин 1", "Оптовая")).toEqual([80, 5_000_000]);
    expect(ask("unknown", "r")).toEqual([100, -2_000_000]);
    expect(ask(null, "VIP")).toEqual(appError("CAT218", { priceType: "VIP", known: "Розничная, Оптовая" }));
  });
});

describe("change of the catalogue", () => {
  it("swaps under a running till, and old files go when nobody needs them", async () => {
    await publish(dir.dir, [MILK]);
    const catalog = use();
    const search = (): number => {
      const hits = catalog.search("молоко", 10);
      return hits.ok ? hits.value.length : -1;
    };
    await publish(dir.dir, [{ ...MILK, price: 9_900 }]);
    expect(price(catalog)).toBe(8_990);
    expect(search()).toBe(1);
    expect(files()).toEqual(["catalog-1.db", "catalog-2.db"]);
    expect(catalog.reload()).toEqual({ ok: true, value: "swapped" });
    expect(price(catalog)).toBe(9_900);
    expect(search()).toBe(1);
    expect(files()).toEqual(["catalog-2.db"]);
    expect(catalog.reload()).toEqual({ ok: true, value: "same" });
    await publish(dir.dir, [MILK]);
    await publish(dir.dir, [{ ...MILK, price: 7_700 }]);
    expect(files()).toEqual(["catalog-3.db", "catalog-4.db"]);
    expect(price(catalog)).toBe(9_900);
    catalog.reload();
    expect(price(catalog)).toBe(7_700);
  });

  it("starts without a catalogue and takes the first one that comes", async () => {
    const catalog = use();
    expect(price(catalog)).toBe("CAT201");
    expect(catalog.reload()).toMatchObject({ ok: false, error: { code: "CAT201" } });
    await publish(dir.dir, [MILK]);
    expect(catalog.reload()).toEqual({ ok: true, value: "swapped" });
    expect(catalog.problem()).toBeNull();
    expect(price(catalog)).toBe(8_990);
  });

  it("leaves everything as it was when an import fails", async () => {
    await publish(dir.dir, [MILK]);
    const before = files();
    const failed = await buildCatalog({ dataDir: dir.dir, clock: systemClock, source: "test", start: "empty" }, ({ writer }) => {
      writer.insert(card(1, APPLES));
      return Promise.resolve(err(appError("CAT214", { file: "x", line: 1, problem: "" })));
    });
    expect(failed).toMatchObject({ ok: false, error: { code: "CAT214" } });
    const empty = await buildCatalog({ dataDir: dir.dir, clock: systemClock, source: "test", start: "empty" }, () =>
      Promise.resolve(ok(null)),
    );
    expect(empty).toMatchObject({ ok: false, error: { code: "CAT215" } });
    expect(files()).toEqual(before);
    expect(price(use())).toBe(8_990);
    expect(existsSync(join(dir.dir, "catalog.lock"))).toBe(false);
  });

  it("removes what a crashed import left, and never gives its number to another file", async () => {
    await publish(dir.dir, [MILK]);
    writeFileSync(join(dir.dir, "catalog-7.db"), "half a file");
    expect(await publish(dir.dir, [APPLES])).toBeGreaterThan(1);
    expect(files()).not.toContain("catalog-7.db");
    expect(price(use())).toBe(12_990);
  });

  it("allows one import at a time, and takes over the lock of a dead process", async () => {
    await publish(dir.dir, [MILK]);
    const lock = lockCatalog(dir.dir);
    expect(lock.ok).toBe(true);
    const second = await changeCatalog({ dataDir: dir.dir, clock: systemClock }, []);
    expect(second).toMatchObject({ ok: false, error: { code: "CAT216", details: { pid: process.pid } } });
    // Larger than any process number.
    writeFileSync(join(dir.dir, "catalog.lock"), "99999999");
    expect(await changeCatalog({ dataDir: dir.dir, clock: systemClock }, [])).toMatchObject({ ok: true });
  });
});

describe("a catalogue that cannot be used", () => {
  const breakNext = (how: (path: string) => void): Catalog => {
    const catalog = use();
    expect(price(catalog)).toBe(8_990);
    copyFileSync(generationPath(dir.dir, 1), generationPath(dir.dir, 2));
    how(generationPath(dir.dir, 2));
    writeFileSync(join(dir.dir, "catalog.current"), "catalog-2.db\n");
    return catalog;
  };
  const sql = (path: string, text: string): void => {
    const db = new Database(path);
    db.exec(text);
    db.close();
  };

  it.each([
    ["is cut", "CAT202", (path: string): void => truncateSync(path, 20_000)],
    ["is empty", "CAT202", (path: string): void => truncateSync(path, 0)],
    ["is no database", "CAT202", (path: string): void => writeFileSync(path, "x".repeat(5_000))],
    ["belongs to another program", "CAT202", (path: string): void => sql(path, "PRAGMA application_id = 1")],
    ["was never finished", "CAT202", (path: string): void => sql(path, "DELETE FROM meta WHERE key = 'complete'")],
    ["lacks a table", "CAT202", (path: string): void => sql(path, "DROP TABLE stocks")],
    ["is newer than the program", "CAT203", (path: string): void => sql(path, "PRAGMA user_version = 99")],
    ["is older than the program", "CAT204", (path: string): void => sql(path, "PRAGMA user_version = 0")],
  ])("because it %s: %s, and the one in use stays", async (_why, code, how) => {
    await publish(dir.dir, [MILK]);
    const catalog = breakNext(how);
    expect(catalog.reload()).toMatchObject({ ok: false, error: { code } });
    expect(catalog.problem()).toMatchObject({ code });
    expect(price(catalog)).toBe(8_990);
    expect(files()).toContain("catalog-1.db");
    expect(price(use())).toBe(code);
    await publish(dir.dir, [APPLES]);
    expect(catalog.reload()).toEqual({ ok: true, value: "swapped" });
    expect(price(catalog)).toBe(12_990);
  });

  it("because a page inside is damaged: the look-up says so", async () => {
    await publish(
      dir.dir,
      Array.from({ length: 2_000 }, (_, at) => ({ name: `Товар ${at}`, code: `c${at}` })),
    );
    const path = generationPath(dir.dir, 1);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 3, bytes.length - 4096);
    writeFileSync(path, bytes);
    const catalog = use();
    const answers = Array.from({ length: 200 }, (_, at) => catalog.byId(`id-${at * 10 + 1}`));
    expect(answers.some((answer) => !answer.ok && answer.error.code === "CAT202")).toBe(true);
    expect(verifyCatalog(dir.dir)).toMatchObject({ ok: false, error: { code: "CAT202" } });
  });

  it("because it is a directory, or cannot be deleted", async () => {
    await publish(dir.dir, [MILK]);
    const catalog = use();
    mkdirSync(generationPath(dir.dir, 5));
    writeFileSync(join(dir.dir, "catalog.current"), "catalog-5.db\n");
    expect(catalog.reload()).toMatchObject({ ok: false, error: { code: "CAT202" } });
    expect(price(catalog)).toBe(8_990);
    mkdirSync(generationPath(dir.dir, 0));
    copyFileSync(generationPath(dir.dir, 1), generationPath(dir.dir, 6));
    writeFileSync(join(dir.dir, "catalog.current"), "catalog-6.db\n");
    expect(catalog.reload()).toEqual({ ok: true, value: "swapped" });
  });

  it("because the pointer names nothing", async () => {
    await publish(dir.dir, [MILK]);
    const catalog = use();
    writeFileSync(join(dir.dir, "catalog.current"), "../../etc/passwd");
    expect(catalog.reload()).toMatchObject({ ok: false, error: { code: "CAT202" } });
    expect(price(catalog)).toBe(8_990);
    writeFileSync(join(dir.dir, "catalog.current"), "catalog-55.db");
    expect(catalog.reload()).toMatchObject({ ok: false, error: { code: "CAT202" } });
    expect(price(catalog)).toBe(8_990);
  });
});

describe("changes in place", () => {
  it("show at once in a catalogue that is open", async () => {
    await publish(dir.dir, [MILK, APPLES]);
    const catalog = use();
    const changed = await changeCatalog({ dataDir: dir.dir, clock: systemClock }, [
      { kind: "price", itemId: "id-1", priceType: "retail", priceKop: kopecks(7_777) },
      { kind: "stock", itemId: "id-1", shop: "", quantity: 3_000_000 },
      { kind: "active", itemId: "id-2", active: false },
      { kind: "price", itemId: "nobody", priceType: "retail", priceKop: kopecks(1) },
    ]);
    expect(changed).toEqual({ ok: true, value: { applied: 3, unknown: 1, unknownIds: ["nobody"] } });
    expect(price(catalog)).toBe(7_777);
    expect(price(catalog, "id-2")).toBe("CAT205");
    expect(catalog.search("яблоки", 5)).toEqual({ ok: true, value: [] });
    expect(catalog.search("=77,77", 5)).toMatchObject({ value: [{ name: "Молоко" }] });
    expect(catalog.stats()).toMatchObject({ value: { items: 1, generation: 1 } });
    expect(verifyCatalog(dir.dir)).toEqual({ ok: true, value: { generation: 1, items: 1, withoutPrice: 0 } });
  });

  it("come whole or not at all", async () => {
    await publish(dir.dir, [MILK, APPLES]);
    const catalog = use();
    const failed = await updateCatalog({ dataDir: dir.dir, clock: systemClock }, async ({ writer, pause }) => {
      writer.setPrice(writer.find("id-1") ?? 0, 1, kopecks(1));
      await pause();
      expect(price(catalog)).toBe(8_990);
      return err(appError("CAT215"));
    });
    expect(failed).toMatchObject({ ok: false, error: { code: "CAT215" } });
    expect(price(catalog)).toBe(8_990);
  });

  it("of units sold order the finds from the next catalogue on", async () => {
    const goods: SmallItem[] = [{ name: "Сок А" }, { name: "Сок Б" }];
    await publish(dir.dir, goods);
    const sold = await changeCatalog({ dataDir: dir.dir, clock: systemClock }, [{ kind: "sold", itemId: "id-2", units: 500 }]);
    expect(sold.ok).toBe(true);
    const built = await buildCatalog({ dataDir: dir.dir, clock: systemClock, source: "test", start: "empty" }, ({ writer, carry }) => {
      goods.forEach((item, at) => writer.insert(card(at + 1, item)));
      expect([carry.popularity(), carry.prices(), carry.stocks()]).toEqual([1, 2, 0]);
      return Promise.resolve(ok(null));
    });
    expect(built.ok).toBe(true);
    const hits = use().search("сок", 5);
    expect(hits.ok && hits.value.map(({ name, priceKop }) => [name, priceKop])).toEqual([
      ["Сок Б", 10_000],
      ["Сок А", 10_000],
    ]);
  });

  it("need a catalogue", async () => {
    expect(await changeCatalog({ dataDir: dir.dir, clock: systemClock }, [])).toMatchObject({ ok: false, error: { code: "CAT201" } });
  });
});
