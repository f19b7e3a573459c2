/**
 * One-byte alphabets of the devices: the lower half is ASCII, the upper half is listed here (sources: IBM code page 866 and
 * Windows-1251, the tables of the WHATWG Encoding Standard). Data of our own, because a general coder loads half a megabyte
 * of tables at every start.
 */
export interface CodePage {
  has(character: string): boolean;
  /** One byte per UTF-16 unit; "?" (3Fh) where the alphabet has no such character. */
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const UPPER_HALF = 0x80;
const UNMAPPABLE_BYTE = 0x3f;

export const CP866 = codePage(
  "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ" +
    "абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
    "рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u00a0",
);

/** Byte 98h stands for nothing. */
export const CP1251 = codePage(
  "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\ufffd™љ›њќћџ" +
    "\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї" +
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ" +
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
);

function codePage(upperHalf: string): CodePage {
  const bytes = new Map([...upperHalf].map((character, index) => [character, UPPER_HALF + index]));
  const byteOf = (character: string): number | undefined =>
    character.charCodeAt(0) < UPPER_HALF ? character.charCodeAt(0) : bytes.get(character);
  return {
    has: (character) => character.length === 1 && byteOf(character) !== undefined,
    encode: (text) => Uint8Array.from({ length: text.length }, (_, index) => byteOf(text.charAt(index)) ?? UNMAPPABLE_BYTE),
    decode(coded) {
      let text = "";
      for (const byte of coded) text += byte < UPPER_HALF ? String.fromCharCode(byte) : upperHalf.charAt(byte - UPPER_HALF);
      return text;
    },
  };
}
