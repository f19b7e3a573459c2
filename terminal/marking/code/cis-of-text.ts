import { isSerialText } from "./alphabet.ts";
import { asGtin14 } from "./gtin.ts";
import { GS, PACK_LENGTH } from "./marking-code.ts";
import { FUR_LABEL, readStored } from "./parse-marking.ts";

const BARE = /^01(\d{14})21(.{1,20})$/s;
/** A tobacco pack: GTIN and serial, with МРЦ and check part (29), with МРЦ alone (25), or bare (21). */
const PACK_LENGTHS: ReadonlySet<number> = new Set([21, 25, PACK_LENGTH]);
const PACK_CIS_LENGTH = 21;

/**
 * Identification code (КИ) of a row in a list: of a full code with its separators, or of a КИ as GIS MT and 1C export it. Rows without GS
 * are taken for a КИ: a list is no scan, nothing in it was lost on the way. Null: neither.
 */
export function cisOfText(text: string): string | null {
  const row = text.replace(/[\r\n\t ]+$/, "");
  if (row.includes(GS) || FUR_LABEL.test(row)) {
    const read = readStored(row);
    return read.ok ? read.value.cis : null;
  }
  const [, gtin = "", serial = ""] = BARE.exec(row) ?? [];
  if (asGtin14(gtin) !== null && isSerialText(serial)) return row;
  const isPack = PACK_LENGTHS.has(row.length) && asGtin14(row.slice(0, 14)) !== null && isSerialText(row.slice(14));
  return isPack ? row.slice(0, PACK_CIS_LENGTH) : null;
}
