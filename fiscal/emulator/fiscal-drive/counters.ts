import { kopecks, ZERO_KOP, type Kopecks } from "../../../config/money.ts";
import { encodeTlv, encodeVln, type TlvItem } from "../../document/tlv.ts";
import { OPERATIONS, type DriveReceipt, type Operation, type VatSums } from "./drive-types.ts";
import { TAG } from "./tags.ts";
import { VAT_CODES } from "./vat-codes.ts";

/** Totals of one settlement sign. */
export interface OperationTotals {
  readonly count: number;
  readonly sumKop: Kopecks;
  readonly cashKop: Kopecks;
  readonly electronicKop: Kopecks;
  readonly prepaidKop: Kopecks;
  readonly creditKop: Kopecks;
  readonly counterKop: Kopecks;
  readonly vat: VatSums;
  readonly correctionCount: number;
  readonly correctionSumKop: Kopecks;
  /** Payments of corrections: not in the drive's containers, counted by registrars beside it. Absent: none. */
  readonly correctionPayments?: DriveReceipt["payments"];
}

/** Counters of a shift, or of the drive's whole life (необнуляемые). Corrections are counted apart from receipts. */
export type DriveCounters = Readonly<Record<Operation, OperationTotals>>;

const EMPTY: OperationTotals = {
  count: 0,
  sumKop: ZERO_KOP,
  cashKop: ZERO_KOP,
  electronicKop: ZERO_KOP,
  prepaidKop: ZERO_KOP,
  creditKop: ZERO_KOP,
  counterKop: ZERO_KOP,
  vat: {},
  correctionCount: 0,
  correctionSumKop: ZERO_KOP,
};

export const EMPTY_COUNTERS: DriveCounters = { 1: EMPTY, 2: EMPTY, 3: EMPTY, 4: EMPTY };

function add(a: Kopecks, b: Kopecks): Kopecks {
  return kopecks(a + b);
}

/** What of a receipt is counted. */
export type CountedReceipt = Pick<DriveReceipt, "operation" | "correction" | "totalKop" | "payments" | "vat">;

function addPayments(before: DriveReceipt["payments"] | undefined, more: DriveReceipt["payments"]): DriveReceipt["payments"] {
  if (before === undefined) return more;
  return {
    cashKop: add(before.cashKop, more.cashKop),
    electronicKop: add(before.electronicKop, more.electronicKop),
    prepaidKop: add(before.prepaidKop, more.prepaidKop),
    creditKop: add(before.creditKop, more.creditKop),
    counterKop: add(before.counterKop, more.counterKop),
  };
}

export function addReceipt(counters: DriveCounters, receipt: CountedReceipt): DriveCounters {
  const before = counters[receipt.operation];
  if (receipt.correction) {
    const after = {
      ...before,
      correctionCount: before.correctionCount + 1,
      correctionSumKop: add(before.correctionSumKop, receipt.totalKop),
      correctionPayments: addPayments(before.correctionPayments, receipt.payments),
    };
    return { ...counters, [receipt.operation]: after };
  }
  const vat: VatSums = { ...before.vat };
  for (const { code } of VAT_CODES) {
    const sum = receipt.vat[code];
    if (sum !== undefined) vat[code] = add(vat[code] ?? ZERO_KOP, sum);
  }
  const after: OperationTotals = {
    ...before,
    count: before.count + 1,
    sumKop: add(before.sumKop, receipt.totalKop),
    ...addPayments(before, receipt.payments),
    vat,
  };
  return { ...counters, [receipt.operation]: after };
}

export function receiptCount(counters: DriveCounters): number {
  return OPERATIONS.reduce((sum, op) => sum + counters[op].count + counters[op].correctionCount, 0);
}

const COUNTER_TAGS: Record<Operation, number> = {
  1: TAG.countersSale,
  2: TAG.countersSaleReturn,
  3: TAG.countersBuy,
  4: TAG.countersBuyReturn,
};
const CORRECTION_TAGS: Record<Operation, number> = {
  1: TAG.correctionsSale,
  2: TAG.correctionsSaleReturn,
  3: TAG.correctionsBuy,
  4: TAG.correctionsBuyReturn,
};

/** Value of 1157 or 1194: all receipts, one container a settlement sign, the corrections. */
export function countersTlv(counters: DriveCounters): Uint8Array {
  const items: TlvItem[] = [{ tag: TAG.countAllReceipts, value: encodeVln(receiptCount(counters), 4) }];
  for (const op of OPERATIONS) items.push({ tag: COUNTER_TAGS[op], value: operationTlv(counters[op]) });
  items.push({ tag: TAG.countersCorrections, value: correctionsTlv(counters) });
  return encodeTlv(items);
}

function operationTlv(totals: OperationTotals): Uint8Array {
  const items: TlvItem[] = [
    { tag: TAG.countReceipts, value: encodeVln(totals.count, 4) },
    { tag: TAG.grandTotal, value: encodeVln(totals.sumKop) },
    { tag: TAG.totalCash, value: encodeVln(totals.cashKop) },
    { tag: TAG.totalElectronic, value: encodeVln(totals.electronicKop) },
    { tag: TAG.totalPrepaid, value: encodeVln(totals.prepaidKop) },
    { tag: TAG.totalCredit, value: encodeVln(totals.creditKop) },
    { tag: TAG.totalCounter, value: encodeVln(totals.counterKop) },
  ];
  for (const { code, counterTag } of VAT_CODES) {
    if (counterTag !== null) items.push({ tag: counterTag, value: encodeVln(totals.vat[code] ?? 0) });
  }
  return encodeTlv(items);
}

function correctionsTlv(counters: DriveCounters): Uint8Array {
  const count = OPERATIONS.reduce((sum, op) => sum + counters[op].correctionCount, 0);
  const items: TlvItem[] = [{ tag: TAG.countCorrections, value: encodeVln(count, 4) }];
  for (const op of OPERATIONS) {
    const value = encodeTlv([
      { tag: TAG.countReceipts, value: encodeVln(counters[op].correctionCount, 4) },
      { tag: TAG.grandTotal, value: encodeVln(counters[op].correctionSumKop) },
    ]);
    items.push({ tag: CORRECTION_TAGS[op], value });
  }
  return encodeTlv(items);
}
