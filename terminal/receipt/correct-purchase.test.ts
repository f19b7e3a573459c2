import { describe, expect, it } from "vitest";
import { asked, correct, unsound } from "../testing/corrections.ts";
import { must, openTill, OTHER_PIECE, PIECE } from "../testing/open-till.ts";

/** Goal: a purchase that was split between sellers has a receipt of each, and each is corrected like any other, from the purchase's request. */
describe("a purchase of goods of two sellers", () => {
  async function purchase() {
    const till = await openTill(2);
    Object.assign(till.outside.settings.sellers[1] ?? {}, { ffd: "1.2" });
    for (const registrarId of ["main", "bakery"]) await must(till, { type: "cashIn", registrarId, amountKop: 50_000, reason: "размен" });
    for (const itemId of [PIECE, OTHER_PIECE]) await must(till, { type: "addItem", itemId });
    await must(till, { type: "payCard", amountKop: 1_500 });
    await must(till, { type: "payCash" });
    const [own, other] = till.process.history.latestReceipts(2).map(({ fact }) => fact);
    if (own === undefined || other === undefined) throw new Error("no parts");
    const parts = own.sellerId === "main" ? { main: own, bakery: other } : { main: other, bakery: own };
    const documents = (id: "main" | "bakery") =>
      (id === "main" ? till.outside.fiscal : till.outside.furtherFiscal.get(id))?.documents ?? [];
    const receipts = (id: "main" | "bakery") =>
      documents(id).flatMap(({ document }) => (document.kind === "receipt" ? [document.receipt] : []));
    return { till, parts, receipts };
  }

  it.each(["main", "bakery"] as const)("is corrected for one of them alone: %s", async (id) => {
    const { till, parts, receipts } = await purchase();
    const before = { main: receipts("main").length, bakery: receipts("bakery").length };
    const other = id === "main" ? "bakery" : "main";
    for (const as of ["reverse", "repeat"] as const) expect(await correct(till, parts[id].id, as)).toBeUndefined();
    const [wrong, reversed, repeated] = receipts(id);
    expect([wrong, reversed, repeated].map((receipt) => receipt?.kind)).toEqual(["sale", "refund", "sale"]);
    for (const said of [reversed, repeated])
      expect(said).toMatchObject({
        lines: wrong?.lines.map(({ name, sumKop, vat }) => ({ name, sumKop, vat })),
        payments: wrong?.payments,
      });
    expect(receipts(other).length).toBe(before[other]);
    await must(till, { type: "openRefund", receiptId: parts[other].id });
  });

  it("is corrected for both", async () => {
    const { till, parts, receipts } = await purchase();
    for (const id of ["main", "bakery"] as const) {
      expect(await correct(till, parts[id].id, "reverse")).toBeUndefined();
      expect(receipts(id).map(({ kind }) => kind)).toEqual(["sale", "refund"]);
      expect(await asked(till, { type: "openRefund", receiptId: parts[id].id })).toBe("DOC438");
    }
    expect(unsound(till)).toEqual([]);
  });
});
