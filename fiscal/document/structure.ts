import { obligationIn, obligationInside, TAGS, tagInfo } from "./tags.ts";
import type { Ffd, TagInfo } from "./tags.ts";
import { decodeTlv } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";

/** A level of a document: the top of a receipt or correction receipt, or the inside of a container. */
export type TlvPlace = "receipt" | "correction" | number;

export interface StructureDefect {
  /** `missing`: mandatory and not there; `container`: the value is no TLV. */
  readonly kind: "not-here" | "length" | "missing" | "container";
  readonly tag: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** Mandatory tags that the registrar itself writes: document, device, drive, shift, time, signs, version. */
const REGISTRAR_TAGS: ReadonlySet<number> = new Set([1009, 1012, 1037, 1038, 1040, 1041, 1042, 1077, 1187, 1209]);

/**
 * Compares items with the tag table, containers inside included: does the tag belong here in this version, does its value have
 * a permitted length, is anything mandatory missing that is ours to write?
 */
export function structureDefects(items: readonly TlvItem[], place: TlvPlace, ffd: Ffd): StructureDefect[] {
  const present = new Set(items.map(({ tag }) => tag));
  const missing = mandatoryTags(place, ffd)
    .filter((tag) => !present.has(tag))
    .map((tag) => ({ kind: "missing" as const, tag, bytes: 0, maxBytes: tagInfo(tag)?.maxBytes ?? 0 }));
  return [...items.flatMap((item) => itemDefects(item, place, ffd)), ...missing];
}

function itemDefects({ tag, value }: TlvItem, place: TlvPlace, ffd: Ffd): StructureDefect[] {
  const info = tagInfo(tag);
  const obligation = typeof place === "number" ? obligationInside(place, tag, ffd) : obligationIn(place, tag, ffd);
  const defect = { tag, bytes: value.length, maxBytes: info?.maxBytes ?? 0 };
  if (info === undefined || obligation === "." || obligation === "-") return [{ kind: "not-here", ...defect }];
  const found: StructureDefect[] = fits(info, value) ? [] : [{ kind: "length", ...defect }];
  if (info.type !== "container") return found;
  const inside = decodeTlv(value);
  if (!inside.ok) return [...found, { kind: "container", ...defect }];
  return [...found, ...structureDefects(inside.value, tag, ffd)];
}

function fits(info: TagInfo, value: Uint8Array): boolean {
  return value.length <= info.maxBytes && (!info.fixed || value.length === info.maxBytes);
}

const mandatoryByPlace = new Map<string, readonly number[]>();

function mandatoryTags(place: TlvPlace, ffd: Ffd): readonly number[] {
  const key = `${place} ${ffd}`;
  const known = mandatoryByPlace.get(key);
  if (known !== undefined) return known;
  const isMandatory = (tag: number): boolean =>
    (typeof place === "number" ? obligationInside(place, tag, ffd) : obligationIn(place, tag, ffd)) === "M";
  const tags = TAGS.map(({ tag }) => tag).filter((tag) => isMandatory(tag) && !REGISTRAR_TAGS.has(tag));
  mandatoryByPlace.set(key, tags);
  return tags;
}
