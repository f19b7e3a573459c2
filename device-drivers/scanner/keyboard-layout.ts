/*
 * The keys of a US keyboard by position (KeyboardEvent.code, W3C UI Events code values) and the Russian layout
 * (ЙЦУКЕН) put back to it. Letters of the Russian layout: seen in public till code; the other keys [memory].
 */

/** code → [plain, with Shift]. Letters are worked out from `KeyA`…`KeyZ`. */
const US_KEYS: Readonly<Record<string, readonly [string, string]>> = {
  Backquote: ["`", "~"],
  Digit1: ["1", "!"],
  Digit2: ["2", "@"],
  Digit3: ["3", "#"],
  Digit4: ["4", "$"],
  Digit5: ["5", "%"],
  Digit6: ["6", "^"],
  Digit7: ["7", "&"],
  Digit8: ["8", "*"],
  Digit9: ["9", "("],
  Digit0: ["0", ")"],
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Backslash: ["\\", "|"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Space: [" ", " "],
};

/** Russian layout character → US character on the same key; for environments that give no key position. */
const FROM_RUSSIAN: ReadonlyMap<string, string> = new Map([
  ...pairs("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm"),
  ...pairs("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM"),
  ...pairs("хъжэбюё", "[];',.`"),
  ...pairs("ХЪЖЭБЮЁ", '{}:"<>~'),
  // Shift and the digit row, then the last key of the bottom row.
  ...pairs('"№;:?', "@#$^&"),
  ...pairs(".,", "/?"),
  ["/", "|"],
]);

/** The same characters in both layouts: digits, signs of the digit row without and with Shift, control characters. */
const SAME_IN_BOTH = /[\u0000-\u001f 0-9!%*()\-_=+\\]/;

function pairs(from: string, to: string): [string, string][] {
  return Array.from(from, (character, index): [string, string] => [character, to.charAt(index)]);
}

/** One Cyrillic letter or № is enough: the whole scan was typed in the Russian layout. */
export function isTypedInRussian(text: string): boolean {
  return /[\u0400-\u04ff№]/.test(text);
}

/**
 * A text typed in the Russian layout, all of it put back by key position, case as typed. Null when it holds a character that this layout
 * does not have: then it was not typed in it, or not all of it.
 */
export function fromRussianText(text: string): string | null {
  let put = "";
  for (const character of text) {
    const us = FROM_RUSSIAN.get(character) ?? (SAME_IN_BOTH.test(character) ? character : null);
    if (us === null) return null;
    put += us;
  }
  return put;
}

/**
 * The character a US keyboard would have given, case as typed; the character itself when the key is not known.
 * CapsLock is not repaired here: some scanners make up for it themselves, and then a repair would break the code.
 */
export function toUsCharacter(key: { readonly key: string; readonly code: string; readonly shift: boolean }): string {
  const letter = /^Key([A-Z])$/.exec(key.code)?.[1];
  if (letter !== undefined) return key.key === key.key.toLowerCase() ? letter.toLowerCase() : letter;
  const known = US_KEYS[key.code];
  if (known) return key.shift ? known[1] : known[0];
  // Keypad keys give the same characters in both layouts; the last table is for keys without a position.
  return key.code === "" ? (FROM_RUSSIAN.get(key.key) ?? key.key) : key.key;
}
