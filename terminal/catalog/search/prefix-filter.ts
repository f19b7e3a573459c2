import { LETTER } from "./fold-text.ts";

/**
 * Tells quickly that no indexed word begins with a text (Bloom filter). A typed word with a slip has hundreds of spellings
 * one edit away; nearly all of them end here, in memory, instead of in a B-tree. Rarely says yes in vain, never no in vain.
 * Holds the beginnings of words of letters only, from `FILTER_PREFIX_MIN` to `FILTER_PREFIX_MAX` characters.
 */
export interface PrefixFilter {
  mayBegin(prefix: string): boolean;
}

const FILTER_PREFIX_MIN = 3;
const FILTER_PREFIX_MAX = 12;
const BITS_PER_PREFIX = 12;
const HASHES = 4;
const WORD_OF_LETTERS = new RegExp(`^${LETTER}+$`, "u");

/** `words` sorted; gives the bytes to store. Goes through the words twice. */
export function buildPrefixFilter(words: () => Iterable<string>): Uint8Array {
  let count = 0;
  for (const _ of filteredPrefixes(words())) count++;
  const bits = 2 ** Math.max(6, Math.ceil(Math.log2(count * BITS_PER_PREFIX + 1)));
  const bytes = new Uint8Array(bits / 8);
  for (const prefix of filteredPrefixes(words())) {
    eachBit(prefix, bits, (bit) => {
      bytes[bit >>> 3]! |= 1 << (bit & 7);
      return true;
    });
  }
  return bytes;
}

export function prefixFilter(bytes: Uint8Array): PrefixFilter {
  const bits = bytes.length * 8;
  return {
    mayBegin: (prefix) =>
      prefix.length < FILTER_PREFIX_MIN ||
      eachBit(prefix.slice(0, FILTER_PREFIX_MAX), bits, (bit) => ((bytes[bit >>> 3]! >>> (bit & 7)) & 1) === 1),
  };
}

/** Each prefix once: words that share it stand together. */
function* filteredPrefixes(words: Iterable<string>): Generator<string> {
  let last = "";
  for (const word of words) {
    if (!WORD_OF_LETTERS.test(word)) continue;
    let shared = 0;
    while (shared < word.length && word.charCodeAt(shared) === last.charCodeAt(shared)) shared++;
    for (let length = Math.max(shared + 1, FILTER_PREFIX_MIN); length <= Math.min(word.length, FILTER_PREFIX_MAX); length++)
      yield word.slice(0, length);
    last = word;
  }
}

/** Calls back with the bits of a text until one answer is false. FNV-1a, then double hashing; `bits` is a power of two. */
function eachBit(text: string, bits: number, visit: (bit: number) => boolean): boolean {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  const step = Math.imul(hash, 0x9e3779b1) | 1;
  for (let turn = 0; turn < HASHES; turn++) {
    if (!visit((hash >>> 0) & (bits - 1))) return false;
    hash = (hash + step) | 0;
  }
  return true;
}
