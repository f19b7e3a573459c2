import { decodeTlv, decodeUnixTime, findTag } from "../document/tlv.ts";
import { ByteReader } from "./byte-fields.ts";
import { isoDate, readFnDateTime } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";
import { decodeDeviceText } from "./text.ts";

/** Answers about the fiscal drive and the settings, without command bytes and error code (facts, sections 3.4 and 3.6). */
export interface RegistrationTotals {
  readonly at: LocalSeconds | null;
  readonly inn: string;
  readonly registrationNumber: string;
  /** Tag 1062. */
  readonly taxSystemMask: number;
  /** 0 encryption, 1 autonomous, 2 automatic, 3 services, 4 strict forms, 5 internet [memory: FN protocol]. */
  readonly modeBits: number;
  /** 0 excise, 1 gambling, 2 lottery, 3 printer in automat, 4 marked goods [memory: FN protocol]; null before FFD 1.1. */
  readonly extendedBits: number | null;
  readonly ofdInn: string | null;
  readonly fdNumber: number;
}

/** Bytes from the extended signs on: 1 + 12 + 4 + 4 + 4; before FFD 1.1 there are number, sign and maybe a time. */
const EXTENDED_TAIL_BYTES = 25;

/** FF09. */
export function registrationTotals(data: Uint8Array): RegistrationTotals {
  const reader = new ByteReader(data);
  const at = readFnDateTime(reader);
  const inn = reader.ascii(12);
  const registrationNumber = reader.ascii(20);
  const taxSystemMask = reader.uint(1);
  const modeBits = reader.uint(1);
  const isExtended = reader.left >= EXTENDED_TAIL_BYTES;
  const extendedBits = isExtended ? reader.uint(1) : null;
  const ofdInn = isExtended ? reader.ascii(12) : null;
  if (isExtended) reader.skip(4);
  return { at, inn, registrationNumber, taxSystemMask, modeBits, extendedBits, ofdInn, fdNumber: reader.uint(4) };
}

export interface DriveSpace {
  /** Documents that still fit. */
  readonly documentsLeft: number;
  /** Kilobytes of the area of 30 days. */
  readonly freeKb: number;
  /** Fill of the area of notices; null where the drive keeps none. */
  readonly noticesPercent: number | null;
}

/** FF63. */
export function driveSpace(data: Uint8Array): DriveSpace {
  const reader = new ByteReader(data);
  const documentsLeft = reader.uint(4);
  const freeKb = reader.uint(4);
  return { documentsLeft, freeKb, noticesPercent: reader.left > 0 ? reader.uint(1) : null };
}

/** FF68: state, count, then the first one waiting. */
export function noticeCount(data: Uint8Array): number {
  return new ByteReader(data, 1).uint(2);
}

/** FF40. */
export function currentShift(data: Uint8Array): { readonly isOpen: boolean; readonly number: number; readonly receipts: number } {
  const reader = new ByteReader(data);
  return { isOpen: reader.uint(1) !== 0, number: reader.uint(2), receipts: reader.uint(2) };
}

/**
 * FF3C. No document gives the form: TLV of the operator's confirmation (1012, 1078), or the drive's own layout of time, 18 bytes
 * of sign and number of the document [memory]. Anything else is shown as bytes.
 */
export interface OfdTicket {
  readonly at: LocalSeconds | null;
  readonly sign: string;
  readonly bytes: string;
}

const TICKET_SIGN_BYTES = 18;
const TIME_TAG = 1012;
const OFD_SIGN_TAG = 1078;
const TICKET_BYTES = 27;

export function ofdTicket(data: Uint8Array): OfdTicket {
  const bytes = Buffer.from(data).toString("hex");
  const items = decodeTlv(data);
  if (data.length > 0 && items.ok) {
    const time = findTag(items.value, TIME_TAG);
    const at = time === undefined ? null : decodeUnixTime(time.value);
    const sign = findTag(items.value, OFD_SIGN_TAG);
    return { at: at?.ok === true ? at.value : null, sign: sign === undefined ? "" : Buffer.from(sign.value).toString("hex"), bytes };
  }
  if (data.length !== TICKET_BYTES) return { at: null, sign: "", bytes };
  const reader = new ByteReader(data);
  const at = readFnDateTime(reader);
  return { at, sign: Buffer.from(reader.bytes(TICKET_SIGN_BYTES)).toString("hex"), bytes };
}

/** Bits of the first byte of FF39. */
export const OFD_STATES: readonly { readonly code: string; readonly words: { readonly ru: string; readonly en: string } }[] = [
  { code: "connected", words: { ru: "связь установлена", en: "connected" } },
  { code: "messageWaiting", words: { ru: "есть сообщение для ОФД", en: "message waiting" } },
  { code: "waitsForTicket", words: { ru: "ждёт подтверждения ОФД", en: "waits for the OFD's ticket" } },
  { code: "commandFromOfd", words: { ru: "есть команда от ОФД", en: "command from the OFD" } },
  { code: "settingsChanged", words: { ru: "настройки изменены", en: "settings changed" } },
  { code: "waitsForReply", words: { ru: "ждёт ответа на команду", en: "waits for a reply to a command" } },
];

export function ofdExchange(data: Uint8Array): { readonly state: number; readonly queue: number; readonly firstFdNumber: number } {
  const reader = new ByteReader(data);
  const state = reader.uint(1);
  const queue = reader.skip(1).uint(2);
  return { state, queue, firstFdNumber: reader.uint(4) };
}

export interface TableInfo {
  readonly name: string;
  readonly rows: number;
  readonly fields: number;
}

const NAME_BYTES = 40;

/** 2Dh. */
export function tableInfo(data: Uint8Array): TableInfo {
  const reader = new ByteReader(data);
  const name = decodeDeviceText(reader.bytes(NAME_BYTES));
  return { name, rows: reader.uint(2), fields: reader.uint(1) };
}

export interface FieldInfo {
  readonly name: string;
  readonly kind: "number" | "text";
  readonly size: number;
  readonly min: number | null;
  readonly max: number | null;
}

/** Longest number that is exact here; a wider field is shown without limits. */
const MAX_NUMBER_BYTES = 6;
const CHAR_TYPE = 1;

/** 2Eh: limits stand only behind numbers. */
export function fieldInfo(data: Uint8Array): FieldInfo {
  const reader = new ByteReader(data);
  const name = decodeDeviceText(reader.bytes(NAME_BYTES));
  const kind = reader.uint(1) === CHAR_TYPE ? "text" : "number";
  const size = reader.uint(1);
  const hasLimits = kind === "number" && size <= MAX_NUMBER_BYTES && reader.left >= size * 2;
  return { name, kind, size, min: hasLimits ? reader.uint(size) : null, max: hasLimits ? reader.uint(size) : null };
}

/** 11h: version and build, "C.1.3001", date of the firmware; null when it is no date. */
export function firmware(data: Uint8Array): { readonly version: string; readonly date: string | null } {
  const reader = new ByteReader(data, 1);
  const version = reader.ascii(2);
  const build = reader.uint(2);
  const [day, month, year] = [reader.uint(1), reader.uint(1), reader.uint(1)];
  return { version: `${version.slice(0, 1)}.${version.slice(1)}.${build}`, date: isoDate(year, month, day) };
}
