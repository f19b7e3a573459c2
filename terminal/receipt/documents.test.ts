import { scanReturned } from "../testing/marked-piece.ts";
import { describe, expect, it } from "vitest";
import type { Intention } from "../api/till-client.ts";
import { QUANTITY_ONE } from "../../config/money.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { drawerKop, tillShift } from "../shift/book.ts";
import { SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import { codeOf, lastDocument, lastFact, must, openTill, OTHER_PIECE, PIECE, SENIOR, total } from "../testing/open-till.ts";
import { lineTerms } from "./line-terms.ts";

const ZERO = { cashKop: 0, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 };

describe("a purchase from a person", () => {
  it("needs a senior and a typed price, is paid out of the drawer and counted apart", async () => {
    const till = await openTill();
    expect(codeOf(await till.send({ type: "openPurchase" }))).toBe("ACC110");
    await must(till, { type: "openPurchase", approval: SENIOR });
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("DOC414");
    expect(codeOf(await till.send({ type: "addItem", itemId: "item-6", priceKop: 100 }))).toBe("DOC415");
    await must(till, { type: "addItem", itemId: PIECE, priceKop: 1_250, quantity: 2_000_000 });
    expect(codeOf(await till.send({ type: "discountReceipt", discount: { amountKop: 1 }, approval: SENIOR }))).toBe("DOC422");
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("RCP433");
    expect(codeOf(await till.send({ type: "payCard" }))).toBe("DOC417");
    await must(till, { type: "holdReceipt" });
    await must(till, { type: "cashIn", amountKop: 10_000, reason: "размен" });
    await must(till, { type: "recallReceipt", receiptId: till.till.state.held[0]?.receipt.id ?? "" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ kind: "purchase", totalKop: 2_500, lines: [{ priceKop: 1_250, vat: "none", method: 4 }] });
    expect(drawerKop(till.till.state)).toBe(7_500);
    expect(tillShift(till.till.state).totals).toMatchObject({ purchasesKop: 2_500, purchasesCount: 1, salesKop: 0, refundsKop: 0 });

    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    await must(till, { type: "changeQuantity", line: 1, quantity: QUANTITY_ONE });
    await must(till, { type: "payCash", amountKop: 2_000 });
    expect(lastDocument(till)).toMatchObject({ kind: "purchase-refund", payments: { cashKop: 1_250 } });
    expect(lastFact(till).changeKop).toBe(750);
    expect(drawerKop(till.till.state)).toBe(8_750);
    expect(tillShift(till.till.state).totals).toMatchObject({ purchaseRefundsKop: 1_250, purchaseRefundsCount: 1 });
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE, priceKop: 1 }))).toBe("DOC416");
  });
});

describe("a correction", () => {
  const correction: Extract<Intention, { type: "registerCorrection" }> = {
    type: "registerCorrection",
    kind: "sale",
    basis: "own",
    correctedOn: "2026-11-20",
    correctedFiscalSign: "3051274896",
    taxSystem: "osn",
    lines: [{ name: "Товар без чека", priceKop: 5_000, quantity: 1_500_000, vat: "22" }],
    payments: { ...ZERO, cashKop: 7_500 },
    reason: "Чек не пробит: не было света",
  };

  it("is a senior's decision, journalled with who and why; it moves cash and no goods", async () => {
    const till = await openTill();
    expect(codeOf(await till.send(correction))).toBe("ACC110");
    await must(till, { ...correction, approval: SENIOR });
    expect(lastDocument(till)).toMatchObject({
      kind: "sale",
      correction: { basis: "own", correctedOn: "2026-11-20", correctedFiscalSign: "3051274896" },
      totalKop: 7_500,
      lines: [{ sumKop: 7_500, method: 4, subject: 1, measure: 0 }],
    });
    const row = till.outside.db.prepare("SELECT data FROM event WHERE type = 'correctionRegistered'").get() as { data: string };
    const { fact } = JSON.parse(row.data);
    expect(fact).toMatchObject({ type: "correction", approvedBy: "senior", reason: correction.reason, totalKop: 7_500 });
    expect(drawerKop(till.till.state)).toBe(7_500);
    expect(till.till.state.completed).toBeNull();
    expect(till.process.history.latestReceipts(9)).toEqual([]);
  });

  it.each([
    [undefined, "FIS444"],
    ["refused" as const, "FIS443"],
    ["accepted" as const, null],
  ])("of a sale of marked goods says how their check ended: %s", async (markingCheck, refusal) => {
    const till = await openTill(1, {}, { sellsMarkedGoods: true });
    const code = Buffer.from("0104600439931256215JgXJ5.T").toString("base64");
    const line = { name: "Вода", priceKop: 7_500, quantity: QUANTITY_ONE, vat: "22" as const, subject: 33, markingCode: code };
    const lines = [markingCheck === undefined ? line : { ...line, markingCheck }];
    const reply = await till.send({ ...correction, lines, approval: SENIOR });
    expect(reply.ok ? null : reply.code).toBe(refusal);
    await till.settle();
    if (refusal === null) expect(lastDocument(till).lines[0]?.marking).toMatchObject({ codeBase64: code, check: "accepted" });
  });

  it.each([
    ["a day that has not come", { correctedOn: "2026-12-31" }, "FIS486"],
    ["an order number of an own decision", { orderNumber: "17" }, "FIS487"],
    ["payments that are not the total", { payments: { ...ZERO, cashKop: 7_499 } }, "FIS456"],
    ["a rate of another year than its day", { correctedOn: "2025-11-20" }, "FIS459"],
    ["more cash paid out than there is", { kind: "refund" as const }, "RCP433"],
  ])("%s is refused before anything is sent", async (_what, changes, code) => {
    const till = await openTill();
    expect(codeOf(await till.send({ ...correction, ...changes, approval: SENIOR }))).toBe(code);
    expect(till.till.state.jobs).toEqual([]);
  });

  it.each([
    ["sale", 1],
    ["refund", 3],
    ["purchase", 3],
    ["purchase-refund", 1],
  ] as const)("of a %s says of a marked piece whether it left the shop", async (kind, plannedStatus) => {
    const till = await openTill();
    await must(till, { type: "cashIn", amountKop: 10_000, reason: "размен" });
    const markingCode = Buffer.from(makeMarkingCode({ gtin: "04600000000015", form: "short", seed: 1, outcome: "ok" })).toString("base64");
    const line = { name: "Вода", priceKop: 7_500, quantity: QUANTITY_ONE, vat: "22" as const, subject: 33, markingCode };
    await must(till, { ...correction, kind, lines: [line], approval: SENIOR });
    expect(lastDocument(till)).toMatchObject({ kind, lines: [{ marking: { plannedStatus } }] });
  });

  it("keeps the rate of the day that it corrects", async () => {
    const till = await openTill();
    const lines = [{ name: "Товар", priceKop: 5_000, quantity: 1_500_000, vat: "20" as const }];
    await must(till, { ...correction, correctedOn: "2025-11-20", lines, approval: SENIOR });
    expect(lastDocument(till).lines[0]?.vat).toBe("20");
  });
});

describe("the buyer", () => {
  it("of a business is named with an INN whose digits are right", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "setBuyer", buyer: { name: "ООО «Ромашка»", inn: "7707083894" } }))).toBe("DOC419");
    await must(till, { type: "setBuyer", buyer: { name: "ООО «Ромашка»", inn: "7707083893" } });
    await must(till, { type: "payCash" });
    expect(lastDocument(till).buyer).toEqual({ name: "ООО «Ромашка»", inn: "7707083893" });
    expect(lastFact(till).buyer).toEqual({ name: "ООО «Ромашка»", inn: "7707083893" });
  });

  it("gets the receipt by phone or e-mail; without paper only then", async () => {
    const till = await openTill(1, { senderEmail: "shop@example.ru" });
    await must(till, { type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "setPaper", paper: "none" }))).toBe("DOC420");
    await must(till, { type: "setBuyerContact", contact: "8 (916) 123-45-67" });
    await must(till, { type: "setPaper", paper: "none" });
    await must(till, { type: "setBuyerContact", contact: null });
    expect(till.till.state.receipt?.paper).toBe("print");
    await must(till, { type: "setBuyerContact", contact: "9161234567" });
    await must(till, { type: "setPaper", paper: "none" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ buyerContact: "+79161234567", paper: "none", senderEmail: "shop@example.ru" });
  });
});

describe("cash rounded to the rouble", () => {
  it("only what is paid wholly in cash, in the customer's favour; nothing is lost in the sums", async () => {
    const till = await openTill(1, { cashRounding: "rouble-down" });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash", amountKop: 4_000 });
    expect(lastFact(till)).toMatchObject({ totalKop: 3_700, roundingKop: 12, changeKop: 300, lines: [{ sumKop: 3_712 }] });
    expect(lastDocument(till)).toMatchObject({ totalKop: 3_700, payments: { cashKop: 3_700 }, lines: [{ sumKop: 3_712 }] });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash", amountKop: 1_000 });
    await must(till, { type: "payCard" });
    expect(lastFact(till)).toMatchObject({ totalKop: 3_712 });
    expect(lastFact(till).roundingKop).toBeUndefined();
  });

  it("comes back exactly as it was paid, in any parts", async () => {
    const till = await openTill(1, { cashRounding: "rouble-down" });
    await must(till, { type: "addItem", itemId: PIECE, quantity: 3_000_000 });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    const { id, totalKop } = lastFact(till);
    expect(totalKop).toBe(9_700);
    for (const line of [1, 2]) {
      await must(till, { type: "openRefund", receiptId: id });
      if (line === 1) await must(till, { type: "voidLine", line: 2 });
      await must(till, { type: "payCash" });
    }
    expect(drawerKop(till.till.state)).toBe(0);
  });

  it("a cancelled payment takes the rounding back", async () => {
    const till = await openTill(1, { cashRounding: "rouble-down" });
    till.outside.fiscal.faults.linkDown = true;
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    await must(till, { type: "cancelPayment" });
    expect([till.till.state.receipt?.roundingKop, total(till)]).toEqual([0, 3_712]);
  });
});

describe("a receipt of nothing", () => {
  it("by a discount of 100 % is completed without a tender and registered with no payments", async () => {
    const limits = { cashier: 10_000, senior: 10_000, manager: 10_000, technician: 0 };
    const till = await openTill(1, { discountLimitBasisPoints: limits });
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "discountReceipt", discount: { percentBasisPoints: 10_000 } });
    expect(codeOf(await till.send({ type: "payCard" }))).toBe("RCP426");
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ totalKop: 0, payments: ZERO, lines: [{ sumKop: 0 }] });
    expect(lastFact(till)).toMatchObject({ totalKop: 0, tenders: [], changeKop: 0 });
  });
});

it("three hundred positions with measures and six decimals are one receipt", async () => {
  const till = await openTill(1, { positionLimit: 300 });
  for (let index = 0; index < 300; index += 1) {
    const isWeighed = index % 2 === 0;
    await till.send({
      type: "addItem",
      itemId: isWeighed ? "item-3" : `item-${index % 4}`,
      quantity: isWeighed ? 1_000_001 + index : 1_000_000,
    });
  }
  await must(till, { type: "payCash" });
  const { lines, totalKop } = lastDocument(till);
  expect(lines).toHaveLength(300);
  expect(lines.reduce((sum, line) => sum + line.sumKop, 0)).toBe(totalKop);
  expect(lines[2]).toMatchObject({ quantity: 1_000_003, measure: 11 });
});

describe("marked goods, by format version", () => {
  const MARKED = "item-6";

  it.each([
    ["1.05", 1],
    ["1.1", 1],
    ["1.2", 33],
  ] as const)("of %s are sold as kind %i with their code, and come back so", async (ffd, subject) => {
    const [seller] = SIMULATED_SETTINGS.sellers;
    const till = await openTill(1, { sellers: [{ ...seller, ffd }] }, {});
    const gtin = till.items.find((item) => item.id === MARKED)?.barcode ?? "";
    const code = Buffer.from(makeMarkingCode({ gtin, form: "short", seed: 1, outcome: "ok" })).toString("base64");
    await must(till, { type: "scan", code, source: "test" });
    await must(till, { type: "payCash" });
    const [line] = lastDocument(till).lines;
    expect(line).toMatchObject({ subject, marking: { codeBase64: code, check: "accepted" } });
    // Tag 1260 is of 1.2 alone.
    expect(line?.industry !== undefined).toBe(ffd === "1.2");
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    await scanReturned(till);
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ kind: "refund", lines: [{ subject, marking: { codeBase64: code } }] });
  });

  it("of 1.2 come back as plain goods where the registrar has an earlier version now", async () => {
    const till = await openTill();
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    await must(till, { type: "addItem", itemId: MARKED });
    await must(till, { type: "payCash" });
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    const { receipt } = till.till.state;
    const [position] = receipt?.positions ?? [];
    if (receipt === null || position === undefined) throw new Error("no refund");
    const [seller] = SIMULATED_SETTINGS.sellers;
    const subjectIn = (ffd: Ffd) =>
      lineTerms(position, receipt, total(till), { ...SIMULATED_SETTINGS, sellers: [{ ...seller, ffd }] }).subject;
    expect([subjectIn("1.2"), subjectIn("1.1"), subjectIn("1.05")]).toEqual([32, 1, 1]);
  });

  it("prepaid ones are named as such where the version has a kind for it", async () => {
    const [seller] = SIMULATED_SETTINGS.sellers;
    const till = await openTill(1, { sellers: [{ ...seller, ffd: "1.05" }] });
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    await must(till, { type: "addItem", itemId: MARKED });
    await must(till, { type: "payCash" });
    expect(lastDocument(till).lines).toMatchObject([{ method: 1, subject: 1 }]);
  });
});
