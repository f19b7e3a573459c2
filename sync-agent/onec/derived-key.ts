import { createHash } from "node:crypto";

/** Namespace of the keys below (RFC 9562, 5.5): random, never to be changed. */
const NAMESPACE = Buffer.from("6e2f0b1a94d84c7e9d5b3f7a1c08e2d4", "hex");

/** UUID version 5 of a text: the same thing gets the same `Ref_Key` at every attempt, also after a restart. */
export function derivedKey(text: string): string {
  const bytes = createHash("sha1").update(NAMESPACE).update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isKey(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
