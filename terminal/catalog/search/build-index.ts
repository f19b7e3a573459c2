import type { CatalogDatabase } from "../catalog-database.ts";
import type { ChunkBits } from "./doc-list.ts";
import { CHUNK_DOCS, encodeDocs, lowestBits, RARE_DOCS_MAX, setBit, unionInto } from "./doc-list.ts";
import { CHUNKS_PER_LIST } from "./postings-reader.ts";
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
 * and their lists, `item_keys` (codes and articles). Memory holds the words of one chunk of goods, whatever the size of the
 * catalogue. `pause` is called between batches.
 */
export async function buildSearchIndex(db: CatalogDatabase, pause: () => Promise<void>): Promise<void> {
  for (const table of ["words", "prefixes", "rare_lists", "lists", "prefix_filter", "item_keys", "search_order"])
    db.exec(`DELETE FROM ${table}`);
  const order = db.prepare<[], number>("SELECT n FROM goods WHERE active = 1 ORDER BY popularity DESC, n").pluck().all();
  db.prepare("INSERT INTO search_order VALUES (1, ?)").run(new Uint8Array(Uint32Array.from(order).buffer));
  db.exec(`
    CREATE TABLE found_words (chunk INTEGER, word TEXT, count INTEGER, docs BLOB, PRIMARY KEY (chunk, word)) WITHOUT ROWID;
    CREATE TABLE found_keys (key TEXT, n INTEGER);`);
  const chunks = Math.ceil(order.length / CHUNK_DOCS);
  for (let chunk = 0; chunk < chunks; chunk++) {
    await gatherChunk(db, chunk, order.slice(chunk * CHUNK_DOCS, (chunk + 1) * CHUNK_DOCS), pause);
  }
  for (const statement of joinStatements(db)) {
    db.exec(statement);
    await pause();
  }
  const filter = buildPrefixFilter(() => allWords(db));
  db.prepare("INSERT INTO prefix_filter VALUES (1, ?)").run(filter);
  await buildPrefixes(db, order.length, pause);
}

/** Words get numbers in their order, so that the words with a prefix are a range. Rows are sorted once, not inserted anywhere. */
function joinStatements(db: CatalogDatabase): readonly string[] {
  db.aggregate<number[]>("whole_list", {
    varargs: true,
    start: () => [],
    step(docs, ...[chunk, lows]: unknown[]) {
      // A rare word has too few documents in a chunk for a bitmap.
      const places = lows as Buffer;
      for (let at = 0; at < places.length; at += 2) docs.push(Number(chunk) * CHUNK_DOCS + places.readUInt16LE(at));
    },
    result: (docs) => encodeRare(docs),
  });
  const joined = "found_words f JOIN words w ON w.word = f.word";
  return [
    "INSERT INTO words SELECT word, row_number() OVER (ORDER BY word), count FROM (SELECT word, sum(count) AS count FROM found_words GROUP BY word) ORDER BY word",
    `INSERT INTO lists SELECT w.list * ${CHUNKS_PER_LIST} + f.chunk, f.docs FROM ${joined} WHERE w.docs > ${RARE_DOCS_MAX} ORDER BY 1`,
    `INSERT INTO rare_lists SELECT w.list, whole_list(f.chunk, f.docs) FROM ${joined} WHERE w.docs <= ${RARE_DOCS_MAX} GROUP BY w.list ORDER BY 1`,
    "INSERT INTO item_keys SELECT key, n FROM found_keys ORDER BY key, n",
    // Their pages are used again by the indexes that are built next.
    "DROP TABLE found_words",
    "DROP TABLE found_keys",
  ];
}

function encodeRare(docs: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(docs).sort().buffer);
}

function* allWords(db: CatalogDatabase): Generator<string> {
  const words = db.prepare<[string], string>(`SELECT word FROM words WHERE word > ? ORDER BY word LIMIT ${PAGE_ROWS}`).pluck();
  for (let page = words.all(""); page.length > 0; page = words.all(page.at(-1)!)) yield* page;
}

async function gatherChunk(db: CatalogDatabase, chunk: number, items: readonly number[], pause: () => Promise<void>): Promise<void> {
  const row = db.prepare<[number], IndexedRow>("SELECT name, code, article FROM goods WHERE n = ?");
  const putKey = db.prepare("INSERT INTO found_keys VALUES (?, ?)");
  const putWord = db.prepare("INSERT INTO found_words VALUES (?, ?, ?, ?)");
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
    for (const word of words) {
      const lows = docs.get(word) ?? [];
      putWord.run(chunk, word, lows.length, encodeDocs(lows));
    }
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
async function buildPrefixes(db: CatalogDatabase, count: number, pause: () => Promise<void>): Promise<void> {
  const putPrefix = db.prepare("INSERT INTO prefixes VALUES (?, ?, ?)");
  const putRare = db.prepare("INSERT INTO rare_lists VALUES (?, ?)");
  const putChunk = db.prepare("INSERT INTO lists VALUES (?, ?)");
  const bits = new Uint32Array(Math.ceil(count / CHUNK_DOCS) * (CHUNK_DOCS / 32));
  let list = Number(db.prepare("SELECT coalesce(max(list), 0) FROM words").pluck().get());
  const write = db.transaction(({ prefix, from, to }: PrefixRange) => {
    list++;
    bits.fill(0);
    addAllDocs(db, bits, from, to);
    const docs = lowestBits(bits, count);
    putPrefix.run(prefix, list, docs.length);
    if (docs.length <= RARE_DOCS_MAX) {
      putRare.run(list, encodeRare(docs));
      return;
    }
    for (let chunk = 0; chunk * CHUNK_DOCS < count; chunk++) {
      const lows = lowestBits(chunkOf(bits, chunk), CHUNK_DOCS);
      if (lows.length > 0) putChunk.run(list * CHUNKS_PER_LIST + chunk, encodeDocs(lows));
    }
  });
  for (const range of sharedPrefixes(db)) {
    write(range);
    await pause();
  }
}

/** Sets the documents of the words with the list numbers from…to; `bits` stand for all documents. */
function addAllDocs(db: CatalogDatabase, bits: ChunkBits, from: number, to: number): void {
  const rare = db.prepare<[number, number], Buffer>("SELECT docs FROM rare_lists WHERE list BETWEEN ? AND ?").pluck();
  for (const bytes of rare.iterate(from, to)) for (let at = 0; at < bytes.length; at += 4) setBit(bits, bytes.readUInt32LE(at));
  const frequent = db.prepare<[number, number], { key: number; docs: Buffer }>("SELECT key, docs FROM lists WHERE key >= ? AND key < ?");
  for (const { key, docs } of frequent.iterate(from * CHUNKS_PER_LIST, (to + 1) * CHUNKS_PER_LIST)) {
    unionInto(chunkOf(bits, key % CHUNKS_PER_LIST), docs);
  }
}

function chunkOf(bits: ChunkBits, chunk: number): ChunkBits {
  return bits.subarray(chunk * (CHUNK_DOCS / 32), (chunk + 1) * (CHUNK_DOCS / 32));
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
