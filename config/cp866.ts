import { CP866 } from "./code-page.ts";

/**
 * CP866, the alphabet of fiscal registrars and of the fiscal document format (order ЕД-7-20/662@: text values are
 * CP866, one byte per character). Replacement is by a visible rule; what no rule covers is named by
 * `unmappableCharacters`, so that a caller can refuse a text instead of printing another one.
 */

/** What people and office programs type and CP866 lacks, by the code point. */
const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ...each("«»“”„‟″", '"'),
  ...each("‘’‚‛′´ʼ", "'"),
  ...each("‹", "<"),
  ...each("›", ">"),
  ...each("—–‒―‐‑−\u00ad", "-"),
  ...each("•●▪", "\u00b7"),
  ...each("×", "x"),
  ...each("⁄∕", "/"),
  ...each("÷", "/"),
  // CP866 has a no-break space (FFh), but many device fonts print a block there.
  ...each("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r\v\f\u2028\u2029", " "),
  // Zero width and byte order marks: nothing to see, nothing to print.
  ...each("\u200b\u200c\u200d\u2060\ufeff", ""),
  ["…", "..."],
  ["₽", "руб"],
  ["€", "EUR"],
  ["£", "GBP"],
  ["©", "(c)"],
  ["®", "(R)"],
  ["™", "(TM)"],
  ["²", "2"],
  ["³", "3"],
  ["¹", "1"],
  ["½", "1/2"],
  ["¼", "1/4"],
  ["¾", "3/4"],
  ["±", "+/-"],
  ["≤", "<="],
  ["≥", ">="],
  ["℃", "°C"],
  ["º", "°"],
  ["µ", "мк"],
  ["μ", "мк"],
  ["Ø", "O"],
  ["ø", "o"],
  ["ß", "ss"],
  ["æ", "ae"],
  ["Æ", "AE"],
  ["œ", "oe"],
  ["Œ", "OE"],
  ["ł", "l"],
  ["Ł", "L"],
  ["đ", "d"],
  ["Đ", "D"],
  ["ı", "i"],
  // Cyrillic of the neighbours, beyond what CP866 has (Ё Є Ї Ў).
  ["і", "i"],
  ["І", "I"],
  ["ґ", "г"],
  ["Ґ", "Г"],
  ["ә", "э"],
  ["Ә", "Э"],
  ["ғ", "г"],
  ["Ғ", "Г"],
  ["қ", "к"],
  ["Қ", "К"],
  ["ң", "н"],
  ["Ң", "Н"],
  ["ө", "о"],
  ["Ө", "О"],
  ["ұ", "у"],
  ["Ұ", "У"],
  ["ү", "у"],
  ["Ү", "У"],
  ["һ", "h"],
  ["Һ", "H"],
  ["җ", "ж"],
  ["Җ", "Ж"],
]);

function each(characters: string, replacement: string): [string, string][] {
  return [...characters].map((character): [string, string] => [character, replacement]);
}

/** The character as CP866 can carry it, or null when neither the alphabet nor a rule has it. */
function mapCharacter(character: string): string | null {
  const replacement = REPLACEMENTS.get(character);
  if (replacement !== undefined) return replacement;
  if (CP866.has(character)) return character;
  // "é" → "e", "ﬁ" → "fi": NFKD splits marks and ligatures. "й" and "ё" are in the alphabet and never get here.
  const parts = [...character.normalize("NFKD").replace(/\p{M}/gu, "")].map(
    (part) => REPLACEMENTS.get(part) ?? (CP866.has(part) ? part : null),
  );
  return parts.length > 0 && parts.every((part) => part !== null) ? parts.join("") : null;
}

function* composed(text: string): Generator<string> {
  // NFC first: "и" + combining breve is "й", which CP866 has.
  for (const character of text.normalize("NFC")) yield character;
}

/**
 * The text with every character that CP866 lacks replaced by rule; "?" where no rule exists (see `unmappableCharacters`).
 * Control characters other than tabs and line ends stay as they are: a marking code carries GS (1Dh).
 */
export function toCp866Text(text: string): string {
  let out = "";
  for (const character of composed(text)) out += mapCharacter(character) ?? "?";
  return out;
}

/** The characters for which neither CP866 nor a replacement rule has an answer, each once, in order of appearance. */
export function unmappableCharacters(text: string): string[] {
  const found = new Set<string>();
  for (const character of composed(text)) if (mapCharacter(character) === null) found.add(character);
  return [...found];
}

/** One byte per character of `toCp866Text(text)`. */
export function encodeCp866(text: string): Uint8Array {
  return CP866.encode(toCp866Text(text));
}

export function decodeCp866(bytes: Uint8Array): string {
  return CP866.decode(bytes);
}
