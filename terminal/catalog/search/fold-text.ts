const ACCENTED_LATIN = /[\u00df-\u024f]/;
const ACCENTED_LATIN_ALL = /[\u00df-\u024f]/g;
/** One letter, as a part of a regular expression with the flag u. */
export const LETTER = "\\p{L}";
const COMBINING_MARK = /\p{M}/u;

/**
 * Lower case, ё as е, Latin letters without accents. Keeps every position, so that a match in the folded text is a range
 * of the original one.
 */
export function foldText(text: string): string {
  let folded = text.toLowerCase();
  if (folded.length !== text.length) folded = foldEach(text);
  if (folded.includes("ё")) folded = folded.replaceAll("ё", "е");
  return ACCENTED_LATIN.test(folded) ? folded.replace(ACCENTED_LATIN_ALL, (char) => char.normalize("NFD").charAt(0)) : folded;
}

/** A few letters have a longer lower case (İ); they stay as they are. */
function foldEach(text: string): string {
  let folded = "";
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const lower = char.toLowerCase();
    folded += lower.length === 1 ? lower : char;
  }
  return folded;
}

export type CharClass = "letter" | "digit" | "other";

/** Class of one UTF-16 unit of a folded text. Combining marks stay inside their word; what needs two units (emoji) is no letter. */
export function charClass(unit: number): CharClass {
  if (unit >= 48 && unit <= 57) return "digit";
  if (unit < 0x80) return unit >= 97 && unit <= 122 ? "letter" : "other";
  if (unit >= 0x430 && unit <= 0x45f) return "letter";
  if (unit >= 0xd800 && unit <= 0xdfff) return "other";
  const char = String.fromCharCode(unit);
  return char.toLowerCase() !== char.toUpperCase() || /\p{L}/u.test(char) || COMBINING_MARK.test(char) ? "letter" : "other";
}
