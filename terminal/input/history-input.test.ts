import { expect, it } from "vitest";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import { kopecks } from "../../config/money.ts";
import { ok } from "../../config/result.ts";
import { sampleLine, sampleReceipt } from "../../sync-agent/testing/sample-facts.ts";
import { simulatedGoods } from "../simulation/goods.ts";
import { creditRates, handOverOf, refundOf } from "./history-input.ts";

/** Today the goods card of item-1 says 22 %. */
const { lookup: goods } = simulatedGoods(null);
const none = { ...goods, byId: () => ok(null) };

function found(fact: ReceiptFact) {
  return { fact, corrections: [], returnedByLine: new Map(), returnedMost: new Map(), returnedMoney: new Map() };
}

it("what comes back keeps the rate, the price and the agent that it was sold with", () => {
  const agent = { kind: "commission-agent" as const, supplier: { inn: "7707083893", phones: ["+79161234567"] } };
  const { lines, original } = refundOf(found(sampleReceipt(1, { lines: [{ ...sampleLine(1, 8990, 2), vat: "20", agent }] })), goods);
  expect(lines[0]).toMatchObject({ item: { vat: "20", agent, priceKop: 8990 }, original: { sumKop: 17_980, offsetKop: 0 } });
  expect(original).toMatchObject({ kind: "sale", settlement: "full", deal: null });
});

it("prepaid goods are handed over at the agreed price and today's rate", () => {
  const line = { ...sampleLine(1, 8990, 1), sumKop: kopecks(3_000), agreedKop: kopecks(8_990), vat: "20/120" as const };
  const fact = sampleReceipt(1, { settlement: "part-prepayment", lines: [line] });
  expect(handOverOf(found(fact), goods)).toMatchObject([
    { item: { vat: "22" }, original: { sumKop: 8_990, offsetKop: 3_000 }, marking: null },
  ]);
  expect(handOverOf(found(fact), none)).toMatchObject([{ item: { vat: "20" } }]);
});

it("rounded kopecks are not given back", () => {
  const fact = sampleReceipt(1, { totalKop: kopecks(21_900), roundingKop: kopecks(80) });
  const sums = refundOf(found(fact), goods).lines.map((line) => line.original.sumKop as number);
  expect(sums.reduce((sum, each) => sum + each, 0)).toBe(21_900);
});

it("a credit is known by its rates; purchases come back as purchases, refunds not at all", () => {
  const lines = [sampleLine(1, 100, 1), { ...sampleLine(2, 50, 1), vat: "10" as const }, sampleLine(3, 200, 1)];
  expect(creditRates(sampleReceipt(1, { lines }))).toMatchObject([
    { vat: "22", sumKop: 300 },
    { vat: "10", sumKop: 50 },
  ]);
  expect(refundOf(found(sampleReceipt(1, { kind: "purchase" })), goods).original?.kind).toBe("purchase");
  expect(refundOf(found(sampleReceipt(1, { kind: "purchase-refund" })), goods).lines).toEqual([]);
});
