import type { Operation } from "../fiscal-drive/index.ts";
import { WIRE_OPERATIONS } from "./mode.ts";
import type { ShtrihKkt } from "./shtrih-kkt.ts";
import type { ByOperation, OperationRegisters } from "./state.ts";

const LAST_CASH_REGISTER = 255;
/** Registers with two-byte numbers: payment kinds 5–16 of the receipt, of the shift, turnovers of taxes 5 and 6. */
const FIRST_LONG_REGISTER = 4096;
const LAST_LONG_REGISTER = 4199;
const LAST_OPERATION_REGISTER = 255;
/** Rows of the device's tax table as codes of tag 1199: 20 %, 10 %, 0 %, none (groups А–Г of the classic registers), 20/120, 10/110. */
const DEVICE_TAXES = [1, 2, 5, 6, 3, 4] as const;
const CLASSIC_TAXES = 4;
const LATE_TAXES = 2;
const CLASSIC_PAYMENTS = 4;
const LATE_PAYMENTS = 12;
const DEPARTMENTS = 16;

/** Sum of a row of the device's tax table. */
function ofTax(sums: readonly number[] | undefined, row: number): number | undefined {
  return sums?.[(DEVICE_TAXES[row] ?? 0) - 1];
}

type Sums = Pick<OperationRegisters, "payments" | "vat" | "turnover" | "departments">;

/**
 * Money register (денежный регистр) by the settings guide for desktop registrars; null = no such register. Numbers that
 * no source explains hold zero. 121–184 (departments in the shift), 4144–4191 (payment kinds 5–16 in the shift) and 4192–4199
 * (turnover of taxes 5 and 6 in the receipt) are as the vendor's Java driver reads them; 0–63 and 4096–4143 follow from those.
 */
export function cashRegister(kkt: ShtrihKkt, number: number): number | null {
  if (number > LAST_CASH_REGISTER && (number < FIRST_LONG_REGISTER || number > LAST_LONG_REGISTER)) return null;
  const { state } = kkt;
  const receipt = (op: Operation): Sums | null => (state.lastReceipt?.operation === op ? state.lastReceipt : null);
  const open = openReceiptSums(kkt);
  const ofReceipt = (op: Operation): Sums | null => (open === null ? receipt(op) : open.operation === op ? open.sums : null);
  const ofShift = (op: Operation): Sums => state.shift[op];
  const groups: readonly [first: number, count: number, read: (index: number, op: Operation) => number | undefined][] = [
    [0, DEPARTMENTS, (i, op) => ofReceipt(op)?.departments[i]],
    [72, CLASSIC_PAYMENTS, (i, op) => ofReceipt(op)?.payments[i]],
    [88, CLASSIC_TAXES, (i, op) => ofTax(ofReceipt(op)?.turnover, i)],
    [104, CLASSIC_TAXES, (i, op) => ofTax(ofReceipt(op)?.vat, i)],
    [121, DEPARTMENTS, (i, op) => ofShift(op).departments[i]],
    [193, CLASSIC_PAYMENTS, (i, op) => ofShift(op).payments[i]],
    [209, CLASSIC_TAXES, (i, op) => ofTax(ofShift(op).turnover, i)],
    [225, CLASSIC_TAXES, (i, op) => ofTax(ofShift(op).vat, i)],
    [4096, LATE_PAYMENTS, (i, op) => ofReceipt(op)?.payments[CLASSIC_PAYMENTS + i]],
    [4144, LATE_PAYMENTS, (i, op) => ofShift(op).payments[CLASSIC_PAYMENTS + i]],
    [4192, LATE_TAXES, (i, op) => ofTax(ofReceipt(op)?.turnover, CLASSIC_TAXES + i)],
  ];
  for (const [first, count, read] of groups) {
    const offset = number - first;
    const op = WIRE_OPERATIONS[offset & 3];
    if (offset >= 0 && offset < count * 4 && op !== undefined) return read(offset >> 2, op) ?? 0;
  }
  return singleCashRegister(kkt, number);
}

function singleCashRegister(kkt: ShtrihKkt, number: number): number {
  const { state } = kkt;
  if (number === 120) return state.lastReceipt?.payments[0] ?? 0;
  if (number === 241) return state.drawerKop;
  if (number === 242) return state.cashIn.sumKop;
  if (number === 243) return state.cashOut.sumKop;
  const op = WIRE_OPERATIONS[number - 249];
  return op === undefined ? 0 : state.cancelledKop[op];
}

/** Counting register (операционный регистр); null = no such register. */
export function operationRegister(kkt: ShtrihKkt, number: number): number | null {
  if (number > LAST_OPERATION_REGISTER) return null;
  const { state } = kkt;
  const byOp = (values: ByOperation<number>, first: number): number => {
    const op = WIRE_OPERATIONS[number - first];
    return op === undefined ? 0 : values[op];
  };
  if (number >= 144 && number <= 147) {
    const op = WIRE_OPERATIONS[number - 144];
    return op === undefined ? 0 : state.shift[op].receipts;
  }
  if (number >= 148 && number <= 151) return byOp(state.receiptNumbers, 148);
  const single: Readonly<Record<number, number>> = {
    152: state.documentNumber,
    153: state.cashIn.count,
    154: state.cashOut.count,
    155: state.cashIn.number,
    156: state.cashOut.number,
    157: state.cancelledReceipts,
    158: state.xNumber,
    159: closedShiftNumber(kkt),
    166: state.cancelledReceipts,
  };
  return (single[number] ?? 0) & 0xffff;
}

export function closedShiftNumber(kkt: ShtrihKkt): number {
  const { shift } = kkt.drive.state;
  return shift.open ? shift.number - 1 : shift.number;
}

/** Sums of the items entered so far; nothing is paid yet. */
function openReceiptSums(kkt: ShtrihKkt): { operation: Operation; sums: Sums } | null {
  const { receipt } = kkt.state;
  if (receipt === null) return null;
  const sums: Sums = { payments: [], vat: [], turnover: [], departments: [] };
  for (const item of receipt.items) {
    const code = item.vatCode;
    if (code !== null) {
      sums.turnover[code - 1] = (sums.turnover[code - 1] ?? 0) + item.sumKop;
      sums.vat[code - 1] = (sums.vat[code - 1] ?? 0) + item.vatKop;
    }
    const department = Math.max(0, item.department - 1);
    sums.departments[department] = (sums.departments[department] ?? 0) + item.sumKop;
  }
  return { operation: receipt.operation, sums };
}
