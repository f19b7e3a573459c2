import type { Symbology } from "../../../device-drivers/scanner/scan.ts";

/** AIM symbology identifiers [seen: GOST for ]d1 and ]d2; memory of ISO/IEC 15424 for the others]. `null`: known, no name of ours. */
const AIM_SYMBOLOGIES: readonly (readonly [RegExp, Symbology | null])[] = [
  [/^\]d2/, "gs1-datamatrix"],
  [/^\]d[013-6]/, "datamatrix"],
  [/^\]E4/, "ean8"],
  [/^\]E[0-3]/, "ean13"],
  [/^\]C[0-4]/, "code128"],
  [/^\]Q[0-6]/, "qr"],
  [/^\]A[0-7]/, "code39"],
  [/^\]I[0-3]/, "itf"],
  [/^\]L[0-5]/, "pdf417"],
  [/^\]z[0-9A-C]/, "aztec"],
  [/^\]e[0-3]/, null],
];

const GS_BYTE = 0x1d;
/** How some decoders show FNC1 in the first position [seen]. */
const FNC1_CODEWORD = 0xe8;

export interface StrippedScan {
  readonly symbology: Symbology | null;
  readonly bytes: Uint8Array;
}

/** Takes off the AIM identifier, when the scanner sends one, and one leading FNC1 (GS or E8h). */
export function stripScanPrefix(bytes: Uint8Array): StrippedScan {
  let rest = bytes;
  let symbology: Symbology | null = null;
  const head = String.fromCharCode(...bytes.subarray(0, 3));
  const aim = AIM_SYMBOLOGIES.find(([pattern]) => pattern.test(head));
  if (aim) {
    symbology = aim[1];
    rest = rest.subarray(3);
  }
  if (rest[0] === GS_BYTE || (rest[0] === FNC1_CODEWORD && isDigit(rest[1]))) rest = rest.subarray(1);
  return { symbology, bytes: rest };
}

/** E8h also begins characters of UTF-8; a marking code that it precedes begins with a digit. */
function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
