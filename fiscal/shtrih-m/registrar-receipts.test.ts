import { describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { FEATURE } from "./model.ts";
import { REGISTERED, asDocument, cashier, setUp } from "./testing/registrar-bench.ts";
import { sampleLine, sampleReceipt } from "./testing/sample-receipt.ts";

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
    // Baseline: two readings. The receipt itself: four commands; FF0A is not among them, nor 89h, which the first one had.
    expect(commands).toEqual(["ff01", "11", "8d", "ff0c", "ff46", "ff45"]);
  });

  it("has its subtotal asked for after a disturbance, a doubt or a new connection", async () => {
    const { kkt, registrar, run, baseline } = setUp();
    const asks = async (tag: string): Promise<boolean> => {
      kkt.device.takeCommands();
      await run(registrar.register(asDocument(sampleReceipt({ ownTag: tag })), await baseline()));
      return kkt.device.takeCommands().includes("89");
    };
    expect([await asks("A1"), await asks("A2")]).toEqual([true, false]);
    kkt.nakNext = "ff46";
    expect([await asks("A3"), await asks("A4")]).toEqual([true, false]);
    await run(registrar.resolve(asDocument(sampleReceipt({ ownTag: "A4" })), await baseline()));
    expect([await asks("A5"), await asks("A6")]).toEqual([true, false]);
    kkt.device.cut();
    expect([await asks("A7"), await asks("A8")]).toEqual([true, false]);
  });

  it("whose change is not ours makes the next one ask for its subtotal", async () => {
    const { kkt, registrar, run, baseline } = setUp();
    await run(registrar.register(asDocument(sampleReceipt({ ownTag: "B1" })), await baseline()));
    kkt.lossKop = 1;
    const second = asDocument(sampleReceipt({ ownTag: "B2" }));
    const base = await baseline();
    // Registered, but not with our sum: neither done nor to be repeated.
    expect(await run(registrar.register(second, base))).toMatchObject({
      ok: false,
      error: { effect: "unknown", error: { code: "FIS328", details: { deviceKop: 9_999, ourKop: 10_000, fdNumber: 12 } } },
    });
    expect(await run(registrar.resolve(second, base))).toMatchObject({ outcome: "undecided", seen: expect.stringContaining("9999 коп.") });
    expect(await run(registrar.register(asDocument(sampleReceipt({ ownTag: "B3" })), await baseline()))).toMatchObject({
      ok: false,
      error: { effect: "none", error: { code: "FIS325" } },
    });
  });

  it("whose change is not ours is in doubt when it cannot be read back, and registered when its sum is ours", async () => {
    const { kkt, registrar, run, baseline } = setUp();
    await run(registrar.register(asDocument(sampleReceipt({ ownTag: "C1" })), await baseline()));
    kkt.changeLossKop = 1;
    kkt.refuse.set("ff0a", 0x2f);
    const unread = asDocument(sampleReceipt({ ownTag: "C2" }));
    const base = await baseline();
    expect(await run(registrar.register(unread, base))).toMatchObject({
      ok: false,
      error: { effect: "unknown", error: { code: "FIS303" } },
    });
    expect(await run(registrar.resolve(unread, base))).toMatchObject({ outcome: "registered", registered: { fdNumber: 12 } });
    expect(await run(registrar.register(asDocument(sampleReceipt({ ownTag: "C3" })), await baseline()))).toMatchObject({ ok: true });
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
    const unprinted = { ...tooLong, paper: "none" as const };
    expect(await run(registrar.register(asDocument(unprinted), base))).toMatchObject({ ok: false, error: { error: { code: "FIS360" } } });
    // Nor is a setting changed for it: without a receipt it would take the paper of the next document.
    expect(kkt.paperSetting).toBe(0);
    expect(kkt.device.commands.some((command) => /^(?:8d|1e)/.test(command))).toBe(false);
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
