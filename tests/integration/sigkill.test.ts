import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import { readDemoGoods } from "../../terminal/demo/demo-goods.ts";
import { verifyDataDirectory } from "../../terminal/journal/verify.ts";
import { createRandom } from "../../terminal/simulation/random.ts";
import { createCashierDriver, type CashierDriver } from "./cashier-driver.ts";
import { ROOT, startRealWorld, type Life, type RealWorld } from "./real-world.ts";
import { compareWithBank, compareWithRegistrars, compareWithServers, factsOf } from "../../terminal/demo/worlds-agree.ts";

/**
 * Goal: kill -9 at any moment of real sales loses nothing and doubles nothing. Method: a real till process sells on real
 * sockets and a real serial line, is killed at random moments, and after each death its journal must verify; at the end the
 * fiscal drive, the bank and both servers must hold exactly what the journal says. `TILL_KILLS` sets how often.
 */
const KILLS = Number(process.env["TILL_KILLS"] ?? 200);
const SEED = Number(process.env["TILL_KILL_SEED"] ?? 20_261_124);
const DEATH_MS_MAX = 9_000;
/** A life does this many things at most; then the process dies within so many milliseconds, while the next one is under way. */
const ACTS_MAX = 16;
const LAST_ACT_MS_MAX = 60;

let world: RealWorld;

beforeAll(async () => {
  world = await startRealWorld();
}, 120_000);

afterAll(() => world?.stop());

it(`survives ${KILLS} deaths in the middle of sales`, { timeout: Math.max(1_800_000, KILLS * DEATH_MS_MAX) }, async () => {
  const random = createRandom(SEED);
  const goods = readDemoGoods(ROOT);
  let receiptsBefore = 0;
  const refusals: string[] = [];
  for (let death = 1; death <= KILLS; death += 1) {
    const life = await world.start();
    const driver = createCashierDriver(life.client, world.addresses.scanner?.control ?? "", goods, random);
    await sellUntilDead(life, driver, random.below(ACTS_MAX), random.below(LAST_ACT_MS_MAX));
    refusals.push(...driver.refusals());
    await life.till.exited;
    const verified = verifyDataDirectory(world.dataDir);
    const report = verified.ok ? verified.value : null;
    expect(verified.ok ? [] : [verified.error], `death ${death}`).toEqual([]);
    expect(report?.violations, `death ${death}`).toEqual([]);
    expect(report?.receipts ?? 0, `death ${death}: a completed receipt is gone`).toBeGreaterThanOrEqual(receiptsBefore);
    receiptsBefore = report?.receipts ?? 0;
  }
  await finish();
  const facts = factsOf(world.dataDir);
  const receipts = facts.filter((fact): fact is ReceiptFact => fact.type === "receipt");
  const { cardTerminal } = world.addresses;
  expect(await compareWithRegistrars(receipts, world.addresses)).toEqual([]);
  expect(await compareWithBank(receipts, cardTerminal?.control ?? "")).toEqual([]);
  expect(await compareWithServers(facts, world.addresses)).toEqual([]);
  expect(receipts.length, `it did sell; refused: ${refusals.slice(-40).join(", ")}`).toBeGreaterThan(KILLS / 2);
  if (KILLS >= 100) expect(receipts.filter(({ deal }) => deal !== undefined).length, "advances and prepayments too").toBeGreaterThan(3);
});

async function sellUntilDead({ client, till }: Life, driver: CashierDriver, acts: number, lastActMs: number): Promise<void> {
  for (let done = 0; done < acts;) {
    const view = await client.view();
    if (view.fiscal === null) done += 1;
    await driver.act(view);
  }
  const killed = sleep(lastActMs).then(() => till.child.kill("SIGKILL"));
  try {
    for (;;) await driver.act(await client.view());
  } catch {
    // The connection broke: the till is dead.
  }
  await killed;
}

/** The last life lets everything end: documents, card operations, uploads. */
async function finish(): Promise<void> {
  const { client, till: last } = await world.start();
  let view = await client.view();
  if (view.operator === null) await client.command({ type: "signIn", staffId: "anna", pin: "1111" });
  view = await client.until("documents are done", (seen) => seen.fiscal === null || seen.fiscal.canRetry, 60_000);
  for (let tries = 0; tries < 20 && view.fiscal !== null; tries += 1) {
    await client.command({ type: "retryFiscal" });
    view = await client.until("documents are done", (seen) => seen.fiscal === null || seen.fiscal.canRetry, 60_000);
  }
  expect(view.fiscal).toBeNull();
  expect(view.unresolved).toEqual([]);
  if (view.receipt?.phase === "paying") {
    await client.until(
      "the bank has answered",
      (seen) => !(seen.receipt?.tenders ?? []).some((tender) => tender.state === "waiting" || tender.state === "unknown"),
      60_000,
    );
    await client.command({ type: "cancelPayment" });
    await client.until("the payment is undone", (seen) => seen.receipt === null || seen.receipt.phase === "open", 60_000);
  }
  await client.until("everything is delivered", (seen) => seen.upload.waiting === 0 && seen.upload.setAside === 0, 120_000);
  last.child.kill("SIGTERM");
  await last.exited;
}
