const LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю";
/** The same keys with Shift where lower-casing does not bring them back. */
const SHIFTED: Readonly<Record<string, string>> = { "~": "`", "{": "[", "}": "]", ":": ";", '"': "'", "<": ",", ">": "." };

const TO_RUSSIAN: ReadonlyMap<string, string> = new Map([...LATIN_KEYS].map((key, at) => [key, RUSSIAN_KEYS.charAt(at)]));
const TO_LATIN: ReadonlyMap<string, string> = new Map([...RUSSIAN_KEYS].map((key, at) => [key, LATIN_KEYS.charAt(at)]));

const HAS_RUSSIAN = /[а-яё]/i;
const HAS_LATIN = /[a-z]/i;

/**
 * The same keys struck in the other layout (раскладка): "ghbdtn" gives "привет", "сщсф" gives "coca". Null for a text without
 * letters of either alphabet or with both, where the layout was not mistaken as a whole.
 */
export function otherLayout(text: string): string | null {
  const russian = HAS_RUSSIAN.test(text);
  if (russian === HAS_LATIN.test(text)) return null;
  const map = russian ? TO_LATIN : TO_RUSSIAN;
  let typed = "";
  for (const char of text.toLowerCase()) {
    const key = russian ? char : (SHIFTED[char] ?? char);
    typed += map.get(key) ?? char;
  }
  return typed;
}
