import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import type { FiscalDocument } from "../document/fiscal-document.ts";
import { asDocument, cashier, setUp } from "./testing/registrar-bench.ts";
import { sampleReceipt } from "./testing/sample-receipt.ts";

describe("what was begun in the drive and not finished", () => {
  it.each([
    ["close-shift", "41", true],
    ["open-shift", "e0", false],
  ] as const)("%s refused at %s is cancelled at once", async (kind, command, isShiftOpen) => {
    const { registrar, run, baseline, kkt } = setUp();
    kkt.isShiftOpen = isShiftOpen;
    kkt.refuse.set(command, 0x33);
    const refused = await run(registrar.register({ kind, cashier }, await baseline()));
    expect(refused).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS340" } } });
    expect(kkt.fnDocument).toBe(0);
  });

  it("a Z report in doubt is left for 'what became of it'", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    kkt.refuse.set("41", 0x2f);
    const base = await baseline();
    expect(await run(registrar.register({ kind: "close-shift", cashier }, base))).toMatchObject({
      ok: false,
      error: { effect: "unknown" },
    });
    expect(kkt.fnDocument).toBe(8);
    expect(await run(registrar.resolve({ kind: "close-shift", cashier }, base))).toEqual({ outcome: "not-registered" });
    expect(kkt.fnDocument).toBe(0);
  });

  it.each([0x02, 0x08, 0x17])("%i does not stand in the way of a receipt", async (left) => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.fnDocument = left;
    expect(await run(registrar.register(asDocument(sampleReceipt()), base))).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    expect(kkt.fnDocument).toBe(0);
    expect(kkt.documents).toHaveLength(1);
  });

  it("a document that is none of those is left alone", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.fnDocument = 0x13;
    const refused = await run(registrar.register(asDocument(sampleReceipt()), base));
    expect(refused).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS335" } } });
    expect(kkt.fnDocument).toBe(0x13);
  });

  it.each(["ff0c", "ff38"])("a state report refused at %s is cancelled", async (command) => {
    const { registrar, run, kkt } = setUp();
    kkt.refuse.set(command, 0x33);
    expect(await run(registrar.service.stateReport?.(cashier) ?? Promise.reject(new Error("none")))).toMatchObject({ ok: false });
    expect(kkt.fnDocument).toBe(0);
  });
});

describe("another program moves cash between the baseline and our document", () => {
  const documents: readonly FiscalDocument[] = [
    { kind: "cash-in", amountKop: kopecks(100_000), cashier },
    { kind: "cash-out", amountKop: kopecks(50_000), cashier },
    { kind: "x-report" },
  ];

  it.each(documents)("$kind is not begun, and goes with a fresh baseline", async (document) => {
    const { registrar, run, baseline, kkt } = setUp();
    await baseline();
    kkt.cashIn++;
    kkt.cashOut++;
    // Same connection: the counts of the first baseline are still remembered.
    const stale = await baseline();
    const before = kkt.documentNumber;
    const refused = await run(registrar.register(document, stale));
    expect(refused).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS329" } } });
    expect(kkt.documentNumber).toBe(before);
    // Its answer is lost: the foreign movement is not taken for ours.
    const fresh = await baseline();
    const command = { "cash-in": "50", "cash-out": "51", "x-report": "40" }[document.kind as "cash-in"];
    kkt.refuse.set(command, 0x2f);
    expect(await run(registrar.register(document, fresh))).toMatchObject({ ok: false, error: { effect: "unknown" } });
    expect(await run(registrar.resolve(document, fresh))).toEqual({ outcome: "not-registered" });
    expect(await run(registrar.register(document, await baseline()))).toMatchObject({ ok: true });
    expect(kkt.documentNumber).toBe(before + 1);
  });
});
