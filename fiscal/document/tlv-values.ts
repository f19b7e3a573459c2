import { encodeCp866 } from "../../config/cp866.ts";
import { tagInfo } from "./tags.ts";
import { encodeTlv, encodeUnixTime, encodeVln, tlvString } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";

const MS_PER_SECOND = 1000;

export function byteItem(tag: number, value: number): TlvItem {
  return { tag, value: encodeVln(value, 1) };
}

/** Kopecks, or any whole number of variable length. */
export function numberItem(tag: number, value: number): TlvItem {
  return { tag, value: encodeVln(value) };
}

export function containerItem(tag: number, items: readonly TlvItem[]): TlvItem {
  return { tag, value: encodeTlv(items) };
}

/** Padded where the tag table says so. Too long a text is encoded as it is: `structureDefects` then names it. */
export function textItem(tag: number, value: string): TlvItem {
  const bytes = encodeCp866(value);
  const info = tagInfo(tag);
  return { tag, value: info?.padded === true && bytes.length < info.maxBytes ? tlvString(value, info.maxBytes) : bytes };
}

/** None for an absent value; one item for each of a list (repeatable tags). */
export function textItems(tag: number, value: string | readonly string[] | undefined): TlvItem[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [textItem(tag, value)] : value.map((one) => textItem(tag, one));
}

/** Midnight of a real calendar day YYYY-MM-DD; no item for what is none (`checkReceipt` names it). */
export function dayItems(tag: number, day: string): TlvItem[] {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) || ms < 0 ? [] : [{ tag, value: encodeUnixTime(ms / MS_PER_SECOND) }];
}
