import { appError, type AppError } from "../../../config/errors/index.ts";
import { isGtin } from "../../../device-drivers/scanner/ean.ts";
import { asGtin14 } from "./gtin.ts";
import { PACK_LENGTH } from "./marking-code.ts";

/** The shortest thing that another code can be glued to: EAN-8. */
const SHORTEST = 8;
/** What may stand between two scans: line ends, an AIM identifier, FNC1. */
const JOINT = /[\s\u001d]*(?:\][A-Za-z]\d)?[\s\u001d]*$/;

/**
 * A scan that holds the same code twice (MRK504) or two codes (MRK507), also with line ends or an AIM identifier between; null: one code.
 * `isCode` tells whether a part is, or claims to be, a marking code.
 */
export function gluedFault(text: string, isCode: (part: string) => boolean): AppError | null {
  if (isTwice(text)) return isCode(text.slice(0, text.length / 2)) ? appError("MRK504") : null;
  for (const at of starts(text)) {
    const first = text.slice(0, at).replace(JOINT, "");
    if (isCode(first) || isGtin(first)) return appError(text.startsWith(first, at) ? "MRK504" : "MRK507");
  }
  return null;
}

/** One and the same text twice. */
export function isTwice(text: string): boolean {
  const half = text.length / 2;
  return Number.isInteger(half) && half > 0 && text[0] === text[half] && text.slice(0, half) === text.slice(half);
}

/** Where a second code may begin: at a head with a right GTIN, or where a tobacco pack's length says so, or a fur label. */
function starts(text: string): readonly number[] {
  const heads = [...text.matchAll(/(?=01(\d{14})21)/g)].filter((match) => asGtin14(match[1] ?? "") !== null).map(({ index }) => index);
  const packs = [PACK_LENGTH, text.length - PACK_LENGTH].filter((at) => asGtin14(text.slice(at, at + 14)) !== null);
  const labels = [...text.matchAll(/[A-Z]{2}-[A-Z0-9]{6}-/g)].map(({ index }) => index);
  return [...heads, ...packs, ...labels].filter((at) => at >= SHORTEST);
}
