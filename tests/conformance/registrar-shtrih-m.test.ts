import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FAST_PROFILE } from "../../fiscal/emulator/index.ts";
import { SHTRIH_PROFILES } from "../../fiscal/shtrih-m/index.ts";
import { ShtrihBench, asDocument, cashier, line, receipt } from "./shtrih-m-bench.ts";

/** What only this family has: its own codes, forms of tags and counters of the link. The rest is in `suite/`. */
let bench: ShtrihBench;

describe("Shtrih-M alone", () => {
  beforeEach(async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
  });
  afterEach(async () => {
    await bench.stop();
  });

  it("7/107 as 90h when both sides are set so", async () => {
    await bench.stop();
    bench = await ShtrihBench.start({ profile: { ...FAST_PROFILE, vat7of107Byte: 0x90 } }, () => ({
      profile: SHTRIH_PROFILES["shtrih-m-vat-90"],
    }));
    await bench.openShift();
    expect((await bench.must(asDocument(receipt({ lines: [line({ vat: "7/107" })] })))).fdNumber).toBe(3);
  });

  it("a receipt that the device refuses leaves nothing behind", async () => {
    bench.emulator.applyFault({ kind: "error", code: 0x33, command: "FF46" });
    const result = await bench.registrar.register(asDocument(receipt()), await bench.baseline());
    expect(result).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS340", vendorCode: "33h" } } });
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 2 } });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
  });

  it("refused tags are sent one by one", async () => {
    bench.emulator.applyFault({ kind: "error", code: 0xb9, command: "FF0C" });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
    expect(bench.emulator.state().openReceipt).toBeNull();
  });

  it("a program that died while it read a document has left the device in a reading: it is called back", async () => {
    const begun = await bench.registrar.rawCommand(Uint8Array.of(0xff, 0x3a, 30, 0, 0, 0, 2, 0, 0, 0));
    expect(begun.ok).toBe(true);
    expect(bench.emulator.state()).toMatchObject({ mode: 1 });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 3 } });
  });

  it("a noisy line: frames refused, rubbish before answers", async () => {
    bench.emulator.applyFault({ kind: "nak", command: "FF45", times: 2 });
    bench.emulator.applyFault({ kind: "garbage", hex: "ff00aa", command: "FF46" });
    expect((await bench.must(asDocument(receipt()))).fdNumber).toBe(3);
    expect(bench.registrar.linkCounters()).toMatchObject({ resent: 2 });
  });

  it.each(["before", "after"] as const)("an answer lost %s execution of FF45, the line still up", async (moment) => {
    bench.emulator.applyFault({ kind: "answer-lost", moment, command: "FF45" });
    const { registered, path } = await bench.insist(asDocument(receipt()));
    // The held answer comes again after ENQ; what was not executed has to be resolved and begun anew.
    expect(path).toBe(moment === "after" ? "ok" : "unknown:FIS303 not-registered ok");
    expect(registered.fdNumber).toBe(3);
    expect(bench.emulator.state()).toMatchObject({ openReceipt: null, drive: { lastFd: 3 } });
  });
});

describe("the cost on the wire", () => {
  it("of a receipt is four commands, without ENQ and without readings", async () => {
    bench = await ShtrihBench.start();
    await bench.openShift();
    await bench.must(asDocument(receipt()));
    const from = await bench.baseline();
    const before = bench.registrar.linkCounters();
    const sent = await bench.registrar.register(asDocument(receipt()), from);
    const after = bench.registrar.linkCounters();
    expect(sent.ok).toBe(true);
    expect(after.framesOut - before.framesOut).toBe(4);
    // Payloads of 8D, FF0C (tags 1021, 1203, 1192), FF46 (23 bytes of name), FF45; each with STX, LEN, LRC and our ACK.
    const tags = 4 + cashier.name.length + 4 + 12 + 4 + 10;
    expect(after.bytesOut - before.bytesOut).toBe(6 + (6 + tags) + (32 + 23) + 118 + 4 * 4);
    await bench.stop();
  });
});
