import { describe, expect, it } from "vitest";
import { bookOf, drawerKop } from "./shift/book.ts";
import type { Intention } from "./api/till-client.ts";
import { brokenPromises } from "./testing/broken-promises.ts";
import { codeOf, must, openTill, SENIOR } from "./testing/open-till.ts";
import { cardReturnViews } from "./view/sellers-view.ts";

/** Goal: goods of two legal entities are one purchase for the customer and a document of each at its own registrar. */
/** 19,99 and 53,38, of the main seller. */
const OWN = "item-0";
/** 37,12 and 88,51, of the bakery. */
const BREAD = "item-1";

const bakery = (till: Awaited<ReturnType<typeof openTill>>) => {
  const world = till.outside.furtherFiscal.get("bakery");
  if (world === undefined) throw new Error("no second registrar");
  return world;
};
const kinds = (documents: readonly { readonly kind: string }[]): readonly string[] => documents.map((each) => each.kind);

async function mixed() {
  const till = await openTill(2);
  await till.send({ type: "addItem", itemId: OWN });
  await till.send({ type: "addItem", itemId: BREAD });
  return till;
}

/** The bakery's part is given back, and the bank declines to return its card money. */
async function refusedReturn() {
  const till = await mixed();
  bakery(till).faults.refused = 1;
  await till.send({ type: "payCard" });
  await till.settle();
  till.outside.bank.faults.declineReturn = 1;
  bakery(till).faults.refused = 0;
  await till.send({ type: "cancelPayment" });
  await till.settle();
  await till.send({ type: "dismissAlert" });
  const [part] = till.till.state.returning;
  return { till, receiptId: part?.receiptId ?? "" };
}

describe("a mixed purchase", () => {
  it("is paid once and gets a document of each seller, with its own goods and its share of the money", async () => {
    const till = await mixed();
    await till.send({ type: "payCash", amountKop: 1_111 });
    await till.send({ type: "payCard", amountKop: 2_000 });
    await till.settle();
    await till.send({ type: "payCash", amountKop: 10_000 });
    await till.settle();
    const { purchase, completed, books } = till.till.state;
    expect(purchase).toMatchObject({ totalKop: 5_711, changeKop: 1_111 + 2_000 + 10_000 - 5_711 });
    expect(purchase?.parts.map(({ sellerId, totalKop, state }) => [sellerId, totalKop, state])).toEqual([
      ["main", 1_999, "registered"],
      ["bakery", 3_712, "registered"],
    ]);
    expect(kinds(till.outside.fiscal.documents)).toEqual(["open-shift", "sale"]);
    expect(kinds(bakery(till).documents)).toEqual(["open-shift", "sale"]);
    expect(completed?.fact).toMatchObject({ sellerId: expect.any(String), purchaseId: purchase?.purchaseId });
    const documents = [...till.outside.fiscal.documents, ...bakery(till).documents].flatMap(({ document }) =>
      document.kind === "receipt" ? [document.receipt] : [],
    );
    expect(documents.map(({ payments }) => payments.electronicKop)).toEqual([700, 1_300]);
    expect(documents.map(({ payments, totalKop }) => payments.cashKop + payments.electronicKop - totalKop)).toEqual([0, 0]);
    expect(documents.map(({ cashGivenKop, payments }) => cashGivenKop - payments.cashKop).toSorted((a, b) => a - b)).toEqual([0, 7_400]);
    expect(drawerKop(till.till.state)).toBe(3_711);
    expect(books["bakery"]?.drawerKop).toBe(2_412);
  });

  it("counts discounts and points on the whole: the shares add up, and points move once", async () => {
    const till = await openTill(2);
    await till.send({ type: "addItem", itemId: OWN, quantity: 7_000_000 });
    await till.send({ type: "addItem", itemId: BREAD, quantity: 3_000_000 });
    await till.send({ type: "discountReceipt", discount: { amountKop: 1_001 }, approval: SENIOR });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    await till.send({ type: "redeemPoints", points: 37 });
    await till.send({ type: "payCard" });
    await till.settle();
    const facts = till.process.history.latestReceipts(5).map(({ fact }) => fact);
    expect(facts).toHaveLength(2);
    expect(facts.reduce((sum, fact) => sum + fact.totalKop, 0)).toBe(7 * 1_999 + 3 * 3_712 - 1_001 - 3_700);
    expect(facts.reduce((sum, fact) => sum + (fact.loyalty?.redeemed ?? 0), 0)).toBe(37);
    expect(new Set(facts.map((fact) => fact.sellerInn)).size).toBe(2);
  });

  it("gives back a part that a registrar surely refuses: cash over the counter, the card by a refund of that share", async () => {
    const till = await mixed();
    bakery(till).faults.refused = 1;
    await till.send({ type: "payCash", amountKop: 711 });
    await till.send({ type: "payCard" });
    await till.settle();
    const { jobs, purchase } = till.till.state;
    expect(purchase?.parts.map(({ state }) => state)).toEqual(["registered", "under-way"]);
    expect(jobs).toMatchObject([{ registrarId: "bakery", state: "failed" }]);
    expect((await till.send({ type: "cancelPayment", jobId: jobs[0]?.id ?? "" })).ok).toBe(true);
    await till.settle();
    const after = till.till.state;
    expect(after.jobs).toEqual([]);
    expect(after.returning).toEqual([]);
    const [, part] = after.purchase?.parts ?? [];
    const refunded = [...till.outside.bank.amounts.values()].at(-1) ?? 0;
    expect(part).toMatchObject({ state: "given-back", cashBackKop: 3_712 - refunded });
    expect([...till.outside.bank.operations.values()]).toEqual(["captured", "captured"]);
    expect(drawerKop(after), "only the completed part's cash is in the drawer").toBe(711 - (part?.cashBackKop ?? 0));
  });

  it("asks the bank again for money that it refused to return", async () => {
    const till = await mixed();
    bakery(till).faults.refused = 1;
    await till.send({ type: "payCard" });
    await till.settle();
    till.outside.bank.faults.declineReturn = 1;
    await till.send({ type: "cancelPayment" });
    await till.settle();
    const [part] = till.till.state.returning;
    expect(part?.cards).toMatchObject([{ state: "refused", amountKop: 3_712 }]);
    expect(till.till.screen.alert?.code).toBe("RCP482");
    till.outside.bank.faults.declineReturn = 0;
    await till.send({ type: "retryCardReturn", receiptId: part?.receiptId ?? "" });
    await till.settle();
    expect(till.till.state.returning).toEqual([]);
    expect((await till.send({ type: "closeShift", counted: [] })).ok).toBe(true);
  });

  it("keeps a refused return in sight behind the next purchase and the next shift", async () => {
    const { till, receiptId } = await refusedReturn();
    await till.send({ type: "closeCompleted" });
    await till.send({ type: "addItem", itemId: OWN });
    await till.send({ type: "addItem", itemId: BREAD });
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.state.purchase?.parts.map(({ state }) => state)).toEqual(["registered", "registered"]);
    const shown = { receiptId, amountKop: 3_712, state: "refused", number: expect.any(Number) as number };
    expect(cardReturnViews(till.till.state, till.outside.settings)).toMatchObject([shown]);
    await must(till, { type: "closeShift", counted: [] });
    expect(bookOf(till.till.state, "bakery").shift.status).toBe("closed");
    await must(till, { type: "openShift" });
    expect(cardReturnViews(till.till.state, till.outside.settings)).toMatchObject([shown]);
  });

  it("ends a refused return by cash of the seller's own book, on a senior's word", async () => {
    const { till, receiptId } = await refusedReturn();
    const settle: Intention = { type: "settleCardReturn", receiptId, as: "cash", reason: "банк отказал" };
    expect(codeOf(await till.send(settle))).toBe("ACC110");
    expect(codeOf(await till.send({ ...settle, approval: SENIOR })), "no cash in its book").toBe("RCP433");
    await must(till, { type: "cashIn", amountKop: 5_000, reason: "размен", registrarId: "bakery" });
    bakery(till).faults.linkDown = true;
    expect(await till.send({ ...settle, approval: SENIOR })).toEqual({ ok: true });
    await till.settle();
    expect(cardReturnViews(till.till.state, till.outside.settings)).toMatchObject([{ state: "paying-out" }]);
    expect(codeOf(await till.send({ ...settle, approval: SENIOR })), "never twice").toBe("RCP484");
    expect(codeOf(await till.send({ type: "retryCardReturn", receiptId }))).toBe("RCP484");
    bakery(till).faults.linkDown = false;
    await till.settle();
    expect(till.till.state.returning).toEqual([]);
    expect(bookOf(till.till.state, "bakery").drawerKop).toBe(5_000 - 3_712);
    expect(bakery(till).counters().cashInDrawerKop).toBe(5_000 - 3_712);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("may be settled past the till, also while the bank is silent", async () => {
    const { till, receiptId } = await refusedReturn();
    till.outside.bank.faults.down = true;
    await must(till, { type: "retryCardReturn", receiptId });
    await must(till, { type: "settleCardReturn", receiptId, as: "settled-with-bank", reason: "заявление № 5", approval: SENIOR });
    expect(till.till.state.returning).toEqual([]);
    expect(codeOf(await till.send({ type: "retryCardReturn", receiptId }))).toBe("RCP483");
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("opens the shift of the one registrar that needs it, when the other one's stayed open", async () => {
    const till = await openTill(2);
    bakery(till).faults.refused = 1;
    await till.send({ type: "closeShift", counted: [] });
    await till.settle();
    expect(bookOf(till.till.state, "bakery").shift.status).toBe("open");
    await till.send({ type: "cancelPayment" });
    await till.send({ type: "addItem", itemId: BREAD });
    expect(till.till.state.jobs).toEqual([]);
    await till.send({ type: "addItem", itemId: OWN });
    expect(till.till.state.jobs).toMatchObject([{ registrarId: "main", purpose: { kind: "open-shift" } }]);
  });
});

it("goods of one further seller are an ordinary receipt at its registrar, and come back there", async () => {
  const till = await openTill(2);
  await till.send({ type: "addItem", itemId: BREAD });
  await till.send({ type: "payCash" });
  await till.settle();
  const sale = till.till.state.completed?.fact;
  expect(sale).toMatchObject({ sellerId: "bakery", fiscal: { fnSerial: "9999078902000002" } });
  expect(sale?.purchaseId).toBeUndefined();
  await till.send({ type: "openRefund", receiptId: sale?.id ?? "" });
  await till.send({ type: "payCash" });
  await till.settle();
  expect(kinds(bakery(till).documents)).toEqual(["open-shift", "sale", "refund"]);
  expect(drawerKop(till.till.state)).toBe(0);
});

it("a seller that the configuration does not know stops the item, not the till", async () => {
  const till = await openTill();
  const [own] = till.items;
  if (own === undefined) throw new Error("no goods");
  const outcome = till.till.outcome({
    type: "addPosition",
    item: { ...own, seller: "7700000000" },
    barcode: null,
    quantity: null,
    marking: null,
  });
  expect(outcome).toMatchObject({ ok: false, error: { code: "RCP481" } });
});

it("a correction goes to the registrar of the seller that it is made for, by its cash", async () => {
  const till = await openTill(2);
  const correction: Intention = {
    type: "registerCorrection",
    registrarId: "bakery",
    kind: "sale",
    basis: "own",
    correctedOn: "2026-11-20",
    correctedFiscalSign: "3051274896",
    taxSystem: "osn",
    lines: [{ name: "Хлеб без чека", priceKop: 5_000, quantity: 1_000_000, vat: "22" }],
    payments: { cashKop: 5_000, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 },
    reason: "Чек не пробит",
    approval: SENIOR,
  };
  expect(codeOf(await till.send({ ...correction, registrarId: "nobody" }))).toBe("RCP487");
  expect(await till.send(correction)).toEqual({ ok: true });
  await till.settle();
  expect(bookOf(till.till.state, "bakery").drawerKop).toBe(5_000);
  expect(kinds(bakery(till).documents)).toEqual(["open-shift", "sale"]);
  expect(kinds(till.outside.fiscal.documents)).toEqual(["open-shift"]);
  expect(brokenPromises(till.outside.db)).toEqual([]);
});
