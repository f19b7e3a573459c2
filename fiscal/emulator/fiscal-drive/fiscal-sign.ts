import { createHmac } from "node:crypto";
import { encodeTlv, type TlvItem } from "../../document/tlv.ts";
import { TAG } from "./tags.ts";

/** First two bytes of tag 1077; their meaning is the drive's own. [memory: seen in real documents] */
const SIGN_PREFIX = [0x31, 0x04] as const;

/**
 * Fiscal sign (фискальный признак документа): a keyed checksum over the whole document, shown as a decimal u32. The
 * real drive's algorithm is secret; ours is HMAC-SHA-256 cut to 32 bits, so it can be re-computed from the stored body.
 */
export function fiscalSign(keyHex: string, body: Uint8Array): number {
  return createHmac("sha256", Buffer.from(keyHex, "hex")).update(body).digest().readUInt32BE(0);
}

/** Body with tag 1077 behind it: two bytes of prefix, then the sign big endian. */
export function signedBody(body: Uint8Array, sign: number): Uint8Array {
  const value = Uint8Array.from([...SIGN_PREFIX, (sign >>> 24) & 0xff, (sign >>> 16) & 0xff, (sign >>> 8) & 0xff, sign & 0xff]);
  const item: TlvItem = { tag: TAG.fiscalSign, value };
  return Buffer.concat([body, encodeTlv([item])]);
}
