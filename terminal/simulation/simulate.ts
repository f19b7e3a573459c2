import type { Fact, ReceiptFact } from "../../config/contract/facts.ts";
import { createInvariantChecker, type Violation } from "../core/invariants.ts";
import type { JournalledEvent } from "../core/event.ts";
import { evolve } from "../core/evolve.ts";
import { EMPTY_STATE, type TillState } from "../core/state.ts";
import { restrictedLines } from "../alcohol/age-check.ts";
import { minimumPriceOf } from "../alcohol/minimum-price.ts";
import { hasFixedSums, receiptTotals } from "../receipt/receipt-totals.ts";
import { QUANTITY_ONE } from "../../config/money.ts";
import { factOf } from "../journal/projections.ts";
import { pressingJob } from "../shift/book.ts";
import { nextCommand } from "./cashier.ts";
import { checkQuiet, checkWorld, type JournalFacts } from "./checks.ts";
import { createOutside } from "./calm-till.ts";
import type { simulatedGoods } from "./goods.ts";
import type { Random } from "./random.ts";
import type { SimulatedClock } from "./simulated-clock.ts";
import { fiscalWorlds, startProcess, type CrashPlan, type Outside, type TillProcess } from "./till-process.ts";

export interface SimulationReport {
  readonly seed: number;
  readonly steps: number;
  readonly crashes: number;
  readonly events: number;
  readonly receipts: number;
  readonly documents: number;
  readonly facts: number;
  /** What was made at least once: kinds of receipts, settlements, tenders. */
  readonly kinds: readonly string[];
  readonly violations: readonly Violation[];
  /** The step after which the first violation was seen, or null. */
  readonly failedAtStep: number | null;
}

const DEVICE_WAIT_MS = 10_000;
const HEAL_MS = 120_000;
const HEAL_ROUNDS_MAX = 40;
/**
 * One run of the real core against a simulated world: clock, registrar, bank, servers, marking service; crashes at any
 * commit and at any moment between; links that lose messages either way. Checked after every step. The same seed and steps
 * give the same run.
 */
export async function simulate(seed: number, steps: number, tamper: Tamper = (outside) => outside): Promise<SimulationReport> {
  const run = createRun(seed, tamper);
  let failedAtStep: number | null = null;
  let step = 0;
  for (; step < steps && failedAtStep === null; step += 1) {
    await oneStep(run);
    if (check(run).length > 0) failedAtStep = step;
  }
  if (failedAtStep === null) {
    await heal(run);
    if (check(run).length > 0 || checkEnd(run).length > 0) failedAtStep = step;
  }
  run.process.crash();
  await run.clock.advance(HEAL_MS);
  const violations = [...run.checker.finish(run.state), ...run.seen];
  run.outside.db.close();
  const { counts } = run.checker;
  const documents = [...fiscalWorlds(run.outside).values()].flatMap((world) => world.documents);
  return {
    seed,
    steps: step,
    crashes: run.crashes,
    events: counts.events,
    receipts: counts.receipts,
    documents: documents.length,
    facts: counts.facts,
    kinds: [...new Set([...run.journal.facts.flatMap(kindsOf), ...run.journal.rare])].toSorted(),
    violations,
    failedAtStep,
  };
}

function kindsOf(fact: Fact): readonly string[] {
  if (fact.type === "correction" && fact.correctedReceiptId !== undefined) return [fact.type, `correction of a receipt: ${fact.kind}`];
  if (fact.type !== "receipt") return [fact.type];
  const { kind, settlement = "full", deal, roundingKop, tenders } = fact;
  const isHandOver = settlement === "full" && deal !== undefined;
  return [
    `${kind} ${isHandOver ? "hand-over" : settlement}`,
    ...tenders.map((tender) => `${kind} by ${tender.kind}`),
    ...(roundingKop === undefined ? [] : ["rounded"]),
  ];
}

/** Replaces a part of the world by one that breaks its promise: the tests of the checks themselves. */
export type Tamper = (outside: Outside) => Outside;

interface Run {
  readonly random: Random;
  readonly clock: SimulatedClock;
  readonly outside: Outside;
  readonly items: ReturnType<typeof simulatedGoods>["items"];
  readonly plan: CrashPlan;
  readonly checker: ReturnType<typeof createInvariantChecker>;
  readonly journal: JournalFacts & {
    readonly facts: Fact[];
    readonly receipts: Map<string, ReceiptFact>;
    readonly returns: Map<string, { readonly tenderId: string; readonly amountKop: number }>;
    readonly paidInCash: Map<string, number>;
    /** How parts of purchases were given back, and what was decided without a registrar. */
    readonly rare: Set<string>;
  };
  readonly seen: Violation[];
  /** Receipts for whose buyer somebody answered. */
  readonly ageConfirmed: Set<string>;
  readonly onCommitted: (events: readonly JournalledEvent[]) => void;
  process: TillProcess;
  state: TillState;
  crashes: number;
}

function createRun(seed: number, tamper: Tamper): Run {
  const { outside: calm, random, clock, items } = createOutside(seed, seed % 4 === 1 || seed % 4 === 2 ? 2 : 1);
  // Half of the shops round cash, and half of either have two sellers.
  const settings = { ...calm.settings, cashRounding: seed % 2 === 0 ? ("rouble-down" as const) : ("none" as const) };
  const outside = tamper({ ...calm, settings });
  const plan: CrashPlan = { commitCrash: 0 };
  const checker = createInvariantChecker();
  const journal = {
    facts: [] as Fact[],
    receipts: new Map<string, ReceiptFact>(),
    returns: new Map<string, { tenderId: string; amountKop: number }>(),
    paidInCash: new Map<string, number>(),
    rare: new Set<string>(),
  };
  const onCommitted = (events: readonly JournalledEvent[]): void => {
    for (const event of events) follow(run, event);
  };
  const run: Run = {
    random,
    clock,
    outside,
    items,
    plan,
    checker,
    journal,
    seen: [],
    ageConfirmed: new Set(),
    onCommitted,
    process: startProcess(outside, random, plan, onCommitted),
    state: EMPTY_STATE,
    crashes: 0,
  };
  return run;
}

/** An observer beside the till: folds what was committed, and remembers what was promised. */
function follow(run: Run, journalled: JournalledEvent): void {
  const before = run.state;
  const after = evolve(before, journalled);
  run.checker.step(journalled, run.state, after);
  run.state = after;
  const { event } = journalled;
  const { returns, paidInCash } = run.journal;
  if (event.type === "partGivenBack")
    for (const { refundId, tenderId, amountKop } of event.cards) returns.set(refundId, { tenderId, amountKop });
  if (event.type === "cardReturnRepeated") {
    // The refused operation has done nothing; the new one is for the same money.
    const refused = returns.get(event.refundId);
    returns.delete(event.refundId);
    if (refused !== undefined) returns.set(event.newRefundId, refused);
  }
  if (event.type === "cashMoved" && event.insteadOfCard !== undefined) {
    // Refused returns have done nothing: the customer has the money in cash.
    const cards = before.returning.find(({ receiptId }) => receiptId === event.insteadOfCard)?.cards ?? [];
    for (const { refundId, tenderId, amountKop, state } of cards) {
      if (state === "returned") continue;
      returns.delete(refundId);
      paidInCash.set(tenderId, (paidInCash.get(tenderId) ?? 0) + amountKop);
    }
  }
  if (event.type === "partGivenBack") run.journal.rare.add(`given back ${event.cards.length > 0 ? "to a card" : "in cash"}`);
  if (event.type === "cardReturnDecided") run.journal.rare.add("card return settled with the bank");
  if (event.type === "cashMoved" && event.insteadOfCard !== undefined) run.journal.rare.add("card return paid in cash");
  if (event.type === "fiscalRequested" && event.before !== undefined) run.journal.rare.add("a shift renewed");
  if (event.type === "fiscalParked") run.journal.rare.add("document put aside");
  if (event.type === "unresolvedSettled" && event.unverified !== undefined) run.journal.rare.add(`unverified: ${event.as}`);
  if (event.type === "verdictChecked") run.journal.rare.add(`unverified, then ${event.outcome}`);
  if (event.type === "shiftLeftOpen") run.journal.rare.add("a shift left open");
  if (event.type === "ageConfirmed") run.ageConfirmed.add(event.receiptId);
  if (event.type === "ageRefused") run.journal.rare.add("refused to a minor");
  const isSale = event.type === "purchaseRequested" || (event.type === "fiscalRequested" && event.purpose.kind === "receipt");
  if (isSale) checkAge(run, before, journalled.sequence);
  if (event.type === "receiptCompleted") run.journal.receipts.set(event.fact.id, event.fact);
  const fact = factOf(journalled);
  if (fact !== null) run.journal.facts.push(fact);
}

/** No sale of restricted goods is registered without a journalled yes, and none below the law's price. */
function checkAge({ outside, ageConfirmed, seen, journal }: Run, { receipt }: TillState, sequence: number): void {
  if (receipt === null) return;
  const restricted = restrictedLines(receipt, outside.settings);
  if (restricted.length === 0) return;
  journal.rare.add("sold to an adult");
  if (!ageConfirmed.has(receipt.id)) seen.push({ promise: 8, sequence, what: `receipt ${receipt.number}: sold without a word on the age` });
  const { lines } = receiptTotals(receipt, outside.settings);
  for (const { line, item, quantity } of restricted) {
    const priced = lines.get(line);
    const minimumKop = minimumPriceOf(item.alcohol, outside.settings.saleRules.law.prices, "2026-01-01");
    if (minimumKop === null || priced === undefined || hasFixedSums(receipt)) continue;
    if (priced.agreedKop * QUANTITY_ONE < minimumKop * quantity)
      seen.push({ promise: 8, sequence, what: `receipt ${receipt.number}, line ${line}: below the minimum price` });
  }
}

async function oneStep(run: Run): Promise<void> {
  const { random } = run;
  const roll = random.below(100);
  if (roll < 4) changeWeather(run);
  else if (roll < 6) run.process.crash();
  else if (roll < 60) await act(run);
  else await run.clock.advance(random.below(random.chance(0.1) ? 600_000 : 4_000));
  await run.clock.settle();
  if (!run.process.isAlive) restart(run);
}

/** Links and devices get worse or better. */
function changeWeather({ outside, random, plan }: Run): void {
  const chance = (): number => (random.chance(0.5) ? 0 : random.next() * 0.4);
  for (const { faults, closeElsewhere } of fiscalWorlds(outside).values()) {
    if (random.chance(0.04)) closeElsewhere();
    // Rarely mended before the day is over.
    const isDead = random.chance(faults.isDead ? 0.9 : 0.04);
    Object.assign(faults, {
      isDead,
      linkDown: random.chance(0.15) || isDead,
      lostBefore: chance(),
      lostAfter: chance(),
      // A registrar that takes nothing at all: parts of purchases are given back.
      refused: random.chance(0.1) ? 0.9 : chance() / 2,
      undecided: chance() / 4,
      printOwed: chance(),
    });
  }
  Object.assign(outside.bank.faults, {
    down: random.chance(0.1),
    lostBefore: chance(),
    lostAfter: chance(),
    decline: chance(),
    declineReturn: chance() * 2.5,
  });
  Object.assign(outside.utm.faults, { down: random.chance(0.1), lostBefore: chance(), lostAfter: chance(), refused: chance() });
  for (const server of Object.values(outside.servers)) {
    Object.assign(server.faults, { down: random.chance(0.3), lostBefore: chance(), lostAfter: chance() });
  }
  plan.commitCrash = random.chance(0.5) ? 0 : random.next() * 0.05;
}

async function act(run: Run): Promise<void> {
  const command = nextCommand(run.process, run.outside, run.items, run.random);
  if (command === null) return;
  const whole = { ...command, id: run.random.uuid() };
  const reply = run.process.till.execute(whole);
  // A nervous cashier or network sends the same command twice: it must count once.
  if (run.random.chance(0.05)) void run.process.till.execute(whole);
  // Some commands wait for a device: time goes on meanwhile.
  await Promise.race([reply, run.clock.advance(DEVICE_WAIT_MS)]);
}

/** The next life must stand exactly where the last commit left off. */
function restart(run: Run): void {
  run.crashes += 1;
  run.process = startProcess(run.outside, run.random, run.plan, run.onCommitted);
  const { state } = run.process.till;
  if (JSON.stringify(state) !== JSON.stringify(run.state)) {
    run.seen.push({ promise: 6, sequence: run.checker.counts.events, what: "the state after a restart is not what was committed" });
  }
}

function check(run: Run): readonly Violation[] {
  const found = checkWorld(run.outside, run.journal, run.state, run.checker.counts.events);
  run.seen.push(...found);
  return [...run.seen, ...run.checker.finish(run.state)];
}

/** Everything works again and people finish what is open: nothing may stay behind. */
async function heal(run: Run): Promise<void> {
  const { outside, plan } = run;
  plan.commitCrash = 0;
  const calm = { linkDown: false, isDead: false, lostBefore: 0, lostAfter: 0, refused: 0, undecided: 0, printOwed: 0 };
  for (const { faults } of fiscalWorlds(outside).values()) Object.assign(faults, calm);
  Object.assign(outside.utm.faults, { down: false, lostBefore: 0, lostAfter: 0, refused: 0 });
  Object.assign(outside.bank.faults, { down: false, lostBefore: 0, lostAfter: 0, decline: 0, declineReturn: 0 });
  for (const server of Object.values(outside.servers)) Object.assign(server.faults, { down: false, lostBefore: 0, lostAfter: 0 });
  if (!run.process.isAlive) restart(run);
  for (let round = 0; round < HEAL_ROUNDS_MAX; round += 1) {
    await run.clock.advance(HEAL_MS);
    const { state } = run.process.till;
    const isRefused = state.returning.some((part) => part.cards.some((card) => card.state === "refused"));
    if (pressingJob(state)?.state !== "failed" && state.unresolved.length === 0 && !isRefused) {
      if (state.jobs.length === 0) break;
      continue;
    }
    await act(run);
  }
  await run.clock.advance(60 * HEAL_MS);
}

function checkEnd(run: Run): readonly Violation[] {
  const { state } = run.process.till;
  const found: Violation[] = [...checkQuiet(run.outside, run.journal, state, run.checker.counts.events)];
  if (state.jobs.length > 0)
    found.push({ promise: 1, sequence: run.checker.counts.events, what: "a document is still under way although everything works" });
  if (state.returning.length > 0)
    found.push({ promise: 7, sequence: run.checker.counts.events, what: "money is still on its way back to a card" });
  run.seen.push(...found);
  return found;
}
