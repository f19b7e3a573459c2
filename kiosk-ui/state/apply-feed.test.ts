import fc from "fast-check";
import { expect, test } from "vitest";
import type { LineView, TillView } from "../../config/contract/view.ts";
import { QUANTITY_ONE, kopecks } from "../../config/money.ts";
import { applyPatch } from "./apply-feed.ts";

const line = (number: number, sum = 100): LineView => ({
  line: number,
  name: `Good ${number}`,
  article: "",
  unit: "шт",
  quantity: QUANTITY_ONE,
  weighed: false,
  priceKop: kopecks(sum),
  discountKop: kopecks(0),
  sumKop: kopecks(sum),
  voided: false,
  marking: null,
  needsCode: false,
  explanation: [],
});

const view = (lines: readonly LineView[]): TillView => ({
  info: {
    tillId: "1",
    shopName: "Shop",
    language: "ru",
    theme: "light",
    version: "1",
    training: false,
    taxSystems: ["osn"],
    ffd: "1.2",
    denominationsKop: [],
  },
  staff: [],
  operator: null,
  shift: {
    status: "closed",
    number: 1,
    openedAt: null,
    endsAt: null,
    opensWithSale: false,
    drawerKop: kopecks(0),
    salesKop: kopecks(0),
    salesCount: 0,
    refundsKop: kopecks(0),
    refundsCount: 0,
    purchasesKop: kopecks(0),
    purchasesCount: 0,
    purchaseRefundsKop: kopecks(0),
    purchaseRefundsCount: 0,
    registrars: [],
    counters: [],
  },
  receipt: null,
  lines,
  nextQuantity: null,
  fiscal: null,
  completed: null,
  held: [],
  unresolved: [],
  printOwed: null,
  purchase: null,
  cardReturns: [],
  alert: null,
  approval: null,
  codePrompt: null,
  kegs: [],
  lights: [],
  upload: { waiting: 0, oldestAt: null, setAside: 0 },
});

test("only what the patch names is replaced; the rest keeps its identity", () => {
  const before = view([line(1), line(2), line(3)]);
  const changed = line(2, 250);
  const after = applyPatch(before, { lines: { count: 3, changed: [{ index: 1, line: changed }] } });
  expect(after.lines).toEqual([before.lines[0], changed, before.lines[2]]);
  expect(after.lines[0]).toBe(before.lines[0]);
  expect(after.lines[2]).toBe(before.lines[2]);
  expect(after.shift).toBe(before.shift);
});

test("a section that is null in the patch becomes null", () => {
  const before = { ...view([]), nextQuantity: QUANTITY_ONE };
  expect(applyPatch(before, { nextQuantity: null }).nextQuantity).toBeNull();
  expect(applyPatch(before, {}).lines).toBe(before.lines);
});

test("lines are cut to the count and grow by the changed ones", () => {
  const before = view([line(1), line(2), line(3)]);
  expect(applyPatch(before, { lines: { count: 1, changed: [] } }).lines).toEqual([before.lines[0]]);
  expect(applyPatch(before, { lines: { count: 0, changed: [] } }).lines).toEqual([]);
  const grown = applyPatch(before, {
    lines: {
      count: 5,
      changed: [
        { index: 3, line: line(4) },
        { index: 4, line: line(5) },
      ],
    },
  });
  expect(grown.lines.map((each) => each.line)).toEqual([1, 2, 3, 4, 5]);
});

test("a patch made from any two lists of lines leads from one to the other", () => {
  const lists = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 });
  fc.assert(
    fc.property(lists, lists, (from, to) => {
      const before = from.map((sum, index) => line(index + 1, sum));
      const after = to.map((sum, index) => line(index + 1, sum));
      const changed = after.flatMap((each, index) => (before[index]?.sumKop === each.sumKop ? [] : [{ index, line: each }]));
      expect(applyPatch(view(before), { lines: { count: after.length, changed } }).lines).toEqual(after);
    }),
  );
});
