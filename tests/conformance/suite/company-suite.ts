import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Registrar } from "../../../fiscal/registrar.ts";
import type { RegistrarBench, RegistrarFamily } from "./bench.ts";
import { COMPANY } from "./rows.ts";
import { OPEN_SHIFT, asDocument, receipt, tagged } from "./sample-documents.ts";
import { expectCounters, expectStoredReceipt } from "./stored-receipt.ts";
import { baselineOf, insist, must } from "./till-loop.ts";

const COMPANY_TIMEOUT_MS = 60_000;
const EACH = 4;

/** Other programs at the same registrar: our documents are told from theirs. */
export function describeCompany(family: RegistrarFamily): void {
  describe(`${family.name}, other programs at the registrar`, () => {
    let bench: RegistrarBench;
    beforeEach(async () => {
      bench = await family.start();
      await must(bench.registrar, OPEN_SHIFT);
      await must(bench.registrar, tagged("WARM"));
    });
    afterEach(async () => {
      await bench.stop();
    });

    it(COMPANY.between, async () => {
      const own = receipt({ ownTag: "OURS" });
      const stale = await baselineOf(bench.registrar);
      const other = bench.another();
      await must(other, tagged("THEIRS1"));
      await must(other, tagged("THEIRS2"));
      const { lastFd } = bench.see();
      const result = await bench.registrar.register(asDocument(own), stale);
      if (!result.ok) throw new Error(JSON.stringify(result.error));
      expect(bench.see().lastFd).toBe(lastFd + 1);
      expect(result.value.fdNumber).toBe(lastFd + 1);
      expectStoredReceipt(bench, own, result.value);
      expect(await bench.registrar.resolve(asDocument(own), stale)).toMatchObject({
        outcome: "registered",
        registered: { fdNumber: lastFd + 1, fiscalSign: result.value.fiscalSign },
      });
      await expectCounters(bench);
    });

    it.each([
      [COMPANY.lostBefore, "before"],
      [COMPANY.lostAfter, "after"],
    ] as const)(
      "%s",
      async (_name, moment) => {
        const own = receipt({ ownTag: "OURS" });
        const baseline = await baselineOf(bench.registrar);
        // The whole line goes, so that the answer is not simply sent again.
        bench.trouble({ kind: "power-cut", moment, of: "receipt", backAfterMs: 50 });
        const result = await bench.registrar.register(asDocument(own), baseline);
        expect(result).toMatchObject({ ok: false, error: { effect: "unknown" } });
        const { lastFd } = bench.see();
        const other = bench.another();
        // What we have left half open can be theirs for all they know: their own question clears it away.
        if (moment === "before") await insistOnAnswer(other);
        await insist(other, tagged("THEIRS"), { waitsForPerson: true });
        expect(bench.see().lastFd).toBe(lastFd + 1);
        const resolved = await bench.registrar.resolve(asDocument(own), baseline);
        if (moment === "before") expect(resolved).toEqual({ outcome: "not-registered" });
        else expect(resolved).toMatchObject({ outcome: "registered", registered: { fdNumber: lastFd } });
        if (resolved.outcome === "registered") expectStoredReceipt(bench, own, resolved.registered);
        await expectCounters(bench);
      },
      COMPANY_TIMEOUT_MS,
    );

    it(
      COMPANY.twoAtOnce,
      async () => {
        const { lastFd } = bench.see();
        const other = bench.another();
        const many = async (name: string, registrar: typeof other) => {
          const known = [];
          for (let i = 0; i < EACH; i++) {
            const own = receipt({ ownTag: `${name}${i}` });
            known.push({ own, registered: (await insist(registrar, asDocument(own), { waitsForPerson: true })).registered });
          }
          return known;
        };
        const known = (await Promise.all([many("OURS", bench.registrar), many("THEIRS", other)])).flat();
        expect(bench.see()).toMatchObject({ lastFd: lastFd + 2 * EACH, isDocumentOpen: false });
        expect(new Set(known.map(({ registered }) => registered.fdNumber)).size).toBe(2 * EACH);
        for (const { own, registered } of known) expectStoredReceipt(bench, own, registered);
        await expectCounters(bench);
      },
      COMPANY_TIMEOUT_MS,
    );
  });
}

async function insistOnAnswer(other: Registrar): Promise<void> {
  await expect
    .poll(async () => (await other.resolve(tagged("THEIRS"), await baselineOf(other))).outcome, { timeout: 20_000 })
    .toBe("not-registered");
}
