import { decodeFvln, decodeTlv, decodeVln, tlvText, type TlvItem } from "../../document/tlv.ts";
import type { StoredFd } from "../fiscal-drive/index.ts";

/** A TLV for people and tests: always the bytes, and the reading that the tag's type allows. */
export interface TlvJson {
  readonly tag: number;
  readonly hex: string;
  readonly text?: string;
  readonly number?: number;
  readonly items?: readonly TlvJson[];
}

export interface DocumentJson {
  readonly fdNumber: number;
  readonly type: number;
  readonly fiscalSign: string;
  readonly at: string;
  readonly shiftNumber: number;
  readonly receiptNumber: number;
  readonly operation: number | null;
  readonly totalKop: number | null;
  readonly sent: boolean;
  readonly tlv: readonly TlvJson[];
}

/** Containers and texts of the format among the tags that the drive stores; all others are numbers or plain bytes. */
const CONTAINERS: ReadonlySet<number> = new Set([
  1059, 1084, 1115, 1119, 1129, 1130, 1131, 1132, 1133, 1145, 1146, 1157, 1158, 1163, 1174, 1194, 1223, 1224, 1232, 1233, 1234, 1235, 1256,
  1260, 1261, 1270, 1291, 2007,
]);
const TEXTS: ReadonlySet<number> = new Set([
  1005, 1008, 1009, 1013, 1016, 1017, 1018, 1021, 1026, 1030, 1036, 1037, 1041, 1044, 1046, 1048, 1060, 1073, 1074, 1075, 1085, 1086, 1117,
  1171, 1177, 1179, 1187, 1188, 1191, 1192, 1197, 1203, 1208, 1225, 1226, 1227, 1228, 1230, 1231, 1237, 1238, 1243, 1244, 1245, 1246, 1254,
  1262, 1263, 1264, 1265, 1272, 1300, 1301, 1302, 1303, 1304, 1305, 1306, 1307, 1308, 1309, 1320, 1321, 1322, 1323, 1324, 1325, 2000, 2101,
  2115,
]);
const BYTES: ReadonlySet<number> = new Set([1077, 1078, 1162]);
const QUANTITY = 1023;

export function documentJson(document: StoredFd): DocumentJson {
  return {
    fdNumber: document.fdNumber,
    type: document.type,
    fiscalSign: String(document.fiscalSign),
    at: new Date(document.at * 1000).toISOString().slice(0, 19),
    shiftNumber: document.shiftNumber,
    receiptNumber: document.receiptNumber,
    operation: document.operation,
    totalKop: document.totalKop,
    sent: document.ticket !== null,
    tlv: tlvJson(document.body),
  };
}

export function tlvJson(bytes: Uint8Array): TlvJson[] {
  const items = decodeTlv(bytes);
  return items.ok ? items.value.map(itemJson) : [];
}

function itemJson({ tag, value }: TlvItem): TlvJson {
  const base = { tag, hex: Buffer.from(value).toString("hex") };
  if (CONTAINERS.has(tag)) return { ...base, items: tlvJson(value) };
  if (TEXTS.has(tag)) return { ...base, text: tlvText(value).trimEnd() };
  if (BYTES.has(tag)) return base;
  const number = tag === QUANTITY ? decodeFvln(value) : decodeVln(value);
  return number.ok ? { ...base, number: number.value } : base;
}
