import { describe, expect, it } from "vitest";
import { makeNewStamp, makeOldStamp } from "../stamp/make-stamp.ts";
import { BEER, VODKA } from "../../simulation/goods.ts";
import { must, lastFact, lastDocument, openTill, total, SENIOR, PIECE, type OpenTill } from "../../testing/open-till.ts";
import { egaisOf } from "./egais-state.ts";

const scan = (text: string) => ({ type: "scan", code: Buffer.from(text).toString("base64"), source: "test" }) as const;
const ean = (item: { readonly barcode: string | null }): string => item.barcode ?? "";

async function alcoholTill(): Promise<OpenTill> {
  const till = await openTill();
  await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
  return till;
}

/** The bottle by its barcode, then its stamp. */
async function putBottle(till: OpenTill, stamp: string): Promise<void> {
  expect(await till.send(scan(ean(VODKA)))).toMatchObject({ ok: false, code: "ALC853", needsCode: true });
  await must(till, scan(stamp));
}

/** Where the receipt asks for it. */
async function sayAge(till: OpenTill): Promise<void> {
  await till.send({ type: "confirmAge", answer: "by-sight" });
}

async function payAsAdult(till: OpenTill): Promise<void> {
  await sayAge(till);
  await must(till, { type: "payCash" });
}

const cheques = ({ outside }: OpenTill) => outside.utm.book.taken().map(({ cheque }) => cheque);
const stampState = ({ outside }: OpenTill, stamp: string) => outside.utm.book.stateOf(stamp);
const STAMP = makeNewStamp(1);

describe("a bottle of stamped alcohol", () => {
  it("is sold by its stamp, with a cheque before the document, whose address is in the receipt's fact", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    await must(till, { type: "addItem", itemId: PIECE });
    const sumKop = total(till);
    await payAsAdult(till);
    const fact = lastFact(till);
    expect(fact.totalKop).toBe(sumKop);
    const [cheque] = cheques(till);
    expect(cheque).toMatchObject({ kind: "sale", kassa: till.outside.fiscal.fnSerial, unstamped: 0 });
    expect(cheque?.bottles).toEqual([{ stamp: STAMP, ean: ean(VODKA), price: "450.00" }]);
    expect(Number(cheque?.number)).toBe(fact.fiscal.fdNumber);
    expect(Number(cheque?.shift)).toBe(fact.shiftNumber);
    expect(fact.egais).toMatchObject({ url: till.outside.utm.book.taken()[0]?.url, sign: till.outside.utm.book.taken()[0]?.sign });
    expect(fact.lines.map(({ subject }) => subject)).toEqual([2, 1]);
    expect(fact.lines[0]?.alcohol).toMatchObject({ stamp: STAMP, kindCode: "200" });
    expect(lastDocument(till).lines.map(({ stamp }) => stamp)).toEqual([STAMP, undefined]);
    expect(egaisOf(till.till.state)).toMatchObject({ cheques: [], slips: [] });
  });

  it("keeps its stamp out of the document of a registrar that refuses it", async () => {
    const till = await openTill(1, { alcohol: { beerCheque: "none", stampInReceipt: false } });
    await must(till, { type: "cashIn", amountKop: 500_000, reason: "размен" });
    await putBottle(till, STAMP);
    await payAsAdult(till);
    expect(lastDocument(till).lines[0]).not.toHaveProperty("stamp");
    expect(cheques(till)[0]?.bottles).toMatchObject([{ stamp: STAMP }]);
    expect(lastFact(till).lines[0]?.alcohol).toMatchObject({ stamp: STAMP });
  });

  it("of an old stamp is found by its alcocode", async () => {
    const till = await alcoholTill();
    await must(till, scan(makeOldStamp("0350397000001380565", 3)));
    expect(till.till.state.receipt?.positions[0]).toMatchObject({ item: { id: "vodka" }, stamp: { alcocode: "0350397000001380565" } });
  });

  it("of other goods, without goods, twice in receipts, or sold before is refused", async () => {
    const till = await alcoholTill();
    expect(await till.send(scan(STAMP))).toMatchObject({ code: "ALC854" });
    await must(till, { type: "dismissAlert" });
    await till.send(scan(ean(VODKA)));
    expect(await till.send(scan(makeOldStamp("0032681000001543780", 1)))).toMatchObject({ code: "ALC857" });
    await must(till, scan(STAMP));
    await till.send(scan(ean(VODKA)));
    expect(await till.send(scan(STAMP))).toMatchObject({ code: "ALC855" });
    await must(till, { type: "dismissCodePrompt" });
    expect(await till.send({ type: "changeQuantity", line: 1, quantity: 2_000_000 })).toMatchObject({ code: "ALC865" });
    await payAsAdult(till);
    await till.send(scan(ean(VODKA)));
    expect(await till.send(scan(STAMP))).toMatchObject({ code: "ALC856" });
  });

  it("asks for as many stamps as bottles were wanted", async () => {
    const till = await alcoholTill();
    await must(till, { type: "setNextQuantity", quantity: 2_000_000 });
    await till.send(scan(ean(VODKA)));
    await must(till, scan(makeNewStamp(1)));
    expect(till.till.screen.codePrompt).toMatchObject({ left: 1 });
    await must(till, scan(makeNewStamp(2)));
    expect(till.till.state.receipt?.positions.map(({ stamp }) => stamp?.text)).toEqual([makeNewStamp(1), makeNewStamp(2)]);
  });

  it("comes back by a cheque of return first, and may be sold again", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    await payAsAdult(till);
    const { id: receiptId } = lastFact(till);
    await must(till, { type: "openRefund", receiptId, approval: SENIOR });
    await payAsAdult(till);
    expect(cheques(till).map(({ kind }) => kind)).toEqual(["sale", "refund"]);
    expect(lastDocument(till)).toMatchObject({ kind: "refund", lines: [{ stamp: STAMP }] });
    expect(stampState(till, STAMP)).toBe("stock");
    await putBottle(till, STAMP);
    await payAsAdult(till);
    expect(stampState(till, STAMP)).toBe("sold");
  });
});

describe("a UTM that does not take the cheque", () => {
  it("down: nothing is printed; the money may be given back, and the rest be sold without the bottle", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    await must(till, { type: "addItem", itemId: PIECE });
    till.outside.utm.faults.down = true;
    await payAsAdult(till);
    expect(till.till.state.jobs[0]).toMatchObject({ state: "failed", error: { code: "ALC850" } });
    expect(till.outside.fiscal.documents.filter(({ kind }) => kind === "sale")).toEqual([]);
    await must(till, { type: "cancelPayment" });
    await must(till, { type: "cancelPayment" }).catch(() => undefined);
    await must(till, { type: "voidLine", line: 1 });
    await payAsAdult(till);
    expect(lastFact(till)).toMatchObject({ kind: "sale", totalKop: 1_999 });
    expect(cheques(till)).toEqual([]);
    expect(egaisOf(till.till.state).cheques).toEqual([]);
  });

  it("refusing: the document waits for a person, and goes with a new cheque when it is repeated", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    till.outside.utm.book.put(STAMP, "foreign");
    await payAsAdult(till);
    expect(till.till.state.jobs[0]).toMatchObject({ state: "failed", error: { code: "ALC858" } });
    till.outside.utm.book.put(STAMP, "stock");
    await must(till, { type: "retryFiscal" });
    expect(cheques(till)).toHaveLength(1);
    expect(lastFact(till).egais?.number).toBe(Number(cheques(till)[0]?.number));
  });

  it("silent after it took the cheque: the same cheque goes again and is known", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    const { utm } = till.outside;
    utm.faults.lostAfter = 1;
    await sayAge(till);
    const paying = till.send({ type: "payCash" });
    await till.clock.advance(4_000);
    utm.faults.lostAfter = 0;
    await paying;
    await till.settle();
    expect(cheques(till)).toHaveLength(1);
    expect(lastFact(till).egais).toMatchObject({ number: Number(cheques(till)[0]?.number), url: null });
  });

  it("that takes it twice: the receipt is right, and a person is told to look", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    const { utm } = till.outside;
    utm.book.again = "twice";
    utm.faults.lostAfter = 1;
    await sayAge(till);
    await till.send({ type: "payCash" });
    await till.clock.advance(4_000);
    utm.faults.lostAfter = 0;
    await till.settle();
    expect(cheques(till)).toHaveLength(2);
    expect(lastFact(till).egais?.url).toBe(utm.book.taken()[1]?.url);
    expect(till.till.screen.alert?.code).toBe("ALC861");
  });

  it("silent for ever: a person is asked, and money that is given back has the cheque undone", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    const { utm } = till.outside;
    utm.faults.lostAfter = 1;
    await payAsAdult(till);
    expect(till.till.state.jobs[0]).toMatchObject({ state: "failed", error: { code: "ALC860" } });
    await must(till, { type: "cancelPayment" });
    expect(egaisOf(till.till.state).cheques).toMatchObject([{ isGivenUp: true }]);
    utm.faults.lostAfter = 0;
    await till.clock.advance(200_000);
    expect(cheques(till).map(({ kind }) => kind)).toEqual(["sale", "refund"]);
    expect(stampState(till, STAMP)).toBe("stock");
    expect(egaisOf(till.till.state).cheques).toEqual([]);
  });
});

describe("a registrar that does not make the document", () => {
  it("after the cheque: given up, the cheque is undone under a number of its own, and the bottle may be sold again", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    till.outside.fiscal.faults.refused = 1;
    await payAsAdult(till);
    expect(till.till.state.jobs[0]).toMatchObject({ state: "failed", error: { code: "FIS310" } });
    expect(stampState(till, STAMP)).toBe("sold");
    till.outside.fiscal.faults.refused = 0;
    till.outside.utm.faults.down = true;
    await must(till, { type: "cancelPayment" });
    // The same bottle waits until its first cheque is undone.
    await payAsAdult(till);
    expect(till.till.state.jobs[0]).toMatchObject({ state: "waiting", error: { code: "ALC866" } });
    till.outside.utm.faults.down = false;
    await till.clock.advance(200_000);
    expect(cheques(till).map(({ kind }) => kind)).toEqual(["sale", "refund", "sale"]);
    expect(new Set(cheques(till).map(({ number }) => number)).size).toBe(3);
    expect(lastFact(till).egais?.number).toBe(Number(cheques(till)[2]?.number));
    expect(stampState(till, STAMP)).toBe("sold");
  });

  it("after the cheque: repeated, the same cheque serves", async () => {
    const till = await alcoholTill();
    await putBottle(till, STAMP);
    till.outside.fiscal.faults.refused = 1;
    await payAsAdult(till);
    till.outside.fiscal.faults.refused = 0;
    await must(till, { type: "retryFiscal" });
    expect(cheques(till)).toHaveLength(1);
    expect(lastFact(till).egais).toBeDefined();
  });
});

describe("alcohol without stamps", () => {
  it("needs no UTM in towns", async () => {
    const till = await alcoholTill();
    till.outside.utm.faults.down = true;
    await must(till, scan(ean(BEER)));
    await payAsAdult(till);
    expect(lastFact(till).egais).toBeUndefined();
  });

  it("goes into a cheque of its own where the shop must report it, never together with a bottle", async () => {
    const till = await openTill(1, { alcohol: { beerCheque: "nopdf" } });
    await must(till, scan(ean(BEER)));
    await putBottle(till, STAMP);
    await sayAge(till);
    expect(await till.send({ type: "payCash" })).toMatchObject({ code: "ALC863" });
    await must(till, { type: "voidLine", line: 2 });
    await payAsAdult(till);
    expect(cheques(till)).toMatchObject([{ unstamped: 1, bottles: [] }]);
    expect(lastFact(till).egais).toBeDefined();
  });
});

describe("a till without a UTM", () => {
  it("does not sell bottles, and says so when one is scanned", async () => {
    const till = await openTill(1, { alcohol: null });
    expect(await till.send(scan(ean(VODKA)))).toMatchObject({ code: "ALC851" });
  });
});
