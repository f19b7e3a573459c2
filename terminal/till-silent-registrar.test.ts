import { describe, expect, it } from "vitest";
import { brokenPromises } from "./testing/broken-promises.ts";
import { dieDuring, revive } from "./testing/dying-registrar.ts";
import { codeOf, must, openTill, SENIOR, type OpenTill } from "./testing/open-till.ts";
import type { FiscalWorld } from "./simulation/fiscal-world.ts";
import { bookOf } from "./shift/book.ts";
import { registrarShifts } from "./view/sellers-view.ts";

/**
 * Goal: a registrar that falls silent with a document under way stops itself and nobody else, and nothing is made twice or lost.
 * Method: two sellers in a calm world; the bakery's registrar dies in the middle of a document.
 */
/** Of the main seller and of the bakery. */
const OWN = "item-0";
const BREAD = "item-1";
const DAY_MS = 24 * 60 * 60 * 1_000;
const ORDINARY_COUNT = [{ noteKop: 100_000, count: 1 }];

function bakery({ outside }: OpenTill): FiscalWorld {
  const world = outside.furtherFiscal.get("bakery");
  if (world === undefined) throw new Error("no second registrar");
  return world;
}

async function buy(till: OpenTill, itemId: string, pay: "payCash" | "payCard" = "payCash"): Promise<void> {
  await must(till, { type: "addItem", itemId });
  await must(till, { type: pay });
}

const sales = ({ documents }: FiscalWorld): number => documents.filter(({ kind }) => kind === "sale").length;
const shiftOf = ({ till }: OpenTill, id: string): string => bookOf(till.state, id).shift.status;

/** A bakery sale, paid, whose registrar fell silent in the middle of it. */
async function silenced(isMade: boolean, pay: "payCash" | "payCard" = "payCash"): Promise<OpenTill> {
  const till = await openTill(2);
  dieDuring(bakery(till), "receipt", isMade);
  await buy(till, BREAD, pay);
  expect(till.till.state.jobs).toMatchObject([{ registrarId: "bakery", state: "sent", error: { code: "FIS301" } }]);
  return till;
}

async function parked(isMade: boolean): Promise<OpenTill> {
  const till = await silenced(isMade);
  await must(till, { type: "parkFiscal", approval: SENIOR });
  return till;
}

describe("a registrar that died with a document", () => {
  it("holds up no other seller's X, Z, opening and sales, day after day; the shift that stays open is named", async () => {
    const till = await silenced(true);
    await must(till, { type: "xReport" });
    for (let day = 1; day <= 3; day += 1) {
      await buy(till, OWN);
      await must(till, { type: "closeShift", counted: ORDINARY_COUNT });
      expect(till.till.screen.alert).toMatchObject({ code: "RCP466", text: expect.stringContaining("ИП Хлебов (RCP409") });
      await till.send({ type: "dismissAlert" });
      expect([shiftOf(till, "main"), shiftOf(till, "bakery")]).toEqual(["closed", "open"]);
      await till.clock.advance(DAY_MS);
      expect(registrarShifts(till.till.state, till.outside.settings, "ru").map(({ canOpen, stuck }) => [canOpen, stuck === null])).toEqual([
        [true, true],
        [false, false],
      ]);
      await must(till, { type: "openShift" });
    }
    await buy(till, OWN);
    expect(sales(till.outside.fiscal)).toBe(4);
    revive(bakery(till));
    await till.settle();
    expect(till.till.state.jobs).toEqual([]);
    expect(sales(bakery(till))).toBe(1);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("that is alone refuses its X and Z as before", async () => {
    const till = await openTill(1);
    dieDuring(till.outside.fiscal, "receipt", true);
    await buy(till, OWN);
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP409");
    expect(codeOf(await till.send({ type: "xReport" }))).toBe("RCP409");
    await must(till, { type: "parkFiscal", approval: SENIOR });
    expect(codeOf(await till.send({ type: "closeShift", counted: [] }))).toBe("RCP444");
    expect(codeOf(await till.send({ type: "xReport" }))).toBe("RCP465");
  });

  it("while opening its shift leaves the other shift to open and sell", async () => {
    const till = await openTill(2);
    await must(till, { type: "closeShift", counted: [] });
    dieDuring(bakery(till), "open-shift", true);
    await must(till, { type: "openShift" });
    expect([shiftOf(till, "main"), shiftOf(till, "bakery")]).toEqual(["open", "closed"]);
    await buy(till, OWN);
    await must(till, { type: "parkFiscal", approval: SENIOR });
    expect(codeOf(await till.send({ type: "addItem", itemId: BREAD }))).toBe("RCP465");
    await must(till, { type: "closeShift", counted: [] });
    await must(till, { type: "openShift" });
    revive(bakery(till));
    await till.settle();
    expect([shiftOf(till, "main"), shiftOf(till, "bakery")]).toEqual(["open", "open"]);
    await buy(till, BREAD);
    expect(bakery(till).documents.map(({ kind }) => kind)).toEqual(["open-shift", "close-shift", "open-shift", "sale"]);
  });
});

describe("a document put aside", () => {
  it("needs a senior, and a registrar that is silent", async () => {
    const till = await silenced(true);
    expect(await till.send({ type: "parkFiscal" })).toMatchObject({ code: "ACC110", needsApproval: true });
    await must(till, { type: "parkFiscal", approval: SENIOR });
    expect(till.till.state.jobs).toEqual([]);
    expect(till.till.state.unresolved).toMatchObject([{ isParked: true, baseline: { fnSerial: bakery(till).fnSerial } }]);
    expect(codeOf(await till.send({ type: "parkFiscal", approval: SENIOR }))).toBe("RCP468");
  });

  it("is that of the registrar, or the job, that is named", async () => {
    for (const named of ["registrarId", "jobId"] as const) {
      const till = await openTill(2);
      dieDuring(till.outside.fiscal, "receipt", true);
      dieDuring(bakery(till), "receipt", true);
      await buy(till, OWN);
      await buy(till, BREAD);
      const [own, bread] = till.till.state.jobs;
      expect([own?.registrarId, bread?.registrarId]).toEqual(["main", "bakery"]);
      const which = named === "jobId" ? { jobId: bread?.id ?? "" } : { registrarId: "bakery" };
      await must(till, { type: "parkFiscal", ...which, approval: SENIOR });
      expect(till.till.state.unresolved).toMatchObject([{ registrarId: "bakery", isParked: true }]);
      expect(codeOf(await till.send({ type: "parkFiscal", ...which, approval: SENIOR })), "no other instead of it").toBe("RCP468");
      expect(codeOf(await till.send({ type: "parkFiscal", registrarId: "fish", approval: SENIOR }))).toBe("RCP487");
      expect(till.till.state.jobs).toMatchObject([{ registrarId: "main" }]);
    }
  });

  it.each([true, false])("is found or made once when the registrar answers again (it was made: %s)", async (isMade) => {
    const till = await parked(isMade);
    await till.clock.advance(DAY_MS / 2);
    expect(till.till.state.unresolved).toHaveLength(1);
    revive(bakery(till));
    await till.settle();
    expect(till.till.state.unresolved).toEqual([]);
    expect(till.till.state.completed?.fact).toMatchObject({ sellerId: "bakery", totalKop: 3_712 });
    expect(sales(bakery(till))).toBe(1);
    expect(bookOf(till.till.state, "bakery").drawerKop).toBe(3_712);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("keeps everything new from its registrar: nobody pays for its goods, others do", async () => {
    const till = await parked(true);
    await must(till, { type: "addItem", itemId: OWN });
    await must(till, { type: "addItem", itemId: BREAD });
    expect(await till.send({ type: "payCash" })).toMatchObject({ code: "RCP465", text: expect.stringContaining("ИП Хлебов") });
    await must(till, { type: "voidLine", line: 2 });
    await must(till, { type: "payCash" });
    expect(codeOf(await till.send({ type: "cashIn", registrarId: "bakery", amountKop: 100, reason: "размен" }))).toBe("RCP465");
    await must(till, { type: "closeShift", counted: ORDINARY_COUNT });
    expect(till.till.screen.alert).toMatchObject({ code: "RCP466", text: expect.stringContaining("RCP444") });
    expect([shiftOf(till, "main"), shiftOf(till, "bakery")]).toEqual(["closed", "open"]);
  });

  it("lets the receipt behind it be given up, and goes before it when the registrar answers", async () => {
    const till = await silenced(true);
    await buy(till, BREAD);
    await must(till, { type: "parkFiscal", approval: SENIOR });
    expect(till.till.state.jobs).toMatchObject([{ state: "waiting", error: { code: "FIS301" } }]);
    await must(till, { type: "cancelPayment" });
    await must(till, { type: "voidReceipt", reason: "ушёл", approval: SENIOR });
    revive(bakery(till));
    await till.settle();
    expect(sales(bakery(till))).toBe(1);
    await buy(till, BREAD);
    expect(sales(bakery(till))).toBe(2);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("that the registrar can't tell about waits for a person, as ever", async () => {
    const till = await parked(true);
    Object.assign(bakery(till).faults, { undecided: 1 });
    revive(bakery(till));
    await till.settle();
    expect(till.till.screen.alert?.code).toBe("FIS590");
    const [job] = till.till.state.unresolved;
    expect(job?.isParked).toBeUndefined();
    await till.send({ type: "dismissAlert" });
    bakery(till).faults.undecided = 0;
    await buy(till, BREAD);
    expect(sales(bakery(till))).toBe(2);
  });
});

describe("a senior's word on a document whose registrar can't be asked", () => {
  const verdict = (till: OpenTill, as: "registered" | "not-registered") =>
    ({
      type: "settleUnresolved",
      jobId: till.till.state.unresolved[0]?.id ?? "",
      as,
      reason: "ФН сгорел",
      approval: SENIOR,
    }) as const;
  const journalled = ({ outside }: OpenTill, type: string): readonly Record<string, unknown>[] =>
    outside.db
      .prepare<[string], { data: string }>("SELECT data FROM event WHERE type = ?")
      .all(type)
      .map(({ data }) => JSON.parse(data) as Record<string, unknown>);

  it("is taken only as unverified, and is so journalled", async () => {
    const till = await parked(true);
    expect(codeOf(await till.send(verdict(till, "not-registered")))).toBe("FIS301");
    expect(codeOf(await till.send({ ...verdict(till, "registered"), fdNumber: 2 }))).toBe("FIS301");
    expect(codeOf(await till.send({ ...verdict(till, "registered"), fdNumber: 2, unverified: true }))).toBe("RCP467");
    const numbered = { ...verdict(till, "registered"), fiscalSign: "1", unverified: true };
    expect(codeOf(await till.send({ ...numbered, fdNumber: 1 })), "a document of before").toBe("RCP462");
    const { fdNumber, fiscalSign } = bakery(till).documents.at(-1) ?? { fdNumber: 0, fiscalSign: "" };
    await must(till, { ...verdict(till, "registered"), fdNumber, fiscalSign, unverified: true });
    expect(journalled(till, "unresolvedSettled")).toMatchObject([
      {
        as: "registered",
        approvedBy: "senior",
        reason: "ФН сгорел",
        unverified: { because: { code: "FIS301" }, registered: { fdNumber } },
      },
    ]);
    expect(till.till.state.completed?.fact.fiscal).toMatchObject({ fdNumber, fiscalSign, qr: null });
    revive(bakery(till));
    await till.settle();
    expect(journalled(till, "verdictChecked")).toMatchObject([{ outcome: "confirmed" }]);
    expect(till.till.state.verdicts).toEqual([]);
    expect(till.till.screen.alert).toBeNull();
    await buy(till, BREAD);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("that names a wrong document raises the alarm with both when the registrar answers, and verify sees it", async () => {
    const till = await parked(true);
    await must(till, { ...verdict(till, "registered"), fdNumber: 7, fiscalSign: "77", unverified: true });
    revive(bakery(till));
    await till.settle();
    expect(till.till.screen.alert).toMatchObject({ code: "FIS594", text: expect.stringMatching(/ФД 7.*ФД 2/u) });
    expect(brokenPromises(till.outside.db).map(({ promise }) => promise)).toEqual([1]);
  });

  it("that nothing was made lets the money go back; a document that turns up after all is an alarm", async () => {
    const till = await silenced(true, "payCard");
    await must(till, { type: "parkFiscal", approval: SENIOR });
    await must(till, { ...verdict(till, "not-registered"), unverified: true });
    await must(till, { type: "cancelPayment" });
    await must(till, { type: "voidReceipt", reason: "деньги возвращены", approval: SENIOR });
    expect([...till.outside.bank.operations.values()]).toEqual(["reversed"]);
    revive(bakery(till));
    await till.settle();
    expect(till.till.screen.alert).toMatchObject({ code: "FIS593", text: expect.stringContaining("ФД 2") });
    expect(brokenPromises(till.outside.db).map(({ promise }) => promise)).toEqual([1]);
  });

  it("that nothing was made never makes a second one: what the registrar has after all is taken, and told", async () => {
    const till = await parked(true);
    await must(till, { ...verdict(till, "not-registered"), unverified: true });
    expect(till.till.state.jobs).toMatchObject([{ state: "waiting", error: { code: "FIS301" } }]);
    revive(bakery(till));
    await till.settle();
    expect(sales(bakery(till))).toBe(1);
    expect(till.till.screen.alert?.code).toBe("FIS592");
    expect(till.till.state.completed?.fact.fiscal.fdNumber).toBe(2);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("on cash, which has no number, is held against the registrar's counters", async () => {
    const till = await openTill(2);
    for (const isMade of [true, false]) {
      dieDuring(bakery(till), "cash-in", isMade);
      await must(till, { type: "cashIn", registrarId: "bakery", amountKop: 5_000, reason: "размен" });
      await must(till, { type: "parkFiscal", approval: SENIOR });
      expect(codeOf(await till.send(verdict(till, "registered")))).toBe("FIS301");
      await must(till, { ...verdict(till, "registered"), unverified: true });
      expect(till.till.state.unresolved).toEqual([]);
      revive(bakery(till));
      await till.settle();
    }
    expect(journalled(till, "verdictChecked")).toMatchObject([{ outcome: "confirmed" }, { outcome: "contradicted" }]);
    expect(till.till.screen.alert).toMatchObject({ code: "FIS596", text: expect.stringContaining("50,00") });
  });

  it("is not taken against a registrar that answers", async () => {
    const till = await parked(true);
    bakery(till).faults.undecided = 1;
    revive(bakery(till));
    await till.settle();
    bakery(till).faults.undecided = 0;
    const said = till.send({ ...verdict(till, "not-registered"), unverified: true });
    await till.settle();
    expect((await said).ok).toBe(true);
    expect(journalled(till, "unresolvedSettled")).toMatchObject([{ as: "registered" }]);
    expect(sales(bakery(till))).toBe(1);
  });

  it("stands when the drive is gone for good: the document is made on the new one", async () => {
    const till = await parked(false);
    await must(till, { ...verdict(till, "not-registered"), unverified: true });
    const { registrar } = bakery(till);
    const former = { ...registrar };
    Object.assign(registrar, {
      baseline: async () => {
        const read = await former.baseline();
        return read.ok ? { ok: true, value: { ...read.value, fnSerial: "9999078902009999" } } : read;
      },
      resolve: async (...given: Parameters<typeof former.resolve>) =>
        given[1].fnSerial === "9999078902009999" || bakery(till).faults.linkDown
          ? former.resolve(...given)
          : { outcome: "undecided", seen: "другой ФН" },
    });
    revive(bakery(till));
    await till.settle();
    expect(journalled(till, "verdictChecked")).toMatchObject([{ outcome: "untold" }]);
    expect(till.till.state).toMatchObject({ jobs: [], unresolved: [] });
    expect(sales(bakery(till))).toBe(1);
  });
});
