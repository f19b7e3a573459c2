import fc from "fast-check";
import { expect, it } from "vitest";
import { SeededRandom } from "../generate/random.ts";
import { prefixesOneEditAway } from "./fuzzy.ts";
import { buildPrefixFilter, prefixFilter } from "./prefix-filter.ts";

const RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
const word = fc.string({ unit: fc.constantFrom(...RUSSIAN), minLength: 5, maxLength: 14 });
const vocabulary = fc.uniqueArray(word, { minLength: 1, maxLength: 60 }).map((words) => [...words].sort());

/** One slip of a finger: swapped, wrong, missing or superfluous letter. */
const slip = fc.record({ kind: fc.constantFrom("swap", "wrong", "missing", "extra"), at: fc.nat(13), letter: fc.constantFrom(...RUSSIAN) });

function slipIn(text: string, { kind, at: asked, letter }: { kind: string; at: number; letter: string }): string {
  const at = asked % (text.length - 1);
  if (kind === "swap") return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
  if (kind === "wrong") return text.slice(0, at) + letter + text.slice(at + 1);
  if (kind === "missing") return text.slice(0, at) + text.slice(at + 1);
  return text.slice(0, at) + letter + text.slice(at);
}

it("finds the word behind any one slip", () => {
  fc.assert(
    fc.property(vocabulary, fc.nat(), slip, (words, pick, one) => {
      const meant = words[pick % words.length] ?? "";
      const typed = slipIn(meant, one);
      const filter = prefixFilter(buildPrefixFilter(() => words));
      const exists = (prefix: string): boolean => words.some((known) => known.startsWith(prefix));
      const found = prefixesOneEditAway(typed, filter, exists, 1_000);
      expect(typed === meant || found.includes(meant)).toBe(true);
      expect(found.every(exists)).toBe(true);
    }),
  );
});

it("the filter never denies a beginning that occurs, and denies nearly all others", () => {
  const random = new SeededRandom(3);
  const words = Array.from({ length: 2_000 }, () => Array.from({ length: 8 }, () => random.pick([...RUSSIAN])).join("")).sort();
  const filter = prefixFilter(buildPrefixFilter(() => words));
  for (const known of words)
    for (let length = 1; length <= known.length; length++) expect(filter.mayBegin(known.slice(0, length))).toBe(true);
  const begins = (text: string): boolean => words.some((known) => known.startsWith(text));
  const strangers = words.map((known) => known.slice(1, 6)).filter((text) => !begins(text));
  expect(strangers.length).toBeGreaterThan(200);
  expect(strangers.filter((text) => filter.mayBegin(text)).length).toBeLessThan(strangers.length * 0.05);
});
