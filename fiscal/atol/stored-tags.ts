import { parseQuantity } from "../../config/money.ts";
import { decodeTlv, encodeFvln, encodeTlv, encodeUnixTime, encodeVln, tlvString } from "../document/tlv.ts";
import type { TlvItem } from "../document/tlv.ts";
import { tagInfo } from "../document/tags.ts";
import type { TagInfo } from "../document/tags.ts";
import { objectAt, textAt } from "./answer.ts";
import { kopOf, wholeOf } from "./decimal.ts";
import { localSeconds, timeOf } from "./driver-time.ts";
import { isJsonObject, JsonNumber } from "./json-text.ts";
import type { JsonArray, JsonObject, JsonValue } from "./json-text.ts";

/** Forms of documents (receipt, open shift…) are containers with tags of their own below the real tags. */
const FIRST_TAG = 1000;

/**
 * The tags of a stored document from the answer of getFnDocument: the raw bytes where the driver gives them, otherwise made
 * from its JSON (keys are tag numbers, money in roubles), as far as its values can be read.
 */
export function storedTags(answer: JsonObject): readonly TlvItem[] {
  const raw = rawTags(textAt(answer, "rawData"));
  return raw ?? jsonTags(answer);
}

/** Those of its JSON alone. */
export function jsonTags(answer: JsonObject): readonly TlvItem[] {
  return tagsOf(objectAt(answer, "documentTLV") ?? {});
}

function rawTags(base64: string | null): readonly TlvItem[] | null {
  if (base64 === null || base64 === "") return null;
  const items = decodeTlv(Buffer.from(base64, "base64"));
  if (!items.ok || items.value.length === 0) return null;
  const [first] = items.value;
  if (first === undefined || items.value.length > 1 || first.tag >= FIRST_TAG) return items.value;
  const inside = decodeTlv(first.value);
  return inside.ok ? inside.value : null;
}

function tagsOf(json: JsonObject): TlvItem[] {
  return Object.entries(json).flatMap(([key, value]) => {
    const info = /^\d{4}$/.test(key) ? tagInfo(Number(key)) : undefined;
    if (info === undefined || value === undefined) return [];
    const values: JsonArray = Array.isArray(value) ? (value as JsonArray) : [value];
    return values.flatMap((one) => {
      const bytes = tagBytes(info, one);
      return bytes === null ? [] : [{ tag: info.tag, value: bytes }];
    });
  });
}

function tagBytes(info: TagInfo, value: JsonValue): Uint8Array | null {
  switch (info.type) {
    case "container":
      return isJsonObject(value) ? encodeTlv(tagsOf(value)) : null;
    case "text":
      return typeof value === "string" && value.length <= info.maxBytes ? tlvString(value, info.padded ? info.maxBytes : undefined) : null;
    case "number": {
      const kop = kopOf(value);
      return kop === null || kop < 0 ? null : encodeVln(kop);
    }
    case "decimal": {
      const quantity = value instanceof JsonNumber ? parseQuantity(value.source) : null;
      return quantity === null ? null : encodeFvln(quantity);
    }
    case "time": {
      const seconds = typeof value === "string" ? timeOf(value, 0) : null;
      return seconds === null ? null : encodeUnixTime(localSeconds(seconds, 0));
    }
    case "flag":
    case "byte":
    case "bits":
    case "u16":
    case "u32": {
      const whole = typeof value === "boolean" ? Number(value) : wholeOf(value);
      return whole === null || whole < 0 || whole >= 256 ** info.maxBytes ? null : encodeVln(whole, info.maxBytes);
    }
    case "bytes":
    case "printed-only":
      return null;
  }
}
