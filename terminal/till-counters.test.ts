import { expect, it } from "vitest";
import { kopecks } from "../config/money.ts";
import type { RegistrarCounters } from "../fiscal/registrar.ts";
import { MAIN_REGISTRAR, bookOf } from "./shift/book.ts";
import { openTill, PIECE, SENIOR, type OpenTill } from "./testing/open-till.ts";
import { countedViews, countersViews } from "./view/sellers-view.ts";

/**
 * Goal: what till and registrar count differently is told with both figures, wherever it is asked for, and told as gone when it is.
 * Method: another program makes documents at the simulated registrar, or the registrar's answer is bent.
 */
const FOREIGN = { kind: "cash-in", amountKop: kopecks(500), cashier: { name: "Другая программа" } } as const;

/** Sells one piece of 19,99 in cash; the alarm of the red panel, if any. */
async function sellOne(till: OpenTill): Promise<string | undefined> {
  await till.send({ type: "dismissAlert" });
  await till.send({ type: "addItem", itemId: PIECE });
  await till.send({ type: "payCash" });
  await till.settle();
  return till.till.screen.alert?.text;
}

async function meddle(till: OpenTill): Promise<void> {
  const { registrar } = till.outside.fiscal;
  const baseline = registrar.baseline();
  await till.settle();
  const before = await baseline;
  if (!before.ok) throw new Error(before.error.code);
  const written = registrar.register(FOREIGN, before.value);
  await till.settle();
  await written;
}

/** From now on the registrar counts so much more than it did. */
function bend(till: OpenTill, change: (counters: RegistrarCounters) => Partial<RegistrarCounters>): () => void {
  const { registrar } = till.outside.fiscal;
  const counters = registrar.counters.bind(registrar);
  Object.assign(registrar, {
    counters: async () => {
      const read = await counters();
      return read.ok ? { ok: true, value: { ...read.value, ...change(read.value) } } : read;
    },
  });
  return () => Object.assign(registrar, { counters });
}

const figuresOf = (till: OpenTill) => countersViews(till.till.state, till.outside.settings, "ru")[0];
const lastFact = (till: OpenTill) => {
  const row = till.outside.db
    .prepare<[], { data: string }>("SELECT data FROM event WHERE type = 'shiftClosed' ORDER BY sequence DESC")
    .get();
  return (JSON.parse(row?.data ?? "{}") as { fact: { difference?: unknown } }).fact;
};

it("a difference is an alarm with both figures: once, and again when it changes", async () => {
  const till = await openTill();
  expect(await sellOne(till)).toBeUndefined();
  await meddle(till);
  expect(await sellOne(till)).toBe(
    "Итоги кассы и счётчики ККТ расходятся. наличные в ящике: касса 39,98, ККТ 44,98. Позовите управляющего.",
  );
  expect([await sellOne(till), await sellOne(till)]).toEqual([undefined, undefined]);
  await meddle(till);
  expect(await sellOne(till)).toContain("касса 99,95, ККТ 109,95");
  expect(await sellOne(till)).toBeUndefined();
});

it("payments by kind are compared too: cash that the registrar took for a card", async () => {
  const till = await openTill();
  bend(till, ({ payments }) => ({ payments: { ...payments!, cashKop: kopecks(0), electronicKop: kopecks(1_999) } }));
  expect(await sellOne(till)).toContain("оплата наличными: касса 19,99, ККТ 0,00; оплата безналичными: касса 0,00, ККТ 19,99");
});

it("kinds that the registrar does not tell are not compared", async () => {
  const till = await openTill();
  bend(till, () => ({ payments: { cashKop: null, electronicKop: null, prepaidKop: null, creditKop: null, counterKop: null } }));
  expect(await sellOne(till)).toBeUndefined();
});

it("stands in the view, for the technician, and in the fact that closes the shift; is told as gone when it is", async () => {
  const till = await openTill();
  const straighten = bend(till, (counters) => ({ salesKop: kopecks(counters.salesKop + 5_555), salesCount: counters.salesCount + 1 }));
  await sellOne(till);
  const sales = { key: "sales", name: "приход", unit: "kop", till: 1_999, registrar: 7_554 };
  expect(figuresOf(till)).toMatchObject({ registrarId: MAIN_REGISTRAR, owner: null, settledAt: null });
  expect(figuresOf(till)?.figures).toContainEqual(sales);
  const [counted] = countedViews(till.till.state, till.outside.settings, "ru");
  expect(counted?.till).toContainEqual({ key: "drawer", name: "наличные в ящике", unit: "kop", till: 1_999 });
  expect(counted?.compared?.figures).toContainEqual(sales);
  await till.send({ type: "closeShift", counted: [] });
  await till.settle();
  expect(lastFact(till).difference).toMatchObject({ figures: expect.arrayContaining([{ key: "salesCount", till: 1, registrar: 2 }]) });

  straighten();
  await till.send({ type: "dismissAlert" });
  await till.send({ type: "openShift" });
  await till.settle();
  expect(figuresOf(till)?.settledAt, "compared when the books changed").not.toBeNull();
  expect(await sellOne(till)).toBeUndefined();
  await till.send({ type: "closeShift", counted: [] });
  await till.settle();
  expect(lastFact(till).difference).toBeUndefined();
});

it("is looked for once more before the shift ends: what came after the last receipt is in the closing fact", async () => {
  const till = await openTill();
  await sellOne(till);
  await meddle(till);
  expect(bookOf(till.till.state, MAIN_REGISTRAR).check).toBeNull();
  await till.send({ type: "closeShift", counted: [] });
  await till.settle();
  expect(lastFact(till).difference).toMatchObject({ figures: expect.arrayContaining([{ key: "drawer", till: 1_999, registrar: 2_499 }]) });
});

it("is gone as soon as a person has settled the document that made it", async () => {
  const till = await openTill();
  Object.assign(till.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
  await sellOne(till);
  Object.assign(till.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
  expect(await sellOne(till)).toContain("касса 19,99, ККТ 39,98");
  expect(figuresOf(till)?.settledAt).toBeNull();
  const [job] = till.till.state.unresolved;
  const settle = { type: "settleUnresolved", jobId: job?.id ?? "", as: "registered", reason: "номер с чека", approval: SENIOR } as const;
  const settled = till.send({ ...settle, fdNumber: 2 });
  await till.settle();
  expect(await settled).toMatchObject({ ok: true });
  await till.settle();
  expect(figuresOf(till)?.settledAt).not.toBeNull();
});

it("says whose registrar it is where there are several", async () => {
  const till = await openTill(2);
  bend(till, (counters) => ({ salesKop: kopecks(counters.salesKop + 1) }));
  expect(await sellOne(till)).toContain("расходятся. ООО Ромашка: приход: касса 19,99, ККТ 20,00.");
});
