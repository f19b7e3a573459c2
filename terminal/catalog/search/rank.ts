import type { QueryReading } from "./query-words.ts";
import { wordsOf } from "./words.ts";

/** [start, end) in the name. */
export type MatchedRange = readonly [number, number];

export interface Ranked<T> {
  readonly item: T;
  readonly ranges: readonly MatchedRange[];
}

/**
 * Orders found goods: more whole words first, then names that begin with the first word, then what sells more (the lower
 * document number).
 */
export function rankByName<T extends { readonly doc: number; readonly name: string }>(
  found: readonly T[],
  query: QueryReading,
): Ranked<T>[] {
  const terms = query.parts.flatMap((part) => part.terms).map((term) => term.prefixes);
  const scored = found.map((item) => ({ item, ...matchName(item.name, terms) }));
  scored.sort((a, b) => b.whole - a.whole || Number(b.begins) - Number(a.begins) || a.item.doc - b.item.doc);
  return scored.map(({ item, ranges }) => ({ item, ranges }));
}

interface NameMatch {
  readonly whole: number;
  readonly begins: boolean;
  readonly ranges: readonly MatchedRange[];
}

/** Which parts of a name the terms match, each term being a list of alternative beginnings. */
function matchName(name: string, terms: readonly (readonly string[])[]): NameMatch {
  const words = wordsOf(name);
  const marked = new Map<number, number>();
  let whole = 0;
  let begins = false;
  terms.forEach((prefixes, termAt) => {
    let isWhole = false;
    words.forEach((word, wordAt) => {
      const longest = longestPrefix(word.text, prefixes);
      if (longest === 0) return;
      isWhole ||= longest === word.text.length;
      if (termAt === 0 && wordAt === 0) begins = true;
      marked.set(word.start, Math.max(marked.get(word.start) ?? 0, longest === word.text.length ? word.end : word.start + longest));
    });
    if (isWhole) whole++;
  });
  const ranges = [...marked].sort(([a], [b]) => a - b);
  return { whole, begins, ranges };
}

function longestPrefix(word: string, prefixes: readonly string[]): number {
  let longest = 0;
  for (const prefix of prefixes) if (prefix.length > longest && word.startsWith(prefix)) longest = prefix.length;
  return longest;
}
