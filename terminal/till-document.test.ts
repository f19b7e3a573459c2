import { appError } from "../config/errors/index.ts";
import { describe, expect, it } from "vitest";
import { codeOf, openTill, OTHER_PIECE, PIECE, SENIOR } from "./testing/open-till.ts";
import { tillShift } from "./shift/book.ts";

/** Goal: a fiscal document that fails, is lost or is doubted ends in exactly one on paper. Method: as in till.test.ts. */

describe("a fiscal document", () => {
  it("that never left may be given up, with the money", async () => {
    const till = await openTill();
    till.outside.fiscal.faults.linkDown = true;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCard" });
    await till.settle();
    expect(till.till.state.jobs[0]).toMatchObject({ state: "waiting", error: { code: "FIS301" } });
    await till.send({ type: "cancelPayment" });
    await till.settle();
    expect([...till.outside.bank.operations.values()]).toEqual(["reversed"]);
    expect(till.till.state.receipt?.phase).toBe("open");
  });

  it("is not tried for ever: after three lost attempts a person is asked", async () => {
    const till = await openTill();
    till.outside.fiscal.faults.lostBefore = 1;
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.state.jobs[0]).toMatchObject({ state: "failed", error: { code: "RCP457" } });
    till.outside.fiscal.faults.lostBefore = 0;
    await till.send({ type: "retryFiscal" });
    await till.settle();
    expect(till.till.state.completed?.fact.totalKop).toBe(1_999);
  });

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
    const settle = { type: "settleUnresolved", jobId: job?.id ?? "", as: "registered", reason: "номер с чека", approval: SENIOR } as const;
    expect(codeOf(await till.send({ ...settle, fdNumber: 3 })), "the other receipt's document").toBe("RCP463");
    expect((await till.send({ ...settle, fdNumber: 2 })).ok).toBe(true);
    expect(till.till.state.unresolved).toEqual([]);
    expect(tillShift(till.till.state).totals.salesKop).toBe(1_999 + 3_712);
  });
});

it("a document said not to be printed is asked for once more before it is made again", async () => {
  const till = await openTill();
  Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
  await till.send({ type: "addItem", itemId: PIECE });
  await till.send({ type: "payCash" });
  await till.settle();
  Object.assign(till.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
  const [job] = till.till.state.unresolved;
  const said = till.send({ type: "settleUnresolved", jobId: job?.id ?? "", as: "not-registered", reason: "чека нет", approval: SENIOR });
  await till.settle();
  expect((await said).ok).toBe(true);
  expect(till.outside.fiscal.documents.filter((document) => document.kind === "sale")).toHaveLength(1);
  expect(till.till.state.completed?.fact.totalKop).toBe(1_999);
});

it("a copy of any receipt is printed from the drive that holds it, and journalled", async () => {
  const till = await openTill();
  for (const itemId of [PIECE, OTHER_PIECE]) {
    await till.send({ type: "addItem", itemId });
    await till.send({ type: "payCash" });
    await till.settle();
  }
  const printed: number[] = [];
  const { registrar } = till.outside.fiscal;
  Object.assign(registrar, { printDocument: async (fdNumber: number) => (printed.push(fdNumber), { ok: true, value: undefined }) });
  const first = till.process.history.receiptByNumber(1)?.fact.id ?? "";
  expect((await till.send({ type: "reprintReceipt", receiptId: first })).ok).toBe(true);
  expect(printed).toEqual([2]);
  Object.assign(registrar, { storedDocument: async () => ({ ok: true, value: null }) });
  expect(codeOf(await till.send({ type: "reprintReceipt", receiptId: first })), "another drive").toBe("RCP449");
  expect(codeOf(await till.send({ type: "reprintReceipt", receiptId: "unknown-receipt" }))).toBe("RCP441");
  expect(printed).toEqual([2]);
});

describe("a driver that is wrong once", () => {
  it("does not sell twice: what was begun before is looked for in the drive before it is made again", async () => {
    const till = await openTill();
    const { registrar } = till.outside.fiscal;
    const register = registrar.register.bind(registrar);
    let lies = 1;
    Object.assign(registrar, {
      // The document is made, and the driver swears that it was not.
      register: async (...given: Parameters<typeof register>) => {
        const made = await register(...given);
        if (given[0].kind !== "receipt" || lies === 0) return made;
        lies -= 1;
        return { ok: false, error: { effect: "none", error: appError("FIS304", { address: "x", what: "?" }) } };
      },
    });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    if (till.till.state.jobs[0]?.state === "failed") await till.send({ type: "retryFiscal" });
    await till.settle();
    expect(lies).toBe(0);
    expect(till.outside.fiscal.documents.filter(({ kind }) => kind === "sale")).toHaveLength(1);
    expect(till.till.state.completed?.fact.fiscal.fdNumber).toBe(2);
  });
});

describe("a number that a person gives", () => {
  it("must be of the same drive, later than the operation, and no other receipt's", async () => {
    const till = await openTill();
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    Object.assign(till.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
    await till.send({ type: "dismissAlert" });
    await till.send({ type: "addItem", itemId: PIECE });
    await till.send({ type: "payCash" });
    await till.settle();
    const [job] = till.till.state.unresolved;
    const settle = { type: "settleUnresolved", jobId: job?.id ?? "", as: "registered", reason: "с чека", approval: SENIOR } as const;
    expect(codeOf(await till.send({ ...settle, fdNumber: 2 })), "the sale before").toBe("RCP462");
    expect(codeOf(await till.send({ ...settle, fdNumber: 4 })), "the sale after").toBe("RCP463");
    const { registrar } = till.outside.fiscal;
    const baseline = registrar.baseline.bind(registrar);
    Object.assign(registrar, {
      baseline: async () => {
        const read = await baseline();
        return read.ok ? { ok: true, value: { ...read.value, fnSerial: "9999078902009999" } } : read;
      },
    });
    const asked = till.send({ ...settle, fdNumber: 3 });
    await till.settle();
    expect(codeOf(await asked), "another drive").toBe("RCP461");
    Object.assign(registrar, { baseline });
    const right = till.send({ ...settle, fdNumber: 3 });
    await till.settle();
    expect((await right).ok).toBe(true);
    expect(till.process.history.receiptByNumber(2)?.fact.fiscal.qr).toContain("&i=3&");
  });
});
