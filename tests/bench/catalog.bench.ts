/**
 * Measures the goods catalogue: barcode look-up and search as you type, on generated goods, against full-text engines of
 * SQLite in the same run. Ratios count; absolute numbers belong to the machine.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { systemClock } from "../../config/clock.ts";
import { openCatalog } from "../../terminal/catalog/catalog.ts";
import { generationPath } from "../../terminal/catalog/catalog-files.ts";
import { runCatalogGenerate } from "../../terminal/catalog/generate/run-generate.ts";
import { SeededRandom } from "../../terminal/catalog/generate/random.ts";
import { foldText } from "../../terminal/catalog/search/fold-text.ts";
import { readSearchOrder } from "../../terminal/catalog/search/search-order.ts";
import { otherLayout } from "../../terminal/catalog/search/keyboard-layout.ts";
import { wordsOf } from "../../terminal/catalog/search/words.ts";

const LOOKUPS = 20_000;
const TYPED_NAMES = 150;
const SPECIAL_QUERIES = 300;
const LIMIT = 20;
/** Runs before the measuring, the same for all: a till runs all day. */
const WARM_UP = 500;
const QUIET_TRIES = 4;

export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of the best of several tries for each input: without what else the machine does at that moment. */
  readonly quietP50Ms: number;
  readonly quietP99Ms: number;
}

export interface CatalogBench {
  readonly items: number;
  readonly generateSeconds: number;
  readonly fileMb: number;
  readonly openMs: number;
  readonly barcodeHit: Spread;
  readonly barcodeMiss: Spread;
  /** Every keystroke of names typed letter by letter. */
  readonly searchTyping: Spread;
  readonly searchOneLetter: Spread;
  readonly searchSlip: Spread;
  readonly searchLayout: Spread;
  readonly searchLastDigits: Spread;
  readonly searchPrice: Spread;
  /** The keystrokes of `searchTyping`; neither forgives slips nor knows layouts, numbers and prices. */
  readonly peers: { readonly fts5Prefix: Peer; readonly fts5Trigram: Peer } | null;
}

interface Peer extends Spread {
  readonly buildSeconds: number;
  /** Queries with a word that the index cannot look for. */
  readonly unanswered: number;
}

export async function benchCatalog(items: number, withPeers = true): Promise<CatalogBench> {
  const dataDir = mkdtempSync(join(tmpdir(), "till-catalog-bench-"));
  try {
    const began = performance.now();
    const built = await runCatalogGenerate({ dataDir, items, clock: systemClock });
    if (!built.ok) throw new Error(built.error.code);
    const generateSeconds = (performance.now() - began) / 1000;
    const path = generationPath(dataDir, built.value.generation);
    return {
      items,
      generateSeconds: round(generateSeconds),
      fileMb: round(statSync(path).size / 1e6),
      ...measureCatalog(dataDir, path, withPeers),
    };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** On a catalogue that is there already. Peers are built in its file and dropped again. `share` of the inputs: 1 = all. */
export function measureCatalog(
  dataDir: string,
  path: string,
  withPeers: boolean,
  share = 1,
): Omit<CatalogBench, "items" | "generateSeconds" | "fileMb"> {
  const random = new SeededRandom(7);
  const samples = sample(path, random);
  const opening = performance.now();
  const catalog = openCatalog({ dataDir, shop: null, priceType: null });
  const openMs = round(performance.now() - opening);
  const search = (query: string): number => {
    const hits = catalog.search(query, LIMIT);
    return hits.ok ? hits.value.length : -1;
  };
  const typing = typedIn(samples.names);
  const words = samples.names.flatMap((name) => wordsOf(name).filter(({ text }) => /^\p{L}{6,}$/u.test(text))).map(({ text }) => text);
  const special = <T>(from: readonly T[], make: (one: T) => string): string[] =>
    Array.from({ length: SPECIAL_QUERIES }, () => make(random.pick(from)));
  const slips = special(words, (word) => word.slice(0, 3) + word.slice(4));
  const measure = <T>(inputs: readonly T[], run: (input: T) => unknown): Spread =>
    spread(inputs.slice(0, Math.ceil(inputs.length * share)), run);
  const measured = {
    openMs,
    barcodeHit: measure(samples.barcodes, (code) => catalog.byBarcode(code)),
    barcodeMiss: measure(samples.barcodes, (code) => catalog.byBarcode(`9${code.slice(1)}`)),
    searchTyping: measure(typing, search),
    searchOneLetter: measure([..."абвгдежзиклмнопрстуфхчшэюя0123456789abcdefmst"], search),
    searchSlip: measure(slips, search),
    searchLayout: measure(
      special(words, (word) => otherLayout(word) ?? word),
      search,
    ),
    searchLastDigits: measure(
      special(samples.barcodes, (code) => code.slice(-random.between(4, 6))),
      search,
    ),
    searchPrice: measure(
      special(samples.prices, (price) => `=${price}`),
      search,
    ),
  };
  catalog.close();
  return {
    ...measured,
    peers: withPeers ? { fts5Prefix: peer(path, typing, "prefix"), fts5Trigram: peer(path, typing, "trigram") } : null,
  };
}

function sample(path: string, random: SeededRandom): { barcodes: string[]; names: string[]; prices: string[] } {
  const db = new Database(path, { readonly: true });
  const highest = Number(db.prepare("SELECT max(n) FROM goods").pluck().get());
  const barcode = db.prepare<[string], string>("SELECT code FROM barcodes WHERE code >= ? ORDER BY code LIMIT 1").pluck();
  const name = db.prepare<[number], string>("SELECT name FROM goods WHERE n = ?").pluck();
  const price = db.prepare<[number], number>("SELECT price_kop FROM prices WHERE n = ?").pluck();
  const any = (): number => random.between(1, highest);
  const barcodes = Array.from(
    { length: LOOKUPS },
    () => barcode.get(`46${String(random.between(0, 9_999_999_999)).padStart(10, "0")}`) ?? "4600000000000",
  );
  const names = Array.from({ length: 2_000 }, () => name.get(any()) ?? "");
  const prices = Array.from({ length: 1_000 }, () => ((price.get(any()) ?? 0) / 100).toFixed(2));
  db.close();
  return { barcodes, names, prices };
}

/** The keystrokes that `searchTyping` measures. */
export function typedQueries(path: string): readonly string[] {
  return typedIn(sample(path, new SeededRandom(7)).names);
}

function typedIn(names: readonly string[]): string[] {
  return names.slice(0, TYPED_NAMES).flatMap(keystrokes);
}

/** "м", "мо", "мол"… over two words of the name. */
function keystrokes(name: string): string[] {
  const typed = foldText(name).replace(/[«»]/g, "").split(" ").slice(0, 3).join(" ").slice(0, 24);
  return Array.from({ length: typed.length }, (_, at) => typed.slice(0, at + 1)).filter((text) => text.trim() !== "");
}

/**
 * FTS5 at its best: documents numbered by popularity, so that the first rows are the most sold, and the same columns read for
 * them as our search gives.
 */
function peer(path: string, queries: readonly string[], kind: "prefix" | "trigram"): Peer {
  const db = new Database(path);
  const began = performance.now();
  db.exec(
    `CREATE VIRTUAL TABLE peer USING fts5 (name, content = '', ${kind === "prefix" ? "tokenize = 'unicode61', prefix = '1 2 3'" : "tokenize = 'trigram'"})`,
  );
  const order = readSearchOrder(db);
  const name = db.prepare<[number], string>("SELECT name FROM goods WHERE n = ?").pluck();
  const add = db.prepare("INSERT INTO peer (rowid, name) VALUES (?, ?)");
  db.transaction(() => {
    for (let doc = 0; doc < order.count; doc++) add.run(doc + 1, foldText(name.get(order.itemOf(doc)) ?? ""));
  })();
  const buildSeconds = round((performance.now() - began) / 1000);
  const find = db.prepare<[string], number>(`SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rowid LIMIT ${LIMIT}`).pluck();
  const row = db.prepare<[number]>(`SELECT g.id, g.code, g.article, g.name, g.unit, g.weighed, g.marking_group, p.price_kop, s.quantity
    FROM goods g LEFT JOIN prices p ON p.n = g.n LEFT JOIN stocks s ON s.n = g.n WHERE g.n = ?`);
  const isUsable = (word: string): boolean => kind === "prefix" || word.length >= 3;
  const unanswered = queries.filter((query) => !wordsOf(query).every(({ text }) => isUsable(text))).length;
  const result = spread(queries, (query) => {
    // A trigram index knows nothing shorter than three letters.
    const usable = wordsOf(query)
      .map(({ text }) => text)
      .filter(isUsable);
    if (usable.length === 0) return;
    const docs = find.all(usable.map((word) => (kind === "prefix" ? `"${word}"*` : `"${word}"`)).join(" AND "));
    for (const doc of docs) row.get(order.itemOf(doc - 1));
  });
  db.exec("DROP TABLE peer");
  db.close();
  return { ...result, buildSeconds, unanswered };
}

function spread<T>(inputs: readonly T[], run: (input: T) => unknown): Spread {
  for (const input of inputs.slice(0, WARM_UP)) run(input);
  const timed = (): number[] =>
    inputs.map((input) => {
      const began = performance.now();
      run(input);
      return performance.now() - began;
    });
  const first = timed();
  const more = Array.from({ length: QUIET_TRIES - 1 }, timed);
  const quiet = first.map((time, at) => Math.min(time, ...more.map((times) => times[at] ?? time)));
  return {
    count: inputs.length,
    p50Ms: percentile(first, 0.5),
    p99Ms: percentile(first, 0.99),
    maxMs: percentile(first, 1),
    quietP50Ms: percentile(quiet, 0.5),
    quietP99Ms: percentile(quiet, 0.99),
  };
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0, 4);
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
