import type { PrefixFilter } from "./prefix-filter.ts";

/** Shortest word in which one slip is forgiven; in shorter ones almost everything is one edit from everything. */
export const FUZZY_LENGTH_MIN = 5;

const RUSSIAN = [..."абвгдежзийклмнопрстуфхцчшщъыьэюя"];
const LATIN = [..."abcdefghijklmnopqrstuvwxyz"];

/**
 * Spellings one edit away from `word` with which an indexed word may begin: two letters swapped, one wrong, one missing, one
 * too many. In that order, since that is how often they happen; at most `max` of those that `exists` confirms.
 */
export function prefixesOneEditAway(word: string, filter: PrefixFilter, exists: (prefix: string) => boolean, max: number): string[] {
  const found = new Set<string>();
  for (const spelling of spellings(word)) {
    if (found.size >= max) break;
    if (spelling !== word && !found.has(spelling) && filter.mayBegin(spelling) && exists(spelling)) found.add(spelling);
  }
  return [...found];
}

function* spellings(word: string): Generator<string> {
  const letters = /[a-z]/.test(word) ? LATIN : RUSSIAN;
  for (let at = 0; at < word.length - 1; at++) yield word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  for (let at = 0; at < word.length; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at + 1)];
    for (const letter of letters) yield head + letter + tail;
  }
  for (let at = 0; at < word.length; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    for (const letter of letters) yield head + letter + tail;
  }
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}
