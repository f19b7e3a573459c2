import { describe, expect, it } from "vitest";
import { drawerKop } from "../shift/book.ts";
import {
  codeOf,
  dealLeft,
  lastDocument,
  lastFact,
  must,
  openTill,
  OTHER_PIECE,
  PIECE,
  SENIOR,
  total,
  type OpenTill,
} from "../testing/open-till.ts";

interface Sold {
  readonly id: string;
  readonly reference: string;
}

/** 37,12 of goods, `cashKop` of it paid at once. */
async function sellOnCredit(till: OpenTill, cashKop: number): Promise<Sold> {
  await must(till, { type: "addItem", itemId: OTHER_PIECE });
  if (cashKop > 0) await must(till, { type: "payCash", amountKop: cashKop });
  await must(till, { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR });
  const { id, tenders } = lastFact(till);
  return { id, reference: tenders.find(({ kind }) => kind === "credit")?.reference ?? "" };
}

/** The id of the payment's receipt. */
async function payOff(till: OpenTill, reference: string, amountKop?: number): Promise<string> {
  await must(till, { type: "openCreditPayment", reference, ...(amountKop === undefined ? {} : { amountKop }) });
  await must(till, { type: "payCash" });
  return lastFact(till).id;
}

describe("a credit that was paid", () => {
  it("is not paid back again when its goods were", async () => {
    const till = await openTill();
    const { id, reference } = await sellOnCredit(till, 712);
    const payment = await payOff(till, reference);
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "payCash", approval: SENIOR });
    expect(lastFact(till).creditPaidBack).toEqual({ reference, amountKop: 3_000 });
    expect(till.process.history.deal(reference)).toMatchObject({ openedKop: 0, settledKop: 0 });
    expect(codeOf(await till.send({ type: "openRefund", receiptId: payment }))).toBe("RCP431");
    expect(drawerKop(till.till.state)).toBe(0);
  });

  it("comes back by its payments as far as the goods stayed", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR });
    const { id, tenders } = lastFact(till);
    const reference = tenders[0]?.reference ?? "";
    const payment = await payOff(till, reference);
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "voidLine", line: 2 });
    await must(till, { type: "payCash", approval: SENIOR });
    expect(lastFact(till).totalKop).toBe(1_999);
    await must(till, { type: "openRefund", receiptId: payment });
    expect(total(till)).toBe(3_712);
    await must(till, { type: "payCash" });
    expect([dealLeft(till, reference), drawerKop(till.till.state)]).toEqual([3_712, 0]);
    // What is owed again is owed for the piece that the customer has.
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "payCredit" });
    expect([dealLeft(till, reference), drawerKop(till.till.state)]).toEqual([0, 0]);
  });

  it("has one receipt at work on it when money goes out", async () => {
    const till = await openTill();
    const { id, reference } = await sellOnCredit(till, 712);
    const payment = await payOff(till, reference, 1_000);
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "holdReceipt" });
    expect(codeOf(await till.send({ type: "openRefund", receiptId: payment }))).toBe("DOC408");
    expect(codeOf(await till.send({ type: "openCreditPayment", reference }))).toBe("DOC408");
  });
});

describe("goods that nobody paid for", () => {
  it("bring no money back: what is owed is taken off first", async () => {
    const till = await openTill();
    const { id, reference } = await sellOnCredit(till, 0);
    await must(till, { type: "cashIn", amountKop: 10_000, reason: "размен" });
    await must(till, { type: "openRefund", receiptId: id });
    expect(codeOf(await till.send({ type: "payCash", approval: SENIOR }))).toBe("DOC431");
    await must(till, { type: "payCredit" });
    expect([dealLeft(till, reference), drawerKop(till.till.state)]).toEqual([0, 10_000]);
    expect(lastDocument(till)).toMatchObject({ kind: "refund", payments: { creditKop: 3_712, cashKop: 0 } });
  });

  it("are no reason to fill an advance either", async () => {
    const till = await openTill();
    await must(till, { type: "openAdvance", amountKop: 712 });
    await must(till, { type: "payCash" });
    const advance = lastFact(till).deal?.reference ?? "";
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payPrepaid", reference: advance });
    await must(till, { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR });
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    expect(codeOf(await till.send({ type: "payPrepaid" }))).toBe("DOC431");
    await must(till, { type: "payCredit" });
    await must(till, { type: "payPrepaid" });
    expect(dealLeft(till, advance)).toBe(712);
  });
});

describe("the refund of a credit sale", () => {
  it.each([
    [0, 6],
    [712, 5],
  ])("says of its lines what the sale said (%i in cash: method %i), however the money goes back", async (cashKop, method) => {
    const till = await openTill();
    const { id, reference } = await sellOnCredit(till, cashKop);
    expect(lastDocument(till)).toMatchObject({ kind: "sale", lines: [{ method, subject: 1 }] });
    await payOff(till, reference);
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "payCash", approval: SENIOR });
    expect(lastDocument(till)).toMatchObject({
      kind: "refund",
      payments: { cashKop: 3_712, creditKop: 0 },
      lines: [{ method, subject: 1 }],
    });
    expect(lastFact(till).lines).toMatchObject([{ method, subject: 1 }]);
  });
});
