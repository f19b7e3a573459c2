import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kopecks } from "../../../config/money.ts";
import type { FiscalDocument } from "../../../fiscal/document/fiscal-document.ts";
import type { Ffd } from "../../../fiscal/document/tags.ts";
import type { RegistrarBench, RegistrarFamily } from "./bench.ts";
import { isTriedIn, type ReceiptKind } from "./receipt-kinds.ts";
import { OTHER } from "./rows.ts";
import { CLOSE_SHIFT, OPEN_SHIFT, asDocument, cashier, receipt } from "./sample-documents.ts";
import { expectCounters, expectOneReceipt } from "./stored-receipt.ts";
import { baselineOf, must } from "./till-loop.ts";

/** Every kind of receipt is registered exactly once, and the drive holds what was asked; what a family refuses leaves nothing behind. */
export function describeReceiptKinds(family: RegistrarFamily, kinds: readonly ReceiptKind[]): void {
  for (const ffd of family.ffds)
    describeKindsIn(
      family,
      kinds.filter((kind) => isTriedIn(kind, ffd)),
      ffd,
    );
}

function describeKindsIn(family: RegistrarFamily, kinds: readonly ReceiptKind[], ffd: Ffd): void {
  describe(`${family.name}, kinds of receipts, FFD ${ffd}`, () => {
    let bench: RegistrarBench;
    let count = 0;
    beforeAll(async () => {
      bench = await family.start({ ffd });
      await must(bench.registrar, OPEN_SHIFT);
      // What is bought is paid out of the drawer.
      await must(bench.registrar, { kind: "cash-in", amountKop: kopecks(1_000_000), cashier });
    });
    afterAll(async () => {
      await bench.stop();
    });

    it.each(kinds.map((kind) => [kind.name, kind] as const))("%s", async (name, kind) => {
      const of = { ...kind.receipt, ownTag: `K${++count}` };
      const before = bench.see();
      const refusal = family.refuses[`${name}, FFD ${ffd}`] ?? family.refuses[name];
      if (refusal !== undefined) {
        const result = await bench.registrar.register(asDocument(of), await baselineOf(bench.registrar));
        expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: refusal } } });
        expect(bench.see()).toEqual(before);
        return;
      }
      const registered = await must(bench.registrar, asDocument(of));
      expectOneReceipt(bench, before, of, registered, { ...kind.holds, ...kind.perFfd?.[ffd] });
      await expectCounters(bench);
      expect(registered.isPrintOwed).toBe(false);
      expect(await bench.registrar.storedDocument(registered.fdNumber ?? 0)).toMatchObject({
        ok: true,
        value: { kind: of.kind, totalKop: of.totalKop, ownTag: of.ownTag, fiscalSign: registered.fiscalSign },
      });
    });
  });
}

/** Shift, reports, cash. */
export function describeOtherDocuments(family: RegistrarFamily): void {
  describe(`${family.name}, documents that are no receipts`, () => {
    let bench: RegistrarBench;
    beforeAll(async () => {
      bench = await family.start();
    });
    afterAll(async () => {
      await bench.stop();
    });

    it(OTHER.shift, async () => {
      const fresh = bench.see();
      const opened = await must(bench.registrar, OPEN_SHIFT);
      expect(opened).toMatchObject({ fdNumber: fresh.lastFd + 1, shiftNumber: 1, qr: null, isPrintOwed: false });
      expect(bench.document(fresh.lastFd + 1)).toMatchObject({ type: 2, fiscalSign: opened.fiscalSign });
      const cash: FiscalDocument = { kind: "cash-in", amountKop: kopecks(100_000), cashier };
      expect(await must(bench.registrar, cash)).toMatchObject({ fdNumber: null, fiscalSign: null, shiftNumber: 1, qr: null });
      expect(await must(bench.registrar, { ...cash, kind: "cash-out", amountKop: kopecks(30_000) })).toMatchObject({ fdNumber: null });
      expect(await must(bench.registrar, { kind: "x-report" })).toMatchObject({ fdNumber: null, shiftNumber: 1 });
      expect(bench.see()).toMatchObject({ lastFd: fresh.lastFd + 1, drawerKop: 70_000, shift: { isOpen: true, number: 1 } });
      await expectCounters(bench);
      const closed = await must(bench.registrar, CLOSE_SHIFT);
      expect(closed).toMatchObject({ fdNumber: fresh.lastFd + 2, shiftNumber: 1, qr: null });
      expect(bench.document(fresh.lastFd + 2)).toMatchObject({ type: 5, fiscalSign: closed.fiscalSign });
      expect(bench.see()).toMatchObject({ lastFd: fresh.lastFd + 2, shift: { isOpen: false, number: 1 }, isDocumentOpen: false });
      const kinds = bench.papers().map((paper) => paper.kind);
      expect(kinds.slice(-5)).toEqual(["shift-open", "cash-in", "cash-out", "x-report", "shift-close"]);
    });

    it(OTHER.status, async () => {
      const { lastFd } = bench.see();
      expect(await bench.registrar.status()).toMatchObject({
        ok: true,
        value: { ffd: "1.2", shift: "closed", shiftNumber: 1, lastFdNumber: lastFd, paper: "ok", coverOpen: false, isPrintOwed: false },
      });
      expect(await bench.registrar.storedDocument(lastFd)).toMatchObject({ ok: true, value: { kind: "close-shift", ownTag: null } });
      expect(await bench.registrar.storedDocument(lastFd - 1)).toMatchObject({ ok: true, value: { kind: "open-shift", ownTag: null } });
      expect(await bench.registrar.storedDocument(lastFd + 90)).toEqual({ ok: true, value: null });
      expect(await bench.registrar.storedTags(lastFd + 90)).toEqual({ ok: true, value: null });
    });

    it(OTHER.closedShift, async () => {
      const before = bench.see();
      const result = await bench.registrar.register(asDocument(receipt()), await baselineOf(bench.registrar));
      expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS321" } } });
      expect(bench.see()).toEqual(before);
    });

    it(OTHER.slips, async () => {
      await must(bench.registrar, OPEN_SHIFT);
      await must(bench.registrar, asDocument(receipt()));
      const { lastFd } = bench.see();
      expect(await bench.registrar.printCopy()).toEqual({ ok: true, value: undefined });
      expect(await bench.registrar.printSlip(["ОПЛАТА КАРТОЙ", "ОДОБРЕНО"])).toEqual({ ok: true, value: undefined });
      expect(await bench.registrar.openDrawer()).toEqual({ ok: true, value: undefined });
      const [copy, slip] = bench.papers().slice(-2);
      expect(copy).toMatchObject({ kind: "copy" });
      expect(slip?.text).toContain("ОДОБРЕНО");
      expect(bench.see().lastFd).toBe(lastFd);
    });
  });
}
