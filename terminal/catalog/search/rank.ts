import { foldText } from "./fold-text.ts";
import type { QueryReading } from "./query-words.ts";
import { wordsOf } from "./words.ts";

/** [start, end) in the name. */
export type MatchedRange = readonly [number, number];

/** Puts names that begin with the first word of the query first; the order is kept otherwise. */
export function beginnersFirst<T extends { readonly name: string }>(found: readonly T[], query: QueryReading): T[] {
  const beginnings = query.parts[0]?.terms[0]?.prefixes ?? [];
  const begins = ({ name }: T): boolean => {
    const text = foldText(name);
    return beginnings.some((prefix) => text.startsWith(prefix));
  };
  const beginners = new Set(found.filter(begins));
  return [...beginners, ...found.filter((one) => !beginners.has(one))];
}

/** The parts of a name that the query matches, for highlighting. */
export function matchedRanges(name: string, query: QueryReading): MatchedRange[] {
  const prefixes = query.parts.flatMap(({ terms }) => terms).flatMap((term) => term.prefixes);
  return wordsOf(name).flatMap((word): MatchedRange[] => {
    const longest = prefixes.reduce((best, prefix) => (prefix.length > best && word.text.startsWith(prefix) ? prefix.length : best), 0);
    if (longest === 0) return [];
    return [[word.start, longest === word.text.length ? word.end : word.start + longest]];
  });
}
