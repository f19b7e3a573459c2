import type { CatalogDatabase } from "../catalog-database.ts";
import type { ChunkBits } from "./doc-list.ts";
import { unionInto } from "./doc-list.ts";
import type { PrefixFilter } from "./prefix-filter.ts";
import { prefixFilter } from "./prefix-filter.ts";

/** Sorts after every word that begins with the text before it. */
export const RANGE_END = "\u{10ffff}";
/** Key of a row of `lists`: chunk × this + list number. */
export const LISTS_PER_CHUNK = 2 ** 32;

/** List numbers from…to of `lists`, both included: one for a shared prefix, at most `WORDS_PER_PREFIX_MAX` for a rare one. */
export interface ListRange {
  readonly from: number;
  readonly to: number;
}

/** Reads what `buildSearchIndex` wrote; every call is a B-tree seek or two. */
export interface PostingsReader {
  /** The lists of words that begin with `prefix`; null when there is none. */
  readonly locatePrefix: (prefix: string) => ListRange | null;
  /** The list of exactly this word. */
  readonly locateWord: (word: string) => ListRange | null;
  /** Adds the documents of the lists in one chunk. */
  readonly addLists: (bits: ChunkBits, chunk: number, range: ListRange) => void;
  readonly hasPrefix: (prefix: string) => boolean;
  /** For spellings that most likely do not occur. */
  readonly filter: PrefixFilter;
}

export function postingsReader(db: CatalogDatabase): PostingsReader {
  const shared = db.prepare<[string], number>("SELECT list FROM prefixes WHERE prefix = ?").pluck();
  const range = db.prepare<[string, string], { low: number | null; high: number | null }>(
    "SELECT min(list) AS low, max(list) AS high FROM words WHERE word >= ? AND word < ?",
  );
  const wordList = db.prepare<[string], number>("SELECT list FROM words WHERE word = ?").pluck();
  const one = db.prepare<[number], Buffer>("SELECT docs FROM lists WHERE key = ?").pluck();
  const several = db.prepare<[number, number], Buffer>("SELECT docs FROM lists WHERE key BETWEEN ? AND ?").pluck();
  const seekWord = db.prepare<[string], string>("SELECT word FROM words WHERE word >= ? ORDER BY word LIMIT 1").pluck();
  const filter = db.prepare<[], Buffer>("SELECT bits FROM prefix_filter").pluck().get();
  return {
    locatePrefix(prefix) {
      const list = shared.get(prefix);
      if (list !== undefined) return { from: list, to: list };
      const found = range.get(prefix, prefix + RANGE_END);
      return found && found.low !== null && found.high !== null ? { from: found.low, to: found.high } : null;
    },
    locateWord(word) {
      const list = wordList.get(word);
      return list === undefined ? null : { from: list, to: list };
    },
    addLists(bits, chunk, { from, to }) {
      const base = chunk * LISTS_PER_CHUNK;
      if (from !== to) {
        for (const docs of several.all(base + from, base + to)) unionInto(bits, docs);
        return;
      }
      const docs = one.get(base + from);
      if (docs !== undefined) unionInto(bits, docs);
    },
    hasPrefix: (prefix) => seekWord.get(prefix)?.startsWith(prefix) === true,
    filter: prefixFilter(filter ?? new Uint8Array(8)),
  };
}
