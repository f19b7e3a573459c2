import { kopToDecimal } from "../../../config/money.ts";
import { decodeFvln, decodeTlv, decodeVln, tlvText, type TlvItem } from "../../document/tlv.ts";
import { TAGS } from "../../document/tags.ts";
import { FD_TYPE, type StoredFd } from "../fiscal-drive/index.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { roubles } from "./decimal.ts";

const FORMS = new Map(TAGS.map((info) => [info.tag, info.type]));
/** Whole numbers that are no money though the format codes them alike. */
const PLAIN_NUMBERS: ReadonlySet<number> = new Set([1293, 1294]);

const TYPE_WORDS: Readonly<Record<number, string>> = {
  [FD_TYPE.registration]: "registration",
  [FD_TYPE.shiftOpen]: "openShift",
  [FD_TYPE.receipt]: "receipt",
  [FD_TYPE.shiftClose]: "closeShift",
  [FD_TYPE.stateReport]: "ofdExchangeStatus",
  [FD_TYPE.correction]: "receiptCorrection",
  4: "bso",
  6: "closeArchive",
  11: "changeRegistrationParameters",
  41: "bsoCorrection",
};

export function typeWord(type: number): string {
  return TYPE_WORDS[type] ?? "receipt";
}

/** A stored document by tag numbers: containers as objects, repeated tags as lists, money in roubles, bytes in base64. */
export function documentFields(kkt: AtolKkt, document: StoredFd): Record<string, unknown> {
  return fieldsOf(kkt, document.body);
}

function fieldsOf(kkt: AtolKkt, bytes: Uint8Array): Record<string, unknown> {
  const items = decodeTlv(bytes);
  const fields: Record<string, unknown> = {};
  for (const item of items.ok ? items.value : []) {
    const value = fieldValue(kkt, item);
    const before = fields[item.tag];
    fields[item.tag] = before === undefined ? value : Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
  }
  return fields;
}

function fieldValue(kkt: AtolKkt, { tag, value }: TlvItem): unknown {
  switch (FORMS.get(tag)) {
    case "container":
      return fieldsOf(kkt, value);
    case "text":
      return tlvText(value).trimEnd();
    case "flag":
      return value[0] !== 0;
    case "decimal": {
      const number = decodeFvln(value);
      return number.ok ? number.value / 1_000_000 : null;
    }
    case "time": {
      const seconds = decodeVln(value);
      return seconds.ok ? kkt.isoTime(seconds.value as Parameters<AtolKkt["isoTime"]>[0]) : null;
    }
    case "number": {
      const number = decodeVln(value);
      if (!number.ok) return null;
      return PLAIN_NUMBERS.has(tag) ? number.value : roubles(number.value);
    }
    case "byte":
    case "bits":
    case "u16":
    case "u32": {
      const number = decodeVln(value);
      return number.ok ? number.value : null;
    }
    default:
      return Buffer.from(value).toString("base64");
  }
}

/** The QR string of a stored receipt; empty for the other documents. */
export function documentQr(kkt: AtolKkt, document: StoredFd): string {
  if (document.operation === null || document.totalKop === null) return "";
  const iso = new Date(document.at * 1000).toISOString();
  const time = `${iso.slice(0, 10).replaceAll("-", "")}T${iso.slice(11, 16).replace(":", "")}`;
  const { serial } = kkt.drive.state;
  return `t=${time}&s=${kopToDecimal(document.totalKop)}&fn=${serial}&i=${document.fdNumber}&fp=${document.fiscalSign}&n=${document.operation}`;
}
