import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import type { FiscalDocument, FiscalReceipt, Registered } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import { REGISTERED, asDocument, cashier, setUp } from "./testing/registrar-bench.ts";
import type { Bench } from "./testing/registrar-bench.ts";
import { sampleReceipt } from "./testing/sample-receipt.ts";

describe("the cable cut at every command of a receipt", () => {
  // Four readings of the model, 8D, FF0C, FF46, 89, FF45, FF0A; the rest lies beyond the receipt.
  const faults = Array.from({ length: 12 }, (_, at) => (["before", "after"] as const).map((how) => ({ at, how }))).flat();

  it.each(faults)("command $at, $how its execution: exactly one document in the end", async (fault) => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.arm(fault);
    let registered: Registered | null = null;
    let from = base;
    for (let round = 0; registered === null && round < 5; round++) {
      const result = await run(registrar.register(asDocument(sampleReceipt()), from));
      if (result.ok) registered = result.value;
      else if (result.error.effect === "unknown") {
        const first = await run(registrar.resolve(asDocument(sampleReceipt()), from));
        const second = await run(registrar.resolve(asDocument(sampleReceipt()), from));
        expect(second).toEqual(first);
        if (first.outcome === "registered") registered = first.registered;
        else expect(first.outcome).toBe("not-registered");
      }
      expect(kkt.receipt).toBeNull();
      if (registered === null) from = await baseline();
    }
    expect(registered).toEqual(REGISTERED);
    expect(kkt.documents).toHaveLength(1);
  });
});

describe("resolve", () => {
  async function unknownReceipt(bench: Bench, receipt: FiscalReceipt = sampleReceipt()): Promise<Baseline> {
    const base = await bench.baseline();
    await bench.run(bench.registrar.register(asDocument(receipt), base));
    return base;
  }

  it("finds a receipt among others of the same sum by its own tag", async () => {
    const bench = setUp();
    const base = await unknownReceipt(bench, sampleReceipt({ ownTag: "OTHER1" }));
    await unknownReceipt(bench, sampleReceipt({ ownTag: "MINE" }));
    await unknownReceipt(bench, sampleReceipt({ ownTag: "OTHER2" }));
    const mine = asDocument(sampleReceipt({ ownTag: "MINE" }));
    expect(await bench.run(bench.registrar.resolve(mine, base))).toMatchObject({ outcome: "registered", registered: { fdNumber: 12 } });
    const never = asDocument(sampleReceipt({ ownTag: "NEVER" }));
    expect(await bench.run(bench.registrar.resolve(never, base))).toEqual({ outcome: "not-registered" });
  });

  it("tells that a registered document waits for paper", async () => {
    const bench = setUp();
    const base = await unknownReceipt(bench);
    bench.kkt.submode = 2;
    const found = await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base));
    expect(found).toMatchObject({ outcome: "registered", registered: { isPrintOwed: true } });
    bench.kkt.submode = 0;
    const printed = await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base));
    expect(printed).toMatchObject({ outcome: "registered", registered: { isPrintOwed: false } });
  });

  it("is registered while the device still says 'document open, printing'", async () => {
    const bench = setUp();
    bench.kkt.printingPolls = 1_000;
    const base = await unknownReceipt(bench);
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base))).toMatchObject({ outcome: "registered" });
  });

  it("waits for the end of printing before it says 'not registered'", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    bench.kkt.pollsLeft = 20;
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base))).toEqual({ outcome: "not-registered" });
    expect(bench.kkt.pollsLeft).toBeLessThan(1);
  });

  it("does not decide when printing never ends", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    bench.kkt.pollsLeft = 100_000;
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base))).toMatchObject({ outcome: "undecided" });
  });

  it("leaves a receipt alone that cannot be ours", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    bench.kkt.receipt = { kind: 2, sum: 100, items: 1, tags: new Map() };
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base))).toMatchObject({ outcome: "undecided" });
    bench.kkt.receipt = { kind: 0, sum: 10_001, items: 1, tags: new Map() };
    const verdict = await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base));
    expect(verdict).toMatchObject({ outcome: "undecided", seen: expect.stringContaining("режим 8.0") });
    expect(bench.kkt.receipt).not.toBeNull();
  });

  it("needs paper to cancel, but none to find a registered receipt", async () => {
    const bench = setUp();
    const base = await unknownReceipt(bench);
    bench.kkt.submode = 2;
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base))).toMatchObject({ outcome: "registered" });
    const later = await bench.baseline();
    bench.kkt.receipt = { kind: 0, sum: 100, items: 1, tags: new Map() };
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), later))).toMatchObject({
      outcome: "unreachable",
      error: { code: "FIS310" },
    });
    // Paper is back: submode 3 wants B0h first.
    bench.kkt.submode = 3;
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), later))).toEqual({ outcome: "not-registered" });
  });

  it("does not decide over another drive, or a number that went back", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    const other = await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), { ...base, fnSerial: "1111078902012392" }));
    expect(other.outcome).toBe("undecided");
    const back = await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), { ...base, lastFdNumber: 99 }));
    expect(back.outcome).toBe("undecided");
  });

  it("is unreachable without a cable", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    bench.kkt.device.cut();
    bench.kkt.device.isUnplugged = true;
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt()), base))).toMatchObject({ outcome: "unreachable" });
  });
});

describe("other documents, cut at every command", () => {
  const documents: readonly [FiscalDocument, boolean][] = [
    [{ kind: "open-shift", cashier }, false],
    [{ kind: "close-shift", cashier }, true],
    [{ kind: "x-report" }, true],
    [{ kind: "cash-in", amountKop: kopecks(100_000), cashier }, true],
    [{ kind: "cash-out", amountKop: kopecks(50_000), cashier }, true],
  ];
  const cases = documents.flatMap(([document, isShiftOpen]) =>
    [0, 1, 2, 3, 4, 5].flatMap((at) =>
      (["before", "after"] as const).map((how) => ({ kind: document.kind, at, how, document, isShiftOpen })),
    ),
  );

  it.each(cases)("$kind, command $at, $how", async ({ document, isShiftOpen, at, how }) => {
    const { registrar, run, baseline, kkt } = setUp();
    kkt.isShiftOpen = isShiftOpen;
    const seen = (): number => kkt.documents.length + kkt.documentNumber;
    const before = seen();
    kkt.arm(null);
    let from = await baseline();
    kkt.arm({ at, how });
    let registered: Registered | null = null;
    for (let round = 0; registered === null && round < 5; round++) {
      const result = await run(registrar.register(document, from));
      if (result.ok) registered = result.value;
      else if (result.error.effect === "unknown") {
        const resolution = await run(registrar.resolve(document, from));
        if (resolution.outcome === "registered") registered = resolution.registered;
        else expect(resolution).toEqual({ outcome: "not-registered" });
      }
      if (registered === null) from = await baseline();
    }
    const inDrive = document.kind === "open-shift" || document.kind === "close-shift";
    expect(registered).toMatchObject({ fdNumber: inDrive ? 11 : null, shiftNumber: document.kind === "open-shift" ? 6 : 5, qr: null });
    expect(seen() - before).toBe(inDrive ? 2 : 1);
    expect(kkt.fnDocument).toBe(0);
  });

  it("are refused when the shift does not fit", async () => {
    const { registrar, run, baseline } = setUp();
    const base = await baseline();
    expect(await run(registrar.register({ kind: "open-shift", cashier }, base))).toMatchObject({ error: { error: { code: "FIS322" } } });
    const closed = { ...base, shiftOpen: false };
    expect(await run(registrar.register({ kind: "close-shift", cashier }, closed))).toMatchObject({ error: { error: { code: "FIS321" } } });
    expect(await run(registrar.register({ kind: "x-report" }, closed))).toMatchObject({ error: { error: { code: "FIS321" } } });
  });

  it("the clock is set before a shift is opened, with the date only when it differs", async () => {
    const { registrar, run, baseline, kkt, clock } = setUp();
    kkt.isShiftOpen = false;
    await clock.advance(3_600_000);
    await run(registrar.register({ kind: "open-shift", cashier }, await baseline()));
    const commands = kkt.device.takeCommands();
    expect(commands.find((command) => command.startsWith("21"))).toMatch(/^21 0d1e/);
    expect(commands.some((command) => command.startsWith("22"))).toBe(false);

    const nextDay = setUp();
    nextDay.kkt.isShiftOpen = false;
    await nextDay.clock.advance(24 * 3_600_000);
    await nextDay.run(nextDay.registrar.register({ kind: "open-shift", cashier }, await nextDay.baseline()));
    const dated = nextDay.kkt.device.takeCommands();
    expect(dated).toContain("22 190b1a");
    expect(dated).toContain("23 190b1a");
  });

  it("the clock is left alone within the limit, and when we are behind the last document", async () => {
    const near = setUp();
    near.kkt.isShiftOpen = false;
    await near.run(near.registrar.register({ kind: "open-shift", cashier }, await near.baseline()));
    expect(near.kkt.device.commands.some((command) => command.startsWith("21"))).toBe(false);
    const behind = setUp({ utcOffsetMinutes: 60 });
    behind.kkt.isShiftOpen = false;
    await behind.run(behind.registrar.register({ kind: "open-shift", cashier }, await behind.baseline()));
    expect(behind.kkt.device.commands.some((command) => command.startsWith("21"))).toBe(false);
  });
});
