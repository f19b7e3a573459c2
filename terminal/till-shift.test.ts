import { describe, expect, it } from "vitest";
import { codeOf, openTill, OTHER_PIECE, PIECE, SENIOR, type OpenTill } from "./testing/open-till.ts";
import { drawerKop, MAIN_REGISTRAR, tillShift } from "./shift/book.ts";
import { shiftForSale } from "./shift/decide-shift.ts";
import { SIMULATED_SETTINGS, startCalmTill } from "./simulation/calm-till.ts";

/** Goal: refunds, shift and cash drawer by the rules. Method: as in till.test.ts. */

describe("refunds", () => {
  it("go back the way the money came: to each card its part, in cash only with a senior", async () => {
    const till = await openTill();
    await till.send({ type: "cashIn", amountKop: 100_000, reason: "размен" });
    await till.settle();
    await till.send({ type: "addItem", itemId: OTHER_PIECE }); // 37,12
    await till.send({ type: "payCash", amountKop: 1_000 });
    await till.send({ type: "payCard", amountKop: 1_500 });
    await till.settle();
    await till.send({ type: "payCard" });
    await till.settle();
    const sale = till.till.state.completed?.fact;
    await till.send({ type: "openRefund", receiptId: sale?.id ?? "" });
    expect(await till.send({ type: "payCash" })).toMatchObject({ ok: false, code: "ACC110", needsApproval: true });
    expect(codeOf(await till.send({ type: "payCard", amountKop: 2_000 })), "more than the first card paid").toBe("RCP434");
    await till.send({ type: "payCard" });
    await till.settle();
    await till.send({ type: "payCard" });
    await till.settle();
    expect(codeOf(await till.send({ type: "payCard" })), "nothing is left on the cards").toBe("RCP434");
    expect((await till.send({ type: "payCash" })).ok, "what was paid in cash comes back in cash").toBe(true);
    await till.settle();
    expect(till.till.state.completed?.fact.tenders.map(({ kind, amountKop }) => [kind, amountKop])).toEqual([
      ["card", 1_500],
      ["card", 1_212],
      ["cash", 1_000],
    ]);
  });

  async function sold(till: OpenTill) {
    await till.send({ type: "addItem", itemId: PIECE, quantity: 3_000_000 });
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "discountReceipt", discount: { amountKop: 100 }, approval: SENIOR });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    await till.send({ type: "payCash" });
    await till.settle();
    const fact = till.till.state.completed?.fact;
    if (fact === undefined) throw new Error("not sold");
    return fact;
  }

  it("in parts add up to the sale, in money and in points", async () => {
    const till = await openTill();
    const sale = await sold(till);
    let returned = 0;
    let points = 0;
    for (let times = 0; times < 3; times += 1) {
      await till.send({ type: "openRefund", receiptId: sale.id });
      await till.send({ type: "changeQuantity", line: 1, quantity: 1_000_000 });
      if (times > 0) expect(till.till.state.receipt?.positions.map((position) => position.line)).toEqual([1]);
      await till.send({ type: "payCash" });
      await till.settle();
      const refund = till.till.state.completed?.fact;
      expect(refund).toMatchObject({ kind: "refund", originalReceiptId: sale.id });
      returned += refund?.totalKop ?? 0;
      points -= refund?.loyalty?.accrued ?? 0;
    }
    expect(returned).toBe(sale.totalKop);
    expect(points).toBe(sale.loyalty?.accrued);
    expect(codeOf(await till.send({ type: "openRefund", receiptId: sale.id }))).toBe("RCP431");
    expect(drawerKop(till.till.state)).toBe(0);
  });

  it("of one sale are made one after another: a held one counts as begun", async () => {
    const till = await openTill();
    const sale = await sold(till);
    await till.send({ type: "openRefund", receiptId: sale.id });
    await till.send({ type: "holdReceipt" });
    expect(codeOf(await till.send({ type: "openRefund", receiptId: sale.id }))).toBe("RCP453");
  });

  it("return no more than was sold", async () => {
    const till = await openTill();
    const sale = await sold(till);
    await till.send({ type: "openRefund", receiptId: sale.id });
    expect(codeOf(await till.send({ type: "changeQuantity", line: 1, quantity: 4_000_000 }))).toBe("RCP432");
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("RCP440");
  });

  it("open by the QR code of the printed receipt", async () => {
    const till = await openTill();
    const sale = await sold(till);
    const { fiscal, totalKop } = sale;
    const qr = `t=20261124T0900&s=${(totalKop / 100).toFixed(2)}&fn=${fiscal.fnSerial}&i=${fiscal.fdNumber}&fp=${fiscal.fiscalSign}&n=1`;
    await till.send({ type: "scan", code: Buffer.from(qr).toString("base64"), source: "test" });
    expect(till.till.state.receipt).toMatchObject({ kind: "refund", original: { receiptId: sale.id } });
  });

  it("without a receipt need a senior, and pay out no more than the drawer holds", async () => {
    const till = await openTill();
    expect(await till.send({ type: "openRefund" })).toMatchObject({ ok: false, needsApproval: true });
    await till.send({ type: "openRefund", approval: SENIOR });
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("RCP433");
  });
});

describe("shift and cash", () => {
  it("waits for an unresolved document of the same kind: two could not be told apart", async () => {
    const till = await openTill();
    Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
    await till.send({ type: "cashIn", amountKop: 1_000, reason: "размен" });
    await till.settle();
    await till.send({ type: "dismissAlert" });
    expect(till.till.state.unresolved).toHaveLength(1);
    expect(codeOf(await till.send({ type: "cashIn", amountKop: 1_000, reason: "ещё" }))).toBe("RCP454");
  });

  it("cash that a refused document needs goes ahead of it", async () => {
    const till = await openTill();
    till.outside.fiscal.faults.refused = 1;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    till.outside.fiscal.faults.refused = 0;
    expect((await till.send({ type: "cashIn", amountKop: 1_000, reason: "для сдачи" })).ok).toBe(true);
    await till.settle();
    expect(drawerKop(till.till.state)).toBe(1_000);
    expect(till.till.state.jobs[0]?.state).toBe("failed");
  });

  it("closes on the registrar's word when its shift was closed elsewhere", async () => {
    const till = await openTill();
    const { registrar } = till.outside.fiscal;
    const baseline = await registrar.baseline();
    if (!baseline.ok) throw new Error("no baseline");
    const elsewhere = registrar.register({ kind: "close-shift", cashier: { name: "Другая программа" } }, baseline.value);
    await till.settle();
    expect((await elsewhere).ok).toBe(true);
    await till.send({ type: "closeShift", counted: [] });
    await till.settle();
    expect(tillShift(till.till.state).status).toBe("closed");
    expect(till.outside.fiscal.documents.filter((document) => document.kind === "close-shift")).toHaveLength(1);
  });

  it("closes with the count, and not over open business", async () => {
    const till = await openTill();
    await till.send({ type: "cashIn", amountKop: 100_000, reason: "размен" });
    await till.settle();
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP407");
    await till.send({ type: "holdReceipt" });
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP408");
    const [held] = till.till.state.held;
    await till.send({ type: "recallReceipt", receiptId: held?.receipt.id ?? "" });
    await till.send({ type: "payCash" });
    await till.settle();
    await till.send({ type: "cashOut", amountKop: 50_000, reason: "инкассация", approval: SENIOR });
    await till.settle();
    await till.send({ type: "xReport" });
    await till.settle();
    await till.send({ type: "closeShift", counted: [{ noteKop: 10_000, count: 5 }] });
    await till.settle();
    const closed = till.outside.db.prepare<[], { data: string }>("SELECT data FROM event WHERE type = 'shiftClosed'").get();
    expect(JSON.parse(closed?.data ?? "{}")).toMatchObject({
      differenceKop: 50_000 - 51_999,
      fact: { totals: { salesKop: 1_999, countedKop: 50_000 } },
    });
    expect(tillShift(till.till.state).status).toBe("closed");
    expect(codeOf(await till.send({ type: "cashIn", amountKop: 100, reason: "размен" }))).toBe("RCP404");
  });

  it("sells nothing after 24 hours", async () => {
    const till = await openTill();
    await till.clock.advance(24 * 60 * 60 * 1_000);
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("RCP406");
    await till.send({ type: "closeShift", counted: [] });
    await till.settle();
    expect(tillShift(till.till.state).status).toBe("closed");
  });

  it("pays out no more than there is", async () => {
    const till = await openTill();
    expect(codeOf(await till.send({ type: "cashOut", amountKop: 1, reason: "проба", approval: SENIOR }))).toBe("RCP433");
  });
});

describe("the first goods of the day", () => {
  it("open the shift; payment waits for it", async () => {
    const till = startCalmTill();
    await till.send({ type: "signIn", staffId: "cashier", pin: "1111" });
    expect((await till.send({ type: "addItem", itemId: PIECE })).ok).toBe(true);
    expect((await till.send({ type: "addItem", itemId: PIECE })).ok).toBe(true);
    expect(till.till.state.jobs.map((job) => job.purpose.kind)).toEqual(["open-shift"]);
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("RCP460");
    await till.settle();
    expect(tillShift(till.till.state).status).toBe("open");
    expect((await till.send({ type: "payCash" })).ok).toBe(true);
    await till.settle();
    expect(till.outside.fiscal.documents.map(({ kind }) => kind)).toEqual(["open-shift", "sale"]);
  });

  it("are refused by a till whose shift is opened by hand", () => {
    const { till, clock } = startCalmTill();
    const context = {
      now: clock.now(),
      newId: () => "id",
      settings: { ...SIMULATED_SETTINGS, openShiftWithFirstSale: false },
      balanceOf: () => null,
      dealOf: () => null,
      registrationOf: () => null,
      approver: null,
    };
    expect(shiftForSale(till.state, MAIN_REGISTRAR, context)).toMatchObject({ ok: false, error: { code: "RCP404" } });
  });
});
