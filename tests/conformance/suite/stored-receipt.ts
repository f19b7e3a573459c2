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
 * exactly this one, counters and drawer moved by it alone, nothing is left open.
 */
export async function expectOneReceipt(
  bench: RegistrarBench,
  before: Sight,
  of: FiscalReceipt,
  registered: Registered,
  holds: ReadableTags = {},
): Promise<void> {
  const after = bench.see();
  expect({ lastFd: after.lastFd, isDocumentOpen: after.isDocumentOpen }).toEqual({ lastFd: before.lastFd + 1, isDocumentOpen: false });
  expectStoredReceipt(bench, of, registered, holds);
  expectMovedBy(before, after, of);
  await expectCounters(bench, after);
}

/** The document that the caller was told of holds what was asked. */
export function expectStoredReceipt(bench: RegistrarBench, of: FiscalReceipt, registered: Registered, holds: ReadableTags = {}): void {
  const stored = bench.document(registered.fdNumber ?? 0);
  if (stored === null) throw new Error(`no document ${registered.fdNumber}`);
  const { fnSerial, shift } = bench.see();
  expect(stored).toMatchObject({ type: of.correction === undefined ? RECEIPT : CORRECTION, fiscalSign: registered.fiscalSign });
  expect(registered).toMatchObject({ fnSerial, shiftNumber: shift.number });
  const tags = readableTags(stored.items);
  expect(lacking(readableTags(receiptTlv(of, bench.ffd)), tags)).toEqual([]);
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
    });
  }
  expect(after.drawerKop - before.drawerKop).toBe(cashSign * of.payments.cashKop);
}

/** The driver's word on the shift's sums is the drive's own. */
export async function expectCounters(bench: RegistrarBench, sight: Sight = bench.see()): Promise<void> {
  const { sums, shift, drawerKop } = sight;
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
    },
  });
}
