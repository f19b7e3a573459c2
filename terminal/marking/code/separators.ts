import { isCryptoTail, isDigits, isSerialText } from "./alphabet.ts";
import { GS, type Repair } from "./marking-code.ts";

/** Values behind the serial, in order: AI, length, test. */
interface LayoutPart {
  readonly ai: string;
  readonly length: number;
  readonly fits: (value: string) => boolean;
  /** The element before has a predefined length: no GS stands between. */
  readonly needsNoGs?: true;
}

interface Layout {
  readonly name: string;
  readonly serialLength: number;
  readonly parts: readonly LayoutPart[];
}

const KEY: LayoutPart = { ai: "91", length: 4, fits: isSerialText };
const TAIL: LayoutPart = { ai: "92", length: 44, fits: isCryptoTail };
const LONG_TAIL: LayoutPart = { ai: "92", length: 88, fits: isCryptoTail };
const CHECK: LayoutPart = { ai: "93", length: 4, fits: isSerialText };
const BLOCK_PRICE: LayoutPart = { ai: "8005", length: 6, fits: isDigits };
const WEIGHT: LayoutPart = { ai: "3103", length: 6, fits: isDigits };
/** The fourth digit of the AI tells the decimals. */
const VOLUME: LayoutPart = { ai: "335", length: 7, fits: (value) => /^[0-5]\d{6}$/.test(value) };
const EXPIRY_DAY: LayoutPart = { ai: "17", length: 6, fits: isDigits };
const EXPIRY_MINUTE: LayoutPart = { ai: "7003", length: 10, fits: isDigits };
const hsCode = (length: number): LayoutPart => ({ ai: "240", length, fits: isDigits });

/** Serial lengths of the known groups: a bare code of identification with one of them is a reading to reckon with. */
const KNOWN_SERIAL_LENGTHS: readonly number[] = [6, 7, 8, 13, 20];

/**
 * Shapes whose total length and AI offsets pin them down [lengths: 1C parser and derived]. The 88-character tail belongs to 13-character
 * serials only.
 */
const LAYOUTS: readonly Layout[] = [
  ...[6, 13, 20].map((serialLength) => ({ name: "91+92", serialLength, parts: [KEY, TAIL] })),
  { name: "91+92+3103", serialLength: 6, parts: [KEY, TAIL, WEIGHT] },
  { name: "91+92(88)", serialLength: 13, parts: [KEY, LONG_TAIL] },
  ...[4, 10].flatMap((length) => [
    { name: "240+91+92(88)", serialLength: 13, parts: [hsCode(length), KEY, LONG_TAIL] },
    { name: "91+92(88)+240", serialLength: 13, parts: [KEY, LONG_TAIL, hsCode(length)] },
  ]),
  ...[6, 7, 8, 13].map((serialLength) => ({ name: "93", serialLength, parts: [CHECK] })),
  { name: "93+3103", serialLength: 6, parts: [CHECK, WEIGHT] },
  { name: "93+335N", serialLength: 7, parts: [CHECK, VOLUME] },
  { name: "8005+93", serialLength: 7, parts: [BLOCK_PRICE, CHECK] },
  ...[4, 6, 8].map((length) => ({ name: "8005+93+240", serialLength: 7, parts: [BLOCK_PRICE, CHECK, hsCode(length)] })),
  { name: "17+93", serialLength: 13, parts: [EXPIRY_DAY, { ...CHECK, needsNoGs: true } as const] },
  { name: "7003+93", serialLength: 13, parts: [EXPIRY_MINUTE, CHECK] },
];

/**
 * What scanners and programs put in place of GS. `^]` is Ctrl+] as text, 029 the digits of Alt+029, F8 and F12 names of keys that wedge
 * scanners press [seen: Ctrl+], F8, F12; memory: the others]. Some are made of characters that a serial may hold, so none is ever looked
 * for: it must stand where a layout has its GS, and no other reading may fit. The empty one: GS did not come at all.
 */
const SUBSTITUTES: readonly string[] = ["^]", "~", "#", "|", "\u241d", "\u00e8", "\\x1D", "\\x1d", "\\u001d", "\\u001D", "<GS>", "{GS}"];
const KEY_NAMES: readonly string[] = ["[F8]", "[F12]", "F8", "F12", "029"];
const LEGAL_SUBSTITUTES: readonly string[] = [...SUBSTITUTES, ...KEY_NAMES].filter(isSerialText);
const SEPARATORS: readonly string[] = ["", ...SUBSTITUTES, ...KEY_NAMES];

const HIDDEN_ELEMENT = /^.?(?:8005\d{6}|240\d{4,10}|17\d{6}|7003\d{10})$/;
/** All of the above end so: the look that settles nearly every serial. */
const DIGITS_BEHIND = /\d{6}$/;
/** Batches (AI 10) may have any characters and are met in medicines only. */
const HIDDEN_BATCH = /^.?10./;
const MEDICINE_SERIAL_LENGTH = 13;

const SERIAL_OFFSET = 18; // 01 + 14 digits + 21

interface Form {
  readonly layout: Layout;
  readonly separator: string;
}

/** Total length → what may have it. */
const FORMS: ReadonlyMap<number, readonly Form[]> = formsByLength();

function formsByLength(): Map<number, Form[]> {
  const forms = new Map<number, Form[]>();
  for (const form of LAYOUTS.flatMap((layout) => SEPARATORS.map((separator) => ({ layout, separator })))) {
    const length = lengthOf(form);
    forms.set(length, [...(forms.get(length) ?? []), form]);
  }
  return forms;
}

function lengthOf({ layout, separator }: Form): number {
  const parts = layout.parts.map(({ ai, length, needsNoGs }) => ai.length + length + (needsNoGs === true ? 0 : separator.length));
  return parts.reduce((sum, length) => sum + length, SERIAL_OFFSET + layout.serialLength);
}

export interface Reading {
  readonly shape: string;
  /** With GS where it belongs. */
  readonly text: string;
  readonly repair: Repair;
}

/** `readings`: one per shape that fits. */
export interface ReadingsWithoutGs {
  readonly readings: readonly Reading[];
  /** Something else may fit as well: a bare code of identification without a check part, or a serial of an unusual length. */
  readonly isDoubtful: boolean;
}

/**
 * All readings of a code that came without any GS. Works with fixed offsets only: serials may contain "91" and "93".
 * `text` begins with 01, a right GTIN and 21; `serialLengths` are those of the goods card's group, or null when it is not known.
 */
export function readWithoutGs(text: string, serialLengths: readonly number[] | null): ReadingsWithoutGs {
  const isAllowed = (length: number): boolean => serialLengths === null || serialLengths.includes(length);
  const readings: Reading[] = [];
  let isDoubtful = false;
  for (const { layout, separator } of FORMS.get(text.length) ?? []) {
    const restored = isAllowed(layout.serialLength) ? restore(text, layout, separator) : null;
    if (restored === null) continue;
    isDoubtful ||= isWeak(text, layout, separator);
    readings.push({ shape: layout.name, text: restored, repair: separator === "" ? "gs-restored" : "gs-substitute" });
  }
  const bareLength = text.length - SERIAL_OFFSET;
  const bareFits = KNOWN_SERIAL_LENGTHS.includes(bareLength) && isAllowed(bareLength) && isSerialText(text.slice(SERIAL_OFFSET));
  return { readings, isDoubtful: isDoubtful || bareFits };
}

/**
 * A key's name between serial and check part may also be the end of a longer serial, whose GS is lost. Two of them, each where a GS
 * must stand, prove it.
 */
function isWeak(text: string, { serialLength, parts }: Layout, separator: string): boolean {
  const serial = text.slice(SERIAL_OFFSET, SERIAL_OFFSET + serialLength);
  // F8 is too short to be suspected in the middle: one serial in some hundreds holds it
  if (separator === "") return LEGAL_SUBSTITUTES.some((name) => (name.length > 2 ? serial.includes(name) : serial.endsWith(name)));
  return KEY_NAMES.includes(separator) && isSerialText(separator) && parts.filter(({ needsNoGs }) => needsNoGs !== true).length === 1;
}

/** A substitute of FNC1 in the first position taken off, or null when none stands there. What is behind must be looked at. */
export function withoutLeadingSubstitute(text: string): string | null {
  const found = SEPARATORS.find((separator) => separator !== "" && text.startsWith(separator));
  return found === undefined ? null : text.slice(found.length);
}

/**
 * True when a serial that GS ends also reads as a shorter serial with another element behind it: one GS of several is lost, or
 * replaced by another character.
 */
export function hidesElement(serial: string): boolean {
  if (serial.length > MEDICINE_SERIAL_LENGTH && HIDDEN_BATCH.test(serial.slice(MEDICINE_SERIAL_LENGTH))) return true;
  return (
    DIGITS_BEHIND.test(serial) && KNOWN_SERIAL_LENGTHS.some((length) => length < serial.length && HIDDEN_ELEMENT.test(serial.slice(length)))
  );
}

function restore(text: string, layout: Layout, separator: string): string | null {
  let offset = SERIAL_OFFSET + layout.serialLength;
  const serialEnd = offset;
  let restored = "";
  for (const part of layout.parts) {
    if (part.needsNoGs !== true) {
      if (!text.startsWith(separator, offset)) return null;
      offset += separator.length;
      restored += GS;
    }
    if (!text.startsWith(part.ai, offset)) return null;
    const end = offset + part.ai.length + part.length;
    if (!part.fits(text.slice(offset + part.ai.length, end))) return null;
    restored += text.slice(offset, end);
    offset = end;
  }
  return isSerialText(text.slice(SERIAL_OFFSET, serialEnd)) ? text.slice(0, serialEnd) + restored : null;
}
