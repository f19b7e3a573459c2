import { CP1251 } from "../../config/code-page.ts";
import { toCp866Text } from "../../config/cp866.ts";

/**
 * Texts in command parameters are CP1251, but the drive stores and prints CP866: only characters of both can pass, so the
 * replacement rules of CP866 are applied first.
 */
export function encodeDeviceText(text: string): Uint8Array {
  // A NUL ends the text in the device, codes 1–31 are not printed.
  const printable = toCp866Text(text).replace(/\p{Cc}/gu, " ");
  return CP1251.encode(printable);
}

export function decodeDeviceText(bytes: Uint8Array): string {
  return CP1251.decode(bytes)
    .replace(/\0[^]*$/, "")
    .trimEnd();
}
