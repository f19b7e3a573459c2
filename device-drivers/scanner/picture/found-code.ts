import type { Symbology } from "../scan.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One code found in a picture, as a scanner would have sent it. */
export interface FoundCode {
  readonly symbology: Symbology;
  /** Without AIM identifier; GS (1Dh) kept, the FNC1 at the start of GS1 codes is none of them. */
  readonly bytes: Uint8Array;
  /** Corners in pixels of the picture: top left, top right, bottom right, bottom left, as the code stands. */
  readonly corners: readonly [Point, Point, Point, Point];
}

/** The part of zxing-wasm's result that is used. */
export interface DecoderResult {
  readonly isValid: boolean;
  readonly format: string;
  readonly symbologyIdentifier: string;
  readonly bytes: Uint8Array;
  readonly position: Readonly<Record<"topLeft" | "topRight" | "bottomRight" | "bottomLeft", Point>>;
}

/** What is looked for, in zxing-wasm's names. Fewer kinds mean fewer false reads of stripes and tiles. */
export const LOOKED_FOR = ["DataMatrix", "QRCode", "EANUPC", "Code128", "Code39", "ITF", "PDF417", "Aztec"] as const;

/** zxing-wasm's names of formats; the variants of QR, Code 39 and Aztec that it names are the till's one kind. */
const SYMBOLOGY_OF: Readonly<Record<string, Symbology>> = {
  DataMatrix: "datamatrix",
  QRCode: "qr",
  QRCodeModel1: "qr",
  QRCodeModel2: "qr",
  EAN13: "ean13",
  ISBN: "ean13",
  EAN8: "ean8",
  UPCA: "upca",
  UPCE: "upca",
  Code128: "code128",
  Code39: "code39",
  Code39Std: "code39",
  ITF: "itf",
  ITF14: "itf",
  PDF417: "pdf417",
  Aztec: "aztec",
  AztecCode: "aztec",
};
/** AIM identifiers of DataMatrix with GS1 structure (ISO/IEC 15424): FNC1 in first place, and in second. */
const GS1_DATAMATRIX = ["]d2", "]d3"] as const;
const DIGIT_ZERO = 0x30;
const EAN13_DIGITS = 13;

/** Null for what the till has no name for, or what the decoder itself doubts. */
export function foundCode(result: DecoderResult): FoundCode | null {
  const named = SYMBOLOGY_OF[result.format];
  if (!result.isValid || named === undefined || result.bytes.length === 0) return null;
  const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
  const corners = [topLeft, topRight, bottomRight, bottomLeft] as const;
  const bytes = Uint8Array.from(result.bytes);
  if (named === "datamatrix" && GS1_DATAMATRIX.some((aim) => aim === result.symbologyIdentifier)) {
    return { symbology: "gs1-datamatrix", bytes, corners };
  }
  // The decoder tells UPC as EAN-13 with a zero before it, UPC-E expanded; scanners send the twelve digits of UPC-A.
  if ((named === "ean13" || named === "upca") && bytes.length === EAN13_DIGITS && bytes[0] === DIGIT_ZERO) {
    return { symbology: "upca", bytes: bytes.subarray(1), corners };
  }
  return { symbology: named, bytes, corners };
}

/** Each code once: packs carry the same code on two sides. */
export function distinctCodes(codes: readonly FoundCode[]): readonly FoundCode[] {
  const seen = new Set<string>();
  return codes.filter(({ symbology, bytes }) => {
    const key = `${symbology} ${String.fromCharCode(...bytes)}`;
    return seen.size < seen.add(key).size;
  });
}
