import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import type { FactMarkingCheck } from "../../config/contract/facts.ts";
import { markedTill, pieceCode, sellPiece } from "../testing/marked-piece.ts";
import { lastFact } from "../testing/open-till.ts";
import { receiptMarkingView } from "./receipt-marking-view.ts";
import { receiptSummary } from "./service-view.ts";

/** Goal: who looks a receipt up sees why its marked goods were sold, in words, and never the check part of the code. */
const STAFF = [{ id: "senior", name: "Старший Олег" }];
const RU = { language: "ru", staff: STAFF } as const;
const EN = { language: "en", staff: STAFF } as const;

const till = await markedTill();
const sold = await sellPiece(till);
const line = lastFact(till).lines[0]!;

const CHECK: FactMarkingCheck = {
  decision: "allowed-by-senior",
  reason: "MRK529",
  reasonDetails: { mark: "[М-]", result: 5 },
  approvedBy: "senior",
  at: epochMs(1_764_000_000_000),
  basis: "online",
  source: "true-api",
  requestId: "7a1d",
  driveResult: 5,
};
const seen = (check: Partial<FactMarkingCheck>, reader: typeof RU | typeof EN = RU) =>
  receiptMarkingView({ ...line, markingCheck: { ...CHECK, ...check } }, reader)?.check;

describe("the marking of a completed line", () => {
  it("is in the summary of the receipt, by the identification code alone", () => {
    const found = till.process.history.receiptById(sold.id);
    const summary = found === null ? null : receiptSummary(found, RU);
    expect(summary?.lines[0]?.marking).toMatchObject({
      cis: sold.cis,
      check: { decision: "allowed", source: "ts-piot", approvedBy: null },
    });
    const full = Buffer.from(pieceCode(till), "base64").toString("latin1");
    const checkPart = full.slice(sold.cis.length + 1);
    expect(checkPart).toMatch(/^93.{4}$/);
    expect(JSON.stringify(summary)).not.toContain(checkPart);
  });

  it("tells decision, basis, source, moment, the drive's word and who allowed it", () => {
    const { basis, source, at } = CHECK;
    expect(seen({})).toMatchObject({ decision: "allowed-by-senior", basis, source, at, approvedBy: "Старший Олег" });
    expect(seen({})?.drive).toEqual({ result: 5, mark: "[М-]", outcome: "negative" });
    expect(seen({ driveResult: 15 })?.drive).toEqual({ result: 15, mark: "[М+]", outcome: "positive" });
    expect(seen({ driveResult: 2 })?.drive).toEqual({ result: 2, mark: null, outcome: null });
    expect(seen({ driveResult: null })?.drive).toBeNull();
    expect(seen({ approvedBy: "gone" })?.approvedBy).toBe("gone");
  });

  it("words the reason in the language, with its details", () => {
    expect(seen({})?.reason?.text).toContain("отрицательная ([М-], 5)");
    expect(seen({}, EN)?.reason?.text).toContain("negative ([М-], 5)");
    const { reasonDetails: _, ...older } = CHECK;
    expect(receiptMarkingView({ ...line, markingCheck: older }, RU)?.check?.reason?.text).toContain("отрицательная (…, …)");
    expect(seen({ reason: "MRK999" })?.reason).toEqual({ code: "MRK999", text: "" });
    expect(seen({ reason: null })?.reason).toBeNull();
  });

  it("is the code alone where nobody was asked, and nothing without a code", () => {
    const { markingCheck: _, ...unasked } = line;
    expect(receiptMarkingView(unasked, RU)).toEqual({ cis: sold.cis, check: null });
    expect(receiptMarkingView({ ...unasked, markingCode: null }, RU)).toBeNull();
  });
});
