import type { Kopecks, Quantity } from "../../config/money.ts";
import type { ReceiptKind } from "../document/fiscal-document.ts";
import { settlementSign } from "../document/settlement.ts";
import { ByteWriter } from "./byte-fields.ts";
import { writeDate, writeTime } from "./device-time.ts";
import type { LocalSeconds } from "./device-time.ts";

/** Parameters of commands, after the password (facts, sections 3.6, 4.2, 4.4, 4.5, 4.9). Money is 5 bytes of kopecks. */
const MONEY_BYTES = 5;
const QUANTITY_BYTES = 6;
const PAYMENT_COUNT = 16;
const TAX_SUM_COUNT = 6;
/** FF×5: the device computes the sum itself. */
const NOT_GIVEN = [0xff, 0xff, 0xff, 0xff, 0xff];
/** FF46 takes at most 128 bytes of name. */
export const MAX_NAME_BYTES = 128;
export const LINE_BYTES = 40;
/** Receipt roll (чековая лента); bit 0 would be the journal. */
const RECEIPT_ROLL = 0x02;

export const NO_PARAMETERS = new Uint8Array(0);

export function tableCell(table: number, row: number, field: number): Uint8Array {
  return new ByteWriter().uint(table, 1).uint(row, 2).uint(field, 1).done();
}

export function tableValue(table: number, row: number, field: number, value: Uint8Array): Uint8Array {
  return new ByteWriter()
    .bytes(tableCell(table, row, field))
    .bytes(value)
    .done();
}

/** Registers above 255 have two-byte numbers. */
export function registerNumber(number: number): Uint8Array {
  return new ByteWriter().uint(number, number > 0xff ? 2 : 1).done();
}

export function modelQuery(): Uint8Array {
  return Uint8Array.of(1);
}

export function documentNumber(fdNumber: number): Uint8Array {
  return new ByteWriter().uint(fdNumber, 4).done();
}

export function date(local: LocalSeconds): Uint8Array {
  return writeDate(new ByteWriter(), local).done();
}

export function time(local: LocalSeconds): Uint8Array {
  return writeTime(new ByteWriter(), local).done();
}

export function money(sumKop: Kopecks): Uint8Array {
  return new ByteWriter().uint(sumKop, MONEY_BYTES).done();
}

/** 8Dh, and the high nibble of mode 8: приход, расход, возврат прихода, возврат расхода. Not the numbers of FF46. */
export const OPEN_TYPES: Readonly<Record<ReceiptKind, number>> = { sale: 0, purchase: 1, refund: 2, "purchase-refund": 3 };

/** Added to the type of 8Dh: the receipt is a correction (чек коррекции of ФФД 1.1 and 1.2). */
export const CORRECTION_BIT = 0x80;

export function receiptType(kind: ReceiptKind, isCorrection: boolean): Uint8Array {
  return Uint8Array.of(OPEN_TYPES[kind] + (isCorrection ? CORRECTION_BIT : 0));
}

export function drawer(): Uint8Array {
  return Uint8Array.of(0);
}

export function cutType(partial: boolean): Uint8Array {
  return Uint8Array.of(partial ? 1 : 0);
}

export function feedLines(lines: number): Uint8Array {
  return Uint8Array.of(RECEIPT_ROLL, lines);
}

/** 17h: flags and exactly 40 bytes. */
export function textLine(text: Uint8Array): Uint8Array {
  return new ByteWriter().uint(RECEIPT_ROLL, 1).padded(text, LINE_BYTES).done();
}

export interface ItemFields {
  readonly kind: ReceiptKind;
  readonly quantity: Quantity;
  readonly priceKop: Kopecks;
  readonly sumKop: Kopecks;
  readonly vatByte: number;
  readonly department: number;
  readonly method: number;
  readonly subject: number;
  /** CP1251, at most 128 bytes. */
  readonly name: Uint8Array;
}

/** FF46: operation as in tag 1054, not as in 8Dh. The tax sum is left to the device. */
export function item(fields: ItemFields): Uint8Array {
  return new ByteWriter()
    .uint(settlementSign(fields.kind), 1)
    .uint(fields.quantity, QUANTITY_BYTES)
    .uint(fields.priceKop, MONEY_BYTES)
    .uint(fields.sumKop, MONEY_BYTES)
    .bytes(NOT_GIVEN)
    .uint(fields.vatByte, 1)
    .uint(fields.department, 1)
    .uint(fields.method, 1)
    .uint(fields.subject, 1)
    .bytes(fields.name.subarray(0, MAX_NAME_BYTES))
    .done();
}

/** FF45: payments by their number 1..16. Tax sums stay zero: the device computes them (tax mode 0). */
export function closeReceipt(payments: ReadonlyMap<number, Kopecks>, roundingKop: number, taxSystemBit: number): Uint8Array {
  const writer = new ByteWriter();
  for (let number = 1; number <= PAYMENT_COUNT; number++) writer.uint(payments.get(number) ?? 0, MONEY_BYTES);
  writer.uint(roundingKop, 1);
  for (let i = 0; i < TAX_SUM_COUNT; i++) writer.uint(0, MONEY_BYTES);
  return writer.uint(taxSystemBit, 1).done();
}

/** FF61, layout of 1.17: planned status (2003), mode 0 (2102), lengths, code as scanned, TLV. */
export function checkMarking(plannedStatus: number, code: Uint8Array, tlv: Uint8Array): Uint8Array {
  return new ByteWriter().uint(plannedStatus, 1).uint(0, 1).uint(code.length, 1).uint(tlv.length, 1).bytes(code).bytes(tlv).done();
}

export type MarkingDecision = "reject" | "accept" | "clear";

const MARKING_DECISIONS: Readonly<Record<MarkingDecision, number>> = { reject: 0, accept: 1, clear: 2 };

/** FF69. */
export function markingDecision(decision: MarkingDecision): Uint8Array {
  return Uint8Array.of(MARKING_DECISIONS[decision]);
}

/** FF67. */
export function bindMarking(code: Uint8Array): Uint8Array {
  return new ByteWriter().uint(code.length, 1).bytes(code).done();
}

/** FF4A: sums by payment, then VAT and turnovers in the order of tags 1102, 1103, 1104, 1105, 1106, 1107. */
export interface CorrectionFields {
  /** Tag 1173: 0 own decision, 1 order. */
  readonly basis: 0 | 1;
  /** Tag 1054. */
  readonly sign: number;
  readonly totalKop: Kopecks;
  /** Cash, electronic, prepaid, credit, counter-provision. */
  readonly payments: readonly Kopecks[];
  readonly taxes: readonly Kopecks[];
  readonly taxSystemBit: number;
}

export function correctionFields(fields: CorrectionFields): Uint8Array {
  const writer = new ByteWriter().uint(fields.basis, 1).uint(fields.sign, 1);
  for (const sum of [fields.totalKop, ...fields.payments, ...fields.taxes]) writer.uint(sum, MONEY_BYTES);
  return writer.uint(fields.taxSystemBit, 1).done();
}

/** DDh always carries whole blocks. */
export const BLOCK_BYTES = 64;
/** What DDh fills: the buffer of barcodes, or that of FF64. */
export const BLOCKS = { barcode: 0, tlv: 1 } as const;

export function loadBlock(kind: number, number: number, data: Uint8Array): Uint8Array {
  const block = data.subarray(number * BLOCK_BYTES, (number + 1) * BLOCK_BYTES);
  return new ByteWriter().uint(kind, 1).uint(number, 1).padded(block, BLOCK_BYTES).done();
}

const QR = 3;
const QR_DOT = 4;
const QR_LEVEL_M = 1;
const CENTRE = 1;

/** DEh: version and mask left to the device. */
export function qrCode(length: number): Uint8Array {
  return new ByteWriter().uint(QR, 1).uint(length, 2).bytes([0, 0, 0, QR_DOT, 0, QR_LEVEL_M, CENTRE]).done();
}
