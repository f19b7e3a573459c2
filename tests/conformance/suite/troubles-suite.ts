import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kopecks } from "../../../config/money.ts";
import type { FiscalDocument } from "../../../fiscal/document/fiscal-document.ts";
import type { RegistrarBench, RegistrarFamily, Trouble } from "./bench.ts";
import { TROUBLE } from "./rows.ts";
import { CLOSE_SHIFT, OPEN_SHIFT, asDocument, cashier, receipt, tagged } from "./sample-documents.ts";
import { expectCounters, expectOneReceipt } from "./stored-receipt.ts";
import { baselineOf, insist, must } from "./till-loop.ts";

const TROUBLE_TIMEOUT_MS = 60_000;
const POWER_BACK_MS = 300;

/** Troubles of a receipt whose end is the same everywhere: one document, and the till knows which. */
const RECEIPT_TROUBLES: readonly (readonly [string, Trouble])[] = [
  [TROUBLE.nothingMade, { kind: "answer-lost", moment: "before", of: "receipt" }],
  [TROUBLE.made, { kind: "answer-lost", moment: "after", of: "receipt" }],
  [TROUBLE.notTaken, { kind: "not-taken", of: "receipt", times: 2 }],
  [TROUBLE.storm, { kind: "not-taken", of: "receipt", times: 30 }],
  [TROUBLE.garbage, { kind: "garbage", of: "receipt" }],
  [TROUBLE.powerBefore, { kind: "power-cut", moment: "before", of: "receipt", backAfterMs: POWER_BACK_MS }],
  [TROUBLE.powerAfter, { kind: "power-cut", moment: "after", of: "receipt", backAfterMs: POWER_BACK_MS }],
];

const cash = { amountKop: kopecks(1_000), cashier };
const OTHER_DOCUMENTS: readonly FiscalDocument[] = [
  OPEN_SHIFT,
  { kind: "x-report" },
  { kind: "cash-in", ...cash },
  { kind: "cash-out", ...cash },
  CLOSE_SHIFT,
];

export function describeTroubles(family: RegistrarFamily): void {
  let bench: RegistrarBench;
  beforeEach(async () => {
    bench = await family.start();
    await must(bench.registrar, OPEN_SHIFT);
  });
  afterEach(async () => {
    await bench.stop();
  });

  describe(`${family.name}, troubles of a receipt`, () => {
    it.each(RECEIPT_TROUBLES.filter(([name]) => family.cannotHappen[name] === undefined))(
      "%s",
      async (_name, trouble) => {
        const own = receipt({ ownTag: "TROUBLE1" });
        const before = bench.see();
        bench.trouble(trouble);
        const { registered } = await insist(bench.registrar, asDocument(own), { waitsForPerson: true });
        expectOneReceipt(bench, before, own, registered);
        await expectCounters(bench);
        const next = receipt({ ownTag: "TROUBLE2" });
        const between = bench.see();
        expectOneReceipt(bench, between, next, await must(bench.registrar, asDocument(next)));
      },
      TROUBLE_TIMEOUT_MS,
    );

    it(TROUBLE.refused, async () => {
      const before = bench.see();
      bench.trouble({ kind: "refused", of: "receipt" });
      const result = await bench.registrar.register(tagged("REFUSED"), await baselineOf(bench.registrar));
      expect(result).toMatchObject({ ok: false, error: { effect: "none" } });
      expect(bench.see()).toEqual(before);
      const own = receipt({ ownTag: "AGAIN" });
      expectOneReceipt(bench, before, own, await must(bench.registrar, asDocument(own)));
    });
  });

  describe(`${family.name}, other documents`, () => {
    it.each([
      [TROUBLE.otherBefore, "before"],
      [TROUBLE.otherAfter, "after"],
    ] as const)(
      "%s",
      async (_name, moment) => {
        await must(bench.registrar, CLOSE_SHIFT);
        for (const document of OTHER_DOCUMENTS) {
          const before = bench.see();
          const papers = bench.papers().length;
          bench.trouble({ kind: "answer-lost", moment, of: document.kind });
          const { registered } = await insist(bench.registrar, document, { waitsForPerson: true });
          const after = bench.see();
          const isStored = document.kind === "open-shift" || document.kind === "close-shift";
          expect({ of: document.kind, stored: after.lastFd - before.lastFd, printed: bench.papers().length - papers }).toEqual({
            of: document.kind,
            stored: isStored ? 1 : 0,
            printed: document.kind === "x-report" && moment === "after" && family.repeatsXReport ? 2 : 1,
          });
          expect(registered.fdNumber).toBe(isStored ? after.lastFd : null);
          const moved = document.kind === "cash-in" ? 1_000 : document.kind === "cash-out" ? -1_000 : 0;
          expect(after.drawerKop - before.drawerKop).toBe(moved);
        }
        await expectCounters(bench);
      },
      TROUBLE_TIMEOUT_MS,
    );
  });
}
