import { describe, expect, it } from "vitest";
import { drawerKop } from "../shift/book.ts";
import { brokenPromises } from "../testing/broken-promises.ts";
import { asked, BASIS, correct, PRICE, refund, sell, unsound, withCash, type Intention } from "../testing/corrections.ts";
import { lastDocument, lastFact, must, SENIOR } from "../testing/open-till.ts";

/** Goal: a receipt that corrections took back and said again comes back as it was said last, or not at all. */
const NOTHING = { cashKop: 0, electronicKop: 0, prepaidKop: 0, creditKop: 0, counterKop: 0 };
const BY_CASH = { payments: { ...NOTHING, cashKop: PRICE } };
const BY_CARD = { payments: { ...NOTHING, electronicKop: PRICE } };

describe("a receipt that was taken back and said again", () => {
  it.each([
    ["reverse", "repeat"],
    ["repeat", "reverse"],
  ] as const)("%s, then %s: comes back with the money that it says now", async (first, second) => {
    const till = await withCash();
    const sale = await sell(till, { type: "payCard" });
    const changed = { ...BY_CASH, taxSystem: "usn-income" };
    expect(await correct(till, sale, first, first === "repeat" ? changed : {})).toBeUndefined();
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe(first === "repeat" ? "DOC439" : "DOC438");
    expect(await correct(till, sale, second, second === "repeat" ? changed : {})).toBeUndefined();
    const before = drawerKop(till.till.state);
    await must(till, { type: "openRefund", receiptId: sale });
    expect(await asked(till, { type: "payCard" })).toBe("RCP434");
    await must(till, { type: "payCash" });
    expect(drawerKop(till.till.state)).toBe(before - PRICE);
    expect(lastDocument(till)).toMatchObject({ kind: "refund", taxSystem: "usn-income", payments: { cashKop: PRICE } });
    expect(await correct(till, sale, "reverse")).toBe("DOC433");
    expect(unsound(till)).toEqual([]);
  });

  it("by card that was cash goes back in cash with a senior's consent alone: the till knows no operation at the bank", async () => {
    const till = await withCash();
    const sale = await sell(till);
    await correct(till, sale, "reverse");
    expect(await correct(till, sale, "repeat", BY_CARD)).toBeUndefined();
    await must(till, { type: "openRefund", receiptId: sale });
    expect(await asked(till, { type: "payCard" })).toBe("RCP434");
    expect(await asked(till, { type: "payCash" })).toBe("ACC110");
    await must(till, { type: "payCash", approval: SENIOR });
    expect(unsound(till)).toEqual([]);
  });

  it("with other goods is not returned by the old receipt", async () => {
    const till = await withCash();
    const sale = await sell(till);
    const { lines, fiscal } = lastFact(till);
    await correct(till, sale, "reverse");
    const right = {
      type: "registerCorrection",
      kind: "sale",
      correctedOn: "2026-11-24",
      correctedFiscalSign: fiscal.fiscalSign,
      taxSystem: "osn",
      lines: [{ name: "Другой товар", priceKop: PRICE, quantity: 1_000_000, vat: lines[0]?.vat ?? "22" }],
      ...BY_CASH,
      receiptId: sale,
      ...BASIS,
    } satisfies Intention;
    expect(await asked(till, { ...right, receiptId: "nothing" })).toBe("RCP437");
    await must(till, right);
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC440");
    expect(unsound(till)).toEqual([]);
  });
});

describe("taking back", () => {
  it("says what the receipt said: other payments, tax system or goods are of the right correction", async () => {
    const till = await withCash();
    const sale = await sell(till);
    expect(await correct(till, sale, "reverse", BY_CARD)).toBe("DOC434");
    expect(await correct(till, sale, "reverse", { taxSystem: "usn-income" })).toBe("DOC434");
    const { lines } = lastFact(till);
    const typed = {
      type: "registerCorrection",
      kind: "refund",
      correctedOn: "2026-11-24",
      taxSystem: "osn",
      lines: [{ name: lines[0]?.name ?? "", priceKop: PRICE + 1, quantity: 1_000_000, vat: lines[0]?.vat ?? "22" }],
      payments: { ...NOTHING, cashKop: PRICE + 1 },
      receiptId: sale,
      ...BASIS,
    } satisfies Intention;
    expect(await asked(till, typed)).toBe("DOC434");
    expect(await correct(till, sale, "reverse")).toBeUndefined();
  });

  it("drops a description where the format has no place for it", async () => {
    const till = await withCash();
    const sale = await sell(till);
    expect(await correct(till, sale, "reverse", { description: "Акт № 3" })).toBeUndefined();
    expect(lastDocument(till).correction).toEqual({
      basis: "own",
      correctedOn: "2026-11-24",
      correctedFiscalSign: lastFact(till).fiscal.fiscalSign,
    });
  });
});

it("the promises see what a till without the rule would have made", async () => {
  const till = await withCash();
  const sale = await sell(till);
  await correct(till, sale, "reverse");
  const other = await sell(till);
  await refund(till, other);
  // The return is said to be of the sale that was taken back.
  const { db } = till.outside;
  const last = db.prepare<[], { sequence: number; data: string }>(
    "SELECT sequence, data FROM event WHERE type = 'receiptCompleted' ORDER BY sequence DESC LIMIT 1",
  );
  const row = last.get();
  db.prepare("UPDATE event SET data = ? WHERE sequence = ?").run(row?.data.replaceAll(other, sale), row?.sequence);
  expect(brokenPromises(db).map(({ promise }) => promise)).toContain(2);
});
