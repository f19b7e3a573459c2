import { describe, expect, it } from "vitest";
import { refundableOf } from "../input/history-input.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { drawerKop } from "../shift/book.ts";
import { asked, BASIS, correct, PRICE, refund, sell, unsound, withCash } from "../testing/corrections.ts";
import { dieDuring, revive } from "../testing/dying-registrar.ts";
import { advance, dealLeft, lastFact, must, openTill, OTHER_PIECE, PIECE, SENIOR } from "../testing/open-till.ts";

/**
 * Goal: corrections of a receipt and everything that else comes of it know of each other, so neither money nor goods go out twice.
 * Method: each way of taking back is followed by each other one; the drawer and the promises of the whole journal are looked at.
 */
describe("a sale that was taken back", () => {
  it("is not returned, and one that was returned is not taken back before its return is", async () => {
    const till = await withCash();
    const before = drawerKop(till.till.state);
    const sale = await sell(till);
    expect(await correct(till, sale, "reverse")).toBeUndefined();
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC438");
    expect(drawerKop(till.till.state)).toBe(before);
    const other = await sell(till);
    const back = await refund(till, other);
    expect(await correct(till, other, "reverse")).toBe("DOC435");
    expect(await correct(till, other, "repeat")).toBe("DOC435");
    expect(await correct(till, back, "reverse")).toBeUndefined();
    expect(await correct(till, other, "reverse")).toBeUndefined();
    expect(drawerKop(till.till.state)).toBe(before);
    expect(unsound(till)).toEqual([]);
  });

  it("is not returned while its correction is on its way, nor corrected while its return is open", async () => {
    const till = await withCash();
    const sale = await sell(till);
    await must(till, { type: "openRefund", receiptId: sale });
    const id = till.till.state.receipt?.id ?? "";
    await must(till, { type: "holdReceipt" });
    expect(await correct(till, sale, "reverse")).toBe("DOC441");
    await must(till, { type: "recallReceipt", receiptId: id });
    await must(till, { type: "voidReceipt", reason: "передумал", approval: SENIOR });
    till.outside.fiscal.faults.linkDown = true;
    await till.send({ type: "correctReceipt", receiptId: sale, as: "reverse", ...BASIS });
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC437");
    expect(await asked(till, { type: "correctReceipt", receiptId: sale, as: "repeat", ...BASIS })).toBe("DOC437");
    till.outside.fiscal.faults.linkDown = false;
    await till.settle();
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC438");
  });

  it("is not returned while a silent registrar may have the correction that a person gave up", async () => {
    const till = await withCash();
    const sale = await sell(till);
    dieDuring(till.outside.fiscal, "receipt", true);
    await must(till, { type: "correctReceipt", receiptId: sale, as: "reverse", ...BASIS });
    await must(till, { type: "parkFiscal", approval: SENIOR });
    const jobId = till.till.state.unresolved[0]?.id ?? "";
    const said = { as: "not-registered", reason: "бумаги нет", unverified: true, approval: SENIOR } as const;
    await must(till, { type: "settleUnresolved", jobId, ...said });
    await must(till, { type: "cancelPayment" });
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC437");
    revive(till.outside.fiscal);
    await till.settle();
    await must(till, { type: "dismissAlert" });
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC438");
    expect(unsound(till)).toEqual([]);
  });

  it.each([true, false])("is not taken back while a silent registrar may have the return that a person gave up: %s", async (isMade) => {
    const till = await withCash();
    const sale = await sell(till);
    await must(till, { type: "openRefund", receiptId: sale });
    dieDuring(till.outside.fiscal, "receipt", isMade);
    await must(till, { type: "payCash" });
    await must(till, { type: "parkFiscal", approval: SENIOR });
    const jobId = till.till.state.unresolved[0]?.id ?? "";
    const said = { as: "not-registered", reason: "бумаги нет", unverified: true, approval: SENIOR } as const;
    await must(till, { type: "settleUnresolved", jobId, ...said });
    await must(till, { type: "cancelPayment" });
    await must(till, { type: "voidReceipt", reason: "передумал", approval: SENIOR });
    expect(await asked(till, { type: "correctReceipt", receiptId: sale, as: "reverse", ...BASIS })).toBe("DOC441");
    expect(await asked(till, { type: "correctReceipt", receiptId: sale, as: "repeat", ...BASIS })).toBe("DOC441");
    revive(till.outside.fiscal);
    await till.settle();
    expect(till.till.screen.alert?.code).toBe(isMade ? "FIS593" : undefined);
    if (isMade) await must(till, { type: "dismissAlert" });
    expect(await correct(till, sale, "reverse")).toBeUndefined();
  });

  it("shows nothing to be returned of it", async () => {
    const till = await withCash();
    const sale = await sell(till);
    await correct(till, sale, "reverse");
    const refundable = (id: string) => {
      const found = till.process.history.receiptById(id);
      return found?.fact.lines.map((line) => refundableOf(found, line));
    };
    expect(refundable(sale)).toEqual([0]);
    expect(refundable(await sell(till))).toEqual([1_000_000]);
  });

  it("frees its marked piece, which is sold once again and not twice", async () => {
    const till = await openTill(1, {}, {});
    await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
    const gtin = till.items.find(({ id }) => id === "item-6")?.barcode ?? "";
    const code = Buffer.from(makeMarkingCode({ gtin, form: "short", seed: 1, outcome: "ok" })).toString("base64");
    const scan = { type: "scan", code, source: "test" } as const;
    const sellPiece = async (): Promise<string> => {
      // The checking service does not answer now and then: the piece is put in again.
      for (let tries = 0; tries < 5; tries += 1) {
        await must(till, scan);
        if (till.till.state.receipt?.positions.some(({ voided }) => !voided) === true) break;
        await must(till, { type: "dismissAlert" });
      }
      await must(till, { type: "payCash" });
      return lastFact(till).id;
    };
    const sale = await sellPiece();
    expect(await asked(till, scan)).toBe("RCP414");
    await must(till, { type: "dismissAlert" });
    expect(await correct(till, sale, "reverse")).toBeUndefined();
    const again = await sellPiece();
    expect(await correct(till, sale, "repeat")).toBe("RCP414");
    const back = await refund(till, again);
    await sellPiece();
    expect(await correct(till, back, "reverse")).toBe("RCP414");
    expect(unsound(till)).toEqual([]);
  });
});

describe("a return that was taken back", () => {
  it("lets the sale be returned again, points moved once", async () => {
    const till = await withCash();
    await must(till, { type: "addItem", itemId: OTHER_PIECE, quantity: 3_000_000 });
    await must(till, { type: "attachCustomer", card: "7770000001" });
    await must(till, { type: "payCash" });
    const { id, loyalty } = lastFact(till);
    const taken = (): number => 0 - (lastFact(till).loyalty?.accrued ?? 0);
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "changeQuantity", line: 1, quantity: 2_000_000 });
    await must(till, { type: "payCash" });
    const first = taken();
    expect(await correct(till, lastFact(till).id, "reverse")).toBeUndefined();
    await must(till, { type: "openRefund", receiptId: id });
    await must(till, { type: "changeQuantity", line: 1, quantity: 1_000_000 });
    await must(till, { type: "payCash" });
    expect(taken()).toBe(0);
    await refund(till, id);
    expect(first + taken()).toBe(loyalty?.accrued);
    expect(await asked(till, { type: "openRefund", receiptId: id })).toBe("RCP431");
    expect(unsound(till)).toEqual([]);
  });

  it("is not said again when the sale was taken back, or returned by another since", async () => {
    const till = await withCash();
    const sale = await sell(till);
    const back = await refund(till, sale);
    await correct(till, back, "reverse");
    const second = await refund(till, sale);
    expect(await correct(till, back, "repeat")).toBe("RCP431");
    await correct(till, second, "reverse");
    await correct(till, sale, "reverse");
    expect(await correct(till, back, "repeat")).toBe("RCP431");
    expect(unsound(till)).toEqual([]);
  });

  it("leaves the bank alone: what went back to a card goes there once", async () => {
    const till = await withCash();
    const sale = await sell(till, { type: "payCard" });
    const back = await refund(till, sale, { type: "payCard" });
    expect(await correct(till, back, "reverse")).toBeUndefined();
    await must(till, { type: "openRefund", receiptId: sale });
    expect(await asked(till, { type: "payCard" })).toBe("RCP434");
    expect(await asked(till, { type: "payCash" })).toBe("ACC110");
    await must(till, { type: "payCash", approval: SENIOR });
    expect(unsound(till)).toEqual([]);
  });
});

describe("deals", () => {
  it("an advance that was taken back has nothing left; one that was used is not taken back before its use is", async () => {
    const till = await withCash();
    const reference = await advance(till, 5_000);
    const opening = lastFact(till).id;
    expect(await correct(till, opening, "reverse")).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(0);
    await must(till, { type: "addItem", itemId: PIECE });
    expect(await asked(till, { type: "payPrepaid", reference })).toBe("DOC418");
    await must(till, { type: "payCash" });
    expect(await correct(till, opening, "repeat")).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(5_000);
    const used = await sell(till, { type: "payPrepaid", reference });
    const other = await advance(till, 3_000);
    expect(await correct(till, lastFact(till).id, "reverse")).toBeUndefined();
    expect(dealLeft(till, other)).toBe(0);
    const third = await advance(till, 2_500);
    const last = lastFact(till).id;
    const offset = await sell(till, { type: "payPrepaid", reference: third });
    expect(await correct(till, last, "reverse")).toBe("DOC436");
    expect(await correct(till, offset, "reverse")).toBeUndefined();
    expect(dealLeft(till, third)).toBe(2_500);
    expect(await correct(till, last, "reverse")).toBeUndefined();
    expect(await correct(till, offset, "repeat")).toBe("DOC436");
    expect(await correct(till, used, "reverse")).toBeUndefined();
    expect(unsound(till)).toEqual([]);
  });

  it("an advance while its correction is on its way pays nothing", async () => {
    const till = await openTill(2);
    await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
    const reference = await advance(till, 5_000);
    till.outside.fiscal.faults.linkDown = true;
    await till.send({ type: "correctReceipt", receiptId: lastFact(till).id, as: "reverse", ...BASIS });
    await till.send({ type: "addItem", itemId: PIECE });
    expect(await asked(till, { type: "payPrepaid", reference })).toBe("DOC418");
  });

  it("a certificate that was sold again is not taken back by its first receipt", async () => {
    const till = await withCash();
    const certificate = async (amountKop: number): Promise<string> => {
      await must(till, { type: "openCertificate", number: "GIFT-1", amountKop });
      await must(till, { type: "payCash" });
      return lastFact(till).id;
    };
    const first = await certificate(PRICE);
    const used = await sell(till, { type: "payPrepaid", reference: "GIFT-1" });
    const second = await certificate(PRICE);
    expect(await correct(till, first, "reverse")).toBe("DOC436");
    expect(await correct(till, used, "reverse")).toBeUndefined();
    expect(await correct(till, first, "reverse")).toBe("DOC436");
    expect(await correct(till, second, "reverse")).toBeUndefined();
    expect(unsound(till)).toEqual([]);
  });

  it("a prepayment: handed over, or taken back, never both", async () => {
    const till = await withCash();
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    const opening = await sell(till);
    const reference = lastFact(till).deal?.reference ?? "";
    await must(till, { type: "openHandOver", reference });
    await must(till, { type: "payPrepaid" });
    const handOver = lastFact(till).id;
    expect(await correct(till, opening, "reverse")).toBe("DOC435");
    expect(await correct(till, handOver, "reverse")).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(PRICE);
    await must(till, { type: "openHandOver", reference });
    await must(till, { type: "payPrepaid" });
    expect(await correct(till, handOver, "repeat")).toBe("DOC418");
    expect(await correct(till, lastFact(till).id, "reverse")).toBeUndefined();
    expect(await correct(till, opening, "reverse")).toBeUndefined();
    expect(await asked(till, { type: "openHandOver", reference })).toBe("DOC438");
    expect(await correct(till, handOver, "repeat")).toBe("DOC418");
    expect(await asked(till, { type: "openRefund", receiptId: handOver })).toBe("DOC438");
    expect(unsound(till)).toEqual([]);
  });

  it("a credit: goods that were taken back are not owed for, a payment that was taken back is owed again", async () => {
    const till = await withCash();
    const credit = { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR } as const;
    const sale = await sell(till, credit);
    const [tender] = lastFact(till).tenders;
    const reference = tender?.reference ?? "";
    await must(till, { type: "openCreditPayment", reference, amountKop: 1_000 });
    await must(till, { type: "payCash" });
    const payment = lastFact(till).id;
    expect(await correct(till, sale, "reverse")).toBe("DOC436");
    expect(await correct(till, payment, "reverse")).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(PRICE);
    expect(await correct(till, sale, "reverse")).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(0);
    expect(await asked(till, { type: "openCreditPayment", reference })).toBe("DOC418");
    expect(await correct(till, payment, "repeat")).toBe("DOC436");
    expect(unsound(till)).toEqual([]);
  });

  it("the payment of a credit whose goods came back stays until their return is taken back", async () => {
    const till = await withCash();
    const sale = await sell(till, { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR });
    const reference = lastFact(till).tenders[0]?.reference ?? "";
    await must(till, { type: "openCreditPayment", reference, amountKop: 1_000 });
    await must(till, { type: "payCash" });
    const payment = lastFact(till).id;
    await must(till, { type: "openRefund", receiptId: sale });
    await must(till, { type: "payCredit" });
    await must(till, { type: "payCash", approval: SENIOR });
    const back = lastFact(till).id;
    expect(await correct(till, payment, "reverse")).toBe("DOC436");
    expect(await correct(till, back, "reverse")).toBeUndefined();
    expect(await correct(till, payment, "reverse")).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(PRICE);
    expect(unsound(till)).toEqual([]);
  });
});
