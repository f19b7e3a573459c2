import { isCryptoTail, isSerialText } from "./alphabet.ts";
import { GS } from "./marking-code.ts";

/** Values behind the serial, in order: AI, length, test. */
interface LayoutPart {
  readonly ai: string;
  readonly length: number;
  readonly fits: (value: string) => boolean;
}

interface Layout {
  readonly name: string;
  readonly serialLength: number;
  readonly parts: readonly LayoutPart[];
}

const isDigits = (value: string): boolean => /^\d+$/.test(value);
const KEY: LayoutPart = { ai: "91", length: 4, fits: isSerialText };
const TAIL: LayoutPart = { ai: "92", length: 44, fits: isCryptoTail };
const LONG_TAIL: LayoutPart = { ai: "92", length: 88, fits: isCryptoTail };
const CHECK: LayoutPart = { ai: "93", length: 4, fits: isSerialText };
const HS_CODE: LayoutPart = { ai: "240", length: 4, fits: isDigits };
const BLOCK_PRICE: LayoutPart = { ai: "8005", length: 6, fits: isDigits };
const WEIGHT: LayoutPart = { ai: "3103", length: 6, fits: isDigits };
const VOLUMES: readonly LayoutPart[] = [0, 1, 2, 3, 4, 5].map((decimals) => ({ ai: `335${decimals}`, length: 6, fits: isDigits }));

/** Serial lengths of the known groups: a bare code of identification with one of them is a reading to reckon with. */
const KNOWN_SERIAL_LENGTHS: readonly number[] = [6, 7, 8, 13, 20];

/** Shapes whose total length and AI offsets pin them down. The 88-character tail belongs to 13-character serials only. */
const LAYOUTS: readonly Layout[] = [
  ...[6, 13, 20].map((serialLength) => ({ name: "91+92", serialLength, parts: [KEY, TAIL] })),
  { name: "91+92(88)", serialLength: 13, parts: [KEY, LONG_TAIL] },
  { name: "240+91+92(88)", serialLength: 13, parts: [HS_CODE, KEY, LONG_TAIL] },
  ...[6, 7, 8, 13].map((serialLength) => ({ name: "93", serialLength, parts: [CHECK] })),
  { name: "93+3103", serialLength: 6, parts: [CHECK, WEIGHT] },
  ...VOLUMES.map((volume) => ({ name: `93+${volume.ai}`, serialLength: 7, parts: [CHECK, volume] })),
  { name: "8005+93", serialLength: 7, parts: [BLOCK_PRICE, CHECK] },
];

const SERIAL_OFFSET = 18; // 01 + 14 digits + 21

/** `candidates` are the texts with GS put back, one per shape that fits. */
export interface LostGsReadings {
  readonly candidates: readonly { readonly shape: string; readonly text: string }[];
  /** The whole rest may be a serial: a bare code of identification without a check part. */
  readonly bareFits: boolean;
}

/**
 * All readings of a code that came without any GS. Works with fixed offsets only: serials may contain "91" and "93".
 * `text` begins with 01, a right GTIN and 21; `serialLengths` are those of the goods card's group, or null when it is not known.
 */
export function readWithoutGs(text: string, serialLengths: readonly number[] | null): LostGsReadings {
  const allowed = (length: number): boolean => serialLengths === null || serialLengths.includes(length);
  const candidates = LAYOUTS.filter((layout) => allowed(layout.serialLength)).flatMap((layout) => {
    const restored = restore(text, layout);
    return restored === null ? [] : [{ shape: layout.name, text: restored }];
  });
  const bareLength = text.length - SERIAL_OFFSET;
  const bareFits = KNOWN_SERIAL_LENGTHS.includes(bareLength) && allowed(bareLength) && isSerialText(text.slice(SERIAL_OFFSET));
  return { candidates, bareFits };
}

/**
 * True when a serial that GS ends also reads as a shorter serial with a numeric element behind it: one GS of several is lost, or
 * replaced by another character.
 */
export function hidesElement(serial: string): boolean {
  return KNOWN_SERIAL_LENGTHS.some((length) => /^.?(?:8005\d{6}|240\d{4,10})$/.test(serial.slice(length)));
}

function restore(text: string, layout: Layout): string | null {
  let offset = SERIAL_OFFSET + layout.serialLength;
  if (!isSerialText(text.slice(SERIAL_OFFSET, offset))) return null;
  let restored = text.slice(0, offset);
  for (const part of layout.parts) {
    const end = offset + part.ai.length + part.length;
    const value = text.slice(offset + part.ai.length, end);
    if (!text.startsWith(part.ai, offset) || value.length !== part.length || !part.fits(value)) return null;
    restored += GS + text.slice(offset, end);
    offset = end;
  }
  return offset === text.length ? restored : null;
}
