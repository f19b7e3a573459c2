import { describe, expect, it } from "vitest";
import { makeMarkingCode } from "./marking/emulator/make-code.ts";
import { codeOf, must, openTill, PIECE, SENIOR, type OpenTill } from "./testing/open-till.ts";

const MARKED = "item-6";
const OTHER_MARKED = "item-14";

function codeFor(till: OpenTill, itemId: string, seed: number): string {
  const gtin = till.items.find(({ id }) => id === itemId)?.barcode ?? "";
  return Buffer.from(makeMarkingCode({ gtin, form: "short", seed })).toString("base64");
}

const scan = (till: OpenTill, code: string) => till.send({ type: "scan", code, source: "test" });
const barcode = (till: OpenTill, itemId: string): string =>
  Buffer.from(till.items.find(({ id }) => id === itemId)?.barcode ?? "").toString("base64");
const prompt = ({ till }: OpenTill) => till.screen.codePrompt;

describe("a marked item without its code", () => {
  it("asks for the code, and nothing is journalled until it is there", async () => {
    const till = await openTill();
    const before = till.process.history.eventCount();
    expect(await till.send({ type: "addItem", itemId: MARKED })).toMatchObject({ ok: false, code: "RCP412", needsCode: true });
    expect(prompt(till)).toMatchObject({ name: "Товар 6", left: 1, fault: null });
    expect(till.process.history.eventCount()).toBe(before);
    expect(await scan(till, codeFor(till, MARKED, 1))).toEqual({ ok: true });
    expect(prompt(till)).toBeNull();
    expect(till.till.state.receipt?.positions.map(({ item }) => item.id)).toEqual([MARKED]);
  });

  it("read by its barcode brings the prompt too, and no red panel", async () => {
    const till = await openTill();
    expect(await scan(till, barcode(till, MARKED))).toMatchObject({ code: "RCP412", needsCode: true });
    expect(till.till.screen.alert).toBeNull();
    expect(prompt(till)?.name).toBe("Товар 6");
  });

  it("another item's code is told, and the prompt stays", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: MARKED });
    expect(await scan(till, codeFor(till, OTHER_MARKED, 1))).toMatchObject({ code: "MRK571", needsCode: true });
    expect(prompt(till)).toMatchObject({ notAdded: 1, fault: { code: "MRK571" } });
    expect(till.till.state.receipt).toBeNull();
    await scan(till, codeFor(till, MARKED, 2));
    expect(till.till.state.receipt?.positions).toHaveLength(1);
  });

  it("scans of other goods are counted and not added", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: MARKED });
    for (let n = 1; n <= 3; n += 1) {
      expect(codeOf(await scan(till, barcode(till, PIECE)))).toBe("MRK572");
      expect(prompt(till)?.notAdded).toBe(n);
    }
    expect(till.till.state.receipt).toBeNull();
  });

  it("is given up, and forgotten with its occasion", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: MARKED });
    await must(till, { type: "dismissCodePrompt" });
    expect(prompt(till)).toBeNull();
    await till.send({ type: "addItem", itemId: MARKED });
    await must(till, { type: "signOut" });
    expect(prompt(till)).toBeNull();
  });

  it("of a quantity wants as many codes, one line each", async () => {
    const till = await openTill();
    await must(till, { type: "setNextQuantity", quantity: 3_000_000 });
    await till.send({ type: "addItem", itemId: MARKED });
    for (const [seed, left] of [
      [1, 2],
      [2, 1],
    ] as const) {
      await scan(till, codeFor(till, MARKED, seed));
      expect(prompt(till)?.left).toBe(left);
    }
    // The same piece twice is refused, and the third is still wanted.
    expect(codeOf(await scan(till, codeFor(till, MARKED, 2)))).toBe("RCP413");
    expect(prompt(till)).toMatchObject({ left: 1, fault: { code: "RCP413" } });
    await scan(till, codeFor(till, MARKED, 3));
    expect(prompt(till)).toBeNull();
    expect(till.till.state.receipt?.positions.map(({ quantity }) => quantity)).toEqual([1_000_000, 1_000_000, 1_000_000]);
  });

  it("a badge still means its owner, a loyalty card its customer", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: PIECE });
    await till.send({ type: "addItem", itemId: MARKED });
    await scan(till, Buffer.from("7770000001").toString("base64"));
    expect(till.till.state.receipt?.customer?.cardNumber).toBe("7770000001");
    expect(prompt(till)?.notAdded).toBe(0);
  });

  it("a loyalty card that is refused meanwhile is told in the red panel", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: MARKED });
    const reply = await scan(till, Buffer.from("7770000001").toString("base64"));
    expect(reply).toMatchObject({ ok: false, code: "RCP401" });
    expect(reply).not.toHaveProperty("needsCode");
    expect(till.till.screen.alert?.code).toBe("RCP401");
    expect(prompt(till)).toMatchObject({ notAdded: 0, fault: null });
  });
});

describe("a marked line that is struck out", () => {
  async function withTwoPieces(): Promise<OpenTill> {
    const till = await openTill();
    for (const seed of [1, 2]) await scan(till, codeFor(till, MARKED, seed));
    await till.settle();
    return till;
  }
  const voided = (till: OpenTill) => till.till.state.receipt?.positions.map((each) => each.voided);

  it("wants the code of the piece that is put aside", async () => {
    const till = await withTwoPieces();
    expect(await till.send({ type: "voidLine", line: 1 })).toMatchObject({ code: "MRK575", needsCode: true });
    expect(voided(till)).toEqual([false, false]);
    expect(codeOf(await scan(till, codeFor(till, MARKED, 2)))).toBe("MRK576");
    expect(prompt(till)).toMatchObject({ fault: { code: "MRK576" } });
    expect(await scan(till, codeFor(till, MARKED, 1))).toEqual({ ok: true });
    expect(voided(till)).toEqual([true, false]);
    expect(prompt(till)).toBeNull();
  });

  it("over the API brings its code with the command", async () => {
    const till = await withTwoPieces();
    expect(codeOf(await till.send({ type: "voidLine", line: 1, markingCode: codeFor(till, MARKED, 2) }))).toBe("MRK576");
    await must(till, { type: "voidLine", line: 1, markingCode: codeFor(till, MARKED, 1) });
    expect(voided(till)).toEqual([true, false]);
  });

  it("goes without its code when a senior answers for it, which is journalled", async () => {
    const till = await withTwoPieces();
    await till.send({ type: "voidLine", line: 2 });
    expect(codeOf(await till.send({ type: "voidLine", line: 2, withoutCode: true }))).toBe("ACC110");
    await must(till, { type: "voidLine", line: 2, withoutCode: true, approval: SENIOR });
    expect(voided(till)).toEqual([false, true]);
    expect(prompt(till)).toBeNull();
    const events = till.outside.db.prepare<[], { data: string }>("SELECT data FROM event ORDER BY sequence").all();
    expect(JSON.parse(events.at(-2)?.data ?? "")).toEqual({ type: "approvalGiven", by: "senior", action: "void-without-code" });
    expect(JSON.parse(events.at(-1)?.data ?? "")).toMatchObject({ type: "positionVoided", approvedBy: "senior" });
  });

  it("wants none where the shop does not ask, nor while the code is not accepted", async () => {
    const free = await openTill(1, { voidMarkedByScan: false });
    await scan(free, codeFor(free, MARKED, 1));
    await free.settle();
    await must(free, { type: "voidLine", line: 1 });
    const till = await openTill();
    await scan(till, codeFor(till, MARKED, 1));
    await must(till, { type: "voidLine", line: 1 });
    expect(voided(till)).toEqual([true]);
  });
});
