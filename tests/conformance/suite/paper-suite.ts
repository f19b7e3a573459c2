import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RegistrarBench, RegistrarFamily, Trouble } from "./bench.ts";
import { PAPER } from "./rows.ts";
import { OPEN_SHIFT, asDocument, receipt, tagged } from "./sample-documents.ts";
import { expectOneReceipt, expectStoredReceipt } from "./stored-receipt.ts";
import { baselineOf, insist, must } from "./till-loop.ts";

const PAPER_TIMEOUT_MS = 60_000;
const POLL = { timeout: 20_000, interval: 50 };

const BREAKS: readonly (readonly [string, (bench: RegistrarBench) => Promise<void>, Trouble])[] = [
  [
    PAPER.ended,
    async (bench) => {
      bench.trouble({ kind: "paper-out", afterLines: 5 });
    },
    { kind: "paper-load" },
  ],
  [PAPER.cover, async () => {}, { kind: "cover", open: false }],
];

/** Registered and not yet on paper is told apart, and printed later without registering anything. */
export function describePaper(family: RegistrarFamily): void {
  describe(`${family.name}, paper`, () => {
    let bench: RegistrarBench;
    beforeEach(async () => {
      bench = await family.start({ pace: "prints-slowly" });
      await must(bench.registrar, OPEN_SHIFT);
      await printed();
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
          await expectOneReceipt(bench, before, own, registered);
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
      async (name, breakIt, mend) => {
        const own = receipt({ ownTag: "BREAK" });
        const before = bench.see();
        const baseline = await baselineOf(bench.registrar);
        await breakIt(bench);
        const registered = await must(bench.registrar, asDocument(own));
        if (name === PAPER.cover) bench.trouble({ kind: "cover", open: true });
        expectStoredReceipt(bench, own, registered);
        await expect.poll(isOwed, POLL).toBe(true);
        expect(await bench.registrar.finishPrinting()).toEqual({ ok: true, value: "waits-for-paper" });
        expect(await bench.registrar.resolve(asDocument(own), baseline)).toMatchObject({
          outcome: "registered",
          registered: { fdNumber: registered.fdNumber },
        });
        expect(bench.papers().some(({ fdNumber, isWhole }) => fdNumber === registered.fdNumber && isWhole)).toBe(false);
        bench.trouble(mend);
        await printed();
        expect(await isOwed()).toBe(false);
        expect(bench.papers().some(({ fdNumber, isWhole }) => fdNumber === registered.fdNumber && isWhole)).toBe(true);
        await expectOneReceipt(bench, before, own, registered);
        const next = receipt({ ownTag: "NEXT" });
        const between = bench.see();
        await expectOneReceipt(bench, between, next, (await insist(bench.registrar, asDocument(next))).registered);
      },
      PAPER_TIMEOUT_MS,
    );

    it(
      PAPER.none,
      async () => {
        bench.trouble({ kind: "paper-out", afterLines: 0 });
        const before = bench.see();
        const own = receipt({ ownTag: "NOPAPER" });
        const result = await bench.registrar.register(asDocument(own), await baselineOf(bench.registrar));
        if (!result.ok) {
          expect(result.error.effect).toBe("none");
          expect(bench.see()).toEqual(before);
        }
        bench.trouble({ kind: "paper-load" });
        const registered = result.ok ? result.value : (await insist(bench.registrar, asDocument(own))).registered;
        await printed();
        await expectOneReceipt(bench, before, own, registered);
        expect(bench.papers().some(({ fdNumber, isWhole }) => fdNumber === registered.fdNumber && isWhole)).toBe(true);
      },
      PAPER_TIMEOUT_MS,
    );

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
