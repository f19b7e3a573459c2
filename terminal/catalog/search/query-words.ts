import { FUZZY_LENGTH_MIN, prefixesOneEditAway } from "./fuzzy.ts";
import { otherLayout } from "./keyboard-layout.ts";
import type { PostingsReader } from "./postings-reader.ts";
import { squash, wordsOf } from "./words.ts";

/** One thing an item must have: a word that begins with any of these. */
interface QueryTerm {
  readonly typed: string;
  readonly prefixes: readonly string[];
}

/** What was typed between two spaces: all of its terms, or (when it holds digits) a code, an article or the end of a barcode. */
export interface QueryPart {
  readonly terms: readonly QueryTerm[];
  /** Letters and digits only, when it may be a code; else null. */
  readonly key: string | null;
}

export interface QueryReading {
  readonly parts: readonly QueryPart[];
  /** Something other than what was typed is searched: another layout or a forgiven slip. */
  readonly corrected: boolean;
}

const PARTS_MAX = 8;
/** Shortest code, article or end of barcode taken inside a longer query. */
const KEY_LENGTH_MIN = 4;
const FUZZY_PREFIXES_MAX = 8;
const FUZZY_TERMS_MAX = 3;

/**
 * The ways to read a query, most literal first: as typed, where a word that occurs nowhere is taken in the other keyboard
 * layout when it occurs there; then every word in the other layout.
 */
export function readQuery(text: string, postings: PostingsReader): QueryReading[] {
  const typed = text
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, PARTS_MAX);
  const swapped = typed.map((word) => otherLayout(word) ?? word);
  let changed = false;
  const best = typed.map((word, at) => {
    const other = swapped[at] ?? word;
    if (other === word || occurs(word, postings) || !occurs(other, postings)) return word;
    changed = true;
    return other;
  });
  const readings = [reading(best, changed)];
  if (swapped.some((word, at) => word !== best[at]) && swapped.every((word) => occurs(word, postings)))
    readings.push(reading(swapped, true));
  return readings.filter(({ parts }) => parts.length > 0);
}

/** The same query with one slip forgiven in each of its longer words. Null when that changes nothing. */
export function forgiveSlips(query: QueryReading, postings: PostingsReader): QueryReading | null {
  let left = FUZZY_TERMS_MAX;
  const parts = query.parts.map((part) => ({
    key: part.key,
    terms: part.terms.map((term) => {
      if (left === 0 || term.typed.length < FUZZY_LENGTH_MIN || !/^\p{L}+$/u.test(term.typed)) return term;
      const near = prefixesOneEditAway(term.typed, postings.filter, postings.hasPrefix, FUZZY_PREFIXES_MAX);
      if (near.length === 0) return term;
      left--;
      return { typed: term.typed, prefixes: [term.typed, ...near] };
    }),
  }));
  return left === FUZZY_TERMS_MAX ? null : { parts, corrected: true };
}

/** The query read wholly in the other layout, for forgiving slips there. */
export function readSwapped(text: string): QueryReading | null {
  const typed = text
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, PARTS_MAX);
  const swapped = typed.map((word) => otherLayout(word) ?? word);
  return swapped.some((word, at) => word !== typed[at]) ? reading(swapped, true) : null;
}

function reading(words: readonly string[], corrected: boolean): QueryReading {
  const parts = words.map((word): QueryPart => {
    const key = squash(word);
    return {
      terms: wordsOf(word).map(({ text }) => ({ typed: text, prefixes: [text] })),
      key: key.length >= KEY_LENGTH_MIN && /\d/.test(key) ? key : null,
    };
  });
  return { parts: parts.filter(({ terms }) => terms.length > 0), corrected };
}

function occurs(word: string, postings: PostingsReader): boolean {
  return wordsOf(word).every(({ text }) => postings.hasPrefix(text));
}
