import { describe, expect, it } from "vitest";
import { makeMarkingCode } from "./marking/emulator/make-code.ts";
import { receiptTotals } from "./receipt/receipt-totals.ts";
import { SIMULATED_SETTINGS, startCalmTill } from "./simulation/calm-till.ts";

/**
 * Goal: the till's commands do what a cashier expects, and refuse what must not be. Method: the whole core on an in-memory
 * journal with simulated devices that do not fail, driven by commands as the screen sends them.
 */
const SENIOR = { staffId: "senior", pin: "2222" };
const PIECE = "item-0"; // 19,99
const OTHER_PIECE = "item-1"; // 37,12
const WEIGHED = "item-3";
const FROZEN = "item-5";
const MARKED_INDEX = 6;

async function openTill() {
  const till = startCalmTill();
  await till.send({ type: "signIn", staffId: "cashier", pin: "1111" });
  await till.send({ type: "openShift" });
  await till.settle();
  return till;
}

type OpenTill = Awaited<ReturnType<typeof openTill>>;

function total({ till }: OpenTill): number {
  const { receipt } = till.state;
  if (receipt === null) throw new Error("no receipt");
  return receiptTotals(receipt, SIMULATED_SETTINGS).totalKop;
}

const codeOf = (reply: { ok: boolean; code?: string }): string | undefined => reply.code;

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
    expect(till.till.state.drawerKop).toBe(1_999);
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

  it("does not believe a slip of the finger", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "payCash", amountKop: 100_000_000 }))).toBe("RCP423");
  });
});

describe("a fiscal document", () => {
  it("that the registrar refuses waits for a person, who repeats or gives the money back", async () => {
    const till = await openTill();
    till.outside.fiscal.faults.refused = 1;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCard" });
    await till.settle();
    expect(till.till.state.jobs[0]?.state).toBe("failed");
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP409");
    await till.send({ type: "cancelPayment" });
    await till.settle();
    expect(till.till.state.receipt?.phase).toBe("open");
    expect([...till.outside.bank.operations.values()]).toEqual(["reversed"]);
    till.outside.fiscal.faults.refused = 0;
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.state.completed?.fact.totalKop).toBe(1_999);
    expect(till.outside.fiscal.documents.filter((document) => document.kind === "sale")).toHaveLength(1);
  });

  it("whose fate nobody knows blocks nothing, and a senior settles it by the paper", async () => {
    const till = await openTill();
    Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    Object.assign(till.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
    const [job] = till.till.state.unresolved;
    expect(job?.purpose.kind).toBe("receipt");
    await till.send({ type: "dismissAlert" });
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.state.completed?.fact.totalKop).toBe(3_712);
    const settle = { type: "settleUnresolved", jobId: job?.id ?? "", as: "registered", approval: SENIOR } as const;
    expect(codeOf(await till.send({ ...settle, fdNumber: 3 })), "the other receipt's document does not fit").toBe("RCP450");
    expect((await till.send({ ...settle, fdNumber: 2 })).ok).toBe(true);
    expect(till.till.state.unresolved).toEqual([]);
    expect(till.till.state.shift.totals.salesKop).toBe(1_999 + 3_712);
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
    scan("7770000001");
    expect(till.till.state.receipt?.customer?.cardNumber).toBe("7770000001");
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

describe("refunds", () => {
  async function sold(till: OpenTill) {
    await till.send({ type: "addItem", itemId: PIECE, quantity: 3_000_000 });
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.send({ type: "discountReceipt", discount: { amountKop: 100 }, approval: SENIOR });
    await till.send({ type: "attachCustomer", card: "7770000001" });
    await till.send({ type: "payCash" });
    await till.settle();
    const fact = till.till.state.completed?.fact;
    if (fact === undefined) throw new Error("not sold");
    return fact;
  }

  it("in parts add up to the sale, in money and in points", async () => {
    const till = await openTill();
    const sale = await sold(till);
    let returned = 0;
    let points = 0;
    for (let times = 0; times < 3; times += 1) {
      await till.send({ type: "openRefund", receiptId: sale.id });
      await till.send({ type: "changeQuantity", line: 1, quantity: 1_000_000 });
      if (times > 0) expect(till.till.state.receipt?.positions.map((position) => position.line)).toEqual([1]);
      await till.send({ type: "payCash" });
      await till.settle();
      const refund = till.till.state.completed?.fact;
      expect(refund).toMatchObject({ kind: "refund", originalReceiptId: sale.id });
      returned += refund?.totalKop ?? 0;
      points -= refund?.loyalty?.accrued ?? 0;
    }
    expect(returned).toBe(sale.totalKop);
    expect(points).toBe(sale.loyalty?.accrued);
    expect(codeOf(await till.send({ type: "openRefund", receiptId: sale.id }))).toBe("RCP431");
    expect(till.till.state.drawerKop).toBe(0);
  });

  it("return no more than was sold", async () => {
    const till = await openTill();
    const sale = await sold(till);
    await till.send({ type: "openRefund", receiptId: sale.id });
    expect(codeOf(await till.send({ type: "changeQuantity", line: 1, quantity: 4_000_000 }))).toBe("RCP432");
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("RCP440");
  });

  it("open by the QR code of the printed receipt", async () => {
    const till = await openTill();
    const sale = await sold(till);
    const { fiscal, totalKop } = sale;
    const qr = `t=20261124T0900&s=${(totalKop / 100).toFixed(2)}&fn=${fiscal.fnSerial}&i=${fiscal.fdNumber}&fp=${fiscal.fiscalSign}&n=1`;
    await till.send({ type: "scan", code: Buffer.from(qr).toString("base64"), source: "test" });
    expect(till.till.state.receipt).toMatchObject({ kind: "refund", original: { receiptId: sale.id } });
  });

  it("without a receipt need a senior, and pay out no more than the drawer holds", async () => {
    const till = await openTill();
    expect(await till.send({ type: "openRefund" })).toMatchObject({ ok: false, needsApproval: true });
    await till.send({ type: "openRefund", approval: SENIOR });
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "payCash" }))).toBe("RCP433");
  });
});

describe("shift and cash", () => {
  it("closes with the count, and not over open business", async () => {
    const till = await openTill();
    await till.send({ type: "cashIn", amountKop: 100_000, reason: "размен" });
    await till.settle();
    await till.send({ type: "addItem", itemId: PIECE });
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP407");
    await till.send({ type: "holdReceipt" });
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP408");
    const [held] = till.till.state.held;
    await till.send({ type: "recallReceipt", receiptId: held?.receipt.id ?? "" });
    await till.send({ type: "payCash" });
    await till.settle();
    await till.send({ type: "cashOut", amountKop: 50_000, reason: "инкассация", approval: SENIOR });
    await till.settle();
    await till.send({ type: "xReport" });
    await till.settle();
    await till.send({ type: "closeShift", counted: [{ noteKop: 10_000, count: 5 }] });
    await till.settle();
    const closed = till.outside.db.prepare<[], { data: string }>("SELECT data FROM event WHERE type = 'shiftClosed'").get();
    expect(JSON.parse(closed?.data ?? "{}")).toMatchObject({
      differenceKop: 50_000 - 51_999,
      fact: { totals: { salesKop: 1_999, countedKop: 50_000 } },
    });
    expect(till.till.state.shift.status).toBe("closed");
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("RCP404");
  });

  it("sells nothing after 24 hours", async () => {
    const till = await openTill();
    await till.clock.advance(24 * 60 * 60 * 1_000);
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBe("RCP406");
    await till.send({ type: "closeShift", counted: [] });
    await till.settle();
    expect(till.till.state.shift.status).toBe("closed");
  });

  it("pays out no more than there is", async () => {
    const till = await openTill();
    expect(codeOf(await till.send({ type: "cashOut", amountKop: 1, reason: "проба", approval: SENIOR }))).toBe("RCP433");
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
