import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { localDate } from "../../config/local-date.ts";
import type { FiscalDocument, FiscalReceipt, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import type { Intention } from "../../terminal/api/till-client.ts";
import type { TillSettings } from "../../terminal/core/settings.ts";
import { createInvariantChecker } from "../../terminal/core/invariants.ts";
import { evolve } from "../../terminal/core/evolve.ts";
import { EMPTY_STATE } from "../../terminal/core/state.ts";
import { bookOf, MAIN_REGISTRAR } from "../../terminal/shift/book.ts";
import { createOutside } from "../../terminal/simulation/calm-till.ts";
import { startProcess, type TillProcess } from "../../terminal/simulation/till-process.ts";
import { ShtrihBench } from "../conformance/shtrih-m-bench.ts";
import { asRegistrar } from "./as-registrar.ts";

/**
 * Goal: what the core decides is what the drive holds. Method: the real core, the real Shtrih-M driver, the emulated registrar over
 * TCP; every kind of document is made by commands, then its tags are looked for in the drive and the counters are compared.
 */
const SENIOR = { staffId: "senior", pin: "2222" };
const WAIT_MS = 60_000;
const POLL_MS = 5;
const PIECE = "item-0";
const OTHER_PIECE = "item-1";
const WEIGHED = "item-3";
const SETTINGS: Partial<TillSettings> = {
  positionLimit: 300,
  cashRounding: "rouble-down",
  senderEmail: "shop@example.ru",
  discountLimitBasisPoints: { cashier: 10_000, senior: 10_000, manager: 10_000, technician: 0 },
};

let bench: ShtrihBench;
let process: TillProcess;
let made: { readonly document: FiscalDocument; readonly registered: Registered }[];
let violations: () => readonly unknown[];
let count = 0;

beforeEach(async () => {
  bench = await ShtrihBench.start();
  made = [];
  const { outside, random } = createOutside(1);
  const registrar: Registrar = {
    ...asRegistrar(bench.registrar),
    register: async (document, baseline) => {
      const done = await bench.registrar.register(document, baseline);
      if (done.ok) made.push({ document, registered: done.value });
      return done;
    },
  };
  const checker = createInvariantChecker();
  let state = EMPTY_STATE;
  const world = {
    ...outside,
    clock: systemClock,
    settings: { ...outside.settings, ...SETTINGS },
    fiscal: { ...outside.fiscal, registrar },
  };
  process = startProcess(world, random, { commitCrash: 0 }, (events) => {
    for (const event of events) {
      const after = evolve(state, event);
      checker.step(event, state, after);
      state = after;
    }
  });
  violations = () => checker.finish(state);
  await must({ type: "signIn", staffId: "cashier", pin: "1111" });
  await must({ type: "openShift" });
});

afterEach(async () => {
  process.crash();
  await bench.stop();
});

/** A command that must be taken, and the document that comes of it. */
async function must(intention: Intention): Promise<void> {
  const reply = await process.till.execute({ id: `integration-${(count += 1)}`, ...intention });
  if (!reply.ok) throw new Error(`${intention.type}: ${reply.code} ${reply.text}`);
  await expect
    .poll(() => process.till.state.jobs.map((job) => job.error?.code ?? job.state), { timeout: WAIT_MS, interval: POLL_MS })
    .toEqual([]);
}

async function all(...intentions: readonly Intention[]): Promise<FiscalReceipt> {
  for (const intention of intentions) await must(intention);
  const last = made.at(-1);
  if (last?.document.kind !== "receipt" || last.registered.fdNumber === null) throw new Error("no receipt was registered");
  expect(bench.missingTags(last.registered.fdNumber, last.document.receipt), "tags that the drive lacks").toEqual([]);
  return last.document.receipt;
}

function reference(): string {
  const fact = process.till.state.completed?.fact;
  return fact?.deal?.reference ?? fact?.tenders.find((tender) => tender.kind === "credit")?.reference ?? "";
}

async function countersAgree(): Promise<void> {
  const read = await bench.registrar.counters();
  if (!read.ok) throw new Error(read.error.code);
  const { shift, drawerKop } = bookOf(process.till.state, MAIN_REGISTRAR);
  const { salesKop, salesCount, refundsKop, refundsCount, purchasesKop, purchasesCount } = shift.totals;
  const { purchaseRefundsKop, purchaseRefundsCount } = shift.totals;
  expect(read.value).toMatchObject({
    salesKop,
    salesCount,
    refundsKop,
    refundsCount,
    purchasesKop,
    purchasesCount,
    purchaseRefundsKop,
    purchaseRefundsCount,
    cashInDrawerKop: drawerKop,
    payments: {
      cashKop: shift.totals.cashKop,
      electronicKop: shift.totals.cardKop,
      prepaidKop: shift.totals.prepaidKop,
      creditKop: shift.totals.creditKop,
      counterKop: shift.totals.counterKop ?? 0,
    },
  });
  expect(bookOf(process.till.state, MAIN_REGISTRAR).check, "no alarm was raised").toBeNull();
  expect(violations()).toEqual([]);
}

it("advance, offset, refund to the advance, refund of the advance", { timeout: 120_000 }, async () => {
  await all({ type: "openAdvance", amountKop: 5_000 }, { type: "payCash" });
  const advance = process.till.state.completed?.fact.id ?? "";
  const number = reference();
  await all({ type: "addItem", itemId: OTHER_PIECE }, { type: "payPrepaid", reference: number });
  const sale = process.till.state.completed?.fact.id ?? "";
  await all({ type: "openRefund", receiptId: sale }, { type: "payPrepaid" });
  const back = await all({ type: "openRefund", receiptId: advance }, { type: "payCash" });
  expect(back.totalKop).toBe(5_000);
  await countersAgree();
});

it("prepayment in full and in part, hand-over, credit and its payment", { timeout: 120_000 }, async () => {
  await all(
    { type: "setSettlement", settlement: "part-prepayment", amountKop: 1_000 },
    { type: "addItem", itemId: PIECE },
    { type: "addItem", itemId: WEIGHED, quantity: 123_457 },
    { type: "payCash" },
  );
  await all({ type: "openHandOver", reference: reference() }, { type: "payPrepaid" }, { type: "payCash" });
  await all({ type: "setSettlement", settlement: "prepayment" }, { type: "addItem", itemId: PIECE }, { type: "payCash" });
  await all({ type: "openHandOver", reference: reference() }, { type: "payPrepaid" });
  await all({ type: "addItem", itemId: OTHER_PIECE }, { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR });
  await all({ type: "openCreditPayment", reference: reference() }, { type: "payCash" });
  await countersAgree();
});

it("purchase, its refund, corrections of every kind", { timeout: 120_000 }, async () => {
  await must({ type: "cashIn", amountKop: 100_000, reason: "размен" });
  await all(
    { type: "openPurchase", approval: SENIOR },
    { type: "addItem", itemId: PIECE, priceKop: 1_234, quantity: 3_000_000 },
    { type: "payCash" },
  );
  await all({ type: "openRefund", receiptId: process.till.state.completed?.fact.id ?? "" }, { type: "payCash" });
  const correctedOn = localDate(systemClock.now(), 180);
  for (const kind of ["sale", "refund", "purchase", "purchase-refund", "sale"] as const) {
    await all({
      type: "registerCorrection",
      kind,
      basis: "own",
      correctedOn,
      correctedFiscalSign: "3051274896",
      taxSystem: "osn",
      lines: [{ name: "Товар", priceKop: 1_000, quantity: 1_500_000, vat: "22" }],
      payments: { cashKop: 700, electronicKop: 400, prepaidKop: 250, creditKop: 0, counterKop: 150 },
      reason: "integration",
      approval: SENIOR,
    });
  }
  await countersAgree();
});

it("corrections that repeat the till's own receipts and take them back", { timeout: 120_000 }, async () => {
  await must({ type: "cashIn", amountKop: 100_000, reason: "размен" });
  const wrong: FiscalReceipt[] = [
    await all({ type: "addItem", itemId: OTHER_PIECE }, { type: "payCash", amountKop: 5_000 }),
    await all(
      { type: "addItem", itemId: WEIGHED, quantity: 1_234_567 },
      { type: "addItem", itemId: PIECE, quantity: 3_000_000 },
      { type: "discountReceipt", discount: { amountKop: 101 } },
      { type: "setBuyer", buyer: { name: "ООО «Ромашка»", inn: "7707083893" } },
      { type: "payCash" },
    ),
    await all({ type: "addItem", itemId: PIECE }, { type: "payCredit", customer: "Иванов И. И.", approval: SENIOR }),
  ];
  expect(wrong[0]?.totalKop, "rounded down").toBe(3_700);
  const ids = process.history.latestReceipts(3).map(({ fact }) => fact.id);
  for (const [index, receiptId] of ids.toReversed().entries()) {
    for (const as of ["reverse", "repeat"] as const) {
      const corrected = await all({ type: "correctReceipt", receiptId, as, basis: "own", reason: "integration", approval: SENIOR });
      const { lines, payments, totalKop, buyer } = wrong[index]!;
      expect(corrected).toMatchObject({
        kind: as === "reverse" ? "refund" : "sale",
        lines,
        payments,
        totalKop,
        ...(buyer ? { buyer } : {}),
      });
    }
  }
  await countersAgree();
});

it("business buyer without paper, rounded cash, a receipt of nothing, three hundred positions", { timeout: 240_000 }, async () => {
  await all(
    { type: "addItem", itemId: OTHER_PIECE },
    { type: "setBuyer", buyer: { name: "ООО «Ромашка»", inn: "7707083893" } },
    { type: "setBuyerContact", contact: "8 916 123-45-67" },
    { type: "setPaper", paper: "none" },
    { type: "payCash", amountKop: 5_000 },
  );
  const free = await all(
    { type: "addItem", itemId: PIECE },
    { type: "discountReceipt", discount: { percentBasisPoints: 10_000 } },
    { type: "payCash" },
  );
  expect(free.totalKop).toBe(0);
  for (let index = 0; index < 300; index += 1) {
    const item: Intention =
      index % 2 === 0
        ? { type: "addItem", itemId: WEIGHED, quantity: 1_000_001 + index }
        : { type: "addItem", itemId: `item-${index % 3}` };
    await must(item);
  }
  const long = await all({ type: "payCash" });
  expect(long.lines).toHaveLength(300);
  await countersAgree();
});
