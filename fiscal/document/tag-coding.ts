import { unmappableCharacters } from "../../config/cp866.ts";
import { formatQuantity, kopecks, kopToDecimal, parseKop, parseQuantity } from "../../config/money.ts";
import type { TagInfo } from "./tags.ts";
import { decodeFvln, decodeUnixTime, decodeVln, encodeFvln, encodeUnixTime, encodeVln, tlvString, tlvText } from "./tlv.ts";

/** A value as JSON carries it; `tlv-tree.ts` says which form belongs to which tag. */
export type TagValue = string | number | boolean;

/** Numbers of variable length that are no money: parts of the fraction 1291. */
const PLAIN_NUMBERS: ReadonlySet<number> = new Set([1293, 1294]);
const MS_PER_SECOND = 1000;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;
const HEX = /^([0-9A-F]{2})*$/;
const MAX_U32 = 0xffff_ffff;

/** Null when the bytes are no value of the tag's type. Padding of padded texts is taken off. */
export function readValue(info: TagInfo, bytes: Uint8Array): TagValue | null {
  switch (info.type) {
    case "text":
      return info.padded ? tlvText(bytes).replace(/ +$/, "") : tlvText(bytes);
    case "bytes":
      return Buffer.from(bytes).toString("hex").toUpperCase();
    case "number": {
      const number = decodeVln(bytes);
      if (!number.ok) return null;
      return PLAIN_NUMBERS.has(info.tag) ? number.value : kopToDecimal(kopecks(number.value));
    }
    case "decimal": {
      const quantity = decodeFvln(bytes);
      return quantity.ok ? formatQuantity(quantity.value) : null;
    }
    case "time": {
      const seconds = decodeUnixTime(bytes);
      return seconds.ok ? new Date(seconds.value * MS_PER_SECOND).toISOString().slice(0, 19) : null;
    }
    case "flag": {
      const [byte] = bytes;
      return byte === 0 || byte === 1 ? byte === 1 : (byte ?? null);
    }
    case "byte":
    case "bits":
    case "u16":
    case "u32": {
      const number = decodeVln(bytes);
      return number.ok ? number.value : null;
    }
    case "container":
    case "printed-only":
      return null;
  }
}

/** The plain bytes of a value: least length, fewest decimals, padded where the tag is. Null when the tag can't hold it. */
export function writeValue(info: TagInfo, value: unknown): Uint8Array | null {
  switch (info.type) {
    case "text":
      return typeof value === "string" ? textBytes(info, value) : null;
    case "bytes":
      return typeof value === "string" && HEX.test(value.toUpperCase()) ? Uint8Array.from(Buffer.from(value, "hex")) : null;
    case "number": {
      const number = PLAIN_NUMBERS.has(info.tag) ? value : typeof value === "string" ? parseKop(value) : null;
      return isWhole(number) ? encodeVln(number) : null;
    }
    case "decimal": {
      const quantity = typeof value === "string" ? parseQuantity(value) : null;
      return quantity === null ? null : encodeFvln(quantity);
    }
    case "time":
      return typeof value === "string" ? timeBytes(value) : null;
    case "flag":
      return typeof value === "boolean" ? Uint8Array.of(value ? 1 : 0) : fixedBytes(info, value);
    case "byte":
    case "bits":
    case "u16":
    case "u32":
      return fixedBytes(info, value);
    case "container":
    case "printed-only":
      return null;
  }
}

function textBytes(info: TagInfo, text: string): Uint8Array | null {
  if (unmappableCharacters(text).length > 0) return null;
  const bytes = tlvString(text);
  return info.padded && bytes.length < info.maxBytes ? tlvString(text, info.maxBytes) : bytes;
}

function timeBytes(text: string): Uint8Array | null {
  const ms = TIME.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  return isReal && ms >= 0 && ms / MS_PER_SECOND <= MAX_U32 ? encodeUnixTime(ms / MS_PER_SECOND) : null;
}

function fixedBytes({ maxBytes }: TagInfo, value: unknown): Uint8Array | null {
  return isWhole(value) && value < 256 ** maxBytes ? encodeVln(value, maxBytes) : null;
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
