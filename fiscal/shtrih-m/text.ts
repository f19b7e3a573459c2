import iconv from "iconv-lite";
import { toCp866Text } from "../../config/cp866.ts";

/**
 * Texts in command parameters are CP1251, but the drive stores and prints CP866: only characters of both can pass, so the
 * replacement rules of CP866 are applied first.
 */
export function encodeDeviceText(text: string): Uint8Array {
  // A NUL ends the text in the device, codes 1–31 are not printed.
  const printable = toCp866Text(text).replace(/\p{Cc}/gu, " ");
  return Uint8Array.from(iconv.encode(printable, "cp1251"));
}

export function decodeDeviceText(bytes: Uint8Array): string {
  return iconv
    .decode(Buffer.from(bytes), "cp1251")
    .replace(/\0[^]*$/, "")
    .trimEnd();
}
