import { describe, expect, it } from "vitest";
import { bookOf, drawerKop } from "./shift/book.ts";
import { brokenPromises } from "./testing/broken-promises.ts";
import { dieDuring, revive } from "./testing/dying-registrar.ts";
import { codeOf, lastFact, must, openTill, OTHER_PIECE, PIECE, SENIOR, type OpenTill } from "./testing/open-till.ts";

/**
 * Goal: a document that a person said to be absent, that was given up and asked for anew, and that the registrar has after all, is not
 * made a second time; and every alarm is read. Method: the registrar of a calm world dies with a document that it has made.
 */
const documents = ({ outside }: OpenTill): readonly string[] => outside.fiscal.documents.slice(1).map(({ kind }) => kind);
const alarm = ({ till }: OpenTill): string | undefined => till.screen.alert?.code;

async function saysAbsent(till: OpenTill): Promise<void> {
  await must(till, { type: "parkFiscal", approval: SENIOR });
  const jobId = till.till.state.unresolved[0]?.id ?? "";
  await must(till, { type: "settleUnresolved", jobId, as: "not-registered", reason: "ленты нет", unverified: true, approval: SENIOR });
  await must(till, { type: "cancelPayment" });
}

/** A sale whose document is made, said to be absent, and given up: its goods stand on the screen again. */
async function givenUp(pay: "payCash" | "payCard" = "payCash"): Promise<OpenTill> {
  const till = await openTill();
  dieDuring(till.outside.fiscal, "receipt", true);
  await must(till, { type: "addItem", itemId: PIECE });
  await must(till, { type: pay });
  await saysAbsent(till);
  expect(till.till.state.receipt?.phase).toBe("open");
  return till;
}

async function answers(till: OpenTill): Promise<void> {
  revive(till.outside.fiscal);
  await till.settle();
}

describe("a sale that was said to be absent and is paid anew", () => {
  it.each(["payCash", "payCard"] as const)("is the document that the registrar has: %s", async (pay) => {
    const till = await givenUp(pay);
    await must(till, { type: pay });
    await answers(till);
    expect(documents(till)).toEqual(["sale"]);
    expect(till.till.state).toMatchObject({ jobs: [], unresolved: [], verdicts: [], receipt: null });
    expect(lastFact(till)).toMatchObject({ totalKop: 1_999, fiscal: { fdNumber: till.outside.fiscal.documents[1]?.fdNumber } });
    expect(drawerKop(till.till.state)).toBe(pay === "payCash" ? 1_999 : 0);
    expect(alarm(till)).toBe("FIS592");
    await must(till, { type: "dismissAlert" });
    expect(alarm(till), "the counters agree").toBeUndefined();
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("waits for a person when its money is other: given up, or repeated", async () => {
    const till = await givenUp("payCard");
    await must(till, { type: "payCash" });
    await answers(till);
    expect(documents(till)).toEqual(["sale"]);
    expect(till.till.state.jobs).toMatchObject([{ state: "failed", error: { code: "FIS595" } }]);
    expect(till.till.screen.alert).toMatchObject({ code: "FIS595", text: expect.stringMatching(/19,99.*ФД 2/u) });
    await must(till, { type: "cancelPayment" });
    expect(till.till.state).toMatchObject({ jobs: [], receipt: { phase: "open" } });
    await must(till, { type: "payCash" });
    expect(documents(till), "a person knows and has decided").toEqual(["sale", "sale"]);
  });

  it("waits for a person when its goods are other", async () => {
    const till = await givenUp();
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    await answers(till);
    expect(documents(till)).toEqual(["sale"]);
    expect(till.till.state.jobs).toMatchObject([{ state: "failed", error: { code: "FIS595" } }]);
    await must(till, { type: "retryFiscal" });
    expect(documents(till)).toEqual(["sale", "sale"]);
  });

  it("is a sale of its own when the registrar has none", async () => {
    const till = await openTill();
    dieDuring(till.outside.fiscal, "receipt", false);
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCash" });
    await saysAbsent(till);
    await must(till, { type: "payCash" });
    await answers(till);
    expect(documents(till)).toEqual(["sale"]);
    expect(alarm(till)).toBeUndefined();
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("not paid anew leaves its alarm first, before what follows from it", async () => {
    const till = await givenUp();
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "voidReceipt", reason: "ушёл", approval: SENIOR });
    await answers(till);
    await must(till, { type: "addItem", itemId: OTHER_PIECE });
    await must(till, { type: "payCash" });
    expect(till.till.screen.alert).toMatchObject({ code: "FIS593", waiting: 1 });
    const number = till.till.screen.alert?.number ?? 0;
    await must(till, { type: "dismissAlert", number });
    expect(till.till.screen.alert).toMatchObject({ code: "FIS591", waiting: 0 });
    await must(till, { type: "dismissAlert", number });
    expect(alarm(till), "read twice, it closes no other").toBe("FIS591");
    await must(till, { type: "dismissAlert" });
    expect(till.till.screen.alert).toBeNull();
  });
});

describe("a correction that was said to be absent and given up", () => {
  const asked = (receiptId: string, as: "reverse" | "repeat") =>
    ({ type: "correctReceipt", receiptId, as, basis: "own", reason: "не та цена", approval: SENIOR }) as const;

  async function givenUpCorrection(isMade: boolean): Promise<{ till: OpenTill; id: string }> {
    const till = await openTill();
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCash" });
    const { id } = lastFact(till);
    dieDuring(till.outside.fiscal, "receipt", isMade);
    await must(till, asked(id, "reverse"));
    await saysAbsent(till);
    return { till, id };
  }

  it("is not asked for again before the registrar has told, and is taken when it has it: once", async () => {
    const { till, id } = await givenUpCorrection(true);
    expect(codeOf(await till.send(asked(id, "reverse")))).toBe("DOC433");
    const emptied = { type: "cashOut", amountKop: 1_999, reason: "инкассация", approval: SENIOR } as const;
    expect(codeOf(await till.send(emptied)), "its cash is kept").toBe("RCP433");
    await answers(till);
    expect(documents(till)).toEqual(["sale", "refund"]);
    expect(alarm(till)).toBe("FIS592");
    await must(till, { type: "dismissAlert" });
    expect(drawerKop(till.till.state)).toBe(0);
    expect(bookOf(till.till.state, "main").check).toBeNull();
    expect(codeOf(await till.send(asked(id, "reverse")))).toBe("DOC433");
    await must(till, asked(id, "repeat"));
    expect(documents(till)).toEqual(["sale", "refund", "sale"]);
    expect(alarm(till)).toBeUndefined();
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("may be made when the registrar has none", async () => {
    const { till, id } = await givenUpCorrection(false);
    await answers(till);
    await must(till, asked(id, "reverse"));
    expect(documents(till)).toEqual(["sale", "refund"]);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });
});

describe("cash that a person decided about without the registrar", () => {
  it.each([
    ["registered", false, "FIS596"],
    ["not-registered", true, "FIS597"],
  ] as const)("said to be %s and is not so: the alarm advises no correction", async (as, isMade, code) => {
    const till = await openTill();
    dieDuring(till.outside.fiscal, "cash-in", isMade);
    await must(till, { type: "cashIn", amountKop: 5_000, reason: "размен" });
    if (as === "not-registered") await saysAbsent(till);
    else {
      await must(till, { type: "parkFiscal", approval: SENIOR });
      const jobId = till.till.state.unresolved[0]?.id ?? "";
      await must(till, { type: "settleUnresolved", jobId, as, reason: "видел", unverified: true, approval: SENIOR });
    }
    await answers(till);
    expect(till.till.screen.alert).toMatchObject({ code, text: expect.stringMatching(/50,00.*Коррекция не нужна.*пересчитайте ящик/u) });
  });
});
