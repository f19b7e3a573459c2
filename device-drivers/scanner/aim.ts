import type { Symbology } from "./scan.ts";

/** What an AIM symbology identifier (`]cm`) says about the code behind it. */
export interface AimIdentifier {
  /** Absent for kinds of code that the till has no name for (Codabar, DataBar…). */
  readonly symbology?: Symbology;
  /** A 2D code of free content: its bytes may include CR, LF and Tab. */
  readonly isFreeform: boolean;
}

interface AimFamily {
  /** Modifier characters the standard defines for the letter. */
  readonly modifiers: string;
  readonly symbology?: Symbology;
  readonly isFreeform?: boolean;
  /** Modifiers that mean GS1 structure: no control characters but GS in there. */
  readonly gs1Modifiers?: string;
  readonly gs1Symbology?: Symbology;
}

/**
 * ISO/IEC 15424 (AIM identifiers), the letters that shop scanners send. `]d1`, `]d2`: GOST for marking codes;
 * `]C1`, `]Q3`, `]e0`, `]E0`, `]E4` and the rest [memory].
 */
const FAMILIES: Readonly<Record<string, AimFamily>> = {
  A: { modifiers: "01234567", symbology: "code39" },
  C: { modifiers: "0124", symbology: "code128" },
  E: { modifiers: "01234" },
  F: { modifiers: "0124" },
  G: { modifiers: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  I: { modifiers: "013", symbology: "itf" },
  L: { modifiers: "012345", symbology: "pdf417", isFreeform: true },
  Q: { modifiers: "0123456", symbology: "qr", isFreeform: true, gs1Modifiers: "34" },
  X: { modifiers: "0123456789ABCDEF" },
  d: { modifiers: "0123456", symbology: "datamatrix", isFreeform: true, gs1Modifiers: "25", gs1Symbology: "gs1-datamatrix" },
  e: { modifiers: "0123" },
  z: { modifiers: "0123456789ABC", symbology: "aztec", isFreeform: true, gs1Modifiers: "147A" },
};

const BRACKET = 0x5d;
const AIM_BYTES = 3;

/** The identifier's length when the bytes begin with one, "partial" when more bytes must tell, else null. */
export function aimAtStart(bytes: Uint8Array): "whole" | "partial" | null {
  if (bytes.length === 0) return "partial";
  if (bytes[0] !== BRACKET) return null;
  if (bytes.length === 1) return "partial";
  const family = familyOf(bytes);
  if (!family) return null;
  if (bytes.length === 2) return "partial";
  return family.modifiers.includes(String.fromCharCode(bytes[2] ?? 0)) ? "whole" : null;
}

/** Splits off the identifier; null when the code has none. */
export function splitAim(code: Uint8Array): { readonly aim: AimIdentifier; readonly bytes: Uint8Array } | null {
  const family = familyOf(code);
  if (aimAtStart(code) !== "whole" || !family) return null;
  const bytes = code.subarray(AIM_BYTES);
  const letter = String.fromCharCode(code[1] ?? 0);
  const modifier = String.fromCharCode(code[2] ?? 0);
  const symbology = symbologyOf(letter, modifier, bytes.length);
  const isFreeform = (family.isFreeform ?? false) && !isGs1(family, modifier) && !looksLikeMarking(bytes);
  return { aim: symbology === undefined ? { isFreeform } : { symbology, isFreeform }, bytes };
}

/** The same for a code that came as text. */
export function splitAimText(text: string): { readonly symbology: Symbology | null; readonly text: string } | null {
  if (!text.startsWith("]")) return null;
  const head = Uint8Array.from(text.slice(0, AIM_BYTES), (character) => character.charCodeAt(0));
  if (aimAtStart(head) !== "whole") return null;
  const rest = text.slice(AIM_BYTES);
  return { symbology: symbologyOf(text.charAt(1), text.charAt(2), rest.length) ?? null, text: rest };
}

function symbologyOf(letter: string, modifier: string, length: number): Symbology | undefined {
  if (letter === "E") return eanSymbology(modifier, length);
  const family = FAMILIES[letter];
  return isGs1(family, modifier) ? (family?.gs1Symbology ?? family?.symbology) : family?.symbology;
}

function isGs1(family: AimFamily | undefined, modifier: string): boolean {
  return family?.gs1Modifiers?.includes(modifier) ?? false;
}

function familyOf(bytes: Uint8Array): AimFamily | undefined {
  return bytes[0] === BRACKET && bytes.length > 1 ? FAMILIES[String.fromCharCode(bytes[1] ?? 0)] : undefined;
}

/** `]E0` stands for EAN-13, UPC-A and UPC-E alike; the number of digits tells them apart. Add-on digits follow the 13. */
function eanSymbology(modifier: string, length: number): Symbology | undefined {
  if (modifier === "4") return "ean8";
  if (modifier === "3") return "ean13";
  if (modifier !== "0") return undefined;
  if (length === 13) return "ean13";
  if (length === 12) return "upca";
  return length === 8 || length === 6 ? "upce" : undefined;
}

/** `01` + 14 digits + `21`: marking codes are printed as plain DataMatrix too (`]d1`) and never hold a CR. */
function looksLikeMarking(bytes: Uint8Array): boolean {
  return /^01\d{14}21/.test(String.fromCharCode(...bytes.subarray(0, 18)));
}
