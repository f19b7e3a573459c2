import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { readCodeStatus } from "../marking/check/code-status.ts";
import type { MarkingCheck } from "../marking/check/marking-check.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { newMarking } from "../receipt/new-marking.ts";
import { SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import { pieceCode, scanReturned, sellPiece } from "../testing/marked-piece.ts";
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
    await scanReturned(till);
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

/** A service that knows every code as good, and of which pack or set it is. */
function answering(parent: string | null): MarkingCheck {
  const good = { valid: true, found: true, verified: true, utilised: true, realizable: true, isBlocked: false, isOwner: true };
  const asked = { reqId: "1", reqTimestamp: epochMs(1), inst: null, version: null, requestCode: 0, description: null };
  const status = { ...readCodeStatus({}), ...good, groupIds: [13], parent };
  return { check: async () => ({ source: "ts-piot", tookMs: 0, attempts: 1, mode: "online", ...asked, status }) };
}

describe("a piece of a pack or set", () => {
  const gtinOf = (till: OpenTill): string => till.items.find(({ id }) => id === "item-6")?.barcode ?? "";
  const scanOther = (till: OpenTill): Promise<void> => {
    const code = makeMarkingCode({ gtin: gtinOf(till), form: "short", seed: 2, outcome: "ok" });
    return must(till, { type: "scan", code: Buffer.from(code).toString("base64"), source: "test" });
  };

  it.each([
    ["that this till has sold", (cis: string) => cis, "refused", "MRK549"],
    ["that this till has sold, told by its whole code", (_cis: string, full: string) => full, "refused", "MRK549"],
    ["that it has not sold", (cis: string) => `${cis.slice(0, -1)}#`, "allowed", null],
    ["of which nothing is told", () => null, "allowed", null],
  ] as const)("%s", async (_about, parentOf, state, reason) => {
    const till = await openTill(1, {}, {});
    Object.assign(till.outside.markingCheck, answering(null));
    const { cis } = await sellPiece(till);
    const parent = parentOf(cis, Buffer.from(pieceCode(till), "base64").toString("latin1"));
    Object.assign(till.outside.markingCheck, answering(parent));
    await scanOther(till);
    expect(markingOf(till)).toMatchObject({ state, reason });
  });

  it("is sold again once the pack came back", async () => {
    const till = await refundOf(false);
    Object.assign(till.outside.markingCheck, answering(null));
    const sold = till.till.state.receipt?.positions[0]?.marking?.cis ?? "";
    await scanReturned(till);
    await must(till, { type: "payCash" });
    Object.assign(till.outside.markingCheck, answering(sold));
    await scanOther(till);
    expect(markingOf(till)).toMatchObject({ state: "allowed" });
  });
});
