import { decodeCp866 } from "../../../config/cp866.ts";
import { decodeTlv } from "../../../fiscal/document/tlv.ts";
import type { TlvItem } from "../../../fiscal/document/tlv.ts";

/** A tag as people read it: money and codes as numbers, quantities in millionths, texts without padding, containers inside. */
export type Readable = number | string | ReadableTags;
export interface ReadableTags {
  readonly [tag: number]: Readable | readonly Readable[];
}

const CONTAINERS: ReadonlySet<number> = new Set([1059, 1084, 1115, 1119, 1163, 1174, 1223, 1224, 1256, 1260, 1261, 1270, 1291]);
const TEXTS: ReadonlySet<number> = new Set([
  1005, 1008, 1009, 1016, 1018, 1021, 1026, 1030, 1036, 1037, 1041, 1044, 1048, 1060, 1073, 1074, 1075, 1085, 1086, 1117, 1171, 1177, 1179,
  1187, 1191, 1192, 1197, 1203, 1225, 1226, 1227, 1228, 1230, 1231, 1243, 1244, 1245, 1246, 1254, 1262, 1263, 1264, 1265, 1292, 1300, 1302,
  1304, 1305, 1306, 1308, 1309,
]);
const QUANTITY = 1023;
const BYTES: ReadonlySet<number> = new Set([1077, 1162]);

export function readableTags(items: readonly TlvItem[]): ReadableTags {
  const read: Record<number, Readable | readonly Readable[]> = {};
  for (const { tag, value } of items) {
    const one = readable(tag, value);
    const before = read[tag];
    read[tag] = before === undefined ? one : [...listOf(before), one];
  }
  return read;
}

function readable(tag: number, value: Uint8Array): Readable {
  if (CONTAINERS.has(tag)) {
    const inside = decodeTlv(value);
    if (!inside.ok) throw new Error(`tag ${tag} is no sequence of tags: ${Buffer.from(value).toString("hex")}`);
    return readableTags(inside.value);
  }
  if (TEXTS.has(tag)) return decodeCp866(value).trimEnd();
  if (BYTES.has(tag)) return Buffer.from(value).toString("hex");
  if (tag === QUANTITY) return littleEndian(value.subarray(1)) * 10 ** (6 - (value[0] ?? 0));
  return littleEndian(value);
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

function isList(value: Readable | readonly Readable[]): value is readonly Readable[] {
  return Array.isArray(value);
}

export function listOf(value: Readable | readonly Readable[] | undefined): readonly Readable[] {
  return value === undefined ? [] : isList(value) ? value : [value];
}

/**
 * What is wanted and not there, as "1059[2].1030: …". Sums of zero may be left out; a registrar's own tags beside ours are welcome.
 * A container holds what is wanted in it and may hold more.
 */
export function lacking(wanted: ReadableTags, stored: ReadableTags, where = ""): string[] {
  return Object.entries(wanted).flatMap(([tag, value]) => {
    const found = listOf(stored[Number(tag)]);
    return listOf(value).flatMap((one, index) => {
      const place = `${where}${tag}${index === 0 ? "" : `[${index}]`}`;
      const other = found[index];
      if (typeof one === "object") return typeof other === "object" ? lacking(one, other, `${place}.`) : [`${place}: no container`];
      if (one === other || (one === 0 && other === undefined)) return [];
      return [`${place}: ${JSON.stringify(one)} wanted, ${JSON.stringify(other)} stored`];
    });
  });
}
