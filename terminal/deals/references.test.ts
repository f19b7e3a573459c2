import { describe, expect, it } from "vitest";
import { advance, codeOf, dealLeft, lastFact, must, openTill, OTHER_PIECE, PIECE, total } from "../testing/open-till.ts";
import { decide } from "../core/decide.ts";
import type { CoreCommand } from "../core/command.ts";
import type { DecideContext } from "../core/context.ts";
import { kopecks } from "../../config/money.ts";
import { dealViews } from "../view/deal-view.ts";

/** A certificate paid in cash; the id of its receipt. */
async function certificate(till: Awaited<ReturnType<typeof openTill>>, number: string, amountKop: number): Promise<string> {
  await must(till, { type: "openCertificate", number, amountKop });
  await must(till, { type: "payCash" });
  return lastFact(till).id;
}

describe("a certificate that is sold again", () => {
  it("pays its money back only by the receipt that brought it", async () => {
    const till = await openTill();
    const first = await certificate(till, "GIFT-1", 1_999);
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payPrepaid", reference: "GIFT-1" });
    const second = await certificate(till, "GIFT-1", 1_500);
    expect(codeOf(await till.send({ type: "openRefund", receiptId: first }))).toBe("RCP431");
    await must(till, { type: "openRefund", receiptId: second });
    expect(total(till)).toBe(1_500);
    await must(till, { type: "payCash" });
    expect(dealLeft(till, "GIFT-1")).toBe(0);
  });
});

describe("a reference", () => {
  it("is written whole where money moves: a short number finds a deal on the screen only", async () => {
    const till = await openTill();
    const reference = await advance(till, 5_000);
    const short = reference.replace(/^.*-/, "");
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    expect(codeOf(await till.send({ type: "payPrepaid", reference: `0000${short}` }))).toBe("DOC402");
    expect(codeOf(await till.send({ type: "payPrepaid", reference: short }))).toBe("DOC402");
    const { history } = till.process;
    const found = (text: string): unknown => dealViews(text, history, till.till.state, till.outside.settings).map((view) => view.reference);
    expect(found(short)).toEqual([reference]);
    expect(found(`0000${short}`)).toEqual([]);
  });

  it("of digits alone may be a certificate's, beside the advance that ends with them", async () => {
    const till = await openTill();
    const reference = await advance(till, 5_000);
    const short = reference.replace(/^.*-/, "");
    await certificate(till, short, 700);
    expect([dealLeft(till, short), dealLeft(till, reference)]).toEqual([700, 5_000]);
  });

  it.each(["   ", "A\u0007B", "A\u202EB", "OWN"])("of a certificate is never %j", async (number) => {
    const till = await openTill();
    const asked = number === "OWN" ? `${till.outside.settings.tillId}-10` : number;
    expect(codeOf(await till.send({ type: "openCertificate", number: asked, amountKop: 100 }))).toBe("DOC430");
    expect(till.till.state.receipt).toBeNull();
  });

  it("that an older receipt gave to another is not given again by the till", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: PIECE });
    const { outside } = till;
    const senior = { id: "senior", name: "Старший", role: "senior" as const, inn: null };
    const context: DecideContext = {
      now: outside.clock.now(),
      newId: () => "id",
      settings: outside.settings,
      balanceOf: () => null,
      registrationOf: () => null,
      approver: senior,
      dealOf: (reference) => ({
        reference,
        kind: "certificate",
        receiptId: "older",
        at: outside.clock.now(),
        holder: null,
        openedKop: kopecks(500),
        settledKop: kopecks(0),
      }),
    };
    const { state } = till.till;
    const asked: readonly CoreCommand[] = [
      { type: "setSettlement", settlement: "prepayment", amountKop: null },
      { type: "payCredit", customer: "Иванов И. И.", agreement: null, amountKop: null },
    ];
    for (const command of asked) expect(decide(state, command, context)).toMatchObject({ ok: false, error: { code: "DOC409" } });
    const advanceCommand: CoreCommand = { type: "openAdvance", amountKop: kopecks(100), purpose: null };
    expect(decide({ ...state, receipt: null }, advanceCommand, context)).toMatchObject({ ok: false, error: { code: "DOC409" } });
  });
});
