import { decodeTlv, findTag, type TlvItem } from "../../document/tlv.ts";
import { TAG } from "./tags.ts";

/** What lies inside tag 1174. */
export const BASIS_TAGS: ReadonlySet<number> = new Set([TAG.correctionDescription, TAG.correctionDate, TAG.correctionOrder]);

/** Content of tag 1174 from the host's tags: its own inside, and those that came flat. */
export function correctionBasis(tags: readonly TlvItem[]): TlvItem[] {
  const flat = tags.filter(({ tag }) => BASIS_TAGS.has(tag));
  const given = findTag(tags, TAG.correctionBasis);
  const inner = given === undefined ? null : decodeTlv(given.value);
  return inner?.ok ? [...inner.value.filter(({ tag }) => findTag(flat, tag) === undefined), ...flat] : flat;
}
