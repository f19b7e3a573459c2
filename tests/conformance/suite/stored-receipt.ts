import { expect } from "vitest";
import { parseQr } from "../../../fiscal/document/qr.ts";
import { receiptTlv } from "../../../fiscal/document/receipt-tlv.ts";
import type { FiscalReceipt, Registered } from "../../../fiscal/document/fiscal-document.ts";
import { settlementSign } from "../../../fiscal/document/settlement.ts";
import type { RegistrarBench, Sight } from "./bench.ts";
import { lacking, readableTags } from "./readable-tags.ts";
import type { ReadableTags } from "./readable-tags.ts";

const RECEIPT = 3;
const CORRECTION = 31;

/**
 * The promise for one receipt, whatever happened on the way: one document more, it is ours with all that was asked, the caller knows
 * exactly this one, the drive's counters and the drawer moved by it alone, nothing is left open.
 */
export function expectOneReceipt(
  bench: RegistrarBench,
  before: Sight,
  of: FiscalReceipt,
  registered: Registered,
  holds: ReadableTags = {},
): void {
  const after = bench.see();
  expect({ lastFd: after.lastFd, isDocumentOpen: after.isDocumentOpen }).toEqual({ lastFd: before.lastFd + 1, isDocumentOpen: false });
  expectStoredReceipt(bench, of, registered, holds);
  expectMovedBy(before, after, of);
}

/** The document that the caller was told of holds what was asked. */
export function expectStoredReceipt(bench: RegistrarBench, of: FiscalReceipt, registered: Registered, holds: ReadableTags = {}): void {
  const stored = bench.document(registered.fdNumber ?? 0);
  if (stored === null) throw new Error(`no document ${registered.fdNumber}`);
  const { fnSerial, shift } = bench.see();
  expect(stored).toMatchObject({ type: of.correction === undefined ? RECEIPT : CORRECTION, fiscalSign: registered.fiscalSign });
  expect(registered).toMatchObject({ fnSerial, shiftNumber: shift.number });
  const tags = readableTags(stored.items);
  // The name of the unit (1197) is optional, and few registrars write "piece".
  const missing = lacking(readableTags(receiptTlv(of, bench.ffd)), tags).filter((what) => !/1197: "шт" wanted, undefined/.test(what));
  expect(missing).toEqual([]);
  expect(lacking(holds, tags)).toEqual([]);
  expect(parseQr(registered.qr ?? "")).toMatchObject({
    ok: true,
    value: {
      totalKop: of.totalKop,
      fnSerial,
      fdNumber: registered.fdNumber,
      fiscalSign: registered.fiscalSign,
      sign: settlementSign(of.kind),
    },
  });
}

function expectMovedBy(before: Sight, after: Sight, of: FiscalReceipt): void {
  const sign = settlementSign(of.kind);
  const cashSign = sign === 1 || sign === 4 ? 1 : -1;
  const isCorrection = of.correction !== undefined;
  for (const each of [1, 2, 3, 4] as const) {
    const one = each === sign ? 1 : 0;
    expect({ sign: each, ...after.sums[each] }).toEqual({
      sign: each,
      count: before.sums[each].count + (isCorrection ? 0 : one),
      sumKop: before.sums[each].sumKop + (isCorrection ? 0 : one * of.totalKop),
      corrections: before.sums[each].corrections + (isCorrection ? one : 0),
      correctionsKop: before.sums[each].correctionsKop + (isCorrection ? one * of.totalKop : 0),
    });
  }
  expect(after.drawerKop - before.drawerKop).toBe(cashSign * of.payments.cashKop);
}

/** The driver's word on the shift's sums: receipts and, as the registers of both families count them, corrections of their kind. */
export async function expectCounters(bench: RegistrarBench, sight: Sight = bench.see()): Promise<void> {
  const { shift, drawerKop } = sight;
  const counted = (sign: 1 | 2 | 3 | 4): { readonly count: number; readonly sumKop: number } => {
    const { count, sumKop, corrections, correctionsKop } = sight.sums[sign];
    return { count: count + corrections, sumKop: sumKop + correctionsKop };
  };
  const sums = { 1: counted(1), 2: counted(2), 3: counted(3), 4: counted(4) };
  expect(await bench.registrar.counters()).toEqual({
    ok: true,
    value: {
      shiftNumber: shift.number,
      salesKop: sums[1].sumKop,
      salesCount: sums[1].count,
      refundsKop: sums[2].sumKop,
      refundsCount: sums[2].count,
      purchasesKop: sums[3].sumKop,
      purchasesCount: sums[3].count,
      purchaseRefundsKop: sums[4].sumKop,
      purchaseRefundsCount: sums[4].count,
      cashInDrawerKop: drawerKop,
      payments: sight.paid,
    },
  });
}
