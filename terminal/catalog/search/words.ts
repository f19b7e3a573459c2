import { charClass, foldText } from "./fold-text.ts";

/** A word of a text, folded, with its place in the original text. */
export interface Word {
  readonly text: string;
  /** First character, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** Longer words are cut: nobody types more. */
const WORD_LENGTH_MAX = 32;
/** Words of one name that count. */
const WORDS_MAX = 48;

const LATIN = /[a-z]/;
const CYRILLIC = /[\u0400-\u052f]/;
const LOOKALIKE_LATIN = "aceopxykmthb";
const LOOKALIKE_CYRILLIC = "асеорхукмтнв";
const TO_CYRILLIC: ReadonlyMap<string, string> = new Map([...LOOKALIKE_LATIN].map((char, at) => [char, LOOKALIKE_CYRILLIC.charAt(at)]));

/**
 * Splits a text into words: runs of letters, and numbers with their decimal part ("3,2" and "3.2" are the same word). A
 * number that touches letters is a word of its own: "930мл" gives "930" and "мл", as does "930 мл".
 */
export function wordsOf(source: string): Word[] {
  const text = foldText(source);
  const words: Word[] = [];
  let at = 0;
  while (at < text.length && words.length < WORDS_MAX) {
    const kind = charClass(text.charCodeAt(at));
    if (kind === "other") {
      at++;
      continue;
    }
    const start = at;
    at = runEnd(text, at, kind);
    if (kind === "digit" && isDecimalPoint(text.charCodeAt(at)) && charClass(text.charCodeAt(at + 1)) === "digit")
      at = runEnd(text, at + 1, "digit");
    words.push({ text: spelling(text.slice(start, Math.min(at, start + WORD_LENGTH_MAX)), kind), start, end: at });
  }
  return words;
}

/** Only letters and digits of a text, folded: how codes and articles are compared ("PM-421 WP" is "pm421wp"). */
export function squash(source: string): string {
  const text = foldText(source);
  let squashed = "";
  for (let at = 0; at < text.length; at++) if (charClass(text.charCodeAt(at)) !== "other") squashed += text.charAt(at);
  return squashed;
}

function runEnd(text: string, from: number, kind: "letter" | "digit"): number {
  let at = from;
  while (at < text.length && charClass(text.charCodeAt(at)) === kind) at++;
  return at;
}

function isDecimalPoint(unit: number): boolean {
  return unit === 44 || unit === 46;
}

/** Names in goods lists mix alphabets inside a word ("Mолоко" with a Latin M): such a word is read as Russian. */
function spelling(word: string, kind: "letter" | "digit"): string {
  if (kind === "digit") return word.replace(",", ".");
  if (!LATIN.test(word) || !CYRILLIC.test(word)) return word;
  return [...word].map((char) => TO_CYRILLIC.get(char) ?? char).join("");
}
