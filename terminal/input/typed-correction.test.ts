import { describe, expect, it } from "vitest";
import { drawerKop } from "../shift/book.ts";
import { asked, BASIS, correct, PRICE, refund, sell, unsound, withCash, type Intention } from "../testing/corrections.ts";
import { codeOf, lastFact, must, openTill, OTHER_PIECE, type OpenTill } from "../testing/open-till.ts";
import { draftOfReceipt } from "./draft-correction.ts";

/**
 * Goal: a correction that is typed with the fiscal sign of a receipt of this till is a correction of that receipt. Method: the receipt's
 * own correction is typed without its id, and what is refused of the receipt afterwards is looked at; the same without the sign.
 */
type Typed = Extract<Intention, { type: "registerCorrection" }>;

/** What a person would type of the receipt: all of its correction but the receipt's id. */
function typed({ process, outside }: OpenTill, receiptId: string, as: "reverse" | "repeat"): Typed {
  const draft = draftOfReceipt(receiptId, as, process.history, outside.settings);
  if (!draft.ok) throw new Error(draft.error.code);
  const { receiptId: _untold, ...rest } = draft.value;
  return { type: "registerCorrection", ...rest, ...BASIS };
}

/** The receipts that the corrections in the journal are of. */
function corrected({ outside: { db } }: OpenTill): readonly unknown[] {
  return db
    .prepare("SELECT json_extract(data, '$.fact.correctedReceiptId') FROM event WHERE type = 'correctionRegistered' ORDER BY sequence")
    .pluck()
    .all();
}

describe("with the sign of a receipt of this till", () => {
  it("takes the receipt back: its money goes out once", async () => {
    const till = await withCash();
    const sale = await sell(till);
    const before: number = drawerKop(till.till.state);
    await must(till, typed(till, sale, "reverse"));
    expect(drawerKop(till.till.state)).toBe(before - PRICE);
    expect(corrected(till)).toEqual([sale]);
    expect(await asked(till, { type: "openRefund", receiptId: sale })).toBe("DOC438");
    expect(await asked(till, typed(till, sale, "reverse"))).toBe("DOC433");
    expect(await correct(till, sale, "reverse")).toBe("DOC433");
    expect(unsound(till)).toEqual([]);
  });

  it("is held by the rules of that receipt's corrections", async () => {
    const till = await withCash();
    const sale = await sell(till);
    const reverse = typed(till, sale, "reverse");
    // Leading zeros are no other sign.
    const padded = (reverse.correctedFiscalSign ?? "").padStart(10, "0");
    const payments = { ...reverse.payments, cashKop: 0, electronicKop: PRICE };
    expect(await asked(till, { ...reverse, correctedFiscalSign: padded, payments })).toBe("DOC434");
    await refund(till, sale);
    expect(await asked(till, reverse)).toBe("DOC435");
    expect(corrected(till)).toEqual([]);
  });

  it("and another day is refused: the day or the sign is wrong", async () => {
    const till = await withCash();
    const sale = await sell(till);
    const reply = await till.send({ ...typed(till, sale, "reverse"), correctedOn: "2026-11-23" });
    expect(reply).toMatchObject({ ok: false, code: "DOC442" });
    expect(reply.ok ? "" : reply.text).toContain(`№ ${lastFact(till).number} этой кассы от 24.11.2026`);
  });
});

describe("stands alone", () => {
  it.each([
    ["without a sign", {}],
    ["with the sign of a document that the till has not made", { correctedFiscalSign: "3051274896" }],
  ])("%s", async (_what, sign) => {
    const till = await withCash();
    const sale = await sell(till);
    const { correctedFiscalSign: _own, ...rest } = typed(till, sale, "reverse");
    await must(till, { ...rest, ...sign });
    expect(corrected(till)).toEqual([null]);
    expect(codeOf(await till.send({ type: "openRefund", receiptId: sale }))).toBeUndefined();
    expect(unsound(till)).toEqual([]);
  });

  it("on another registrar than the one that made the receipt", async () => {
    const till = await openTill(2);
    Object.assign(till.outside.settings.sellers[1] ?? {}, { ffd: "1.2" });
    await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    const { id, sellerId } = lastFact(till);
    expect(sellerId).toBe("bakery");
    const { correctedFiscalSign } = typed(till, id, "reverse");
    const own = await sell(till);
    await must(till, { ...typed(till, own, "reverse"), ...(correctedFiscalSign === undefined ? {} : { correctedFiscalSign }) });
    expect(corrected(till)).toEqual([null]);
  });
});
