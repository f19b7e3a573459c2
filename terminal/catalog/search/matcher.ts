import type { ChunkBits } from "./doc-list.ts";
import { CHUNK_DOCS, chunkBits, intersectInto, lowestBits, setBit } from "./doc-list.ts";
import type { NumberSearch } from "./number-hits.ts";
import type { ListRange, PostingsReader } from "./postings-reader.ts";
import type { QueryPart, QueryReading } from "./query-words.ts";
import type { SearchOrder } from "./search-order.ts";

/**
 * Finds at most `max` documents that have all parts of a query, out of `within` when given (ascending). First those where
 * every word is whole, then those where a word only begins so; the most sold first in each. Keeps its bit sets between
 * calls: one query at a time.
 */
export type Matcher = (query: QueryReading, within: readonly number[] | null, max: number) => number[];

/** A part with its lists found: each term any of the ranges, all terms; or any of the documents. */
interface LocatedPart {
  readonly terms: readonly (readonly ListRange[])[];
  readonly docs: readonly number[];
}

export function createMatcher(postings: PostingsReader, numbers: NumberSearch, order: SearchOrder): Matcher {
  const chunks = Math.ceil(order.count / CHUNK_DOCS);
  const matched = chunkBits();
  const part = chunkBits();
  const term = chunkBits();

  const fillPart = ({ terms, docs }: LocatedPart, chunk: number): void => {
    terms.forEach((ranges, at) => {
      const bits = at === 0 ? part : term;
      bits.fill(0);
      for (const range of ranges) postings.addLists(bits, chunk, range);
      if (at > 0) intersectInto(part, term);
    });
    setDocs(part, docs, chunk);
  };
  const collect = (parts: readonly LocatedPart[], within: readonly number[] | null, max: number, into: Set<number>): void => {
    for (let chunk = 0; chunk < chunks && into.size < max; chunk++) {
      matched.fill(within ? 0 : 0xffffffff);
      if (within) setDocs(matched, within, chunk);
      const any = parts.every((located) => {
        fillPart(located, chunk);
        return intersectInto(matched, part);
      });
      if (!any) continue;
      for (const low of lowestBits(matched, max)) {
        if (into.size < max && chunk * CHUNK_DOCS + low < order.count) into.add(chunk * CHUNK_DOCS + low);
      }
    }
  };
  const locate = ({ terms, key }: QueryPart, find: (text: string) => ListRange | null): LocatedPart | null => {
    const located = terms.map(({ prefixes }) => prefixes.flatMap((prefix) => find(prefix) ?? []));
    const hits = key === null ? [] : [...numbers.byKey(key), ...numbers.byTail(key)];
    const docs = hits.map(({ n }) => order.docOf(n)).filter((doc) => doc >= 0);
    const isComplete = located.every((ranges) => ranges.length > 0);
    return isComplete || docs.length > 0 ? { terms: isComplete ? located : [[]], docs } : null;
  };

  return (query, within, max) => {
    const found = new Set<number>();
    // The longer a word, the fewer goods have it: an early empty set saves reading the rest of a chunk.
    const parts = [...query.parts].sort((a, b) => lengthOf(b) - lengthOf(a));
    for (const find of parts.length === 0 ? [postings.locateWord] : [postings.locateWord, postings.locatePrefix]) {
      const located = parts.map((one) => locate(one, find));
      if (located.every((one) => one !== null)) collect(located, within, max, found);
    }
    return [...found];
  };
}

function lengthOf({ terms }: QueryPart): number {
  return terms.reduce((length, term) => length + term.typed.length, 0);
}

function setDocs(bits: ChunkBits, docs: readonly number[], chunk: number): void {
  const first = chunk * CHUNK_DOCS;
  for (const doc of docs) if (doc >= first && doc < first + CHUNK_DOCS) setBit(bits, doc - first);
}
