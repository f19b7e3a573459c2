import { splitAimText } from "../../../device-drivers/scanner/aim.ts";
import type { Symbology } from "../../../device-drivers/scanner/scan.ts";
import { GS, type Repair } from "./marking-code.ts";

export interface ScannedText {
  readonly text: string;
  readonly repaired: readonly Repair[];
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
/** FNC1 in the first position as some decoders show it (codeword 232) [seen]. */
const FNC1_CODEWORD = "\u00e8";

/** The scan as text, without the blanks and line ends around it. */
export function textOfScan(bytes: Uint8Array): ScannedText {
  const text = decode(bytes);
  const trimmed =
    isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1)) ? text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "") : text;
  return { text: trimmed, repaired: trimmed.length === text.length ? [] : ["trimmed"] };
}

/** Takes off the AIM identifier, when the scanner sends one, and one leading FNC1 (GS or E8h). */
export function withoutPrefix(text: string): { readonly symbology: Symbology | null; readonly text: string } {
  const aim = splitAimText(text);
  const rest = aim?.text ?? text;
  const isFnc1First = rest.startsWith(GS) || (rest.startsWith(FNC1_CODEWORD) && /^(?:\d|[A-Z]{2}-)/.test(rest.slice(1, 4)));
  return { symbology: aim?.symbology ?? null, text: isFnc1First ? rest.slice(1) : rest };
}

function isBlank(character: number): boolean {
  return character === 0x20 || character === 0x09 || character === 0x0d || character === 0x0a;
}

/** UTF-8 when it is (Cyrillic of a wedge scanner, texts in QR), otherwise byte by byte. ASCII is the same in both. */
function decode(bytes: Uint8Array): string {
  const byByte = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (!/[\u0080-\u00ff]/.test(byByte)) return byByte;
  try {
    return UTF8.decode(bytes);
  } catch {
    return byByte;
  }
}
