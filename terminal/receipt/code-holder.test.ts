import { expect, it } from "vitest";
import { draftOfReceipt } from "../input/draft-correction.ts";
import { rebuildTables } from "../journal/rebuild.ts";
import { correct, unsound } from "../testing/corrections.ts";
import { markedTill, putPiece, sellPiece } from "../testing/marked-piece.ts";
import { lastFact, must, SENIOR, type OpenTill } from "../testing/open-till.ts";

/**
 * Goal: a piece whose return without a receipt was taken back is sold where it was sold before, so it can be sold again once that sale is
 * taken back, and not earlier. Method: the return and the sale are taken back in either order.
 */
async function returned(till: OpenTill): Promise<string> {
  await must(till, { type: "openRefund", approval: SENIOR });
  await putPiece(till);
  await must(till, { type: "payCash" });
  return lastFact(till).id;
}

it("the return, then the sale", async () => {
  const till = await markedTill();
  const { history } = till.process;
  const { id, number, cis } = await sellPiece(till);
  const back = await returned(till);
  expect(history.soldIn(cis)).toBeNull();
  expect(await correct(till, back, "reverse")).toBeUndefined();
  expect(history.soldIn(cis)).toBe(number);
  expect(await correct(till, id, "reverse")).toBeUndefined();
  expect(history.soldIn(cis)).toBeNull();
  const again = await sellPiece(till);
  expect(history.soldIn(cis)).toBe(again.number);
  expect(unsound(till)).toEqual([]);
});

it("the sale, then the return, which said again leaves a later sale alone", async () => {
  const till = await markedTill();
  const { history } = till.process;
  const { id, cis } = await sellPiece(till);
  const back = await returned(till);
  expect(await correct(till, id, "reverse")).toBeUndefined();
  expect(await correct(till, back, "reverse")).toBeUndefined();
  expect(history.soldIn(cis)).toBeNull();
  const again = await sellPiece(till);
  expect(await correct(till, back, "repeat")).toBeUndefined();
  expect(history.soldIn(cis)).toBe(again.number);
  expect(unsound(till)).toEqual([]);
});

it("said again, the return has taken the piece back once more", async () => {
  const till = await markedTill();
  const { history } = till.process;
  const { cis } = await sellPiece(till);
  const back = await returned(till);
  expect(await correct(till, back, "reverse")).toBeUndefined();
  expect(await correct(till, back, "repeat")).toBeUndefined();
  expect(history.soldIn(cis)).toBeNull();
  await sellPiece(till);
  expect(unsound(till)).toEqual([]);
});

it("a piece that another till sold is sold here no more than before its return", async () => {
  const till = await markedTill();
  const back = await returned(till);
  expect(await correct(till, back, "reverse")).toBeUndefined();
  expect(till.outside.db.prepare("SELECT * FROM sold_piece").all()).toEqual([]);
  expect(unsound(till)).toEqual([]);
});

it("tables in which the return itself holds the code are made anew", async () => {
  const till = await markedTill();
  const { number, cis } = await sellPiece(till);
  const back = await returned(till);
  const returnNumber = lastFact(till).number;
  expect(await correct(till, back, "reverse")).toBeUndefined();
  const { db } = till.outside;
  db.prepare("UPDATE sold_piece SET receipt_number = ?").run(returnNumber);
  rebuildTables(db);
  expect(till.process.history.soldIn(cis)).toBe(number);
});

it("a piece that the right correction of a sale names is that sale's", async () => {
  const till = await markedTill();
  const { id, number, cis } = await sellPiece(till);
  expect(await correct(till, id, "reverse")).toBeUndefined();
  const draft = draftOfReceipt(id, "repeat", till.process.history, till.outside.settings);
  if (!draft.ok) throw new Error(draft.error.code);
  const lines = draft.value.lines.map((line) => ({ ...line, name: "Другое название" }));
  await must(till, { type: "registerCorrection", ...draft.value, lines, basis: "own", reason: "Чек с ошибкой", approval: SENIOR });
  const back = await returned(till);
  expect(await correct(till, back, "reverse")).toBeUndefined();
  expect(till.process.history.soldIn(cis)).toBe(number);
  expect(unsound(till)).toEqual([]);
});
