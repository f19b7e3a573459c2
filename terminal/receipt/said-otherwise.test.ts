import { describe, expect, it } from "vitest";
import type { CorrectionDraft } from "../../config/contract/commands.ts";
import { draftOfReceipt } from "../input/draft-correction.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { brokenPromises } from "../testing/broken-promises.ts";
import { asked, BASIS, correct, PRICE, refund, sell, unsound, withCash } from "../testing/corrections.ts";
import { advance, dealLeft, lastDocument, lastFact, must, openTill, PIECE, SENIOR, type OpenTill } from "../testing/open-till.ts";
import { saysSameGoods, standOf, type CorrectionSaid } from "./correction-stand.ts";

/**
 * Goal: a receipt that was taken back and said again with other rates, goods or sums gives no money and no goods out a second time, and
 * what hangs on it goes on. Method: the right document differs from the wrong one as a person may change it on the screen.
 */
type Line = CorrectionDraft["lines"][number];

/** The refusal of the right document, or undefined when it is made. */
async function sayAgain(till: OpenTill, receiptId: string, change: (line: Line) => Line): Promise<string | undefined> {
  const { process, outside } = till;
  const drafted = draftOfReceipt(receiptId, "repeat", process.history, outside.settings);
  if (!drafted.ok) throw new Error(drafted.error.code);
  const { totalKop: _totalKop, payments, ...rest } = drafted.value;
  const lines = rest.lines.map(change);
  const worthKop = lines.reduce((sum, line) => sum + (line.sumKop ?? (line.priceKop * line.quantity) / 1_000_000), 0);
  const moneyKop = worthKop - payments.prepaidKop - payments.creditKop;
  const right = { ...payments, cashKop: moneyKop };
  const code = await asked(till, { type: "registerCorrection", ...rest, lines, payments: right, ...BASIS });
  await till.settle();
  return code;
}

const withRate =
  (vat: Line["vat"]) =>
  (line: Line): Line => ({ ...line, vat });
const cheaper = ({ sumKop: _sumKop, ...line }: Line): Line => ({ ...line, priceKop: line.priceKop - 100 });

function codeOf(till: OpenTill, seed: number): string {
  const gtin = till.items.find(({ id }) => id === "item-6")?.barcode ?? "";
  return Buffer.from(makeMarkingCode({ gtin, form: "short", seed, outcome: "ok" })).toString("base64");
}

/** Scanned until its check ends well: the simulated service refuses now and then. The refusal of a piece that is sold, or undefined. */
async function put(till: OpenTill, code: string): Promise<string | undefined> {
  for (;;) {
    await till.send({ type: "scan", code, source: "test" });
    await till.settle();
    if (till.till.state.receipt?.positions.some(({ voided }) => !voided) === true) return undefined;
    const refusal = till.till.screen.alert?.code;
    await till.send({ type: "dismissAlert" });
    if (refusal === "RCP414") return refusal;
  }
}

async function sellPiece(till: OpenTill, code: string): Promise<string> {
  expect(await put(till, code)).toBeUndefined();
  await must(till, { type: "payCash" });
  return lastFact(till).id;
}

describe("another rate", () => {
  it("is repeated in the return", async () => {
    const till = await withCash();
    const sale = await sell(till);
    await correct(till, sale, "reverse");
    expect(await sayAgain(till, sale, withRate("22"))).toBeUndefined();
    await refund(till, sale);
    expect(lastDocument(till)).toMatchObject({ kind: "refund", lines: [{ vat: "22" }] });
    expect(unsound(till)).toEqual([]);
  });

  it("of what was paid by an advance: the advance stays spent", async () => {
    const till = await withCash();
    const reference = await advance(till, PRICE);
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payPrepaid", reference });
    const sale = lastFact(till).id;
    await correct(till, sale, "reverse");
    expect(dealLeft(till, reference)).toBe(PRICE);
    expect(await sayAgain(till, sale, withRate("22"))).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(0);
    expect(unsound(till)).toEqual([]);
  });

  it("of an advance, a prepayment and a credit: they can be used, handed over and paid", async () => {
    const till = await withCash();
    const reference = await advance(till, PRICE);
    const opening = lastFact(till).id;
    await correct(till, opening, "reverse");
    expect(await sayAgain(till, opening, withRate("10/110"))).toBeUndefined();
    expect(dealLeft(till, reference)).toBe(PRICE);

    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "setSettlement", settlement: "prepayment" });
    await must(till, { type: "payCash" });
    const prepaid = lastFact(till);
    await correct(till, prepaid.id, "reverse");
    expect(await sayAgain(till, prepaid.id, withRate("22/122"))).toBeUndefined();
    await must(till, { type: "openHandOver", reference: prepaid.deal?.reference ?? "" });
    await must(till, { type: "payPrepaid", reference: prepaid.deal?.reference ?? "" });
    const handOver = lastFact(till).id;
    await correct(till, handOver, "reverse");
    expect(await sayAgain(till, handOver, withRate("22"))).toBeUndefined();
    expect(await asked(till, { type: "openHandOver", reference: prepaid.deal?.reference ?? "" }), "handed over once").toBe("DOC418");

    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCredit", customer: "Иванов", approval: SENIOR });
    const credit = lastFact(till);
    await correct(till, credit.id, "reverse");
    expect(await sayAgain(till, credit.id, withRate("22"))).toBeUndefined();
    await must(till, { type: "openCreditPayment", reference: credit.deal?.reference ?? credit.tenders[0]?.reference ?? "" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ lines: [{ vat: "22/122" }] });
    expect(unsound(till)).toEqual([]);
  });
});

describe("other goods or sums", () => {
  it("are said after the wrong receipt is taken back, and with its sign", async () => {
    const till = await withCash();
    const sale = await sell(till);
    expect(await sayAgain(till, sale, cheaper)).toBe("DOC444");
    await correct(till, sale, "reverse");
    const purchase = {
      type: "registerCorrection",
      kind: "purchase",
      correctedOn: "2026-11-24",
      taxSystem: "osn",
      receiptId: sale,
    } as const;
    const lines = [{ name: "Товар", priceKop: PRICE, quantity: 1_000_000, vat: "none" as const }];
    const payments = { cashKop: PRICE, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 };
    expect(await asked(till, { ...purchase, lines, payments, ...BASIS })).toBe("DOC443");
    expect(await sayAgain(till, sale, cheaper)).toBeUndefined();
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC440");
    expect(unsound(till)).toEqual([]);
  });

  it("are not said of a return: it is taken back and made anew, and gives no money a second time", async () => {
    const till = await withCash();
    await must(till, { type: "addItem", itemId: PIECE, quantity: 2_000_000 });
    await must(till, { type: "payCash" });
    const sale = lastFact(till).id;
    const back = await refund(till, sale);
    await correct(till, back, "reverse");
    expect(await sayAgain(till, back, ({ sumKop: _sumKop, ...line }) => ({ ...line, quantity: 1_000_000 }))).toBe("DOC445");
    await must(till, { type: "openRefund", receiptId: sale });
    await must(till, { type: "changeQuantity", line: 1, quantity: 1_000_000 });
    await must(till, { type: "payCash" });
    expect(lastFact(till).totalKop).toBe(PRICE);
    expect(unsound(till)).toEqual([]);
  });

  it("are not said of money of a deal", async () => {
    const till = await withCash();
    const reference = await advance(till, PRICE);
    const opening = lastFact(till).id;
    await correct(till, opening, "reverse");
    expect(await sayAgain(till, opening, cheaper)).toBe("DOC445");
    await correct(till, opening, "repeat");
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payPrepaid", reference });
    const sale = lastFact(till).id;
    await correct(till, sale, "reverse");
    expect(await sayAgain(till, sale, cheaper)).toBe("DOC445");
    expect(unsound(till)).toEqual([]);
  });
});

describe("marked pieces", () => {
  async function withMarked(): Promise<OpenTill> {
    const till = await openTill(1, {}, {});
    await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
    return till;
  }

  it("sold again after a reversal are not said again, at whatever price", async () => {
    const till = await withMarked();
    const sale = await sellPiece(till, codeOf(till, 1));
    await correct(till, sale, "reverse");
    await sellPiece(till, codeOf(till, 1));
    expect(await correct(till, sale, "repeat")).toBe("RCP414");
    expect(await sayAgain(till, sale, cheaper)).toBe("RCP414");
    expect(unsound(till)).toEqual([]);
  });

  it("that another receipt holds or has sold are not named by a correction", async () => {
    const till = await withMarked();
    const sale = await sellPiece(till, codeOf(till, 1));
    await correct(till, sale, "reverse");
    const named = (line: Line): Line => ({ ...line, markingCode: codeOf(till, 2) });
    await put(till, codeOf(till, 2));
    const held = till.till.state.receipt?.id ?? "";
    await must(till, { type: "holdReceipt" });
    expect(await sayAgain(till, sale, named)).toBe("DOC441");
    await must(till, { type: "recallReceipt", receiptId: held });
    await must(till, { type: "payCash" });
    expect(await sayAgain(till, sale, named)).toBe("RCP414");
    expect(await sayAgain(till, sale, (line) => ({ ...line, markingCode: codeOf(till, 3) }))).toBeUndefined();
    expect(await put(till, codeOf(till, 3)), "sold by the correction").toBe("RCP414");
    expect(unsound(till)).toEqual([]);
  });
});

it("the same goods are the same in every version of the format, and whether or not an older fact says the code", () => {
  const line = { name: "Вода", priceKop: 100, quantity: 1_000_000, sumKop: 100, vat: "22", method: 4, subject: 33, markingCode: "MDEw" };
  const payments = { cashKop: 100, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 };
  const sale = { kind: "sale", taxSystem: "osn", totalKop: 100, lines: [line], payments } as unknown as CorrectionSaid;
  const { markingCode: _code, ...bare } = line;
  const older = { ...sale, kind: "refund", lines: [{ ...bare, subject: 1 }] } as unknown as CorrectionSaid;
  expect(standOf("sale", [older, sale])).toBe("repeated");
  const other = { ...sale, lines: [{ ...line, markingCode: "MDEx" }] } as unknown as CorrectionSaid;
  expect(saysSameGoods(sale, other)).toBe(false);
});

it("the promises see what a till without the rule would have made", async () => {
  const till = await withCash();
  const back = await refund(till, await sell(till));
  await correct(till, back, "reverse");
  await correct(till, back, "repeat");
  const { db } = till.outside;
  expect(brokenPromises(db)).toEqual([]);
  // The return is said to have been of a dearer good.
  const last = db.prepare<[], { sequence: number; data: string }>(
    "SELECT sequence, data FROM event WHERE data LIKE '%correctedReceiptId%' ORDER BY sequence DESC LIMIT 1",
  );
  const row = last.get();
  const changed = row?.data.replaceAll(`"priceKop":${PRICE}`, `"priceKop":${PRICE + 100}`);
  expect(changed).not.toBe(row?.data);
  db.prepare("UPDATE event SET data = ? WHERE sequence = ?").run(changed, row?.sequence);
  expect(brokenPromises(db).map(({ promise }) => promise)).toContain(2);
});
