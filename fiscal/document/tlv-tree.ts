import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok } from "../../config/result.ts";
import type { Result } from "../../config/result.ts";
import { readValue, writeValue } from "./tag-coding.ts";
import type { TagValue } from "./tag-coding.ts";
import { valueMeaning } from "./tag-values.ts";
import { tagInfo, tagName } from "./tags.ts";
import { decodeTlv, encodeTlv } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";

/**
 * One tag as JSON for people. A container has `items`; everything else has `value`: money "150.00", quantity "0.345", time
 * "2026-03-15T14:05:00" (the till's own), text, number, true or false. `hex` stands beside `value` when the bytes are not those
 * which the value alone would give (spare zeros, other padding), and alone for a tag that the table does not know.
 */
export interface TlvNode {
  readonly tag: number;
  /** Name in the order. Not read back. */
  readonly name?: string;
  /** What a coded value means. Not read back. */
  readonly meaning?: string;
  readonly value?: TagValue;
  readonly hex?: string;
  readonly items?: readonly TlvNode[];
}

const HEADER_BYTES = 4;
const MAX_U16 = 0xffff;
/** The format nests three deep (1115, 1119); bytes of nobody knows where may go on for ever. */
const MAX_DEPTH = 8;

/** Error FIS450 with the offset of the tag in question: cut bytes, a length or value that the tag table does not allow. */
export function treeOfBytes(bytes: Uint8Array): Result<TlvNode[], AppError> {
  return decodeLevel(bytes, 0, 1);
}

function decodeLevel(bytes: Uint8Array, offset: number, depth: number): Result<TlvNode[], AppError> {
  if (depth > MAX_DEPTH) return err(appError("FIS450", { what: `containers nested deeper than ${MAX_DEPTH}`, offset }));
  const items = decodeTlv(bytes);
  if (!items.ok) return err(appError("FIS450", { ...items.error.details, offset: offset + Number(items.error.details["offset"]) }));
  const nodes: TlvNode[] = [];
  let at = offset;
  for (const item of items.value) {
    const node = nodeOf(item, at, depth);
    if (!node.ok) return node;
    nodes.push(node.value);
    at += HEADER_BYTES + item.value.length;
  }
  return ok(nodes);
}

function nodeOf({ tag, value: bytes }: TlvItem, offset: number, depth: number): Result<TlvNode, AppError> {
  const info = tagInfo(tag);
  const name = tagName(tag);
  if (info === undefined || info.type === "printed-only") return ok({ tag, name, hex: hexOf(bytes) });
  const isWrongLength = bytes.length > info.maxBytes || (info.fixed && bytes.length !== info.maxBytes);
  if (isWrongLength) return err(appError("FIS450", { what: `tag ${tag} has ${bytes.length} bytes, the format ${info.maxBytes}`, offset }));
  if (info.type === "container") {
    const items = decodeLevel(bytes, offset + HEADER_BYTES, depth + 1);
    return items.ok ? ok({ tag, name, items: items.value }) : items;
  }
  const value = readValue(info, bytes);
  if (value === null) return err(appError("FIS450", { what: `tag ${tag} does not hold a value of its type`, offset }));
  const meaning = typeof value === "boolean" ? null : valueMeaning(tag, value);
  const plain = writeValue(info, value);
  const isExact = plain !== null && hexOf(plain) === hexOf(bytes);
  return ok({ tag, name, value, ...(meaning === null ? {} : { meaning }), ...(isExact ? {} : { hex: hexOf(bytes) }) });
}

/** The bytes of such a tree, read from JSON. Error FIS496 names the place: not a tree, or a value that its tag can't hold. */
export function bytesOfTree(json: unknown): Result<Uint8Array, AppError> {
  const items = itemsOf(json, "", 1);
  return items.ok ? ok(encodeTlv(items.value)) : items;
}

function itemsOf(json: unknown, path: string, depth: number): Result<TlvItem[], AppError> {
  if (!Array.isArray(json)) return err(wrong(path, "a list of tags is expected"));
  if (depth > MAX_DEPTH) return err(wrong(path, `containers nested deeper than ${MAX_DEPTH}`));
  const items: TlvItem[] = [];
  for (const [index, node] of (json as readonly unknown[]).entries()) {
    const item = itemOf(node, `${path}[${index}]`, depth);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

function itemOf(json: unknown, path: string, depth: number): Result<TlvItem, AppError> {
  if (typeof json !== "object" || json === null) return err(wrong(path, "an object with tag and value is expected"));
  const { tag, value, hex, items } = json as Readonly<Record<string, unknown>>;
  if (typeof tag !== "number" || !Number.isInteger(tag) || tag < 0 || tag > MAX_U16)
    return err(wrong(path, "tag must be a number up to 65535"));
  const info = tagInfo(tag);
  if (info?.type === "container") {
    if (value !== undefined || hex !== undefined) return err(wrong(path, `tag ${tag} is a container: it has items, not value or hex`));
    const inside = itemsOf(items, `${path}.items`, depth + 1);
    return inside.ok ? sized(tag, encodeTlv(inside.value), path) : inside;
  }
  if (items !== undefined) return err(wrong(path, `tag ${tag} is no container`));
  const raw = hex === undefined ? null : bytesOfHex(hex);
  if (hex !== undefined && raw === null) return err(wrong(path, "hex must be pairs of hexadecimal digits"));
  if (info === undefined || info.type === "printed-only") {
    return raw === null || value !== undefined
      ? err(wrong(path, `tag ${tag} is not in the table: it takes hex alone`))
      : sized(tag, raw, path);
  }
  if (raw === null) {
    const bytes = writeValue(info, value);
    return bytes === null ? err(wrong(path, `tag ${tag} can't hold ${JSON.stringify(value) ?? "nothing"}`)) : sized(tag, bytes, path);
  }
  const said = readValue(info, raw);
  if (said === null || (value !== undefined && said !== value)) return err(wrong(path, `value and hex of tag ${tag} say different things`));
  return sized(tag, raw, path);
}

function sized(tag: number, value: Uint8Array, path: string): Result<TlvItem, AppError> {
  const info = tagInfo(tag);
  const maxBytes = info === undefined || info.type === "printed-only" ? MAX_U16 : info.maxBytes;
  const fits = value.length <= maxBytes && (info?.fixed !== true || value.length === maxBytes);
  return fits ? ok({ tag, value }) : err(wrong(path, `tag ${tag} would have ${value.length} bytes, the format ${maxBytes}`));
}

function wrong(path: string, what: string): AppError {
  return appError("FIS496", { path: path === "" ? "JSON" : path, what });
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

function bytesOfHex(hex: unknown): Uint8Array | null {
  return typeof hex === "string" && /^([0-9a-fA-F]{2})*$/.test(hex) ? Uint8Array.from(Buffer.from(hex, "hex")) : null;
}
