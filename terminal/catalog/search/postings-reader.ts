import type { CatalogDatabase } from "../catalog-database.ts";
import type { ChunkBits } from "./doc-list.ts";
import { CHUNK_DOCS, RARE_DOCS_MAX, unionInto } from "./doc-list.ts";
import type { PrefixFilter } from "./prefix-filter.ts";
import { prefixFilter } from "./prefix-filter.ts";

/** Sorts after every word that begins with the text before it. */
export const RANGE_END = "\u{10ffff}";
/** Key of a row of `lists`: list number × this + chunk. */
export const CHUNKS_PER_LIST = 65_536;

/** The lists of a word, or of the words that begin so: one for a shared prefix, at most `WORDS_PER_PREFIX_MAX` otherwise. */
export interface LocatedLists {
  /** Lists kept by chunk. */
  readonly frequent: readonly number[];
  /** Lists kept whole are among the numbers from…to; null when there is none. */
  readonly rare: { readonly from: number; readonly to: number } | null;
  /** Documents of all the lists, repeats included. */
  readonly count: number;
}

/** Reads what `buildSearchIndex` wrote; every call is a B-tree seek or two. */
export interface PostingsReader {
  /** The lists of words that begin with `prefix`; null when there is none. */
  readonly locatePrefix: (prefix: string) => LocatedLists | null;
  /** The list of exactly this word. */
  readonly locateWord: (word: string) => LocatedLists | null;
  /** Adds the documents that a frequent list has in one chunk. */
  readonly addChunk: (bits: ChunkBits, list: number, chunk: number) => void;
  /** Adds the documents of the rare lists from…to, by chunk. */
  readonly addRare: (byChunk: Map<number, number[]>, range: { readonly from: number; readonly to: number }) => void;
  readonly hasPrefix: (prefix: string) => boolean;
  /** For spellings that most likely do not occur. */
  readonly filter: PrefixFilter;
}

interface ListRow {
  readonly list: number;
  readonly docs: number;
}

export function postingsReader(db: CatalogDatabase): PostingsReader {
  const shared = db.prepare<[string], ListRow>("SELECT list, docs FROM prefixes WHERE prefix = ?");
  const range = db.prepare<[string, string], ListRow>("SELECT list, docs FROM words WHERE word >= ? AND word < ? ORDER BY word");
  const exact = db.prepare<[string], ListRow>("SELECT list, docs FROM words WHERE word = ?");
  const chunkDocs = db.prepare<[number], Buffer>("SELECT docs FROM lists WHERE key = ?").pluck();
  const rareDocs = db.prepare<[number, number], Buffer>("SELECT docs FROM rare_lists WHERE list BETWEEN ? AND ?").pluck();
  const seekWord = db.prepare<[string], string>("SELECT word FROM words WHERE word >= ? ORDER BY word LIMIT 1").pluck();
  const filter = db.prepare<[], Buffer>("SELECT bits FROM prefix_filter").pluck().get();
  return {
    locatePrefix(prefix) {
      const list = shared.get(prefix);
      return located(list ? [list] : range.all(prefix, prefix + RANGE_END));
    },
    locateWord(word) {
      const list = exact.get(word);
      return located(list ? [list] : []);
    },
    addChunk(bits, list, chunk) {
      const docs = chunkDocs.get(list * CHUNKS_PER_LIST + chunk);
      if (docs !== undefined) unionInto(bits, docs);
    },
    addRare(byChunk, { from, to }) {
      for (const bytes of rareDocs.all(from, to)) {
        for (let at = 0; at < bytes.length; at += 4) {
          const doc = bytes.readUInt32LE(at);
          const chunk = Math.floor(doc / CHUNK_DOCS);
          const lows = byChunk.get(chunk);
          if (lows) lows.push(doc % CHUNK_DOCS);
          else byChunk.set(chunk, [doc % CHUNK_DOCS]);
        }
      }
    },
    hasPrefix: (prefix) => seekWord.get(prefix)?.startsWith(prefix) === true,
    filter: prefixFilter(filter ?? new Uint8Array(8)),
  };
}

function located(rows: readonly ListRow[]): LocatedLists | null {
  const [first] = rows;
  if (first === undefined) return null;
  const frequent = rows.filter(({ docs }) => docs > RARE_DOCS_MAX).map(({ list }) => list);
  const rare = frequent.length === rows.length ? null : { from: first.list, to: first.list + rows.length - 1 };
  return { frequent, rare, count: rows.reduce((sum, { docs }) => sum + docs, 0) };
}
