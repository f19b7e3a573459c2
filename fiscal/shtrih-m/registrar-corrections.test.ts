import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import type { Correction, FiscalReceipt } from "../document/fiscal-document.ts";
import { asDocument, setUp } from "./testing/registrar-bench.ts";
import type { Bench } from "./testing/registrar-bench.ts";
import { sampleLine, sampleReceipt } from "./testing/sample-receipt.ts";

const correction: Correction = { basis: "own", correctedOn: "2026-11-20", correctedFiscalSign: "3522207165" };
const FFD_105 = 2;
const sums = sampleReceipt({ correction, lines: [sampleLine({ vat: "20" })] });

async function register(bench: Bench, receipt: FiscalReceipt) {
  return bench.run(bench.registrar.register(asDocument(receipt), await bench.baseline()));
}

function codes(bench: Bench): string[] {
  return bench.kkt.device.takeCommands().map((command) => command.split(" ")[0] ?? "");
}

describe("a correction opened as a receipt", () => {
  it("is document 31, found by our tag in 1084", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    const document = asDocument(sampleReceipt({ kind: "purchase", correction }));
    expect(await bench.run(bench.registrar.register(document, base))).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    expect(bench.kkt.documents).toMatchObject([{ type: 31, operation: 3 }]);
    expect(await bench.run(bench.registrar.storedDocument(11))).toMatchObject({
      ok: true,
      value: { kind: "purchase", isCorrection: true, ownTag: "T01R000001" },
    });
    expect(await bench.run(bench.registrar.resolve(document, base))).toMatchObject({ outcome: "registered", registered: { fdNumber: 11 } });
    // A receipt of the same sum and tag is not this correction: how it got our tag, a person must find out.
    const receipt = asDocument(sampleReceipt({ kind: "purchase" }));
    expect(await bench.run(bench.registrar.resolve(receipt, base))).toMatchObject({ outcome: "undecided" });
  });

  it("has its basis flat where the device refuses the structure, for the rest of the connection", async () => {
    const bench = setUp();
    bench.kkt.refusesNested = true;
    expect(await register(bench, sampleReceipt({ correction }))).toMatchObject({ ok: true });
    expect([...(bench.kkt.documents[0]?.tags.keys() ?? [])]).toEqual(expect.arrayContaining([1173, 1178, 1192]));
    codes(bench);
    expect(await register(bench, sampleReceipt({ correction, ownTag: "T2" }))).toMatchObject({ ok: true });
    expect(codes(bench)).not.toContain("88");
  });

  it("left open is cancelled by resolve", async () => {
    const bench = setUp();
    const base = await bench.baseline();
    bench.kkt.receipt = { kind: 0x80, sum: 10_000, items: 1, tags: new Map() };
    expect(await bench.run(bench.registrar.resolve(asDocument(sampleReceipt({ correction })), base))).toEqual({
      outcome: "not-registered",
    });
    expect(bench.kkt.receipt).toBeNull();
  });
});

describe("a correction of sums alone (FFD 1.05)", () => {
  it("goes by FF35, tags, FF4A", async () => {
    const bench = setUp();
    bench.kkt.ffd = FFD_105;
    const base = await bench.baseline();
    codes(bench);
    expect(await bench.run(bench.registrar.register(asDocument(sums), base))).toMatchObject({ ok: true, value: { fdNumber: 11 } });
    expect(codes(bench).slice(-4)).toEqual(["ff35", "ff0c", "ff4a", "ff0a"]);
    expect(bench.kkt.documents).toMatchObject([{ type: 31, operation: 1, sum: 10_000 }]);
    expect(await bench.run(bench.registrar.resolve(asDocument(sums), base))).toMatchObject({ outcome: "registered" });
  });

  it("has each sum in its place", async () => {
    const bench = setUp();
    bench.kkt.ffd = FFD_105;
    await register(bench, sums);
    const close = bench.kkt.device.commands.find((command) => command.startsWith("ff4a"))?.split(" ")[1] ?? "";
    const bytes = Buffer.from(close, "hex");
    const field = (number: number): number => bytes.readUIntLE(2 + number * 5, 5);
    // Total, cash, electronic, prepaid, credit, counter; VAT 20 %, 10 %, turnovers, 20/120, 10/110; tax system.
    expect(Array.from({ length: 12 }, (_, number) => field(number))).toEqual([10_000, 10_000, 0, 0, 0, 0, 1_667, 0, 0, 0, 0, 0]);
    expect([bytes.length, bytes[0], bytes[1], bytes[62]]).toEqual([63, 0, 1, 2]);
  });

  it.each([
    ["a rate without a place", sampleReceipt({ correction, lines: [sampleLine({ vat: "22" })] })],
    ["a correction of a return", sampleReceipt({ correction, kind: "refund", lines: [sampleLine({ vat: "20" })] })],
  ])("%s is refused before anything is sent", async (_, receipt) => {
    const bench = setUp();
    bench.kkt.ffd = FFD_105;
    expect(await register(bench, receipt)).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS360" } } });
    expect(bench.kkt.fnDocument).toBe(0);
  });

  it("refused at the end leaves nothing open in the drive", async () => {
    const bench = setUp();
    bench.kkt.ffd = FFD_105;
    bench.kkt.refuse.set("ff4a", 0x33);
    expect(await register(bench, sums)).toMatchObject({ ok: false, error: { effect: "none", error: { code: "FIS340" } } });
    expect([bench.kkt.fnDocument, bench.kkt.documents.length]).toEqual([0, 0]);
  });

  // Readings of the model and the paper setting, FF35, FF0C, FF4A, FF0A.
  const faults = Array.from({ length: 10 }, (_, at) => (["before", "after"] as const).map((how) => ({ at, how }))).flat();
  it.each(faults)("cable cut at command $at, $how its execution: exactly one document", async (fault) => {
    const bench = setUp();
    bench.kkt.ffd = FFD_105;
    let from = await bench.baseline();
    bench.kkt.arm(fault);
    for (let round = 0; round < 5; round++) {
      const result = await bench.run(bench.registrar.register(asDocument(sums), from));
      if (result.ok) break;
      if (result.error.effect === "unknown") {
        const resolution = await bench.run(bench.registrar.resolve(asDocument(sums), from));
        if (resolution.outcome === "registered") break;
        expect(resolution.outcome).toBe("not-registered");
      }
      from = await bench.baseline();
    }
    expect([bench.kkt.documents.length, bench.kkt.fnDocument]).toEqual([1, 0]);
  });
});

describe("a receipt without paper", () => {
  const electronic = sampleReceipt({ paper: "none", buyerContact: "a@b.ru" });

  it("is not printed, the next one is", async () => {
    const bench = setUp();
    await register(bench, electronic);
    await register(bench, sampleReceipt({ ownTag: "T2" }));
    expect(bench.kkt.unprinted).toEqual([11]);
  });

  it("that was never begun does not take the next buyer's paper, even after our own death", async () => {
    const bench = setUp();
    bench.kkt.paperSetting = 1;
    await register(bench, sampleReceipt());
    expect(bench.kkt.unprinted).toEqual([]);
    bench.kkt.refuse.set("ff46", 0x33);
    expect(await register(bench, { ...electronic, ownTag: "T3" })).toMatchObject({ ok: false });
    expect(bench.kkt.paperSetting).toBe(1);
    await register(bench, sampleReceipt({ ownTag: "T4" }));
    expect(bench.kkt.unprinted).toEqual([]);
  });

  it("on a device without the setting is sold with paper", async () => {
    const bench = setUp();
    bench.kkt.refuse.set("1e", 0x5d);
    expect(await register(bench, { ...electronic, totalKop: kopecks(10_000) })).toMatchObject({ ok: true });
    expect(bench.kkt.unprinted).toEqual([]);
  });
});
