import { describe, expect, it } from "vitest";
import { kopecks } from "../../config/money.ts";
import type { FiscalReceipt } from "../document/fiscal-document.ts";
import type { Baseline, Resolution } from "../registrar.ts";
import { asDocument, setUp } from "./testing/registrar-bench.ts";
import type { Bench } from "./testing/registrar-bench.ts";
import { sampleReceipt } from "./testing/sample-receipt.ts";

const OURS = sampleReceipt();
const OTHER = sampleReceipt({ ownTag: "OTHER" });
const TAG_1192 = 1192;

const lastOf = (items: readonly Uint8Array[]): Uint8Array => items.at(-1) ?? Uint8Array.of();

/** A document in the drive whose answer the till has never seen. */
async function registered(bench: Bench, receipt: FiscalReceipt = OURS): Promise<Baseline> {
  const base = await bench.baseline();
  expect(await bench.run(bench.registrar.register(asDocument(receipt), base))).toMatchObject({ ok: true });
  return base;
}

const resolve = ({ run, registrar }: Bench, baseline: Baseline, receipt: FiscalReceipt = OURS): Promise<Resolution> =>
  run(registrar.resolve(asDocument(receipt), baseline));

describe("a document whose own tag cannot be read is never taken for foreign", () => {
  it.each([
    ["nothing of it comes", () => []],
    ["its last tag is missing", (items: Uint8Array[]) => items.slice(0, -1)],
    ["its own tag is cut short", (items: Uint8Array[]) => [...items.slice(0, -1), lastOf(items).slice(0, 8)]],
    ["a tag comes twice", (items: Uint8Array[]) => [...items, lastOf(items)]],
    ["its own tag makes no sense", (items: Uint8Array[]) => [...items.slice(0, -1), Uint8Array.of(1, 2, 3)]],
  ] as const)("%s", async (_what, dumpParts) => {
    const bench = setUp();
    const base = await registered(bench);
    bench.kkt.dumpParts = dumpParts;
    expect(await resolve(bench, base)).toMatchObject({ outcome: "undecided", seen: expect.stringContaining("ФД 11") });
    expect(await bench.run(bench.registrar.storedTags(11))).toMatchObject({ ok: false, error: { code: "FIS305" } });
    bench.kkt.dumpParts = null;
    expect(await resolve(bench, base)).toMatchObject({ outcome: "registered", registered: { fdNumber: 11 } });
  });

  it("it has none at all, and is of the same kind and sum", async () => {
    const bench = setUp();
    const base = await registered(bench);
    bench.kkt.documents[0]?.tags.delete(TAG_1192);
    expect(await resolve(bench, base)).toMatchObject({ outcome: "undecided" });
  });
});

describe("tags longer than an answer", () => {
  const LONG = new Uint8Array(400).fill(0x80);

  it("are joined when the device gives them in pieces", async () => {
    const bench = setUp();
    const base = await registered(bench);
    bench.kkt.documents[0]?.tags.set(1191, LONG);
    bench.kkt.dumpParts = (items) => items.flatMap((item) => (item.length > 252 ? [item.slice(0, 252), item.slice(252)] : [item]));
    expect(await resolve(bench, base)).toMatchObject({ outcome: "registered" });
    expect(await bench.run(bench.registrar.storedTags(11))).toMatchObject({
      ok: true,
      value: expect.arrayContaining([{ tag: 1191, value: LONG }]),
    });
  });

  it("are passed over when the device cuts them", async () => {
    const bench = setUp();
    const base = await registered(bench);
    bench.kkt.documents[0]?.tags.set(1191, LONG);
    bench.kkt.dumpParts = (items) => items.map((item) => item.slice(0, 252));
    expect(await resolve(bench, base)).toMatchObject({ outcome: "registered" });
  });

  it("are not passed over when one can be ours", async () => {
    const bench = setUp();
    const base = await registered(bench);
    bench.kkt.documents[0]?.tags.set(1084, LONG);
    bench.kkt.dumpParts = (items) => items.map((item) => item.slice(0, 252));
    expect(await resolve(bench, base)).toMatchObject({ outcome: "undecided" });
  });
});

describe("an error byte while tags are read", () => {
  it.each(["ff3a", "ff3b"])("once at %s: read again", async (command) => {
    const bench = setUp();
    const base = await registered(bench);
    bench.kkt.refuse.set(command, 0x2f);
    expect(await resolve(bench, base)).toMatchObject({ outcome: "registered" });
    const foreign = await registered(bench, OTHER);
    bench.kkt.refuse.set(command, 0x50);
    expect(await resolve(bench, foreign)).toEqual({ outcome: "not-registered" });
  });

  it.each(["ff3a", "ff3b"])("for ever at %s: asked again later, foreign or ours", async (command) => {
    for (const receipt of [OURS, OTHER]) {
      const bench = setUp();
      const base = await registered(bench, receipt);
      bench.kkt.refuseAlways.set(command, 0x30);
      expect(await resolve(bench, base)).toMatchObject({ outcome: "unreachable", error: { code: "FIS331" } });
      expect(bench.kkt.device.takeCommands().at(-1)).toBe("03");
    }
  });

  it("a device that has no such command leaves it to a person, whatever the sum", async () => {
    for (const receipt of [OURS, OTHER]) {
      const bench = setUp();
      const base = await registered(bench, receipt);
      bench.kkt.refuseAlways.set("ff3a", 0x37);
      expect(await resolve(bench, base)).toMatchObject({ outcome: "undecided" });
    }
  });
});

it("our own tag on another sum or kind is left to a person", async () => {
  const bench = setUp();
  const base = await registered(bench);
  const dearer = sampleReceipt({ totalKop: kopecks(9_999) });
  expect(await resolve(bench, base, dearer)).toMatchObject({ outcome: "undecided", seen: expect.stringContaining("10000 коп.") });
  expect(await resolve(bench, base, sampleReceipt({ kind: "refund" }))).toMatchObject({ outcome: "undecided" });
});

it("documents that keep appearing are never answered with 'not registered'", async () => {
  const bench = setUp();
  const base = await registered(bench, OTHER);
  const [foreign] = bench.kkt.documents;
  // Each time that the printer is looked at, another program has made one more.
  bench.kkt.onAnswer = (code) => {
    if (code === "10" && foreign !== undefined) bench.kkt.documents.push(foreign);
  };
  expect(await resolve(bench, base)).toMatchObject({ outcome: "undecided", seen: expect.stringContaining("быстрее") });
});
