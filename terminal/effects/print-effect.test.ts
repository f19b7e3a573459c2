import { expect, it } from "vitest";
import { bookOf } from "../shift/book.ts";
import { openTill, PIECE } from "../testing/open-till.ts";

/** Goal: what is registered and not on paper is told, printed later, and never registered again. */
async function sell(till: Awaited<ReturnType<typeof openTill>>) {
  await till.send({ type: "addItem", itemId: PIECE });
  await till.send({ type: "payCash" });
}

it("a receipt without paper is completed at once and printed when the paper is back", async () => {
  const till = await openTill();
  till.outside.fiscal.faults.printOwed = 1;
  await sell(till);
  await till.settle();
  expect(till.till.state.completed?.fact.totalKop).toBe(1_999);
  expect(bookOf(till.till.state, "main").printOwed).toEqual({ fdNumber: 2, receiptNumber: 1 });
  till.outside.fiscal.faults.printOwed = 0;
  await till.settle();
  expect(bookOf(till.till.state, "main").printOwed).toBeNull();
  expect(till.outside.fiscal.documents.filter(({ kind }) => kind === "sale")).toHaveLength(1);
});

it("a debt that the registrar shows later, outside any answer, is taken up too, once", async () => {
  const till = await openTill();
  await sell(till);
  await till.settle();
  till.outside.fiscal.faults.printOwed = 1;
  expect(till.till.outcome({ type: "recordPrinting", registrarId: "main", isOwed: true })).toMatchObject({
    ok: true,
    value: [{ event: { type: "printOwed" } }],
  });
  expect(till.till.outcome({ type: "recordPrinting", registrarId: "main", isOwed: true })).toEqual({ ok: true, value: [] });
  expect(bookOf(till.till.state, "main").printOwed).toEqual({ fdNumber: 2, receiptNumber: 1 });
  till.outside.fiscal.faults.printOwed = 0;
  await till.settle();
  expect(bookOf(till.till.state, "main").printOwed).toBeNull();
});

it("a silent registrar is asked again, and selling goes on meanwhile", async () => {
  const till = await openTill();
  till.outside.fiscal.faults.printOwed = 1;
  await sell(till);
  await till.settle();
  till.outside.fiscal.faults.linkDown = true;
  await till.settle();
  till.outside.fiscal.faults.printOwed = 0;
  await till.settle();
  expect(bookOf(till.till.state, "main").printOwed).not.toBeNull();
  till.outside.fiscal.faults.linkDown = false;
  await sell(till);
  await till.settle();
  expect(bookOf(till.till.state, "main").printOwed).toBeNull();
  expect(till.outside.fiscal.documents.filter(({ kind }) => kind === "sale")).toHaveLength(2);
});
