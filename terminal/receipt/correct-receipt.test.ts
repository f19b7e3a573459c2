import { scanReturned } from "../testing/marked-piece.ts";
import { describe, expect, it } from "vitest";
import type { FiscalLine, FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import { plannedStatus } from "../../fiscal/document/planned-status.ts";
import { makeMarkingCode } from "../marking/emulator/make-code.ts";
import { draftOfReceipt } from "../input/draft-correction.ts";
import { findReceipts } from "../input/find-receipts.ts";
import { drawerKop } from "../shift/book.ts";
import { SIMULATED_SETTINGS } from "../simulation/calm-till.ts";
import {
  advance,
  codeOf,
  lastDocument,
  lastFact,
  must,
  openTill,
  OTHER_PIECE,
  PIECE,
  SENIOR,
  type OpenTill,
} from "../testing/open-till.ts";

/**
 * Goal: whatever receipt the till has made, its correction can say it again, with its own sign or the opposite one, to the last
 * attribute. Method: each kind of receipt is made, corrected both ways, and the documents are compared.
 */
const BUYER = { name: "ООО «Ромашка»", inn: "7707083893" };
const AGENT = { kind: "commission-agent", supplier: { inn: "7707083893", name: "ООО «Комитент»", phones: ["+79161234567"] } } as const;
const REASON = "Чек с ошибкой";

async function sell(till: OpenTill, ...itemIds: readonly string[]): Promise<void> {
  for (const itemId of itemIds) await must(till, { type: "addItem", itemId });
}

/** Goods on commission, as a catalogue with an agent has them. */
async function withAgent(): Promise<OpenTill> {
  const till = await openTill();
  const { goods } = till.outside;
  const before = { ...goods };
  Object.assign(goods, {
    byId: (id: string) => {
      const found = before.byId(id);
      return found.ok && found.value !== null ? { ok: true, value: { ...found.value, agent: AGENT } } : found;
    },
  });
  return till;
}

/** Each leaves its receipt as the last one completed. */
const RECEIPTS: Readonly<Record<string, () => Promise<OpenTill>>> = {
  "a sale, partly by card": async () => {
    const till = await openTill();
    await sell(till, PIECE, OTHER_PIECE);
    await must(till, { type: "payCard", amountKop: 1_000 });
    await must(till, { type: "payCash" });
    return till;
  },
  "weighed goods and sums that a discount broke": async () => {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: "item-3", quantity: 1_234_567 });
    await must(till, { type: "addItem", itemId: PIECE, quantity: 3_000_000 });
    await must(till, { type: "discountReceipt", discount: { amountKop: 101 }, approval: SENIOR });
    await must(till, { type: "payCash" });
    return till;
  },
  "cash rounded down": async () => {
    const till = await openTill(1, { cashRounding: "rouble-down" });
    await sell(till, OTHER_PIECE);
    await must(till, { type: "payCash" });
    expect(lastDocument(till).totalKop).toBe(3_700);
    return till;
  },
  "goods of an agent to a business buyer, without paper": async () => {
    const till = await withAgent();
    await sell(till, PIECE);
    await must(till, { type: "setBuyer", buyer: BUYER });
    await must(till, { type: "setBuyerContact", contact: "8 916 123-45-67" });
    await must(till, { type: "setPaper", paper: "none" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till)).toMatchObject({ buyer: BUYER, lines: [{ agent: AGENT }] });
    return till;
  },
  "a marked piece with the answer of the permissive check": async () => {
    const till = await openTill(1, {}, {});
    const gtin = till.items.find(({ id }) => id === "item-6")?.barcode ?? "";
    const code = makeMarkingCode({ gtin, form: "short", seed: 1, outcome: "ok" });
    await must(till, { type: "scan", code: Buffer.from(code).toString("base64"), source: "test" });
    await must(till, { type: "payCash" });
    expect(lastDocument(till).lines[0]).toMatchObject({ subject: 33, industry: { foivId: "030" } });
    return till;
  },
  "a marked piece that came back": async () => {
    const till = await RECEIPTS["a marked piece with the answer of the permissive check"]!();
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    await scanReturned(till);
    await must(till, { type: "payCash" });
    return till;
  },
  "an advance": async () => {
    const till = await openTill();
    await advance(till, 5_000);
    return till;
  },
  "a sale paid by an advance": async () => {
    const till = await openTill();
    const reference = await advance(till, 1_000);
    await sell(till, PIECE);
    await must(till, { type: "payPrepaid", reference });
    await must(till, { type: "payCash" });
    return till;
  },
  "a part prepayment": async () => {
    const till = await openTill();
    await must(till, { type: "setSettlement", settlement: "part-prepayment", amountKop: 1_000 });
    await sell(till, PIECE, OTHER_PIECE);
    await must(till, { type: "payCash" });
    return till;
  },
  "goods on credit": async () => {
    const till = await openTill();
    await sell(till, PIECE);
    await must(till, { type: "payCredit", customer: "Иванов И. И.", amountKop: 500, approval: SENIOR });
    await must(till, { type: "payCash" });
    return till;
  },
  "a purchase": async () => {
    const till = await openTill();
    await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
    await must(till, { type: "openPurchase", approval: SENIOR });
    await must(till, { type: "addItem", itemId: PIECE, priceKop: 700 });
    await must(till, { type: "payCash" });
    return till;
  },
  "a refund": async () => {
    const till = await openTill();
    await sell(till, PIECE);
    await must(till, { type: "payCash" });
    await must(till, { type: "openRefund", receiptId: lastFact(till).id });
    await must(till, { type: "payCash" });
    return till;
  },
  "a receipt of nothing": async () => {
    const limits = { cashier: 10_000, senior: 10_000, manager: 10_000, technician: 0 };
    const till = await openTill(1, { discountLimitBasisPoints: limits });
    await sell(till, PIECE);
    await must(till, { type: "discountReceipt", discount: { percentBasisPoints: 10_000 } });
    await must(till, { type: "payCash" });
    return till;
  },
};

/** What a correction must say again. */
function content({ kind: _kind, lines, taxSystem, payments, totalKop, buyer, buyerContact, industry }: FiscalReceipt) {
  return {
    lines: lines.map(({ marking, ...line }: FiscalLine) => ({ ...line, code: marking?.codeBase64 })),
    taxSystem,
    payments,
    totalKop,
    buyer,
    buyerContact,
    industry,
  };
}

describe.each(Object.entries(RECEIPTS))("%s", (_what, make) => {
  it.each(["reverse", "repeat"] as const)("is said again by a correction: %s", async (as) => {
    const till = await make();
    const wrong = lastDocument(till);
    const fact = lastFact(till);
    await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
    const before: number = drawerKop(till.till.state);
    expect(codeOf(await till.send({ type: "correctReceipt", receiptId: fact.id, as, basis: "own", reason: REASON }))).toBe("ACC110");
    await must(till, { type: "correctReceipt", receiptId: fact.id, as, basis: "own", reason: REASON, approval: SENIOR });
    const written = lastDocument(till);
    expect(content(written)).toEqual(content(wrong));
    expect(written.correction).toEqual({ basis: "own", correctedOn: "2026-11-24", correctedFiscalSign: fact.fiscal.fiscalSign });
    expect(written.ownTag).not.toBe(wrong.ownTag);
    const opposite = { sale: "refund", refund: "sale", purchase: "purchase-refund", "purchase-refund": "purchase" } as const;
    expect(written.kind).toBe(as === "reverse" ? opposite[wrong.kind] : wrong.kind);
    for (const line of written.lines)
      if (line.marking !== undefined) expect(line.marking.plannedStatus).toBe(plannedStatus(line, written.kind));
    const brings = written.kind === "sale" || written.kind === "purchase-refund";
    const { cashKop } = wrong.payments;
    expect(drawerKop(till.till.state)).toBe(brings ? before + cashKop : before - cashKop);
    const row = till.outside.db.prepare("SELECT data FROM event WHERE type = 'correctionRegistered'").get() as { data: string };
    expect(JSON.parse(row.data)).toMatchObject({ fact: { correctedReceiptId: fact.id, reason: REASON, approvedBy: "senior" } });
  });
});

it.each(["reverse", "repeat"] as const)("the draft of a correction is a command that says the same: %s", async (as) => {
  const till = await RECEIPTS["goods of an agent to a business buyer, without paper"]!();
  const { process, outside } = till;
  const wrong = lastDocument(till);
  await must(till, { type: "cashIn", amountKop: 50_000, reason: "размен" });
  const draft = draftOfReceipt(lastFact(till).id, as, process.history, outside.settings);
  if (!draft.ok) throw new Error(draft.error.code);
  await must(till, { type: "registerCorrection", ...draft.value, basis: "own", reason: REASON, approval: SENIOR });
  expect(content(lastDocument(till))).toEqual(content(wrong));
  const [line] = draft.value.lines;
  const lines = [
    { ...line!, subject: 2, exciseKop: 150, countryCode: "156", customsDeclaration: "10702020/060520/0013422", extra: "Серия 12-34" },
  ];
  const industry = { foivId: "020", date: "01.01.2026", number: "12", value: "a=1" };
  // Without a sign it is of no receipt of the till.
  const { receiptId: _corrected, correctedFiscalSign: _sign, ...free } = draft.value;
  await must(till, { type: "registerCorrection", ...free, lines, industry, basis: "own", reason: REASON, approval: SENIOR });
  const { markingCode: _none, ...written } = lines[0]!;
  expect(lastDocument(till)).toMatchObject({ lines: [written], industry });
});

it("there is no draft of what is not there, or not mended so", async () => {
  const [seller] = SIMULATED_SETTINGS.sellers;
  const { process, ...till } = await openTill();
  await sell({ process, ...till }, PIECE);
  await must({ process, ...till }, { type: "payCash" });
  const id = lastFact({ process, ...till }).id;
  const draft = (receiptId: string, changes = {}) => {
    const drawn = draftOfReceipt(receiptId, "reverse", process.history, { ...SIMULATED_SETTINGS, ...changes });
    return drawn.ok ? drawn.value.kind : drawn.error.code;
  };
  expect(draft(id)).toBe("refund");
  expect(draft("nothing")).toBe("RCP437");
  expect(draft(id, { sellers: [{ ...seller, ffd: "1.05" }] })).toBe("DOC432");
  expect(draft(id, { sellers: [{ ...seller, id: "other" }] })).toBe("RCP487");
});

it("a receipt is found by its own number before that of its document", async () => {
  const till = await openTill();
  for (const itemId of [PIECE, OTHER_PIECE]) {
    await sell(till, itemId);
    await must(till, { type: "payCash" });
  }
  const { history } = till.process;
  const { number, fiscal } = lastFact(till);
  expect(findReceipts(String(fiscal.fdNumber), history).map(({ fact }) => fact.number)).toEqual([number]);
  const both = findReceipts(String(number), history).map(({ fact }) => fact);
  expect([both[0]?.number, both[1]?.fiscal.fdNumber]).toEqual([number, number]);
});

it("the same correction of a receipt is made once, also while the first is on its way; the other one is another", async () => {
  const till = await RECEIPTS["a sale, partly by card"]!();
  const draft = draftOfReceipt(lastFact(till).id, "reverse", till.process.history, till.outside.settings);
  if (!draft.ok) throw new Error(draft.error.code);
  const asked = { type: "correctReceipt", receiptId: lastFact(till).id, basis: "own", reason: REASON, approval: SENIOR } as const;
  till.outside.fiscal.faults.linkDown = true;
  expect(codeOf(await till.send({ ...asked, as: "reverse" }))).toBeUndefined();
  expect(codeOf(await till.send({ ...asked, as: "reverse" }))).toBe("DOC433");
  till.outside.fiscal.faults.linkDown = false;
  await till.settle();
  expect(codeOf(await till.send({ ...asked, as: "reverse" }))).toBe("DOC433");
  const typed = { ...draft.value, type: "registerCorrection", basis: "own", reason: REASON, approval: SENIOR } as const;
  expect(codeOf(await till.send(typed))).toBe("DOC433");
  await must(till, { ...asked, as: "repeat" });
  expect(codeOf(await till.send({ ...asked, as: "repeat" }))).toBe("DOC433");
});

it("with the tax system and the payments as they should have been", async () => {
  const till = await RECEIPTS["a sale, partly by card"]!();
  const { id } = lastFact(till);
  const payments = { cashKop: 0, electronicKop: 5_711, prepaidKop: 0, creditKop: 0, counterKop: 0 };
  const asked = { type: "correctReceipt", receiptId: id, as: "repeat", basis: "own", reason: REASON, approval: SENIOR } as const;
  expect(codeOf(await till.send({ ...asked, payments: { ...payments, cashKop: 1 } }))).toBe("FIS456");
  await must(till, { ...asked, payments });
  expect(lastDocument(till)).toMatchObject({ payments, totalKop: 5_711 });
});

it("is the business of its own seller's registrar, by whose format it is refused or made", async () => {
  const till = await openTill(2);
  await sell(till, OTHER_PIECE);
  await must(till, { type: "payCash" });
  const asked = { type: "correctReceipt", receiptId: lastFact(till).id, as: "reverse", reason: REASON, approval: SENIOR } as const;
  expect(codeOf(await till.send({ ...asked, basis: "own" }))).toBe("DOC432");
  Object.assign(till.outside.settings.sellers[1] ?? {}, { ffd: "1.2" });
  await must(till, { ...asked, basis: "order", orderNumber: "17-О" });
  const document = till.outside.furtherFiscal.get("bakery")?.documents.at(-1)?.document;
  expect(document).toMatchObject({ receipt: { kind: "refund", correction: { basis: "order", orderNumber: "17-О" } } });
});

it.each([
  ["1.05", "DOC432"],
  ["1.1", undefined],
] as const)("in format %s it is made where corrections mend receipts: %s", async (ffd, code) => {
  const [seller] = SIMULATED_SETTINGS.sellers;
  const till = await openTill(1, { sellers: [{ ...seller, ffd }] });
  await sell(till, PIECE);
  await must(till, { type: "payCash" });
  const { id } = lastFact(till);
  const description = ffd === "1.1" ? { description: "Акт № 3" } : {};
  const reply = await till.send({
    type: "correctReceipt",
    receiptId: id,
    as: "reverse",
    basis: "own",
    ...description,
    reason: REASON,
    approval: SENIOR,
  });
  expect(codeOf(reply)).toBe(code);
  await till.settle();
  if (code === undefined) expect(lastDocument(till).correction).toMatchObject(description);
});

/** A marked piece, sold by a registrar of this version; of beer, which is excise goods, or of water. */
async function soldMarked(ffd: Ffd, isExcise: boolean): Promise<OpenTill> {
  const [seller] = SIMULATED_SETTINGS.sellers;
  const till = await openTill(1, { sellers: [{ ...seller, ffd }] }, {});
  const { goods } = till.outside;
  const before = { ...goods };
  if (isExcise)
    Object.assign(goods, {
      byGtin: (gtin: string) => {
        const found = before.byGtin(gtin);
        return found.ok && found.value !== null ? { ok: true, value: { ...found.value, markingGroup: "beer" } } : found;
      },
    });
  const gtin = till.items.find(({ id }) => id === "item-6")?.barcode ?? "";
  const code = Buffer.from(makeMarkingCode({ gtin, form: "short", seed: 1, outcome: "ok" })).toString("base64");
  await must(till, { type: "scan", code, source: "test" });
  if (isExcise) await must(till, { type: "confirmAge", answer: "by-sight" });
  await must(till, { type: "payCash" });
  await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
  return till;
}

describe("of marked goods, by a registrar that has another version of the format since", () => {
  const CASES = (["1.05", "1.1", "1.2"] as const).flatMap((from) => (["1.1", "1.2"] as const).map((to) => ({ from, to })));
  it.each(CASES.flatMap((each) => [false, true].map((isExcise) => ({ ...each, isExcise }))))(
    "is said in that version: $from, then $to; excise: $isExcise",
    async ({ from, to, isExcise }) => {
      const till = await soldMarked(from, isExcise);
      const [sold] = lastDocument(till).lines;
      const { id } = lastFact(till);
      Object.assign(till.outside.settings.sellers[0], { ffd: to });
      for (const as of ["reverse", "repeat"] as const) {
        await must(till, { type: "correctReceipt", receiptId: id, as, basis: "own", reason: REASON, approval: SENIOR });
        const [line] = lastDocument(till).lines;
        const inForm = to === "1.2" ? { subject: isExcise ? 31 : 33 } : { subject: isExcise ? 2 : 1 };
        expect(line).toMatchObject({ ...inForm, marking: { codeBase64: sold?.marking?.codeBase64 } });
        expect(line?.industry).toEqual(to === "1.2" ? sold?.industry : undefined);
      }
    },
  );
});

it("of prepaid goods without a code yet is said in the version of now", async () => {
  const till = await openTill();
  await must(till, { type: "setSettlement", settlement: "prepayment" });
  await must(till, { type: "addItem", itemId: "item-6" });
  await must(till, { type: "payCash" });
  expect(lastDocument(till).lines).toMatchObject([{ subject: 32 }]);
  const { id } = lastFact(till);
  const [seller] = SIMULATED_SETTINGS.sellers;
  const subjectIn = (ffd: Ffd) => {
    const draft = draftOfReceipt(id, "repeat", till.process.history, { ...SIMULATED_SETTINGS, sellers: [{ ...seller, ffd }] });
    return draft.ok ? draft.value.lines[0]?.subject : draft.error.code;
  };
  expect([subjectIn("1.2"), subjectIn("1.1")]).toEqual([32, 1]);
});

it("an unknown receipt is not found", async () => {
  const till = await openTill();
  const asked = { type: "correctReceipt", receiptId: "nothing", as: "repeat", basis: "own", reason: REASON, approval: SENIOR } as const;
  expect(codeOf(await till.send(asked))).toBe("RCP437");
});
