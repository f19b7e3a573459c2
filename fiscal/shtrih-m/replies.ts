import { kopecks } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { decodeTlv, findTag } from "../document/tlv.ts";
import type { FnWarning } from "../registrar.ts";
import { ByteReader } from "./byte-fields.ts";
import { isoDate, readClock, readFnDateTime } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";
import type { ModelParameters } from "./model.ts";
import { decodeDeviceText } from "./text.ts";

/** Answers without command bytes and error code (facts, section 3; offsets there count from the command byte). */
export interface ShortStatus {
  readonly flags: number;
  /** Low nibble of the mode byte: режим. */
  readonly mode: number;
  /** High nibble: 0 sale, 1 buy, 2 sale return, 3 buy return, 4 non-fiscal in mode 8. */
  readonly modeStatus: number;
  /** Подрежим: 0 idle, 1 no paper, 2 paper ended while printing, 3 waits for B0h, 4 and 5 printing. */
  readonly submode: number;
  readonly operations: number;
}

export const MODE = { dump: 1, shiftOpen: 2, shiftExpired: 3, shiftClosed: 4, dateWaits: 6, document: 8, testRun: 10 } as const;
export const SUBMODE = { idle: 0, noPaper: 1, paperEnded: 2, waitsContinue: 3, printingReport: 4, printing: 5 } as const;
export const NON_FISCAL_DOCUMENT = 4;

/** Printing was interrupted and waits, for paper or for B0h. */
export function isPrintOwed(submode: number): boolean {
  return submode === SUBMODE.paperEnded || submode === SUBMODE.waitsContinue;
}

const LOW_NIBBLE = 0x0f;

export function shortStatus(data: Uint8Array): ShortStatus {
  const reader = new ByteReader(data, 1);
  const flags = reader.uint(2);
  const modeByte = reader.uint(1);
  const submode = reader.uint(1);
  const operationsLow = reader.uint(1);
  // Battery, supply and the two bytes that were FM and EJ errors once and are garbage now.
  const operationsHigh = reader.skip(4).uint(1);
  return { flags, mode: modeByte & LOW_NIBBLE, modeStatus: modeByte >> 4, submode, operations: operationsLow + operationsHigh * 256 };
}

export interface FullStatus {
  readonly documentNumber: number;
  readonly flags: number;
  readonly mode: number;
  readonly modeStatus: number;
  readonly submode: number;
  readonly clock: LocalSeconds | null;
  /** Low 32 bits; null when not entered. */
  readonly serial: number | null;
  readonly lastClosedShift: number;
}

const NO_SERIAL = 0xffff_ffff;

export function fullStatus(data: Uint8Array): FullStatus {
  // Operator, firmware version, build, date, number in hall.
  const reader = new ByteReader(data, 9);
  const documentNumber = reader.uint(2);
  const flags = reader.uint(2);
  const modeByte = reader.uint(1);
  const submode = reader.uint(1);
  // Port, FM version, build and date: the wire has them although document 1.17 dropped them.
  const clock = readClock(reader.skip(8));
  const serial = reader.skip(1).uint(4);
  const lastClosedShift = reader.uint(2);
  return {
    documentNumber,
    flags,
    mode: modeByte & LOW_NIBBLE,
    modeStatus: modeByte >> 4,
    submode,
    clock,
    serial: serial === NO_SERIAL ? null : serial,
    lastClosedShift,
  };
}

export interface FnStatus {
  readonly currentDocument: number;
  readonly isShiftOpen: boolean;
  readonly warnings: number;
  readonly lastDocumentAt: LocalSeconds | null;
  readonly fnSerial: string;
  readonly lastFdNumber: number;
}

/** Current document of FF01: none, or a receipt begun. */
export const FN_NO_DOCUMENT = 0x00;

export function fnStatus(data: Uint8Array): FnStatus {
  const reader = new ByteReader(data, 1);
  const currentDocument = reader.uint(1);
  const isShiftOpen = reader.skip(1).uint(1) !== 0;
  const warnings = reader.uint(1);
  const lastDocumentAt = readFnDateTime(reader);
  const fnSerial = reader.ascii(16);
  return { currentDocument, isShiftOpen, warnings, lastDocumentAt, fnSerial, lastFdNumber: reader.uint(4) };
}

/** Warning bits of FF01, from the lowest. */
const WARNINGS: readonly FnWarning[] = ["resource-3-days", "resource-30-days", "memory-90-percent", "ofd-ticket-overdue"];

export function fnWarnings(bits: number): readonly FnWarning[] {
  return WARNINGS.filter((_, bit) => ((bits >> bit) & 1) === 1);
}

/** FF03 has 6 bytes in the document and 8 in the vendor's driver: only the first three matter here. */
export function fnExpiry(data: Uint8Array): string | null {
  const reader = new ByteReader(data);
  return isoDate(reader.uint(1), reader.uint(1), reader.uint(1));
}

export const FD_TYPE = { openShift: 2, receipt: 3, strictForm: 4, closeShift: 5, correction: 31 } as const;

export interface FoundDocument {
  readonly type: number;
  readonly at: LocalSeconds | null;
  readonly fdNumber: number;
  /** ФПД as the decimal number of the QR. */
  readonly fiscalSign: string;
  /** Shift open and close. */
  readonly shiftNumber: number | null;
  /** Receipts: 1 приход, 2 возврат прихода, 3 расход, 4 возврат расхода. */
  readonly operation: number | null;
  readonly totalKop: Kopecks | null;
}

/** Null when the answer is shorter than its type needs. */
export function foundDocument(data: Uint8Array): FoundDocument | null {
  const reader = new ByteReader(data);
  const type = reader.uint(1);
  const at = readFnDateTime(reader.skip(1));
  const fdNumber = reader.uint(4);
  const fiscalSign = String(reader.uint(4));
  const isShift = type === FD_TYPE.openShift || type === FD_TYPE.closeShift;
  const isReceipt = type === FD_TYPE.receipt || type === FD_TYPE.strictForm || type === FD_TYPE.correction;
  const shiftNumber = isShift ? reader.uint(2) : null;
  const operation = isReceipt ? reader.uint(1) : null;
  const totalKop = isReceipt ? kopecks(reader.uint(5)) : null;
  return reader.isShort ? null : { type, at, fdNumber, fiscalSign, shiftNumber, operation, totalKop };
}

export interface ReceiptClosed {
  readonly changeKop: Kopecks;
  readonly fdNumber: number;
  readonly fiscalSign: string;
  /** Only in the extended answer (21 bytes). */
  readonly at: LocalSeconds | null;
}

const FN_DATE_TIME_BYTES = 5;

export function receiptClosed(data: Uint8Array): ReceiptClosed {
  const reader = new ByteReader(data);
  const changeKop = kopecks(reader.uint(5));
  const fdNumber = reader.uint(4);
  const fiscalSign = String(reader.uint(4));
  const at = reader.left >= FN_DATE_TIME_BYTES ? readFnDateTime(reader) : null;
  return { changeKop, fdNumber, fiscalSign, at };
}

/** FF4A: number in the shift, then as FF45 without the change. */
export function correctionClosed(data: Uint8Array): ReceiptClosed {
  const reader = new ByteReader(data, 2);
  const fdNumber = reader.uint(4);
  const fiscalSign = String(reader.uint(4));
  const at = reader.left >= FN_DATE_TIME_BYTES ? readFnDateTime(reader) : null;
  return { changeKop: kopecks(0), fdNumber, fiscalSign, at };
}

/** 89h: operator, sum. */
export function subtotal(data: Uint8Array): Kopecks {
  return kopecks(new ByteReader(data, 1).uint(5));
}

/** 1Ah: operator, value of 6 bytes. */
export function cashRegister(data: Uint8Array): Kopecks {
  return kopecks(new ByteReader(data, 1).uint(6));
}

/** Operation registers: how many cash movements there were (facts, section 3.6). */
export const CASH_IN_COUNT = 153;
export const CASH_OUT_COUNT = 154;

/** 1Bh: operator, value of 2 bytes. */
export function operationRegister(data: Uint8Array): number {
  return new ByteReader(data, 1).uint(2);
}

export interface OfdStatus {
  readonly queue: number;
  readonly oldest: LocalSeconds | null;
}

export function ofdStatus(data: Uint8Array): OfdStatus {
  const reader = new ByteReader(data, 2);
  const queue = reader.uint(2);
  const oldest = readFnDateTime(reader.skip(4));
  return { queue, oldest: queue === 0 ? null : oldest };
}

/** FCh: name of the model. */
export function deviceName(data: Uint8Array): string {
  return decodeDeviceText(data.subarray(6));
}

/** F7h: the tail grows with the firmware, so fields that are not there are null. */
export function modelParameters(data: Uint8Array): ModelParameters {
  const at = (offset: number): number | null => data[offset] ?? null;
  let features = 0n;
  for (let i = 7; i >= 0; i--) features = features * 256n + BigInt(data[i] ?? 0);
  // Offsets of the facts minus command and error bytes.
  return { features, printWidth: at(8) ?? 0, fnTable: at(31), ofdTable: at(32), ffdTable: at(34), ffdField: at(35) };
}

/** FF61: what the drive says, the length of the rest; then the answer's code, tag 2106, TLV. */
const CHECK_LOCAL_BYTES = 4;
const CHECK_HEAD_BYTES = CHECK_LOCAL_BYTES + 2;
const OPERATOR_CODE_TAG = 2105;
const OPERATOR_STATUS_TAG = 2109;

export interface MarkingCheck {
  /** Tag 2004: 0 not checkable by the drive, 1 negative, 3 positive. */
  readonly local: number;
  /** Why the drive did not check by itself: 0 it did, 1 not such a kind of code, 2 no key, 3 no 91/92 or a wrong form, 4 other. */
  readonly reason: number;
  /** Tag 2100. */
  readonly kind: number;
  /** Code of the online check; 20h with a cause, FFh = the server did not answer in time; null = autonomous. */
  readonly online: number | null;
  /** Tag 2106, or the cause when `online` is 20h. */
  readonly result: number | null;
  /** Tags 2105 and 2109 of the operator's answer; null: none came. */
  readonly operatorCode: number | null;
  readonly operatorStatus: number | null;
}

export function markingCheck(data: Uint8Array): MarkingCheck {
  const [local = 0, reason = 0, kind = 0, extra = 0, online, result] = data;
  const hasOnline = extra > 0 && online !== undefined;
  const answer = decodeTlv(data.subarray(CHECK_HEAD_BYTES, CHECK_LOCAL_BYTES + extra));
  const byte = (tag: number): number | null => (hasOnline && answer.ok ? (findTag(answer.value, tag)?.value[0] ?? null) : null);
  return {
    local,
    reason,
    kind,
    online: hasOnline ? online : null,
    result: hasOnline && result !== undefined ? result : null,
    operatorCode: byte(OPERATOR_CODE_TAG),
    operatorStatus: byte(OPERATOR_STATUS_TAG),
  };
}

/** FF69: tag 2106; null when the device does not tell. */
export function markingResult(data: Uint8Array): number | null {
  return data[0] ?? null;
}
