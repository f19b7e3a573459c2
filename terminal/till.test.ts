import { describe, expect, it } from "vitest";
import { makeMarkingCode } from "./marking/emulator/make-code.ts";
import { startCalmTill } from "./simulation/calm-till.ts";
import { codeOf, openTill, OTHER_PIECE, PIECE, SENIOR, total, type OpenTill } from "./testing/open-till.ts";
import { drawerKop } from "./shift/book.ts";

/**
 * Goal: the till's commands do what a cashier expects, and refuse what must not be. Method: the whole core on an in-memory
 * journal with simulated devices that do not fail, driven by commands as the screen sends them.
 */
const WEIGHED = "item-3";
const FROZEN = "item-5";
const MARKED_INDEX = 6;

describe("people", () => {
  it("let nobody sell before signing in, and lock out after five wrong PINs", async () => {
    const till = startCalmTill();
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("ACC101");
    for (let times = 0; times < 4; times += 1)
      expect(codeOf(await till.send({ type: "signIn", staffId: "cashier", pin: "9" }))).toBe("ACC102");
    expect(codeOf(await till.send({ type: "signIn", staffId: "cashier", pin: "9" }))).toBe("ACC103");
    expect(codeOf(await till.send({ type: "signIn", staffId: "cashier", pin: "1111" })), "the right PIN does not help now").toBe("ACC103");
    await till.clock.advance(61_000);
    expect((await till.send({ type: "signIn", staffId: "cashier", pin: "1111" })).ok).toBe(true);
  });
});

describe("positions", () => {
  it("add up: the same good scanned again raises the quantity, another one makes a line", async () => {
    const till = await openTill();
    for (const itemId of [PIECE, PIECE, OTHER_PIECE]) await till.send({ type: "addItem", itemId });
    expect(till.till.state.receipt?.positions.map((position) => position.quantity)).toEqual([2_000_000, 1_000_000]);
    expect(total(till)).toBe(2 * 1_999 + 3_712);
  });

  it("take the quantity that was entered before the scan, once", async () => {
    const till = await openTill();
    await till.send({ type: "setNextQuantity", quantity: 3_000_000 });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    expect(till.till.state.receipt?.positions.map((position) => position.quantity)).toEqual([3_000_000, 1_000_000]);
  });

  it("want a weight for weighed goods and whole pieces for the rest", async () => {
    const till = await openTill();
    expect(codeOf(await till.send({ type: "addItem", itemId: WEIGHED }))).toBe("RCP410");
    expect((await till.send({ type: "addItem", itemId: WEIGHED, quantity: 345_000 })).ok).toBe(true);
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE, quantity: 1_500_000 }))).toBe("RCP411");
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE, quantity: 101_000_000 }))).toBe("RCP416");
  });

  it("stay struck out when voided", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "voidLine", line: 1 });
    expect(till.till.state.receipt?.positions.map((position) => position.voided)).toEqual([true, false]);
    expect(total(till)).toBe(3_712);
    expect(codeOf(await till.send({ type: "changeQuantity", line: 1, quantity: 2_000_000 }))).toBe("RCP403");
  });
});

describe("discounts by hand", () => {
  it("need a senior above the role's limit, and the approval is journalled", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    const refused = await till.send({ type: "discountLine", line: 1, discount: { percentBasisPoints: 1_000 } });
    expect(refused).toMatchObject({ ok: false, code: "RCP418", needsApproval: true });
    expect(till.till.screen.approval?.action).toBe("discount");
    expect((await till.send({ type: "discountLine", line: 1, discount: { percentBasisPoints: 1_000 }, approval: SENIOR })).ok).toBe(true);
    expect(total(till)).toBe(3_712 - 371);
    const approvals = till.outside.db.prepare("SELECT data FROM event WHERE type = 'approvalGiven'").all();
    expect(approvals).toHaveLength(1);
    expect(till.till.screen.approval).toBeNull();
  });

  it("are refused beyond the senior's own limit and on frozen prices", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: FROZEN });
    expect(codeOf(await till.send({ type: "discountLine", line: 1, discount: { percentBasisPoints: 5_000 }, approval: SENIOR }))).toBe(
      "RCP418",
    );
    expect(codeOf(await till.send({ type: "discountLine", line: 1, discount: { percentBasisPoints: 500 }, approval: SENIOR }))).toBe(
      "RCP419",
    );
  });

  it("do not let a cashier approve himself", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: PIECE });
    const reply = await till.send({ type: "voidReceipt", reason: "проба", approval: { staffId: "cashier", pin: "1111" } });
    expect(codeOf(reply)).toBe("ACC110");
    expect(till.till.state.receipt).not.toBeNull();
  });
});

describe("payment", () => {
  it("in cash gives change and completes with the registrar's data", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash", amountKop: 5_000 });
    await till.settle();
    const fact = till.till.state.completed?.fact;
    expect(fact).toMatchObject({ totalKop: 1_999, changeKop: 3_001, kind: "sale" });
    expect(fact?.fiscal.fdNumber).toBe(2);
    expect(drawerKop(till.till.state)).toBe(1_999);
    expect(till.outside.fiscal.documents[1]?.totalKop).toBe(1_999);
  });

  it("mixes cash and card, and takes no more by card than is due", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    expect(codeOf(await till.send({ type: "payCard", amountKop: 4_000 }))).toBe("RCP424");
    await till.send({ type: "payCash", amountKop: 1_000 });
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE })), "goods are fixed while money is taken").toBe("RCP402");
    await till.send({ type: "payCard" });
    await till.settle();
    expect(till.till.state.completed?.fact.tenders.map(({ kind, amountKop }) => [kind, amountKop])).toEqual([
      ["cash", 1_000],
      ["card", 2_712],
    ]);
  });

  it("leaves the receipt open when the bank declines", async () => {
    const till = await openTill();
    till.outside.bank.faults.decline = 1;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCard" });
    await till.settle();
    expect(till.till.state.receipt?.tenders[0]).toMatchObject({ state: "declined", text: "НЕДОСТАТОЧНО СРЕДСТВ" });
    till.outside.bank.faults.decline = 0;
    await till.send({ type: "payCard" });
    await till.settle();
    expect(till.till.state.completed?.fact.totalKop).toBe(1_999);
  });

  it("finds out what became of a charge whose answer was lost", async () => {
    const till = await openTill();
    till.outside.bank.faults.lostAfter = 1;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCard" });
    await till.settle();
    expect(till.till.state.completed?.fact.tenders[0]?.kind).toBe("card");
    expect(till.outside.bank.repeated).toEqual([]);
  });

  it("cancelled after a card was charged gives the money back first", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "payCard", amountKop: 1_000 });
    await till.settle();
    await till.send({ type: "cancelPayment" });
    expect(till.till.state.receipt?.phase).toBe("paying");
    await till.settle();
    expect(till.till.state.receipt?.phase).toBe("open");
    expect([...till.outside.bank.operations.values()]).toEqual(["reversed"]);
    expect((await till.send({ type: "voidReceipt", reason: "передумал", approval: SENIOR })).ok).toBe(true);
  });

  it("waits aside while the bank is silent, and its document is made on recall once the bank has said yes", async () => {
    const till = await openTill();
    Object.assign(till.outside.bank.faults, { lostAfter: 1 });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCard" });
    expect((await till.send({ type: "holdReceipt" })).ok).toBe(true);
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.state.completed?.fact.totalKop, "the next customer was served").toBe(3_712);
    const [held] = till.till.state.held;
    expect(held?.receipt.tenders[0]).toMatchObject({ state: "approved" });
    await till.send({ type: "recallReceipt", receiptId: held?.receipt.id ?? "" });
    await till.settle();
    expect(till.till.state.completed?.fact.totalKop).toBe(1_999);
    expect([...till.outside.bank.operations.values()]).toEqual(["captured"]);
  });

  it("does not believe a slip of the finger", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "payCash", amountKop: 100_000_000 }))).toBe("RCP423");
  });
});

describe("marked goods", () => {
  const scanMark = (till: OpenTill, seed: number) => {
    const code = makeMarkingCode({ gtin: till.items[MARKED_INDEX]?.barcode ?? "", form: "short", seed });
    return till.send({ type: "scan", code: Buffer.from(code).toString("base64"), source: "test" });
  };

  it("want the code, not the barcode", async () => {
    const till = await openTill();
    expect(codeOf(await till.send({ type: "addItem", itemId: `item-${MARKED_INDEX}` }))).toBe("RCP412");
  });

  it("keep what was mended in the scan, and nothing when nothing was", async () => {
    const till = await openTill();
    const code = makeMarkingCode({ gtin: till.items[MARKED_INDEX]?.barcode ?? "", form: "short", seed: 1 });
    const withTilde = Buffer.from(code.map((byte) => (byte === 0x1d ? 0x7e : byte)));
    await till.send({ type: "scan", code: withTilde.toString("base64"), source: "test" });
    await scanMark(till, 2);
    const [mended, whole] = till.till.state.receipt?.positions ?? [];
    expect(mended?.marking).toMatchObject({ codeBase64: Buffer.from(code).toString("base64"), repaired: ["gs-substitute"] });
    expect(whole?.marking).not.toHaveProperty("repaired");
  });

  it("cannot be found by a fur label, which names no goods", async () => {
    const till = await openTill();
    const label = Buffer.from("RU-401301-AAA0277031");
    expect(codeOf(await till.send({ type: "scan", code: label.toString("base64"), source: "test" }))).toBe("MRK509");
  });

  it("are checked while scanning goes on, and payment waits for the answer only", async () => {
    const till = await openTill();
    await scanMark(till, 1);
    await till.send({ type: "addItem", itemId: PIECE });
    expect(till.till.state.receipt?.positions).toHaveLength(2);
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("RCP421");
    await till.settle();
    expect(till.till.state.receipt?.positions[0]?.marking?.state).toBe("allowed");
    await till.send({ type: "payCash" });
    await till.settle();
    const document = till.outside.fiscal.documents.at(-1)?.document;
    const line = document?.kind === "receipt" ? document.receipt.lines[0] : undefined;
    expect(line?.marking?.plannedStatus).toBe(1);
    expect(line?.industry?.value).toMatch(/^UUID=.*&Time=\d+$/);
  });

  it("are sold once: the same code again is refused in the receipt and after it", async () => {
    const till = await openTill();
    await scanMark(till, 1);
    await scanMark(till, 1);
    expect(till.till.screen.alert?.code).toBe("RCP413");
    await till.send({ type: "dismissAlert" });
    await till.settle();
    await till.send({ type: "payCash" });
    await till.settle();
    await scanMark(till, 1);
    expect(till.till.screen.alert?.code).toBe("RCP414");
    expect(till.till.state.receipt).toBeNull();
  });

  it("count scans that came while the red panel stood", async () => {
    const till = await openTill();
    await scanMark(till, 1);
    await scanMark(till, 1);
    await scanMark(till, 2);
    await scanMark(till, 3);
    expect(till.till.screen.alert?.notAdded).toBe(2);
    expect(till.till.state.receipt?.positions).toHaveLength(1);
  });
});

describe("loyalty", () => {
  it("spends the same points once, also when two receipts of one card change places", async () => {
    const till = await openTill();
    for (let times = 0; times < 5; times += 1) await till.send({ type: "addItem", itemId: "item-20" });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    await till.send({ type: "holdReceipt" });
    for (let times = 0; times < 5; times += 1) await till.send({ type: "addItem", itemId: "item-20" });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    await till.send({ type: "redeemPoints", points: 450 });
    await till.send({ type: "payCash" });
    await till.settle();
    await till.send({ type: "recallReceipt", receiptId: till.till.state.held[0]?.receipt.id ?? "" });
    expect(till.till.state.receipt?.customer?.balance).toBe(50);
    expect(codeOf(await till.send({ type: "redeemPoints", points: 51 }))).toBe("LOY606");
  });

  it("spends points up to the share and earns on what was paid", async () => {
    const till = await openTill();
    for (let times = 0; times < 5; times += 1) await till.send({ type: "addItem", itemId: "item-20" });
    const before = total(till);
    await till.send({ type: "attachCustomer", card: "7770000001" });
    expect(codeOf(await till.send({ type: "redeemPoints", points: 1_000 }))).toBe("LOY606");
    await till.send({ type: "redeemPoints", points: 100 });
    expect(total(till)).toBe(before - 10_000);
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.state.completed?.fact.loyalty).toMatchObject({ cardNumber: "7770000001", redeemed: 100, accrued: 0 });
    expect(till.process.history.loyaltyAccount("7770000001")?.ownTaken).toBe(-100);
  });

  it("takes a card, and nothing else, from a scanner on the customer's side", async () => {
    const till = await openTill();
    const scan = (text: string) => till.till.scan({ bytes: Buffer.from(text), source: "customer-side", at: till.clock.now() });
    await till.send({ type: "addItem", itemId: PIECE });
    scan(till.items[1]?.barcode ?? "");
    expect(till.till.state.receipt?.positions).toHaveLength(1);
    expect(till.till.screen.alert).toBeNull();
    scan("NO-SUCH-CODE");
    expect(till.till.screen.alert, "a stranger's code stops no cashier").toBeNull();
    scan("7770000001");
    expect(till.till.state.receipt?.customer?.cardNumber).toBe("7770000001");
    scan("7779999999");
    expect(till.till.screen.alert?.code, "a card that can't be used is told").toBe("RCP448");
  });

  it("does not promise points that another open receipt of the till has taken", async () => {
    const till = await openTill();
    for (let times = 0; times < 5; times += 1) await till.send({ type: "addItem", itemId: "item-20" });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    await till.send({ type: "redeemPoints", points: 400 });
    await till.send({ type: "holdReceipt" });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    expect(till.till.state.receipt?.customer?.balance).toBe(100);
  });
});

describe("the same command sent twice", () => {
  it("counts once, also while its first sending is under way", async () => {
    const { process, outside } = await openTill();
    const command = { id: "the-same-id", type: "cashIn", amountKop: 500, reason: "размен" } as const;
    const replies = await Promise.all([process.till.execute(command), process.till.execute(command)]);
    expect(replies).toEqual([{ ok: true }, { ok: true }]);
    expect(await process.till.execute(command)).toEqual({ ok: true });
    expect(outside.db.prepare("SELECT count(*) AS n FROM event WHERE type = 'fiscalRequested' AND data LIKE '%cash-in%'").get()).toEqual({
      n: 1,
    });
  });
});
