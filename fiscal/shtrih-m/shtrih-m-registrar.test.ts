import { describe, expect, it } from "vitest";
import { silentLog } from "../../config/log.ts";
import { kopecks, quantity } from "../../config/money.ts";
import { ManualClock } from "../../device-drivers/transport/manual-clock.ts";
import type { FiscalDocument, FiscalReceipt, Registered } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import { FEATURE } from "./model.ts";
import { connectShtrihM } from "./shtrih-m-registrar.ts";
import type { ShtrihMOptions, ShtrihMRegistrar } from "./shtrih-m-registrar.ts";
import { driven } from "./testing/drive-clock.ts";
import { sampleLine, sampleReceipt } from "./testing/sample-receipt.ts";
import { ToyKkt } from "./testing/toy-kkt.ts";

/** 24.11.2026 12:30:15 Moscow, the toy's clock. */
const NOW = Date.UTC(2026, 10, 24, 9, 30, 15);
const cashier = { name: "Кассир Иванова", inn: "500100732259" };

interface Bench {
  readonly kkt: ToyKkt;
  readonly clock: ManualClock;
  readonly registrar: ShtrihMRegistrar;
  run<T>(work: Promise<T>): Promise<T>;
  baseline(): Promise<Baseline>;
}

function setUp(change: Partial<ShtrihMOptions> = {}): Bench {
  const kkt = new ToyKkt();
  const clock = new ManualClock(NOW);
  const options = { openChannel: kkt.device.open, clock, log: silentLog, operatorPassword: 1, adminPassword: 30 };
  const registrar = connectShtrihM({ ...options, ...change });
  const run = <T>(work: Promise<T>): Promise<T> => driven(clock, work);
  return {
    kkt,
    clock,
    registrar,
    run,
    baseline: async () => {
      const read = await run(registrar.baseline());
      if (!read.ok) throw new Error(read.error.code);
      return read.value;
    },
  };
}

const asDocument = (receipt: FiscalReceipt): FiscalDocument => ({ kind: "receipt", receipt });
const REGISTERED: Registered = {
  fdNumber: 11,
  fiscalSign: "11000",
  fnSerial: "9999078902012392",
  at: Date.UTC(2026, 10, 24, 9, 30) as Registered["at"],
  shiftNumber: 5,
  qr: "t=20261124T1230&s=100.00&fn=9999078902012392&i=11&fp=11000&n=1",
};

describe("a receipt", () => {
  it("is registered with the fewest commands, and read back", async () => {
    const { kkt, registrar, run, baseline } = setUp();
    kkt.features = 1n << BigInt(FEATURE.extendedReplies);
    const base = await baseline();
    await run(registrar.register(asDocument(sampleReceipt()), base));
    kkt.device.takeCommands();
    const again = await run(registrar.register(asDocument(sampleReceipt({ ownTag: "T01R000002" })), await baseline()));
    expect(again).toMatchObject({ ok: true, value: { fdNumber: 12, shiftNumber: 5 } });
    const commands = kkt.device.takeCommands().map((command) => command.split(" ")[0]);
    // Baseline: two readings. The receipt itself: six commands, FF0A not among them.
    expect(commands).toEqual(["ff01", "11", "8d", "ff0c", "ff46", "89", "ff45"]);
  });

  it("gives numbers, time and QR of the device", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    expect(await run(registrar.register(asDocument(sampleReceipt()), await baseline()))).toEqual({ ok: true, value: REGISTERED });
    expect(kkt.documents).toHaveLength(1);
  });

  it("carries cashier, contact and our tag; sends cash as given", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    await run(registrar.register(asDocument(sampleReceipt({ buyerContact: "+79001234567" })), await baseline()));
    const tags = [...(kkt.documents[0]?.tags ?? [])].map(([tag, value]) => [tag, Buffer.from(value).toString("latin1")]);
    expect(tags.slice(1)).toEqual([
      [1203, "500100732259"],
      [1008, "+79001234567"],
      [1192, "T01R000001"],
    ]);
    expect(kkt.device.commands.find((command) => command.startsWith("ff45"))).toMatch(/^ff45 983a000000/);
  });

  it("leaves the cashier to the device when told so", async () => {
    const { registrar, run, baseline, kkt } = setUp({ sendCashier: false });
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    expect([...(kkt.documents[0]?.tags.keys() ?? [])]).toEqual([1192]);
    await run(registrar.register({ kind: "close-shift", cashier }, await baseline()));
    expect(kkt.documents[1]?.tags.size).toBe(0);
  });

  it("reads the time from the drive when FF45 does not give it", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    expect(kkt.device.commands.at(-1)).toBe("ff0a 0b000000");
  });

  it("of marked goods: checks right after 8D, binding after the tags", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const marked = sampleLine({
      quantity: quantity(1_000_000),
      sumKop: kopecks(5_000),
      subject: 33,
      marking: { codeBase64: Buffer.from("010460043993125621JgXJ5.T").toString("base64"), plannedStatus: 1 },
      industry: { foivId: "030", date: "21.11.2023", number: "1944", value: "UUID=1&Time=2" },
    });
    const receipt = sampleReceipt({ lines: [marked, marked], footer: ["Спасибо", ""] });
    await run(registrar.register(asDocument(receipt), await baseline()));
    const commands = kkt.device.commands.map((command) => command.split(" ")[0]);
    const checks = "ff69 ff61 ff69 ff61 ff69";
    const lines = "ff46 ff4d ff67 ff46 ff4d ff67";
    expect(commands.slice(commands.indexOf("8d")).join(" ")).toBe(`8d ${checks} ff0c ${lines} 17 17 89 ff45 ff0a`);
  });

  it("goes tags first to a cash core", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    kkt.features = 1n << BigInt(FEATURE.cashCore);
    const base = await baseline();
    const refused = await run(registrar.register(asDocument(sampleReceipt()), base));
    // Table 10 field 29 holds the FFD version there; this toy has none and the driver does not guess.
    expect(refused).toMatchObject({ ok: false, error: { effect: "none", error: { vendorCode: "5Dh" } } });
  });

  it("waits for the printer and repeats what was refused with 50h", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.refuse.set("8d", 0x50);
    kkt.printingPolls = 3;
    kkt.pollsLeft = 3;
    expect(await run(registrar.register(asDocument(sampleReceipt()), base))).toMatchObject({ ok: true });
    expect(kkt.device.commands.filter((command) => command.startsWith("8d"))).toHaveLength(2);
    expect(kkt.documents).toHaveLength(1);
  });

  it("is sent again one tag a command when the device refuses several, after the first was cancelled", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.refuse.set("ff0c", 0xb9);
    expect(await run(registrar.register(asDocument(sampleReceipt()), base))).toMatchObject({ ok: true });
    const commands = kkt.device.commands.map((command) => command.split(" ")[0]);
    const sent = commands.slice(commands.indexOf("8d")).join(" ");
    expect(sent).toBe("8d ff0c 88 8d ff0c ff0c ff0c ff46 89 ff45 ff0a");
    expect(kkt.documents).toHaveLength(1);
  });
});

describe("a refused receipt leaves nothing behind", () => {
  it.each([
    ["ff46", 0x33, "FIS340"],
    ["ff0c", 0x18, "FIS340"],
    ["ff45", 0x4d, "FIS326"],
    ["89", 0x33, "FIS340"],
  ])("%s answered with %i: %s", async (command, vendor, code) => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.refuse.set(command, vendor);
    const result = await run(registrar.register(asDocument(sampleReceipt()), base));
    expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code } } });
    expect(kkt.receipt).toBeNull();
    expect(kkt.documents).toHaveLength(0);
  });

  it("when the subtotal is not ours", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    kkt.lossKop = 1;
    const result = await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS325", details: { deviceKop: 9_999 } } } });
    expect(kkt.receipt).toBeNull();
  });

  it("when the drive says no to a marking code and the shop wants that", async () => {
    const receipt = asDocument(sampleReceipt({ lines: [sampleLine({ marking: { codeBase64: "MDEw", plannedStatus: 1 } })] }));
    const strict = setUp({ refuseNegativeMarking: true });
    strict.kkt.markingResult = 5;
    const result = await strict.run(strict.registrar.register(receipt, await strict.baseline()));
    expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS350", details: { result: 5 } } } });
    expect(strict.kkt.receipt).toBeNull();
    strict.kkt.markingResult = 15;
    expect(await strict.run(strict.registrar.register(receipt, await strict.baseline()))).toMatchObject({ ok: true });
    const lenient = setUp();
    lenient.kkt.markingResult = 5;
    expect(await lenient.run(lenient.registrar.register(receipt, await lenient.baseline()))).toMatchObject({ ok: true });
  });

  it("is not begun over a receipt that is not ours, and tells why", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    kkt.receipt = { kind: 0, sum: 1, items: 1, tags: new Map() };
    const result = await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS324" } } });
    expect(kkt.receipt).not.toBeNull();
  });

  it("is not begun with the shift closed, or when it does not fit", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    const closed = await run(registrar.register(asDocument(sampleReceipt()), { ...base, shiftOpen: false }));
    expect(closed).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS321" } } });
    const tooLong = sampleReceipt({ lines: [sampleLine({ name: "я".repeat(129) })] });
    expect(await run(registrar.register(asDocument(tooLong), base))).toMatchObject({ ok: false, error: { error: { code: "FIS360" } } });
    expect(kkt.device.commands.some((command) => command.startsWith("8d"))).toBe(false);
  });

  it("stays in doubt when the drive does not answer the registrar", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    kkt.refuse.set("ff45", 0x2f);
    const result = await run(registrar.register(asDocument(sampleReceipt()), base));
    expect(result).toMatchObject({ ok: false, error: { effect: "unknown", error: { code: "FIS331" } } });
    // And resolve finds the open receipt and cancels it.
    expect(await run(registrar.resolve(asDocument(sampleReceipt()), base))).toEqual({ outcome: "not-registered" });
    expect(kkt.receipt).toBeNull();
  });
});

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

describe("readings and small commands", () => {
  it("status", async () => {
    const { registrar, run } = setUp();
    expect(await run(registrar.status())).toEqual({
      ok: true,
      value: {
        model: "ШТРИХ",
        serial: "0000000000000077",
        fnSerial: "9999078902012392",
        ffd: "1.2",
        shift: "open",
        shiftNumber: 5,
        lastFdNumber: 10,
        paper: "ok",
        coverOpen: false,
        clock: NOW,
        ofdQueue: 0,
        ofdOldest: null,
        fnExpires: "2027-05-31",
        fnWarnings: [],
      },
    });
  });

  it("baseline reads the counts of cash movements once, and again after one", async () => {
    const { registrar, run, baseline, kkt } = setUp();
    const base = await baseline();
    await baseline();
    expect(kkt.device.commands.filter((command) => command.startsWith("1b"))).toHaveLength(2);
    await run(registrar.register({ kind: "cash-in", amountKop: kopecks(1), cashier }, base));
    expect((await baseline()).cashInCount).toBe(1);
  });

  it("counters add the payments of the shift", async () => {
    const { registrar, run, kkt, baseline } = setUp();
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    // The toy answers every cash register with its own number.
    const sales = 193 + 197 + 4180 + 4184 + 4188;
    const refunds = 195 + 199 + 4182 + 4186 + 4190;
    expect(await run(registrar.counters())).toEqual({
      ok: true,
      value: { shiftNumber: 5, salesKop: sales, refundsKop: refunds, salesCount: 1, refundsCount: 1, cashInDrawerKop: 241 },
    });
    expect(kkt.documents).toHaveLength(1);
  });

  it("stored documents", async () => {
    const { registrar, run, baseline } = setUp();
    await run(registrar.register(asDocument(sampleReceipt({ kind: "refund" })), await baseline()));
    expect(await run(registrar.storedDocument(11))).toMatchObject({
      ok: true,
      value: { fdNumber: 11, fiscalSign: "11000", kind: "refund", totalKop: 10_000, ownTag: "T01R000001" },
    });
    expect(await run(registrar.storedDocument(12))).toEqual({ ok: true, value: null });
  });

  it("copy, drawer, slip", async () => {
    const { registrar, run, kkt } = setUp({ cutAfterSlip: "partial" });
    expect(await run(registrar.printCopy())).toEqual({ ok: true, value: undefined });
    expect(await run(registrar.openDrawer())).toEqual({ ok: true, value: undefined });
    expect(await run(registrar.printSlip(["Оплата картой", "ОДОБРЕНО"]))).toEqual({ ok: true, value: undefined });
    expect(kkt.device.commands.map((command) => command.slice(0, 5))).toEqual(["8c", "28 00", "17 02", "17 02", "29 02", "25 01"]);
    kkt.refuse.set("8c", 0x56);
    expect(await run(registrar.printCopy())).toMatchObject({ ok: false, error: { code: "FIS334", vendorCode: "56h" } });
  });

  it("a technician's bytes", async () => {
    const { registrar, run } = setUp();
    const answer = await run(registrar.rawCommand(Uint8Array.of(0x10, 1, 0, 0, 0)));
    expect(answer).toMatchObject({ ok: true });
    expect(registrar.trace().some((record) => record.text === "1001000000")).toBe(true);
    expect(registrar.linkCounters().framesOut).toBe(1);
  });

  it("one call at a time; a full queue refuses", async () => {
    const { registrar, run, kkt } = setUp();
    const calls = Array.from({ length: 40 }, () => registrar.openDrawer());
    const results = await run(Promise.all(calls));
    expect(results.filter((result) => result.ok)).toHaveLength(32);
    expect(results.at(-1)).toMatchObject({ ok: false, error: { code: "FIS306" } });
    expect(kkt.device.commands).toHaveLength(32);
  });

  it("opens the drawer after a receipt with cash when asked to", async () => {
    const { registrar, run, baseline, kkt, clock } = setUp({ openDrawerOnCash: true });
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    await clock.advance(100);
    expect(kkt.device.commands.at(-1)).toBe("28 00");
  });

  it("continues printing by itself after new paper was loaded", async () => {
    const { registrar, run, baseline, kkt, clock } = setUp();
    await run(registrar.register(asDocument(sampleReceipt()), await baseline()));
    kkt.submode = 2;
    await clock.advance(5_000);
    kkt.submode = 3;
    await clock.advance(5_000);
    expect(kkt.submode).toBe(0);
    expect(kkt.device.commands.filter((command) => command === "b0")).toHaveLength(1);
    await registrar.close();
  });

  it("after close every call fails", async () => {
    const { registrar, run } = setUp();
    await run(registrar.openDrawer());
    await registrar.close();
    expect(await run(registrar.status())).toMatchObject({ ok: false, error: { code: "FIS307" } });
  });
});
