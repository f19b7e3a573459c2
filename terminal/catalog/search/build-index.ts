import type { CatalogDatabase } from "../catalog-database.ts";
import { CHUNK_DOCS, chunkBits, encodeDocs, lowestBits, unionInto } from "./doc-list.ts";
import { LISTS_PER_CHUNK } from "./postings-reader.ts";
import { buildPrefixFilter } from "./prefix-filter.ts";
import { squash, wordsOf } from "./words.ts";

const PAGE_ROWS = 1_024;
/** A prefix of more words than this gets a list of its own, so that a query never reads more lists than this for a word. */
const WORDS_PER_PREFIX_MAX = 32;
/** Longer prefixes are read word by word. */
const PREFIX_LENGTH_MAX = 12;

interface IndexedRow {
  readonly name: string;
  readonly code: string;
  readonly article: string;
}

/**
 * Builds everything that search reads, from the active goods: `search_order` (documents by popularity), `words`, `prefixes`
 * and their `lists`, `item_keys` (codes and articles). Memory holds the words of one chunk of goods, whatever the size of
 * the catalogue. `pause` is called between batches.
 */
export async function buildSearchIndex(db: CatalogDatabase, pause: () => Promise<void>): Promise<void> {
  db.exec(
    "DELETE FROM words; DELETE FROM prefixes; DELETE FROM lists; DELETE FROM prefix_filter; DELETE FROM item_keys; DELETE FROM search_order;",
  );
  const order = db.prepare<[], number>("SELECT n FROM goods WHERE active = 1 ORDER BY popularity DESC, n").pluck().all();
  db.prepare("INSERT INTO search_order VALUES (1, ?)").run(new Uint8Array(Uint32Array.from(order).buffer));
  db.exec(`
    CREATE TABLE found_words (chunk INTEGER, word TEXT, docs BLOB, PRIMARY KEY (chunk, word)) WITHOUT ROWID;
    CREATE TABLE found_keys (key TEXT, n INTEGER);`);
  const chunks = Math.ceil(order.length / CHUNK_DOCS);
  for (let chunk = 0; chunk < chunks; chunk++) {
    await gatherChunk(db, chunk, order.slice(chunk * CHUNK_DOCS, (chunk + 1) * CHUNK_DOCS), pause);
  }
  // Words are numbered in their order, so that the words with a prefix are a range; rows are sorted once, not inserted anywhere.
  db.exec("INSERT INTO words SELECT word, row_number() OVER (ORDER BY word) FROM (SELECT DISTINCT word FROM found_words) ORDER BY word");
  await pause();
  db.exec(
    `INSERT INTO lists SELECT f.chunk * ${LISTS_PER_CHUNK} + w.list, f.docs FROM found_words f JOIN words w ON w.word = f.word ORDER BY 1`,
  );
  await pause();
  db.exec("INSERT INTO item_keys SELECT key, n FROM found_keys ORDER BY key, n");
  // The pages of the two tables are used again by the indexes that are built next.
  db.exec("DROP TABLE found_words; DROP TABLE found_keys");
  await pause();
  const filter = buildPrefixFilter(() => allWords(db));
  db.prepare("INSERT INTO prefix_filter VALUES (1, ?)").run(filter);
  await buildPrefixes(db, chunks, pause);
}

function* allWords(db: CatalogDatabase): Generator<string> {
  const words = db.prepare<[string], string>(`SELECT word FROM words WHERE word > ? ORDER BY word LIMIT ${PAGE_ROWS}`).pluck();
  for (let page = words.all(""); page.length > 0; page = words.all(page.at(-1)!)) yield* page;
}

async function gatherChunk(db: CatalogDatabase, chunk: number, items: readonly number[], pause: () => Promise<void>): Promise<void> {
  const row = db.prepare<[number], IndexedRow>("SELECT name, code, article FROM goods WHERE n = ?");
  const putKey = db.prepare("INSERT INTO found_keys VALUES (?, ?)");
  const putWord = db.prepare("INSERT INTO found_words VALUES (?, ?, ?)");
  const docs = new Map<string, number[]>();
  const read = db.transaction((from: number, to: number) => {
    for (let low = from; low < to; low++) {
      const n = items[low]!;
      const { name, code, article } = row.get(n) as IndexedRow;
      addWords(docs, low, name);
      for (const key of itemKeys(code, article)) putKey.run(key, n);
    }
  });
  const write = db.transaction((words: readonly string[]) => {
    for (const word of words) putWord.run(chunk, word, encodeDocs(docs.get(word) ?? []));
  });
  for (let from = 0; from < items.length; from += PAGE_ROWS) {
    read(from, Math.min(items.length, from + PAGE_ROWS));
    await pause();
  }
  const words = [...docs.keys()].sort();
  for (let from = 0; from < words.length; from += PAGE_ROWS) {
    write(words.slice(from, from + PAGE_ROWS));
    await pause();
  }
}

function addWords(docs: Map<string, number[]>, low: number, name: string): void {
  for (const { text } of wordsOf(name)) {
    const list = docs.get(text);
    if (list === undefined) docs.set(text, [low]);
    else if (list.at(-1) !== low) list.push(low);
  }
}

/** "00-00000123" is found as 0000000123 and as 123, "НФ-00000045" as нф00000045 and 45. */
function itemKeys(code: string, article: string): Set<string> {
  const keys = new Set<string>();
  for (const text of [code, article]) {
    const key = squash(text);
    if (key === "") continue;
    keys.add(key);
    const number = /^\p{L}{0,4}0+([1-9]\d*)$/u.exec(key)?.[1];
    if (number !== undefined) keys.add(number);
  }
  return keys;
}

interface PrefixRange {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** Lists for the beginnings that many words share, numbered after the words. */
async function buildPrefixes(db: CatalogDatabase, chunks: number, pause: () => Promise<void>): Promise<void> {
  const ranges = sharedPrefixes(db);
  const firstList = Number(db.prepare("SELECT coalesce(max(list), 0) FROM words").pluck().get()) + 1;
  const putPrefix = db.prepare("INSERT INTO prefixes VALUES (?, ?)");
  db.transaction(() => ranges.forEach(({ prefix }, at) => putPrefix.run(prefix, firstList + at)))();
  const docs = db.prepare<[number, number], Buffer>("SELECT docs FROM lists WHERE key BETWEEN ? AND ?").pluck();
  const putList = db.prepare("INSERT INTO lists VALUES (?, ?)");
  const bits = chunkBits();
  const write = db.transaction((chunk: number, from: number, to: number) => {
    const base = chunk * LISTS_PER_CHUNK;
    for (let at = from; at < to; at++) {
      const range = ranges[at]!;
      bits.fill(0);
      for (let list = range.from; list <= range.to; list += PAGE_ROWS) {
        for (const one of docs.all(base + list, base + Math.min(range.to, list + PAGE_ROWS - 1))) unionInto(bits, one);
      }
      const lows = lowestBits(bits, CHUNK_DOCS);
      if (lows.length > 0) putList.run(base + firstList + at, encodeDocs(lows));
    }
  });
  for (let chunk = 0; chunk < chunks; chunk++) {
    for (let from = 0; from < ranges.length; from += WORDS_PER_PREFIX_MAX) {
      write(chunk, from, Math.min(ranges.length, from + WORDS_PER_PREFIX_MAX));
      await pause();
    }
  }
}

function sharedPrefixes(db: CatalogDatabase): PrefixRange[] {
  const words = db.prepare<[string], { word: string; list: number }>(
    `SELECT word, list FROM words WHERE word > ? ORDER BY word LIMIT ${PAGE_ROWS}`,
  );
  const shared: PrefixRange[] = [];
  /** `open[d]` is the prefix of d + 1 characters that the current word begins with. */
  let open: { readonly prefix: string; readonly from: number }[] = [];
  const closeFrom = (depth: number, to: number): void => {
    for (const { prefix, from } of open.slice(depth)) if (to - from + 1 > WORDS_PER_PREFIX_MAX) shared.push({ prefix, from, to });
    open = open.slice(0, depth);
  };
  let last = "";
  let count = 0;
  for (let page = words.all(last); page.length > 0; page = words.all(last)) {
    for (const { word, list } of page) {
      let depth = 0;
      while (depth < open.length && word.startsWith(open[depth]!.prefix)) depth++;
      closeFrom(depth, list - 1);
      for (let length = depth + 1; length <= Math.min(word.length, PREFIX_LENGTH_MAX); length++)
        open.push({ prefix: word.slice(0, length), from: list });
      count = list;
    }
    last = page.at(-1)!.word;
  }
  closeFrom(0, count);
  return shared;
}
