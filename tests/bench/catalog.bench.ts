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
import { otherLayout } from "../../terminal/catalog/search/keyboard-layout.ts";
import { wordsOf } from "../../terminal/catalog/search/words.ts";

const LOOKUPS = 20_000;
const TYPED_NAMES = 150;
const SPECIAL_QUERIES = 300;
const LIMIT = 20;

export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
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
  readonly residentMb: number;
  /** The keystrokes of `searchTyping`, first 20 rows in any order. */
  readonly peers: {
    readonly fts5Prefix: Spread & { readonly buildSeconds: number };
    readonly fts5Trigram: Spread & { readonly buildSeconds: number };
  } | null;
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
      ...measure(dataDir, path, withPeers),
    };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function measure(dataDir: string, path: string, withPeers: boolean): Omit<CatalogBench, "items" | "generateSeconds" | "fileMb"> {
  const random = new SeededRandom(7);
  const samples = sample(path, random);
  const opening = performance.now();
  const catalog = openCatalog({ dataDir, shop: null, priceType: null });
  const openMs = round(performance.now() - opening);
  const search = (query: string): number => {
    const hits = catalog.search(query, LIMIT);
    return hits.ok ? hits.value.length : -1;
  };
  const typing = samples.names.slice(0, TYPED_NAMES).flatMap(keystrokes);
  const words = samples.names.flatMap((name) => wordsOf(name).filter(({ text }) => /^\p{L}{6,}$/u.test(text))).map(({ text }) => text);
  const special = <T>(from: readonly T[], make: (one: T) => string): string[] =>
    Array.from({ length: SPECIAL_QUERIES }, () => make(random.pick(from)));
  const slips = special(words, (word) => word.slice(0, 3) + word.slice(4));
  const measured = {
    openMs,
    barcodeHit: spread(samples.barcodes, (code) => catalog.byBarcode(code)),
    barcodeMiss: spread(samples.barcodes, (code) => catalog.byBarcode(`9${code.slice(1)}`)),
    searchTyping: spread(typing, search),
    searchOneLetter: spread([..."абвгдежзиклмнопрстуфхчшэюя0123456789abcdefmst"], search),
    searchSlip: spread(slips, search),
    searchLayout: spread(
      special(words, (word) => otherLayout(word) ?? word),
      search,
    ),
    searchLastDigits: spread(
      special(samples.barcodes, (code) => code.slice(-random.between(4, 6))),
      search,
    ),
    searchPrice: spread(
      special(samples.prices, (price) => `=${price}`),
      search,
    ),
  };
  const residentMb = round(process.memoryUsage().rss / 1e6);
  catalog.close();
  return {
    ...measured,
    residentMb,
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

/** "м", "мо", "мол"… over two words of the name. */
function keystrokes(name: string): string[] {
  const typed = foldText(name).replace(/[«»]/g, "").split(" ").slice(0, 3).join(" ").slice(0, 24);
  return Array.from({ length: typed.length }, (_, at) => typed.slice(0, at + 1)).filter((text) => text.trim() !== "");
}

function peer(path: string, queries: readonly string[], kind: "prefix" | "trigram"): Spread & { readonly buildSeconds: number } {
  const db = new Database(path);
  const began = performance.now();
  const tokenizer = kind === "prefix" ? `tokenize = 'unicode61', prefix = '1 2 3'` : `tokenize = 'trigram'`;
  db.function("fold", { deterministic: true }, (text: unknown) => foldText(String(text)));
  db.exec(
    `CREATE VIRTUAL TABLE peer USING fts5 (name, content = '', ${tokenizer}); INSERT INTO peer (rowid, name) SELECT n, fold(name) FROM goods`,
  );
  const buildSeconds = round((performance.now() - began) / 1000);
  const find = db.prepare<[string], { name: string }>(
    `SELECT goods.name FROM peer JOIN goods ON goods.n = peer.rowid WHERE peer MATCH ? LIMIT ${LIMIT}`,
  );
  const result = spread(queries, (query) => {
    const words = wordsOf(query).map(({ text }) => text);
    // A trigram index knows nothing shorter than three letters.
    const usable = kind === "prefix" ? words : words.filter((word) => word.length >= 3);
    if (usable.length > 0) find.all(usable.map((word) => (kind === "prefix" ? `"${word}"*` : `"${word}"`)).join(" AND "));
  });
  db.exec("DROP TABLE peer");
  db.close();
  return { ...result, buildSeconds };
}

function spread<T>(inputs: readonly T[], run: (input: T) => unknown): Spread {
  for (const input of inputs.slice(0, 20)) run(input);
  const times = inputs.map((input) => {
    const began = performance.now();
    run(input);
    return performance.now() - began;
  });
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { count: times.length, p50Ms: round(at(0.5), 4), p99Ms: round(at(0.99), 4), maxMs: round(times.at(-1) ?? 0, 4) };
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
