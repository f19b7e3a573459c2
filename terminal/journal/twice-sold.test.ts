import { epochMs } from "../../config/clock.ts";
import { afterEach, expect, it } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { correct, refund, unsound } from "../testing/corrections.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { markedTill, pieceCode, putPiece, sellPiece } from "../testing/marked-piece.ts";
import { codeOf, lastFact, must, PIECE, SENIOR, type OpenTill } from "../testing/open-till.ts";
import { JOURNAL_FILE } from "./data-directory.ts";
import { openSoldElsewhere } from "./sold-elsewhere.ts";
import { rebuildTables } from "./rebuild.ts";
import { verifyDataDirectory } from "./verify.ts";

/**
 * Goal: a journal in which a marked piece was sold twice opens, goes on and is told of. Method: the events that a program without these
 * tables let be written (they are emptied where it would have refused now), the tables made anew from them, `till verify`.
 */
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

function forget({ outside: { db } }: OpenTill, table: "sold_piece" | "returned" | "correction"): void {
  db.exec(`DELETE FROM ${table}`);
}

/** What `till verify` says of the till's journal. */
function verified({ outside: { db } }: OpenTill): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "till-"));
  folders.push(folder);
  db.exec(`VACUUM INTO '${join(folder, JOURNAL_FILE)}'`);
  const report = verifyDataDirectory(folder);
  if (!report.ok) throw new Error(report.error.code);
  return report.value.violations.map(({ what }) => what);
}

it("sale, refund, the refund taken back, sold again: the latest sale holds the code", async () => {
  const till = await markedTill();
  const first = await sellPiece(till);
  expect(await correct(till, await refund(till, first.id), "reverse")).toBeUndefined();
  expect(till.process.history.soldIn(first.cis)).toBe(first.number);
  forget(till, "sold_piece");
  const again = await sellPiece(till);
  forget(till, "correction");
  rebuildTables(till.outside.db);
  expect(till.process.history.soldIn(again.cis)).toBe(again.number);
  expect(verified(till)).toEqual([`code ${again.cis} sold in receipts ${first.number} and ${again.number}`]);
});

it("sale, refund, the sale taken back and said again, sold again: the latest sale holds the code", async () => {
  const till = await markedTill();
  const first = await sellPiece(till);
  await refund(till, first.id);
  forget(till, "returned");
  expect(await correct(till, first.id, "reverse")).toBeUndefined();
  expect(await correct(till, first.id, "repeat")).toBeUndefined();
  forget(till, "sold_piece");
  const again = await sellPiece(till);
  forget(till, "correction");
  rebuildTables(till.outside.db);
  expect(till.process.history.soldIn(again.cis)).toBe(again.number);
  expect(verified(till)).toContain(`code ${again.cis} sold in receipts ${first.number} and ${again.number}`);
});

it("a receipt that its registrar has made is written down, though its piece is sold by another meanwhile", async () => {
  const till = await markedTill();
  const cis = await putPiece(till);
  till.outside.db.prepare("INSERT INTO sold_piece (key, receipt_number) VALUES (code_key(?), 99)").run(cis);
  await must(till, { type: "payCash" });
  expect(till.process.history.soldIn(cis)).toBe(lastFact(till).number);
});

it("verify finds nothing in a journal with corrections of its receipts", async () => {
  const till = await markedTill();
  const { id } = await sellPiece(till);
  expect(await correct(till, await refund(till, id), "reverse")).toBeUndefined();
  expect(await correct(till, id, "reverse")).toBeUndefined();
  expect(await correct(till, id, "repeat")).toBeUndefined();
  expect(unsound(till)).toEqual([]);
  expect(verified(till)).toEqual([]);
});

it("a piece of a list is not sold here, and may be sold again after its refund", async () => {
  const till = await markedTill();
  const { cis } = await sellPiece(till);
  const other = await markedTill();
  openSoldElsewhere(other.outside.db).add([cis], epochMs(0));
  await expect(putPiece(other)).rejects.toThrow();
  expect(codeOf(await other.send({ type: "scan", code: pieceCode(other), source: "test" }))).toBe("MRK600");
  await must(other, { type: "dismissAlert" });
  await must(other, { type: "openRefund", approval: SENIOR });
  await putPiece(other);
  await must(other, { type: "payCash" });
  expect(other.process.history.isSoldElsewhere(cis)).toBe(false);
});

it("tables made anew keep what lists say, also of codes that came back long ago", async () => {
  const till = await markedTill();
  const { id, cis } = await sellPiece(till);
  const back = await refund(till, id);
  expect(await correct(till, back, "reverse")).toBeUndefined();
  expect(await correct(till, back, "repeat")).toBeUndefined();
  openSoldElsewhere(till.outside.db).add([cis], epochMs(0));
  forget(till, "correction");
  rebuildTables(till.outside.db);
  expect(till.process.history.isSoldElsewhere(cis)).toBe(true);
});

it("a code of goods without a group stands on a line of its own, whatever was scanned before", async () => {
  const till = await markedTill();
  const ean = till.items.find(({ id }) => id === PIECE)?.barcode ?? "";
  const code = Buffer.from(makeMarkingCode({ gtin: ean, form: "short", seed: 9, outcome: "ok" })).toString("base64");
  await must(till, { type: "scan", code: Buffer.from(ean).toString("base64"), source: "test" });
  await must(till, { type: "scan", code, source: "test" });
  await must(till, { type: "scan", code: Buffer.from(ean).toString("base64"), source: "test" });
  expect(till.till.state.receipt?.positions.map(({ marking }) => marking !== null)).toEqual([false, true, false]);
  expect(codeOf(await till.send({ type: "scan", code, source: "test" }))).toBe("RCP413");
});
