import type { ChunkBits } from "./doc-list.ts";
import { CHUNK_DOCS, chunkBits, intersectInto, lowestBits, setBit } from "./doc-list.ts";
import type { NumberSearch } from "./number-hits.ts";
import type { LocatedLists, PostingsReader } from "./postings-reader.ts";
import type { QueryPart, QueryReading } from "./query-words.ts";
import type { SearchOrder } from "./search-order.ts";

/**
 * Finds at most `max` documents that have all parts of a query, out of `within` when given. In up to three groups: every
 * word whole; every word but the last, which is still being typed; words that only begin so. The most sold first in each.
 * Keeps its bit sets between calls: one query at a time.
 */
export type Matcher = (query: QueryReading, within: readonly number[] | null, max: number) => readonly (readonly number[])[];

/** Documents that are known at once, by chunk. */
type DocsByChunk = ReadonlyMap<number, readonly number[]>;

/** What one term of a part can be. */
interface LocatedTerm {
  readonly frequent: readonly number[];
  readonly rare: DocsByChunk;
}

/** All the terms, or any of the documents. */
interface LocatedPart {
  readonly terms: readonly LocatedTerm[];
  readonly docs: DocsByChunk;
  /** Documents at most, for doing the rarest part first. */
  readonly count: number;
  /** Equal for the same lists. */
  readonly name: string;
}

type Find = (text: string) => LocatedLists | null;

export function createMatcher(postings: PostingsReader, numbers: NumberSearch, order: SearchOrder): Matcher {
  const chunks = Math.ceil(order.count / CHUNK_DOCS);
  const matched = chunkBits();
  const part = chunkBits();
  const term = chunkBits();

  const locateTerm = (lists: readonly LocatedLists[]): LocatedTerm => {
    const rare = new Map<number, number[]>();
    for (const one of lists) if (one.rare) postings.addRare(rare, one.rare);
    return { frequent: lists.flatMap(({ frequent }) => frequent), rare };
  };
  const locate = ({ terms, key }: QueryPart, find: Find): LocatedPart | null => {
    const lists = terms.map(({ prefixes }) => prefixes.flatMap((prefix) => find(prefix) ?? []));
    const hits = key === null ? [] : [...numbers.byKey(key), ...numbers.byTail(key)];
    const docs = hits.map(({ n }) => order.docOf(n)).filter((doc) => doc >= 0);
    const hasAll = lists.every((some) => some.length > 0);
    if (!hasAll && docs.length === 0) return null;
    const counts = lists.map((some) => some.reduce((sum, { count }) => sum + count, 0));
    return {
      terms: hasAll ? lists.map(locateTerm) : [{ frequent: [], rare: new Map() }],
      docs: byChunk(docs),
      count: (hasAll ? Math.min(...counts) : 0) + docs.length,
      name: lists
        .map((some) => some.map(({ frequent, rare }) => `${frequent.join()}/${rare?.from ?? ""}-${rare?.to ?? ""}`).join())
        .join(";"),
    };
  };
  const fillPart = ({ terms, docs }: LocatedPart, chunk: number): void => {
    terms.forEach(({ frequent, rare }, at) => {
      const bits = at === 0 ? part : term;
      bits.fill(0);
      for (const list of frequent) postings.addChunk(bits, list, chunk);
      setBits(bits, rare.get(chunk));
      if (at > 0) intersectInto(part, term);
    });
    setBits(part, docs.get(chunk));
  };
  const collect = (parts: readonly LocatedPart[], within: DocsByChunk | null, max: number, into: Set<number>): void => {
    for (let chunk = 0; chunk < chunks && into.size < max; chunk++) {
      if (!parts.every((located) => mayHave(located, chunk)) || within?.has(chunk) === false) continue;
      matched.fill(within ? 0 : 0xffffffff);
      setBits(matched, within?.get(chunk));
      const any = parts.every((located) => {
        fillPart(located, chunk);
        return intersectInto(matched, part);
      });
      if (!any) continue;
      for (const low of lowestBits(matched, max)) {
        const doc = chunk * CHUNK_DOCS + low;
        if (into.size < max && doc < order.count) into.add(doc);
      }
    }
  };

  return (query, within, max) => {
    const groups: number[][] = [];
    const found = new Set<number>();
    const given = within && byChunk(within);
    let done = "";
    const asWords = query.parts.map((one) => onFirstUse(() => locate(one, postings.locateWord)));
    const asPrefixes = query.parts.map((one) => onFirstUse(() => locate(one, postings.locatePrefix)));
    for (const isWhole of WHOLE_WORDS) {
      if (found.size >= max) break;
      const located = query.parts.map((_, at) => (isWhole(at, query.parts.length) ? asWords[at] : asPrefixes[at])?.() ?? null);
      const parts = located.filter((one) => one !== null);
      const name = parts.map((one) => one.name).join(" ");
      // The same lists would give the same finds.
      if (parts.length < located.length || (groups.length > 0 && name === done)) continue;
      done = name;
      const before = found.size;
      collect(
        parts.toSorted((a, b) => a.count - b.count),
        given,
        max,
        found,
      );
      groups.push([...found].slice(before));
    }
    return groups;
  };
}

/** Which of the parts must be whole words, for one group of finds after the other. */
const WHOLE_WORDS: readonly ((part: number, parts: number) => boolean)[] = [() => true, (part, parts) => part < parts - 1, () => false];

function onFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function mayHave({ terms, docs }: LocatedPart, chunk: number): boolean {
  return docs.has(chunk) || terms.every(({ frequent, rare }) => frequent.length > 0 || rare.has(chunk));
}

function byChunk(docs: readonly number[]): DocsByChunk {
  const chunks = new Map<number, number[]>();
  for (const doc of docs) {
    const chunk = Math.floor(doc / CHUNK_DOCS);
    const lows = chunks.get(chunk);
    if (lows) lows.push(doc % CHUNK_DOCS);
    else chunks.set(chunk, [doc % CHUNK_DOCS]);
  }
  return chunks;
}

function setBits(bits: ChunkBits, lows: readonly number[] | undefined): void {
  if (lows) for (const low of lows) setBit(bits, low);
}
