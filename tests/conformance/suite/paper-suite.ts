import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import type { RegistrarBench, RegistrarFamily, Trouble } from "./bench.ts";
import { PAPER } from "./rows.ts";
import { OPEN_SHIFT, asDocument, receipt, tagged } from "./sample-documents.ts";
import { expectOneReceipt, expectStoredReceipt } from "./stored-receipt.ts";
import { baselineOf, insist, must } from "./till-loop.ts";

const PAPER_TIMEOUT_MS = 60_000;
const WITHOUT_PAPER_MS = 500;
const POLL = { timeout: 20_000, interval: 50 };

/** The trouble comes before the receipt, or as soon as the drive has it; then it is mended. */
const BREAKS: readonly (readonly [string, "before" | "meanwhile", Trouble, Trouble])[] = [
  [PAPER.ended, "before", { kind: "paper-out", afterLines: 5 }, { kind: "paper-load" }],
  [PAPER.cover, "meanwhile", { kind: "cover", open: true }, { kind: "cover", open: false }],
];

/** Registered and not yet on paper is told apart, and printed later without registering anything. */
export function describePaper(family: RegistrarFamily): void {
  describe(`${family.name}, paper`, () => {
    let bench: RegistrarBench;
    beforeEach(async () => {
      bench = await family.start({ pace: "prints-slowly" });
      await must(bench.registrar, OPEN_SHIFT);
      await printed();
      // As the till does when idle.
      expect(await isOwed()).toBe(false);
    });
    afterEach(async () => {
      await bench.stop();
    });

    const printed = async () => {
      await expect.poll(() => bench.registrar.finishPrinting(), POLL).toEqual({ ok: true, value: "printed" });
    };
    const isOwed = async () => {
      const status = await bench.registrar.status();
      return status.ok ? status.value.isPrintOwed : status.error.code;
    };

    it(
      PAPER.slow,
      async () => {
        for (const ownTag of ["SLOW1", "SLOW2"]) {
          const own = receipt({ ownTag });
          const before = bench.see();
          const registered = await must(bench.registrar, asDocument(own));
          expectOneReceipt(bench, before, own, registered);
        }
        await printed();
        const { lastFd } = bench.see();
        expect(
          bench
            .papers()
            .filter(({ kind, isWhole }) => kind === "receipt" && isWhole)
            .map(({ fdNumber }) => fdNumber),
        ).toEqual([lastFd - 1, lastFd]);
      },
      PAPER_TIMEOUT_MS,
    );

    it.each(BREAKS)(
      "%s",
      async (_name, moment, trouble, mend) => {
        const own = receipt({ ownTag: "BREAK" });
        const before = bench.see();
        const baseline = await baselineOf(bench.registrar);
        if (moment === "before") bench.trouble(trouble);
        const registering = bench.registrar.register(asDocument(own), baseline);
        if (moment === "meanwhile") {
          await expect.poll(() => bench.see().lastFd, { timeout: 20_000, interval: 2 }).toBe(before.lastFd + 1);
          bench.trouble(trouble);
        }
        const result = await registering;
        if (!result.ok) throw new Error(JSON.stringify(result.error));
        const registered = result.value;
        expectStoredReceipt(bench, own, registered);
        await expect.poll(isOwed, POLL).toBe(true);
        expect(await bench.registrar.finishPrinting()).toEqual({ ok: true, value: "waits-for-paper" });
        const registeredAs = { outcome: "registered", registered: { fdNumber: registered.fdNumber } };
        const resolved = await bench.registrar.resolve(asDocument(own), baseline);
        if (family.isMuteWithoutPaper) expect(resolved.outcome).toBe("unreachable");
        else expect(resolved).toMatchObject({ ...registeredAs, registered: { ...registeredAs.registered, isPrintOwed: true } });
        expect(bench.papers().some(({ fdNumber, isWhole }) => fdNumber === registered.fdNumber && isWhole)).toBe(false);
        bench.trouble(mend);
        await printed();
        expect(await isOwed()).toBe(false);
        expect(await bench.registrar.resolve(asDocument(own), baseline)).toMatchObject(registeredAs);
        expect(bench.papers().some(({ fdNumber, isWhole }) => fdNumber === registered.fdNumber && isWhole)).toBe(true);
        expectOneReceipt(bench, before, own, registered);
        const next = receipt({ ownTag: "NEXT" });
        const between = bench.see();
        expectOneReceipt(bench, between, next, (await insist(bench.registrar, asDocument(next))).registered);
      },
      PAPER_TIMEOUT_MS,
    );

    it(
      PAPER.none,
      async () => {
        bench.trouble({ kind: "paper-out", afterLines: 0 });
        const before = bench.see();
        const own = receipt({ ownTag: "NOPAPER" });
        const insisting = insist(bench.registrar, asDocument(own), { waitsForPerson: true });
        await systemClock.sleep(WITHOUT_PAPER_MS);
        bench.trouble({ kind: "paper-load" });
        const { registered } = await insisting;
        await printed();
        expectOneReceipt(bench, before, own, registered);
        expect(bench.papers().some(({ fdNumber, isWhole }) => fdNumber === registered.fdNumber && isWhole)).toBe(true);
      },
      PAPER_TIMEOUT_MS,
    );

    it(PAPER.electronic, async () => {
      const silent = receipt({ ownTag: "SILENT", paper: "none", buyerContact: "buyer@example.ru" });
      const before = bench.see();
      const registered = await must(bench.registrar, asDocument(silent));
      expectOneReceipt(bench, before, silent, registered, { 1008: "buyer@example.ru" });
      expect(registered.isPrintOwed).toBe(false);
      await printed();
      const next = await must(bench.registrar, tagged("LOUD"));
      await printed();
      const onPaper = bench.papers().flatMap(({ kind, fdNumber }) => (kind === "receipt" ? [fdNumber] : []));
      expect(onPaper).toEqual([next.fdNumber]);
      expect(await isOwed()).toBe(false);
    });

    it(PAPER.nothingOwed, async () => {
      await must(bench.registrar, tagged("DONE"));
      await printed();
      const before = bench.see();
      const papers = bench.papers().length;
      expect(await bench.registrar.finishPrinting()).toEqual({ ok: true, value: "printed" });
      expect({ sight: bench.see(), papers: bench.papers().length }).toEqual({ sight: before, papers });
    });
  });
}
