import { describe, expect, it } from "vitest";
import { appError } from "../config/errors/index.ts";
import { err } from "../config/result.ts";
import type { FiscalDocument } from "../fiscal/document/fiscal-document.ts";
import { bookOf, MAIN_REGISTRAR } from "./shift/book.ts";
import { brokenPromises } from "./testing/broken-promises.ts";
import { codeOf, must, openTill, PIECE, SENIOR, type OpenTill } from "./testing/open-till.ts";

/**
 * Goal: a paid document whose shift ended at the registrar gets a new shift, once, and is made in it. Method: a calm world whose
 * registrar keeps the law of 24 hours. The same on emulated registrars: tests/integration/renewed-shift.test.ts.
 */
const DAY_MS = 24 * 60 * 60 * 1_000;

const kinds = ({ outside }: OpenTill): readonly string[] => outside.fiscal.documents.map(({ kind }) => kind);
const bookNow = ({ till }: OpenTill) => bookOf(till.state, MAIN_REGISTRAR);

/** Paid while the registrar was silent; then a day goes by. */
async function overslept(till: OpenTill): Promise<void> {
  till.outside.fiscal.faults.linkDown = true;
  await must(till, { type: "addItem", itemId: PIECE });
  await must(till, { type: "payCash" });
  await till.clock.advance(DAY_MS);
  till.outside.fiscal.faults.linkDown = false;
  await till.settle();
}

/** The registrar refuses every document of this kind with this error. */
function refuseAlways({ outside: { fiscal } }: OpenTill, kind: FiscalDocument["kind"], code: "FIS310" | "FIS320"): () => void {
  const working = { ...fiscal.registrar };
  Object.assign(fiscal.registrar, {
    register: async (...given: Parameters<typeof working.register>) =>
      given[0].kind === kind ? err({ effect: "none" as const, error: appError(code) }) : working.register(...given),
  });
  return () => void Object.assign(fiscal.registrar, working);
}

/** Shifts are opened, and nobody can tell. */
function openUntold({ outside: { fiscal } }: OpenTill): () => void {
  const working = { ...fiscal.registrar };
  Object.assign(fiscal.registrar, {
    register: async (...given: Parameters<typeof working.register>) => {
      const done = await working.register(...given);
      return given[0].kind === "open-shift" ? err({ effect: "unknown" as const, error: appError("FIS303") }) : done;
    },
    resolve: (...given: Parameters<typeof working.resolve>) =>
      given[0].kind === "open-shift" ? Promise.resolve({ outcome: "undecided" as const, seen: "?" }) : working.resolve(...given),
  });
  return () => void Object.assign(fiscal.registrar, working);
}

describe("a document whose shift ended at the registrar", () => {
  it("counts in its shift, though nobody could tell that it was opened before a person did", async () => {
    const till = await openTill();
    const mend = openUntold(till);
    await overslept(till);
    expect(kinds(till)).toEqual(["open-shift", "close-shift", "open-shift", "sale"]);
    expect(bookNow(till).shift).toMatchObject({ status: "open", number: 2, totals: { salesCount: 1, salesKop: 1_999 } });
    mend();
    const [job] = till.till.state.unresolved;
    const fdNumber = till.outside.fiscal.documents[2]?.fdNumber ?? 0;
    await must(till, { type: "settleUnresolved", jobId: job?.id ?? "", as: "registered", fdNumber, reason: "бумага", approval: SENIOR });
    expect(bookNow(till).shift).toMatchObject({ status: "open", number: 2, totals: { salesCount: 1, salesKop: 1_999 } });
    expect(bookNow(till).check, "the figures agree").toBeNull();
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("is made in a new one; two of them, too", async () => {
    const till = await openTill();
    till.outside.fiscal.faults.linkDown = true;
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCash" });
    await overslept(till);
    expect(kinds(till)).toEqual(["open-shift", "close-shift", "open-shift", "sale", "sale"]);
    expect(bookNow(till)).toMatchObject({ shift: { status: "open", number: 2, totals: { salesCount: 2 } }, drawerKop: 2 * 1_999 });
    expect(brokenPromises(till.outside.db)).toEqual([]);
    expect(till.till.screen.alert, "nobody has counted the drawer").toMatchObject({ code: "RCP469" });
    const closed = till.outside.db.prepare("SELECT data FROM event WHERE type = 'shiftClosed'").all() as { data: string }[];
    expect(closed.map(({ data }) => JSON.parse(data) as unknown)).toMatchObject([{ differenceKop: 0 }]);
  });

  it("is made in a new one when another program closed the shift; so is cash", async () => {
    const till = await openTill();
    till.outside.fiscal.closeElsewhere();
    await must(till, { type: "cashIn", amountKop: 5_000, reason: "размен" });
    till.outside.fiscal.closeElsewhere();
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCash" });
    expect(kinds(till)).toEqual(["open-shift", "close-shift", "open-shift", "close-shift", "open-shift", "sale"]);
    expect(bookNow(till)).toMatchObject({ shift: { number: 3 }, drawerKop: 6_999 });
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("gets one new shift, not one after the other; a person's word begins anew", async () => {
    const till = await openTill();
    const mend = refuseAlways(till, "receipt", "FIS320");
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCash" });
    expect(till.till.state.jobs).toMatchObject([{ state: "failed", error: { code: "FIS320" } }]);
    expect(kinds(till)).toEqual(["open-shift", "close-shift", "open-shift"]);
    await must(till, { type: "retryFiscal" });
    expect(kinds(till)).toHaveLength(5);
    mend();
    till.outside.fiscal.closeElsewhere();
    await must(till, { type: "retryFiscal" });
    expect(kinds(till).slice(5)).toEqual(["close-shift", "open-shift", "sale"]);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it("waits behind a closing that is refused, and goes on with it", async () => {
    const till = await openTill();
    const mend = refuseAlways(till, "close-shift", "FIS310");
    await overslept(till);
    expect(till.till.state.jobs.map(({ purpose: { kind }, state }) => `${kind} ${state}`)).toEqual([
      "close-shift failed",
      "open-shift waiting",
      "receipt waiting",
    ]);
    mend();
    await must(till, { type: "retryFiscal" });
    expect(kinds(till)).toEqual(["open-shift", "close-shift", "open-shift", "sale"]);
  });

  it("lets goods be scanned meanwhile", async () => {
    const till = await openTill();
    const mend = refuseAlways(till, "close-shift", "FIS310");
    await overslept(till);
    expect(codeOf(await till.send({ type: "addItem", itemId: PIECE }))).toBeUndefined();
    mend();
    await must(till, { type: "retryFiscal" });
    await must(till, { type: "payCash" });
    expect(kinds(till).filter((kind) => kind === "sale")).toHaveLength(2);
  });

  it("gets none while it is not known whether the shift was closed", async () => {
    const till = await openTill();
    Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
    await must(till, { type: "closeShift", counted: [] });
    Object.assign(till.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
    await till.send({ type: "dismissAlert" });
    expect(till.till.state.unresolved).toMatchObject([{ purpose: { kind: "close-shift" } }]);
    await must(till, { type: "addItem", itemId: PIECE });
    await must(till, { type: "payCash" });
    expect(till.till.state.jobs).toMatchObject([{ state: "failed", error: { code: "RCP470" } }]);
    const [job] = till.till.state.unresolved;
    const fdNumber = till.outside.fiscal.documents.length;
    await must(till, { type: "settleUnresolved", jobId: job?.id ?? "", as: "registered", fdNumber, reason: "бумага", approval: SENIOR });
    await must(till, { type: "retryFiscal" });
    expect(kinds(till)).toEqual(["open-shift", "close-shift", "open-shift", "sale"]);
    expect(brokenPromises(till.outside.db)).toEqual([]);
  });

  it.each(["FIS321", "FIS320"] as const)(
    "gets none while a receipt of the old shift is not settled, which counts in the old one: %s",
    async (code) => {
      const till = await openTill();
      Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
      await must(till, { type: "addItem", itemId: PIECE });
      await must(till, { type: "payCash" });
      Object.assign(till.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
      await till.send({ type: "dismissAlert" });
      const fdNumber = till.outside.fiscal.documents.length;
      if (code === "FIS320") await overslept(till);
      else {
        till.outside.fiscal.closeElsewhere();
        await must(till, { type: "addItem", itemId: PIECE });
        await must(till, { type: "payCash" });
      }
      expect(till.till.state.jobs).toMatchObject([{ state: "failed", error: { code: "RCP470" } }]);
      const jobId = till.till.state.unresolved[0]?.id ?? "";
      await must(till, { type: "settleUnresolved", jobId, as: "registered", fdNumber, reason: "бумага", approval: SENIOR });
      await must(till, { type: "retryFiscal" });
      expect(kinds(till)).toEqual(["open-shift", "sale", "close-shift", "open-shift", "sale"]);
      expect(bookNow(till)).toMatchObject({ shift: { number: 2, totals: { salesCount: 1 } }, drawerKop: 2 * 1_999, check: null });
      expect(brokenPromises(till.outside.db)).toEqual([]);
    },
  );
});
