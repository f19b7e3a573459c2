import { describe, expect, it } from "vitest";
import { newMarking } from "../receipt/new-marking.ts";
import { SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import { sellPiece } from "../testing/marked-piece.ts";
import { must, openTill, type OpenTill } from "../testing/open-till.ts";

/** Goal: codes that come back are asked about where there is a service, its silence never keeps the money, and the refund has no 1260. */
async function refundOf(checksReturnedCodes: boolean): Promise<OpenTill> {
  const till = await openTill(1, { checksReturnedCodes }, {});
  await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
  const { id } = await sellPiece(till);
  await till.send({ type: "openRefund", receiptId: id });
  return till;
}

const markingOf = (till: OpenTill) => till.till.state.receipt?.positions[0]?.marking;

describe("the code of a refund", () => {
  it("waits for the check, and is taken back as sold here whatever the service says of its state", async () => {
    const till = await refundOf(true);
    await till.settle();
    const marking = markingOf(till);
    expect(marking).toMatchObject({ state: "allowed", soldHere: true, industry: null });
    // What was asked leaves its trace: a late state, or the silence or emergency of the service.
    expect([null, "MRK544", "MRK530"]).toContain(marking?.reason);
    await must(till, { type: "payCash" });
    expect(till.till.state.completed?.fact.kind).toBe("refund");
  });

  it("is taken as it is where there is no service", async () => {
    const till = await refundOf(false);
    expect(markingOf(till)).toMatchObject({ state: "allowed", reason: null });
  });

  it.each([
    ["sale", false, "checking", undefined],
    ["refund", true, "checking", true],
    ["refund", false, "allowed", true],
    ["purchase-refund", true, "allowed", undefined],
  ] as const)("of a %s, asked about: %s, begins as %s", (kind, checksReturnedCodes, state, soldHere) => {
    const read = { codeBase64: "", cis: "c", gtin: "g", soldInReceipt: null };
    const marking = newMarking(read, kind, { ...SIMULATED_SETTINGS, checksReturnedCodes }, true);
    expect([marking.state, marking.soldHere]).toEqual([state, soldHere]);
  });
});
