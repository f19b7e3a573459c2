import { describe, expect, it } from "vitest";
import { kopecks, quantity } from "../../config/money.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { drawerKop } from "../shift/book.ts";
import { SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import {
  advance,
  codeOf,
  dealLeft as left,
  lastDocument,
  lastFact,
  must,
  openTill,
  OTHER_PIECE,
  PIECE,
  SENIOR,
  total,
} from "../testing/open-till.ts";

/** Water, 13 digits of a serial: a marked item. */
const MARKED = "item-6";

describe("an advance", () => {
  it("is one payment line at the calculated rate of the day, and a record of what came in", async () => {
    const till = await openTill();
    const reference = await advance(till, 10_000);
    expect(lastDocument(till)).toMatchObject({
      kind: "sale",
      totalKop: 10_000,
      lines: [{ method: 3, subject: 10, vat: "22/122", sumKop: 10_000 }],
      payments: { cashKop: 10_000, prepaidKop: 0 },
    });
    expect(lastFact(till)).toMatchObject({ settlement: "advance", deal: { reference, kind: "advance" } });
    expect(left(till, reference)).toBe(10_000);
  });

  it.each([
    ["osn", null, "22/122"],
    ["esn", null, "22/122"],
    // Freed from VAT by article 145, or a payer of another rate: the configuration says so.
    ["esn", "none", "none"],
    ["esn", "10", "10/110"],
    ["usn-income", null, "none"],
    ["usn-income", "5", "5/105"],
    ["patent", null, "none"],
  ] as const)("under %s with the rate %s set has the rate %s", async (taxSystem, advanceVat, vat) => {
    const [seller] = SIMULATED_SETTINGS.sellers;
    const till = await openTill(1, { advanceVat, sellers: [{ ...seller, permittedTaxSystems: [taxSystem] }] });
    await advance(till, 10_000);
    expect(lastDocument(till)).toMatchObject({ taxSystem, lines: [{ vat }] });
  });

  it.each([
    [["patent", "usn-income"], "5", "usn-income", "5/105"],
    [["patent", "osn"], "22", "osn", "22/122"],
    [["osn", "usn-income-outcome"], "7", "usn-income-outcome", "7/107"],
    [["patent", "usn-income"], "none", "patent", "none"],
    [["usn-income", "osn"], "22", "usn-income", "22/122"],
  ] as const)("of a seller under %j at %s is of the first system that has the rate: %s", async (systems, advanceVat, taxSystem, vat) => {
    const [seller] = SIMULATED_SETTINGS.sellers;
    const till = await openTill(1, { advanceVat, sellers: [{ ...seller, permittedTaxSystems: systems }] });
    await advance(till, 10_000);
    expect(lastDocument(till)).toMatchObject({ taxSystem, lines: [{ vat }] });
  });

  it("of a sum that nobody pays at a counter is refused", async () => {
    const till = await openTill();
    expect(codeOf(await till.send({ type: "openAdvance", amountKop: 100_000_000_000 }))).toBe("DOC429");
    expect(codeOf(await till.send({ type: "openCertificate", number: "55", amountKop: 1_000_000_001 }))).toBe("DOC429");
    expect(till.till.state.receipt).toBeNull();
    await must(till, { type: "openAdvance", amountKop: 1_000_000_000 });
  });

  it("is offset up to what is left of it, and the rest is paid in cash", async () => {
    const till = await openTill();
    const reference = await advance(till, 3_000);
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payPrepaid", reference });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ payments: { prepaidKop: 3_000, cashKop: 712 }, lines: [{ method: 4, vat: "22" }] });
    expect(left(till, reference)).toBe(0);
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "payPrepaid", reference }))).toBe("DOC418");
  });

  it("is never used twice, not even by receipts that are held or wait for the registrar", async () => {
    const till = await openTill();
    const reference = await advance(till, 3_000);
    till.outside.fiscal.faults.linkDown = true;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payPrepaid", reference });
    expect(till.till.state.jobs).toHaveLength(1);
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    expect(codeOf(await till.send({ type: "payPrepaid", reference, amountKop: 1_002 }))).toBe("DOC403");
    expect(await till.send({ type: "payPrepaid", reference })).toEqual({ ok: true });
    expect(till.till.state.receipt?.tenders).toMatchObject([{ kind: "prepaid", amountKop: 1_001 }]);
    till.outside.fiscal.faults.linkDown = false;
    await till.settle();
    await must(till, { type: "payCash" });
    expect(left(till, reference)).toBe(0);
  });

  it("gets back what goods paid from it bring back", async () => {
    const till = await openTill();
    const reference = await advance(till, 3_000);
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payPrepaid", reference });
    await must(till, { type: "payCash" });
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    // The cash part alone needs nobody's consent, the offset part as cash does.
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("ACC110");
    await must(till, { type: "payPrepaid" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ kind: "refund", payments: { prepaidKop: 3_000, cashKop: 712 } });
    expect(left(till, reference)).toBe(3_000);
  });

  it("comes back itself, as far as it was not used", async () => {
    const till = await openTill();
    const reference = await advance(till, 3_000);
    const receiptId = lastFact(till).id;
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payPrepaid", reference });
    await must(till, { type: "openRefund", receiptId });
    expect(total(till)).toBe(1_001);
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ kind: "refund", lines: [{ method: 3, subject: 10, vat: "22/122", sumKop: 1_001 }] });
    expect(left(till, reference)).toBe(0);
    expect(codeOf(await till.send({ type: "openRefund", receiptId }))).toBe("RCP431");
  });
});

describe("a gift certificate", () => {
  it("is known by its own number and not sold twice while money is on it", async () => {
    const till = await openTill();
    await must(till, { type: "openCertificate", number: "4600000000017", amountKop: 2_000 });
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("DOC401");
    expect(codeOf(await till.send({ type: "voidLine", line: 1 })), "void the receipt instead").toBe("DOC401");
    await must(till, { type: "payCard" });
    expect(lastFact(till).deal).toEqual({ reference: "4600000000017", kind: "certificate" });
    expect(codeOf(await till.send({ type: "openCertificate", number: "4600000000017", amountKop: 1 }))).toBe("DOC409");
    await must(till, { type: "addItem", itemId: PIECE });
    // Put to the scanner it pays.
    await must(till, { type: "scan", code: Buffer.from("4600000000017").toString("base64"), source: "test" });
    expect(left(till, "4600000000017")).toBe(1);
    expect(lastDocument(till).payments).toMatchObject({ prepaidKop: 1_999, cashKop: 0 });
  });
});

describe("a prepayment for known goods", () => {
  it("in full: calculated rates now, the goods with their code and a full offset later", async () => {
    const till = await openTill();
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    await must(till, { type: "addItem", itemId: PIECE, quantity: 2_000_000 });
    await must(till, { type: "addItem", itemId: MARKED });
    const sumKop = total(till);
    await must(till, { type: "payCash" });
    const reference = lastFact(till).deal?.reference ?? "";
    expect(lastDocument(till).lines).toMatchObject([
      { method: 1, subject: 1, vat: "10/110" },
      { method: 1, subject: 32, vat: "10/110" },
    ]);
    expect(lastDocument(till).lines[1]?.marking).toBeUndefined();

    await must(till, { type: "openHandOver", reference });
    expect(codeOf(await till.send({ type: "addItem", itemId: OTHER_PIECE }))).toBe("DOC405");
    expect(codeOf(await till.send({ type: "payPrepaid" }))).toBe("DOC406");
    const gtin = till.items.find((item) => item.id === MARKED)?.barcode ?? "";
    const code = Buffer.from(makeMarkingCode({ gtin, form: "short", seed: 1, outcome: "ok" })).toString("base64");
    await must(till, { type: "scan", code, source: "test" });
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("DOC407");
    await must(till, { type: "payPrepaid" });
    expect(lastDocument(till)).toMatchObject({
      payments: { prepaidKop: sumKop, cashKop: 0 },
      lines: [
        { method: 4, subject: 1, vat: "10" },
        { method: 4, subject: 33, vat: "10" },
      ],
    });
    expect(left(till, reference)).toBe(0);
    expect(codeOf(await till.send({ type: "openHandOver", reference }))).toBe("DOC418");
  });

  it("under a rate that has ended since is handed over under the one of the day", async () => {
    const till = await openTill();
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    const { deal, lines } = lastFact(till);
    const [line] = lines;
    const item = till.items.find(({ id }) => id === OTHER_PIECE);
    if (line === undefined || item === undefined) throw new Error("no line");
    const { quantity: whole, sumKop } = line;
    const original = { line: 1, quantity: whole, sumKop, pointsDiscountKop: kopecks(0), returnedQuantity: quantity(0), offsetKop: sumKop };
    const returnable = {
      item: { ...item, vat: "20" as const },
      barcode: null,
      marking: null,
      original: { ...original, markingCodeBase64: null },
    };
    till.till.outcome({ type: "openHandOver", reference: deal?.reference ?? "", openedBy: null, lines: [returnable] });
    await must(till, { type: "payPrepaid" });
    expect(lastDocument(till).lines).toMatchObject([{ method: 4, vat: "22" }]);
  });

  it("in part: the sum is spread over the goods, the rest is due at hand-over", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    const goodsKop = total(till);
    await must(till, { type: "setSettlement", settlement: "part-prepayment", amountKop: 2_000 });
    expect(total(till)).toBe(2_000);
    await must(till, { type: "payCash" });
    const { deal, lines } = lastFact(till);
    expect(lines.map(({ method }) => method)).toEqual([2, 2]);
    expect(lines.reduce((sum, line) => sum + (line.agreedKop ?? 0), 0)).toBe(goodsKop);
    await must(till, { type: "openHandOver", reference: deal?.reference ?? "" });
    expect(total(till)).toBe(goodsKop);
    await must(till, { type: "payPrepaid" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till).payments).toMatchObject({ prepaidKop: 2_000, cashKop: goodsKop - 2_000 });
  });

  it("takes its own money first: an advance pays only what is due besides, and each gets its part back", async () => {
    const till = await openTill();
    const other = await advance(till, 5_000);
    await must(till, { type: "setSettlement", settlement: "part-prepayment", amountKop: 1_000 });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    const reference = lastFact(till).deal?.reference ?? "";
    await must(till, { type: "openHandOver", reference });
    expect(codeOf(await till.send({ type: "payPrepaid", reference: other }))).toBe("DOC407");
    expect(codeOf(await till.send({ type: "payPrepaid", amountKop: 999 }))).toBe("DOC407");
    await must(till, { type: "payPrepaid", reference });
    await must(till, { type: "payPrepaid", reference: other });
    expect([left(till, reference), left(till, other)]).toEqual([0, 2_288]);
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    expect(codeOf(await till.send({ type: "payPrepaid", reference: other }))).toBe("DOC407");
    await must(till, { type: "payPrepaid" });
    await must(till, { type: "payPrepaid" });
    expect([left(till, reference), left(till, other)]).toEqual([1_000, 5_000]);
  });

  it("goods that come back after hand-over are prepaid again, and can then be paid back", async () => {
    const till = await openTill();
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    const { id: prepayment, deal } = lastFact(till);
    const reference = deal?.reference ?? "";
    await must(till, { type: "openHandOver", reference });
    await must(till, { type: "voidLine", line: 2 });
    await must(till, { type: "payPrepaid" });
    const handOver = lastFact(till).id;
    expect(left(till, reference)).toBe(3_712);
    await must(till, { type: "openRefund", receiptId: handOver });
    await must(till, { type: "payPrepaid" });
    expect(left(till, reference)).toBe(5_711);
    await must(till, { type: "openRefund", receiptId: prepayment });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ kind: "refund", totalKop: 5_711, lines: [{ method: 1 }, { method: 1 }] });
    expect([left(till, reference), drawerKop(till.till.state)]).toEqual([0, 0]);
  });
});

describe("a credit", () => {
  it("needs a customer and a senior, is paid off in parts and never beyond what was given", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    expect(codeOf(await till.send({ type: "payCredit" }))).toBe("DOC412");
    expect(codeOf(await till.send({ type: "payCredit", customer: "Иванов И. И." }))).toBe("ACC110");
    await must(till, { type: "payCash", amountKop: 712 });
    await must(till, { type: "payCredit", customer: "Иванов И. И.", agreement: "17/26", approval: SENIOR });
    const fact = lastFact(till);
    const reference = fact.tenders.find(({ kind }) => kind === "credit")?.reference ?? "";
    expect(lastDocument(till)).toMatchObject({ payments: { cashKop: 712, creditKop: 3_000 }, lines: [{ method: 5, vat: "22" }] });
    expect(fact.credit).toEqual({ customer: "Иванов И. И.", agreement: "17/26" });
    expect(codeOf(await till.send({ type: "openCreditPayment", reference, amountKop: 3_001 }))).toBe("DOC403");
    await must(till, { type: "openCreditPayment", reference, amountKop: 1_000 });
    await must(till, { type: "payCash" });
    expect(lastDocument(till).lines).toMatchObject([{ method: 7, subject: 10, vat: "22/122", sumKop: 1_000 }]);
    await must(till, { type: "openCreditPayment", reference });
    await must(till, { type: "payCard" });
    expect(left(till, reference)).toBe(0);
    expect(codeOf(await till.send({ type: "openCreditPayment", reference }))).toBe("DOC418");
  });

  it("all of the receipt is method 6; goods that come back are owed no more", async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCredit", customer: "Петрова А.", approval: SENIOR });
    const { id, tenders } = lastFact(till);
    const reference = tenders[0]?.reference ?? "";
    expect(lastDocument(till).lines).toMatchObject([{ method: 6 }]);
    await must(till, { type: "openCreditPayment", reference, amountKop: 712 });
    await must(till, { type: "payCash" });
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "payCredit" });
    await must(till, { type: "payCash", approval: SENIOR });
    expect(lastDocument(till)).toMatchObject({ kind: "refund", payments: { creditKop: 3_000, cashKop: 712 } });
    expect(left(till, reference)).toBe(0);
  });
});
