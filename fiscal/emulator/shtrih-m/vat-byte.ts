import type { VatCode } from "../fiscal-drive/index.ts";
import type { KktProfile } from "./profile.ts";

/** Rate byte of FF46: a bit code, not an index (notes 4.7). */
const COMMON: Readonly<Record<number, VatCode>> = {
  0x01: 1,
  0x02: 2,
  0x04: 5,
  0x08: 6,
  0x10: 3,
  0x20: 4,
  0x81: 7,
  0x82: 8,
  0x84: 9,
};

/** Tag 1199 of a rate byte; null = no rate given (byte 00); undefined = the device does not know the byte. */
export function vatCodeOfByte(byte: number, profile: Pick<KktProfile, "vat7of107Byte" | "nanoVatBytes">): VatCode | null | undefined {
  if (byte === 0) return null;
  if (byte === (profile.nanoVatBytes ? 0x90 : 0xcb)) return 11;
  if (byte === (profile.nanoVatBytes ? 0xa0 : 0xcc)) return 12;
  if (byte === profile.vat7of107Byte) return 10;
  return COMMON[byte];
}
