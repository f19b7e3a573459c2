import { describe, expect, it } from "vitest";
import type { FoundItem } from "../catalog/catalog-item.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { markingCodeFromBase64 } from "../marking/code/parse-marking.ts";
import { checkAlwaysAnswers } from "../testing/marked-piece.ts";
import { epochMs } from "../../config/clock.ts";
import { quantity } from "../../config/money.ts";
import { pourFault } from "../tap/decide-keg.ts";
import { receiptTotals } from "./receipt-totals.ts";
import { MEASURED_GOODS } from "../simulation/goods.ts";
import { brokenPromises } from "../testing/broken-promises.ts";
import { codeOf, lastDocument, lastFact, must, openTill, SENIOR, type OpenTill } from "../testing/open-till.ts";

const { cheese, draught, pills } = MEASURED_GOODS;
const DAY_MS = 86_400_000;

function codeFor({ barcode }: FoundItem, seed: number, weightGrams?: number): string {
  const order = weightGrams === undefined ? ({ form: "short" } as const) : ({ form: "weighed", weightGrams } as const);
  return Buffer.from(makeMarkingCode({ gtin: barcode ?? "", seed, outcome: "ok", ...order })).toString("base64");
}

const scan = (till: OpenTill, code: string) => till.send({ type: "scan", code, source: "test" });
const cisOf = (code: string): string => {
  const read = markingCodeFromBase64(code);
  return read.ok ? read.value.cis : "";
};

/** Scans the code and waits for its check. */
async function allowed(till: OpenTill, code: string): Promise<void> {
  await must(till, { type: "scan", code, source: "test" });
  expect(till.till.state.receipt?.positions.at(-1)).toMatchObject({ voided: false, marking: { state: "allowed" } });
}

async function open(changes: Parameters<typeof openTill>[1] = {}): Promise<OpenTill> {
  const till = await openTill(1, changes, {});
  checkAlwaysAnswers(till);
  await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
  return till;
}

/** All checks have come; the money is taken. */
/** Beer is not sold to minors: the answer comes first where it is asked for. */
async function paid(till: OpenTill): Promise<void> {
  await till.send({ type: "confirmAge", answer: "by-sight" });
  await must(till, { type: "payCash" });
}

describe("weighed marked goods", () => {
  it("take the weight that their code carries, to the gram, whatever was typed", async () => {
    const till = await open();
    await must(till, { type: "setNextQuantity", quantity: 2_000_000 });
    await allowed(till, codeFor(cheese, 1, 523));
    expect(till.till.state.receipt?.positions.at(-1)?.quantity).toBe(523_000);
    await paid(till);
    const [line] = lastDocument(till).lines;
    expect(line).toMatchObject({ quantity: 523_000, measure: 11, priceKop: 89_990, sumKop: 47_065, marking: { plannedStatus: 2 } });
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("take the typed weight where the code has none, also a whole number of kilograms", async () => {
    const till = await open();
    expect(codeOf(await till.send({ type: "addItem", itemId: cheese.id, quantity: 2_000_000 }))).toBe("RCP412");
    await allowed(till, codeFor(cheese, 2));
    await paid(till);
    expect(lastDocument(till).lines).toMatchObject([{ quantity: 2_000_000, measure: 11, marking: { plannedStatus: 2 } }]);
  });

  it("want a weight from somewhere", async () => {
    const till = await open();
    expect(codeOf(await scan(till, codeFor(cheese, 3)))).toBe("RCP410");
  });

  it("come back with status 4", async () => {
    const till = await open();
    await allowed(till, codeFor(cheese, 4, 1_250));
    await paid(till);
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    await must(till, { type: "scan", code: codeFor(cheese, 4, 1_250), source: "test" });
    await paid(till);
    expect(lastDocument(till)).toMatchObject({ kind: "refund", lines: [{ quantity: 1_250_000, marking: { plannedStatus: 4 } }] });
  });
});

describe("a marked piece that is sold in parts", () => {
  async function sellParts(till: OpenTill, parts: number): Promise<number> {
    await allowed(till, codeFor(pills, 1));
    await must(till, { type: "setParts", line: till.till.state.receipt?.positions.at(-1)?.line ?? 0, parts });
    await paid(till);
    return lastFact(till).totalKop;
  }

  it("costs its parts, which add up to the whole; the document says the fraction", async () => {
    const till = await open();
    const first = await sellParts(till, 1);
    expect(lastDocument(till).lines[0]).toMatchObject({
      quantity: 1_000_000,
      measure: 0,
      sumKop: first,
      marking: { plannedStatus: 2, fraction: { numerator: 1, denominator: 3 } },
    });
    expect(lastFact(till).lines[0]?.codeShare).toEqual({ unit: "part", used: 1, of: 3 });
    const others = [await sellParts(till, 1), await sellParts(till, 1)];
    expect([first, ...others].reduce((sum, each) => sum + each, 0)).toBe(pills.priceKop);
    expect(codeOf(await scan(till, codeFor(pills, 1)))).toBe("MRK573");
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("is sold on as what is left of it, and no more", async () => {
    const till = await open();
    await sellParts(till, 1);
    await allowed(till, codeFor(pills, 1));
    expect(till.till.state.receipt?.positions.at(-1)?.part).toMatchObject({ numerator: 2, denominator: 3, before: 1 });
    expect(codeOf(await till.send({ type: "setParts", line: 1, parts: 3 }))).toBe("MRK570");
    expect(codeOf(await till.send({ type: "setParts", line: 1, parts: null }))).toBe("MRK570");
  });

  it("counts what another receipt under way holds", async () => {
    const till = await open();
    await allowed(till, codeFor(pills, 1));
    await must(till, { type: "setParts", line: 1, parts: 1 });
    await must(till, { type: "holdReceipt" });
    await must(till, { type: "scan", code: codeFor(pills, 1), source: "test" });
    expect(till.till.state.receipt?.positions.at(-1)?.part).toMatchObject({ numerator: 2, before: 1 });
  });

  it("gives its parts back with a refund", async () => {
    const till = await open();
    const sum = await sellParts(till, 2);
    expect(till.process.history.codeUse(cisOf(codeFor(pills, 1)))).toEqual({ unit: "part", used: 2, of: 3 });
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    await must(till, { type: "scan", code: codeFor(pills, 1), source: "test" });
    await paid(till);
    expect(lastFact(till)).toMatchObject({ kind: "refund", totalKop: sum });
    expect(lastDocument(till).lines[0]?.marking).toMatchObject({ plannedStatus: 4, fraction: { numerator: 2, denominator: 3 } });
    expect(till.process.history.codeUse(cisOf(codeFor(pills, 1)))).toBeNull();
    await allowed(till, codeFor(pills, 1));
    expect(till.till.state.receipt?.positions.at(-1)?.part).toBeUndefined();
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("goes back to the whole, at the whole price", async () => {
    const till = await open();
    await allowed(till, codeFor(pills, 5));
    await must(till, { type: "setParts", line: 1, parts: 2 });
    await must(till, { type: "setParts", line: 1, parts: null });
    const { receipt } = till.till.state;
    expect(receipt?.positions[0]?.part).toBeUndefined();
    expect(receipt === null ? 0 : receiptTotals(receipt, till.outside.settings).totalKop).toBe(pills.priceKop);
  });

  it("sold whole is not sold in parts, and goods without parts are not cut", async () => {
    const till = await open();
    await allowed(till, codeFor(pills, 6));
    await paid(till);
    expect(codeOf(await scan(till, codeFor(pills, 6)))).toBe("RCP414");
    await must(till, { type: "dismissAlert" });
    await allowed(till, codeFor(cheese, 8, 100));
    expect(codeOf(await till.send({ type: "setParts", line: 1, parts: 1 }))).toBe("MRK574");
  });

  it("a sale of parts that a correction takes back gives them back", async () => {
    const till = await open();
    await sellParts(till, 2);
    await must(till, {
      type: "correctReceipt",
      receiptId: lastFact(till).id,
      as: "reverse",
      basis: "own",
      reason: "Чек с ошибкой",
      approval: SENIOR,
    });
    expect(lastDocument(till)).toMatchObject({ kind: "refund", lines: [{ marking: { fraction: { numerator: 2, denominator: 3 } } }] });
    expect(till.process.history.codeUse(cisOf(codeFor(pills, 1)))).toBeNull();
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });
});

describe("beer on tap", () => {
  const keg = codeFor(draught, 1);
  const connect = (till: OpenTill, seed = 1, volumeMl = 30_000) =>
    must(till, { type: "connectKeg", markingCode: codeFor(draught, seed), volumeMl });
  const pour = (till: OpenTill, quantity: number, more: { kegId?: string } = {}) =>
    till.send({ type: "addItem", itemId: draught.id, quantity, ...more });

  it("is poured from an open keg alone", async () => {
    const till = await open();
    expect(codeOf(await pour(till, 500_000))).toBe("MRK584");
    await connect(till);
    expect(till.till.state.kegs).toMatchObject([{ itemId: draught.id, volumeMl: 30_000, pouredMl: 0, tappedBy: "cashier" }]);
    expect(codeOf(await till.send({ type: "addItem", itemId: draught.id }))).toBe("RCP410");
  });

  it("carries the keg's code in litres, status 2, portion after portion", async () => {
    const till = await open();
    await connect(till);
    for (let portion = 1; portion <= 2; portion += 1) {
      await must(till, { type: "addItem", itemId: draught.id, quantity: 500_000 });
      await paid(till);
      expect(lastDocument(till).lines).toMatchObject([
        { quantity: 500_000, measure: 41, sumKop: 9_995, marking: { codeBase64: keg, plannedStatus: 2 } },
      ]);
      expect(till.till.state.kegs?.[0]?.pouredMl).toBe(500 * portion);
    }
    expect(till.process.history.codeUse(cisOf(keg))).toEqual({ unit: "millilitre", used: 1_000, of: 30_000 });
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("ends where the keg ends, receipts under way included; the next one is connected", async () => {
    const till = await open();
    await connect(till, 1, 1_000);
    await must(till, { type: "addItem", itemId: draught.id, quantity: 800_000 });
    expect(codeOf(await pour(till, 300_000))).toBe("MRK585");
    const id = till.till.state.kegs?.[0]?.id ?? "";
    await must(till, { type: "closeKeg", kegId: id, reason: "empty" });
    expect(till.till.state.kegs).toEqual([]);
    expect(codeOf(await till.send({ type: "closeKeg", kegId: id, reason: "empty" }))).toBe("MRK588");
    await connect(till, 2);
    expect(codeOf(await pour(till, 300_000))).toBeUndefined();
  });

  it("of several open kegs one is chosen", async () => {
    const till = await open();
    await connect(till, 1);
    await connect(till, 2);
    expect(await pour(till, 500_000)).toMatchObject({ code: "MRK587", needsCode: true });
    const [, second] = till.till.state.kegs ?? [];
    expect(till.till.screen.codePrompt?.kegs).toEqual(till.till.state.kegs?.map(({ id }) => id));
    await must(till, { type: "chooseKeg", kegId: second?.id ?? "" });
    expect(till.till.screen.codePrompt).toBeNull();
    expect(till.till.state.receipt?.positions[0]).toMatchObject({ quantity: 500_000, marking: { cis: second?.cis } });
  });

  it("is not poured from a keg that is open too long", async () => {
    const till = await open({ kegDays: 5 });
    await connect(till);
    await till.clock.advance(4 * DAY_MS);
    const { state } = till.till;
    const [keg] = state.kegs ?? [];
    const context = { now: till.clock.now(), settings: till.outside.settings } as Parameters<typeof pourFault>[3];
    if (keg === undefined) throw new Error("no keg");
    expect(pourFault(keg, quantity(500_000), state, context)).toBeNull();
    expect(pourFault(keg, quantity(500_000), state, { ...context, now: epochMs(context.now + DAY_MS) })).toMatchObject({ code: "MRK586" });
  });

  it("the code of a keg is asked for by a prompt, and wants a volume from somewhere", async () => {
    const till = await open();
    expect(await till.send({ type: "connectKeg" })).toMatchObject({ code: "MRK580", needsCode: true });
    expect(codeOf(await scan(till, codeFor(cheese, 1, 100)))).toBe("MRK581");
    expect(codeOf(await scan(till, keg))).toBe("MRK583");
    await must(till, { type: "dismissCodePrompt" });
    await till.send({ type: "connectKeg", volumeMl: 50_000 });
    expect(await scan(till, keg)).toEqual({ ok: true });
    expect(till.till.state.kegs?.[0]?.volumeMl).toBe(50_000);
    expect(codeOf(await till.send({ type: "connectKeg", markingCode: keg, volumeMl: 50_000 }))).toBe("MRK582");
  });
});
