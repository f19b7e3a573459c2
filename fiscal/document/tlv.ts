import { decodeCp866, encodeCp866 } from "../../config/cp866.ts";
import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { quantity } from "../../config/money.ts";
import type { Quantity } from "../../config/money.ts";
import { assertInvariant, err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";

/**
 * TLV (tag, length, value): the coding of fiscal documents (FNS order ЕД-7-20/662@). Tag and length are u16 little
 * endian. A structured value (STLV) is itself a sequence of TLV; `decodeTlv` reads one level.
 */
export interface TlvItem {
  readonly tag: number;
  readonly value: Uint8Array;
}

const HEADER_BYTES = 4;
const MAX_U16 = 0xffff;
const MAX_U32 = 0xffff_ffff;
const MAX_NUMBER_BYTES = 8;
const QUANTITY_DECIMALS = 6;
/** Byte of tag 1023 beyond which no quantity of ours can be exact anyway. */
const MAX_FVLN_SCALE = 19;
const SPACE = 0x20;

/** Tag and length beyond u16 are bugs of the caller (lengths are checked against the tag table before). */
export function encodeTlv(items: readonly TlvItem[]): Uint8Array {
  const total = items.reduce((sum, item) => sum + HEADER_BYTES + item.value.length, 0);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const { tag, value } of items) {
    assertInvariant(Number.isInteger(tag) && tag >= 0 && tag <= MAX_U16, `tag must be u16, got ${tag}`);
    assertInvariant(value.length <= MAX_U16, `value of tag ${tag} has ${value.length} bytes`);
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, value.length, true);
    out.set(value, at + HEADER_BYTES);
    at += HEADER_BYTES + value.length;
  }
  return out;
}

/** Strict: the bytes must be whole TLV items to the last byte. Error: FIS450. Repeated tags are kept in order. */
export function decodeTlv(bytes: Uint8Array): Result<TlvItem[], AppError> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: TlvItem[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < HEADER_BYTES) return err(broken("header cut short", at));
    const tag = view.getUint16(at, true);
    const end = at + HEADER_BYTES + view.getUint16(at + 2, true);
    if (end > bytes.length) return err(broken(`value of tag ${tag} cut short`, at));
    items.push({ tag, value: bytes.slice(at + HEADER_BYTES, end) });
    at = end;
  }
  return ok(items);
}

function broken(what: string, offset: number): AppError {
  return appError("FIS450", { what, offset });
}

export function findTag(items: readonly TlvItem[], tag: number): TlvItem | undefined {
  return items.find((item) => item.tag === tag);
}

/** VLN: unsigned little endian of the least length (at least one byte), or of exactly `width` bytes. */
export function encodeVln(value: number, width?: number): Uint8Array {
  assertInvariant(Number.isSafeInteger(value) && value >= 0, `VLN must be a whole number from 0, got ${value}`);
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(rest % 256);
    rest = Math.floor(rest / 256);
  } while (rest > 0);
  if (width !== undefined) {
    assertInvariant(bytes.length <= width, `${value} does not fit into ${width} bytes`);
    while (bytes.length < width) bytes.push(0);
  }
  return Uint8Array.from(bytes);
}

/** Up to 8 bytes, spare zeros allowed, none at all for zero (recorded of a drive); the number must be a safe integer. Error: FIS450. */
export function decodeVln(bytes: Uint8Array): Result<number, AppError> {
  if (bytes.length > MAX_NUMBER_BYTES) return err(broken(`number of ${bytes.length} bytes`, 0));
  const value = littleEndian(bytes);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? err(broken("number too large", 0)) : ok(Number(value));
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[i] ?? 0);
  return value;
}

/** FVLN: a byte with the number of decimals, then the integer; the fewest decimals that are exact. */
export function encodeFvln(value: Quantity): Uint8Array {
  let digits: number = value;
  let scale = QUANTITY_DECIMALS;
  while (scale > 0 && digits % 10 === 0) {
    digits /= 10;
    scale--;
  }
  return Uint8Array.from([scale, ...encodeVln(digits)]);
}

/** Error FIS450 when the bytes are no number or carry more decimals than the six of a quantity. */
export function decodeFvln(bytes: Uint8Array): Result<Quantity, AppError> {
  const scale = bytes[0];
  if (scale === undefined || bytes.length < 2 || bytes.length > MAX_NUMBER_BYTES + 1)
    return err(broken(`decimal of ${bytes.length} bytes`, 0));
  if (scale > MAX_FVLN_SCALE) return err(broken(`decimal with ${scale} places`, 0));
  const scaled = littleEndian(bytes.subarray(1)) * 10n ** BigInt(QUANTITY_DECIMALS);
  const divisor = 10n ** BigInt(scale);
  if (scaled % divisor !== 0n) return err(broken("more than six decimals", 0));
  const millionths = scaled / divisor;
  return millionths > BigInt(Number.MAX_SAFE_INTEGER) ? err(broken("quantity too large", 0)) : ok(quantity(Number(millionths)));
}

/** Unixtime: u32 of seconds, the till's local time taken as if it were UTC (no zone conversion). */
export function encodeUnixTime(localEpochSeconds: number): Uint8Array {
  assertInvariant(
    Number.isInteger(localEpochSeconds) && localEpochSeconds >= 0 && localEpochSeconds <= MAX_U32,
    `unixtime must be u32, got ${localEpochSeconds}`,
  );
  return encodeVln(localEpochSeconds, 4);
}

export function decodeUnixTime(bytes: Uint8Array): Result<number, AppError> {
  return bytes.length === 4 ? decodeVln(bytes) : err(broken(`time of ${bytes.length} bytes`, 0));
}

/** CP866 by the rules of `config/cp866.ts`; padded on the right with spaces when the tag has a fixed length. */
export function tlvString(text: string, fixedLength?: number): Uint8Array {
  const bytes = encodeCp866(text);
  if (fixedLength === undefined) return bytes;
  assertInvariant(bytes.length <= fixedLength, `text of ${bytes.length} bytes does not fit into ${fixedLength}`);
  const out = new Uint8Array(fixedLength).fill(SPACE);
  out.set(bytes);
  return out;
}

/** The text as stored, padding included. */
export function tlvText(bytes: Uint8Array): string {
  return decodeCp866(bytes);
}
