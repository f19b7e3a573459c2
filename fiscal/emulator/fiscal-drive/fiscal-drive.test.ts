import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../../device-drivers/transport/manual-clock.ts";
import { kopecks, quantity } from "../../../config/money.ts";
import { TRAINING_REGISTRATION } from "../default-drive.ts";
import type { NewDrive } from "./drive-state.ts";
import { openFiscalDrive } from "../in-process.ts";
import { decodeTlv, findTag, tlvString } from "../../document/tlv.ts";
import { fiscalSign } from "./fiscal-sign.ts";
import { DRIVE_ERROR, localSeconds, type DriveReceipt, type Operation } from "./drive-types.ts";
import type { FiscalDrive } from "./fiscal-drive.ts";
import { openEmulatorStore } from "./store.ts";

const NOON = Date.UTC(2026, 10, 24, 9);
const DAY_MS = 86_400_000;
const KEY = "00".repeat(32);

function open(options: Partial<NewDrive> = {}): { drive: FiscalDrive; clock: ManualClock } {
  const clock = new ManualClock(NOON);
  return { drive: openFiscalDrive({ dataDir: null, clock, config: options }), clock };
}

function receipt(drive: FiscalDrive, sumKop: number, overrides: Partial<DriveReceipt> = {}): DriveReceipt {
  const payments = { electronicKop: kopecks(0), prepaidKop: kopecks(0), creditKop: kopecks(0), counterKop: kopecks(0) };
  return {
    at: drive.timer(),
    correction: false,
    operation: 1,
    items: [
      {
        name: "Хлеб",
        priceKop: kopecks(sumKop),
        quantity: quantity(1_000_000),
        sumKop: kopecks(sumKop),
        vatCode: 11,
        vatKop: kopecks(Math.round((sumKop * 22) / 122)),
        method: 4,
        subject: 1,
        measure: 0,
        tags: [],
        marking: null,
      },
    ],
    totalKop: kopecks(sumKop),
    payments: { cashKop: kopecks(sumKop), ...payments },
    vat: { 11: kopecks(Math.round((sumKop * 22) / 122)) },
    taxSystem: 1,
    tags: [],
    ...overrides,
  };
}

function report(drive: FiscalDrive): { at: ReturnType<typeof localSeconds>; tags: [] } {
  return { at: drive.timer(), tags: [] };
}

function code(result: { ok: boolean; error?: { code: number } }): number | null {
  return result.ok ? null : (result.error?.code ?? -1);
}

describe("documents of the drive", () => {
  it("begins with the registration as document 1", () => {
    const { drive } = open();
    const first = drive.document(1);
    expect(first?.type).toBe(1);
    const tags = decodeTlv(first?.body ?? new Uint8Array());
    expect(tags.ok && findTag(tags.value, 1018)?.value).toEqual(tlvString("9900000000", 12));
    expect(drive.state.last.fdNumber).toBe(1);
  });

  it("signs with its key: the sign can be recomputed from the body, and differs for another key", () => {
    const { drive } = open();
    drive.openShift(report(drive));
    const document = drive.document(2);
    const body = document?.body ?? new Uint8Array();
    const unsigned = body.subarray(0, body.length - 10);
    expect(document?.fiscalSign).toBe(fiscalSign(KEY, unsigned));
    expect(fiscalSign("11".repeat(32), unsigned)).not.toBe(document?.fiscalSign);
  });

  it("keeps its order: no receipt without a shift, no second shift, only the begun document may be closed", () => {
    const { drive } = open();
    expect(code(drive.registerReceipt(receipt(drive, 100)))).toBe(DRIVE_ERROR.wrongState);
    expect(code(drive.closeShift(report(drive)))).toBe(DRIVE_ERROR.wrongState);
    expect(drive.openShift(report(drive)).ok).toBe(true);
    expect(code(drive.openShift(report(drive)))).toBe(DRIVE_ERROR.wrongState);
    expect(drive.begin("receipt").ok).toBe(true);
    expect(code(drive.begin("shiftClose"))).toBe(DRIVE_ERROR.wrongState);
    expect(code(drive.closeShift(report(drive)))).toBe(DRIVE_ERROR.wrongState);
    expect(drive.cancel().ok).toBe(true);
    expect(code(drive.cancel())).toBe(DRIVE_ERROR.wrongState);
    expect(drive.closeShift(report(drive)).ok).toBe(true);
  });

  it("refuses money that does not add up and changes nothing by it", () => {
    const { drive } = open();
    drive.openShift(report(drive));
    const before = drive.state;
    const wrong: Partial<DriveReceipt>[] = [
      { totalKop: kopecks(101) },
      { totalKop: kopecks(0) },
      { items: [] },
      { taxSystem: 0 },
      { taxSystem: 2 },
      { tags: [{ tag: 1192, value: tlvString("A".repeat(17)) }] },
      { tags: [{ tag: 9999, value: new Uint8Array(1) }] },
    ];
    for (const overrides of wrong) expect(drive.registerReceipt(receipt(drive, 100, overrides)).ok).toBe(false);
    expect(drive.state).toBe(before);
    expect(drive.document(3)).toBeNull();
  });

  it("refuses a document that is too large", () => {
    const { drive } = open();
    drive.openShift(report(drive));
    const one = receipt(drive, 100).items[0]!;
    const items = Array.from({ length: 300 }, () => ({ ...one, name: "Я".repeat(128) }));
    const sum = kopecks(30_000);
    const big = receipt(drive, 100, { items, totalKop: sum, payments: { ...receipt(drive, 100).payments, cashKop: sum } });
    expect(code(drive.registerReceipt(big))).toBe(DRIVE_ERROR.tlvTooLarge);
  });

  it("counts every settlement sign for the shift and for life", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 10_000_000 })), { maxLength: 12 }),
        (sales) => {
          const { drive } = open();
          for (const half of [sales.slice(0, 6), sales.slice(6)]) {
            drive.openShift(report(drive));
            for (const [op, sum] of half) expect(drive.registerReceipt(receipt(drive, sum, { operation: op as Operation })).ok).toBe(true);
            for (const op of [1, 2, 3, 4] as const) {
              const mine = half.filter(([o]) => o === op);
              expect(drive.state.shiftCounters[op].count).toBe(mine.length);
              expect(drive.state.shiftCounters[op].cashKop).toBe(mine.reduce((s, [, sum]) => s + sum, 0));
            }
            drive.closeShift(report(drive));
          }
          const total = sales.filter(([o]) => o === 1).reduce((s, [, sum]) => s + sum, 0);
          expect(drive.state.totalCounters[1].sumKop).toBe(total);
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("OFD queue", () => {
  it("is drained one document after the other at the OFD's pace", async () => {
    const { drive, clock } = open({ ofdMsPerDocument: 1_000 });
    drive.openShift(report(drive));
    drive.registerReceipt(receipt(drive, 100));
    drive.settle();
    expect(drive.queue().unsentCount).toBe(3);
    await clock.advance(2_000);
    drive.settle();
    expect(drive.queue()).toMatchObject({ unsentCount: 1, firstUnsent: { fdNumber: 3 } });
    await clock.advance(1_000);
    drive.settle();
    expect(drive.queue().unsentCount).toBe(0);
    const ticket = decodeTlv(drive.document(3)?.ticket ?? new Uint8Array());
    expect(ticket.ok && findTag(ticket.value, 1040)?.value[0]).toBe(3);
  });

  it("stands while the OFD is away, warns after 2 days, blocks after 30, and lets the shift be closed", async () => {
    const { drive, clock } = open();
    drive.setOfd({ online: false });
    drive.openShift(report(drive));
    const oldest = drive.queue().firstUnsent;
    expect(oldest).toEqual({ fdNumber: 1, at: drive.timer() });
    await clock.advance(2 * DAY_MS);
    expect(drive.warnings(drive.timer()).ofdWaitExceeded).toBe(false);
    await clock.advance(1_000);
    expect(drive.warnings(drive.timer()).ofdWaitExceeded).toBe(true);
    drive.closeShift(report(drive));
    await clock.advance(27 * DAY_MS);
    expect(drive.openShift(report(drive)).ok).toBe(true);
    await clock.advance(DAY_MS);
    expect(drive.closeShift(report(drive)).ok).toBe(true);
    expect(code(drive.openShift(report(drive)))).toBe(DRIVE_ERROR.unsentTooOld);
    drive.setOfd({ online: true });
    await clock.advance(10_000);
    drive.settle();
    expect(drive.openShift(report(drive)).ok).toBe(true);
  });

  it("does not exist for an autonomous drive", async () => {
    const { drive, clock } = open({ registration: { ...TRAINING_REGISTRATION, autonomous: true } });
    await clock.advance(40 * DAY_MS);
    expect(drive.queue().unsentCount).toBe(0);
    expect(drive.openShift(report(drive)).ok).toBe(true);
  });
});

describe("life of the drive", () => {
  it("warns 30 and 3 days before its end, then refuses all but the closing", async () => {
    const { drive, clock } = open({ lifeDays: 31 });
    expect(drive.warnings(drive.timer()).resourceUnder30Days).toBe(false);
    await clock.advance(2 * DAY_MS);
    drive.settle();
    expect(drive.warnings(drive.timer())).toMatchObject({ resourceUnder30Days: true, resourceUnder3Days: false });
    await clock.advance(27 * DAY_MS);
    expect(drive.warnings(drive.timer()).resourceUnder3Days).toBe(true);
    drive.openShift(report(drive));
    await clock.advance(2 * DAY_MS);
    expect(code(drive.stateReport(report(drive)))).toBe(DRIVE_ERROR.expired);
    expect(drive.closeShift(report(drive)).ok).toBe(true);
    expect(code(drive.openShift(report(drive)))).toBe(DRIVE_ERROR.expired);
  });

  it("warns at 90 % and keeps the last place for the closing of the shift", () => {
    const { drive } = open({ capacity: 20 });
    drive.openShift(report(drive));
    let made = 0;
    while (drive.registerReceipt(receipt(drive, 1)).ok) made++;
    expect(made).toBe(17);
    expect(drive.warnings(drive.timer()).archive90Percent).toBe(true);
    expect(code(drive.registerReceipt(receipt(drive, 1)))).toBe(DRIVE_ERROR.archiveFull);
    expect(drive.closeShift(report(drive)).ok).toBe(true);
  });

  it("refuses a time before its last document and a clock five minutes off its timer", async () => {
    const { drive, clock } = open();
    drive.openShift(report(drive));
    expect(code(drive.registerReceipt(receipt(drive, 1, { at: localSeconds(drive.timer() - 1) })))).toBe(DRIVE_ERROR.wrongTime);
    expect(code(drive.registerReceipt(receipt(drive, 1, { at: localSeconds(drive.timer() + 301) })))).toBe(DRIVE_ERROR.clockDifference);
    await clock.advance(600_000);
    expect(drive.registerReceipt(receipt(drive, 1, { at: localSeconds(drive.timer() - 300) })).ok).toBe(true);
  });
});

describe("persistence", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it("opens as it was left, and takes no second owner", () => {
    const dataDir = mkdtempSync(join(tmpdir(), "fn-"));
    folders.push(dataDir);
    const clock = new ManualClock(NOON);
    const first = openFiscalDrive({ dataDir, clock, keyHex: "aa".repeat(32) });
    first.openShift({ at: first.timer(), tags: [] });
    first.registerReceipt(receipt(first, 500));
    const { state } = first;
    const bodies = first.documentsFrom(1, 10);
    expect(bodies.map((document) => [document.fdNumber, document.type])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(first.documentsFrom(2, 1).map((document) => document.fdNumber)).toEqual([2]);
    expect(() => openEmulatorStore(dataDir)).toThrow(/locked|busy/i);
    first.store.close();
    const again = openFiscalDrive({ dataDir, clock, keyHex: "bb".repeat(32) });
    expect(again.state).toEqual(state);
    expect(again.documentsFrom(1, 10)).toEqual(bodies);
    again.store.close();
  });
});
