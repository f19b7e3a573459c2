import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs } from "../../config/clock.ts";
import { points, type Points } from "../../config/money.ts";
import {
  applySnapshot,
  availablePoints,
  balanceOf,
  checkRedemption,
  openAccount,
  post,
  redeemedSinceSnapshot,
  signOf,
  type LoyaltyAccount,
  type Movement,
  type MovementKind,
  type RedeemConditions,
  type ServerSnapshot,
} from "./ledger.ts";

const CARD = "7770001234";
const ONLINE: RedeemConditions = { link: "online" };

function movement(kind: MovementKind, amount: number, sequence: number, more: Partial<Movement> = {}): Movement {
  return {
    operationId: `op-${sequence}-${kind}`,
    card: CARD,
    kind,
    points: points(amount * signOf(kind)),
    receiptId: `r-${sequence}`,
    sequence,
    at: epochMs(1_000 + sequence),
    ...more,
  };
}

const snapshot = (balance: number, appliedSequence = 0, at = 1_000): ServerSnapshot => ({
  card: CARD,
  balance: points(balance),
  appliedSequence,
  at: epochMs(at),
});

function posted(account: LoyaltyAccount, ...movements: readonly Movement[]): LoyaltyAccount {
  return movements.reduce((current, each) => {
    const result = post(current, each, ONLINE);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value.account;
  }, account);
}

const known = (balance: number, appliedSequence = 0): LoyaltyAccount =>
  applySnapshot(openAccount(CARD), snapshot(balance, appliedSequence));

describe("balance", () => {
  it("is the server's plus own movements after it", () => {
    const account = posted(known(500, 10), movement("redeem", 200, 11), movement("accrue", 30, 12), movement("refund-redeem", 50, 13));
    expect(balanceOf(account)).toBe(380);
    expect(availablePoints(account)).toBe(300); // what was added waits for the server's word
    expect(redeemedSinceSnapshot(account)).toBe(200);
    expect(balanceOf(applySnapshot(account, snapshot(330, 12)))).toBe(380);
    expect(availablePoints(applySnapshot(account, snapshot(380, 13)))).toBe(380);
  });

  it("may fall below zero by a return, and then blocks redemption", () => {
    const account = posted(known(10), movement("refund-accrue", 40, 1));
    expect(balanceOf(account)).toBe(-30);
    expect(availablePoints(account)).toBe(0);
    expect(post(account, movement("redeem", 1, 2), ONLINE)).toMatchObject({
      ok: false,
      error: { code: "LOY602", details: { available: 0 } },
    });
    expect(balanceOf(posted(account, movement("accrue", 50, 2)))).toBe(20); // future points repay the debt
  });

  it("is nothing to redeem before the server's first word", () => {
    const account = posted(openAccount(CARD), movement("accrue", 100, 1));
    expect(balanceOf(account)).toBe(100);
    expect(checkRedemption(account, points(1), ONLINE)).toMatchObject({ ok: false, error: { code: "LOY607" } });
  });
});

describe("posting", () => {
  it("refuses a redemption beyond the balance", () => {
    expect(post(known(100), movement("redeem", 101, 1), ONLINE)).toMatchObject({
      ok: false,
      error: { code: "LOY602", details: { available: 100 } },
    });
    expect(post(known(100), movement("redeem", 100, 1), ONLINE).ok).toBe(true);
  });

  it("does the same operation once, before and after the server has it", () => {
    const redeem = movement("redeem", 60, 1);
    const account = posted(known(100), redeem);
    expect(post(account, redeem, ONLINE)).toEqual({ ok: true, value: { account, applied: false } });
    const settled = applySnapshot(account, snapshot(40, 1));
    expect(post(settled, redeem, ONLINE)).toEqual({ ok: true, value: { account: settled, applied: false } });
  });

  it("refuses the same id with other content", () => {
    const account = posted(known(100), movement("redeem", 60, 1));
    const other = movement("redeem", 61, 1);
    expect(post(account, other, ONLINE)).toMatchObject({ ok: false, error: { code: "LOY604", details: { operationId: "op-1-redeem" } } });
  });

  it("throws on what only a bug can make: another card, a wrong sign, no points", () => {
    expect(() => post(known(1), movement("accrue", 5, 1, { card: "1" }), ONLINE)).toThrow(/card/);
    expect(() => post(known(1), movement("accrue", 5, 1, { points: points(-5) }), ONLINE)).toThrow(/accrue/);
    expect(() => post(known(1), movement("redeem", 0, 1), ONLINE)).toThrow(/redeem/);
  });
});

describe("offline", () => {
  const offline = (cardLimit: number, tillLimit = 10_000, tillUsed = 0): RedeemConditions => ({
    link: "offline",
    cardLimit: points(cardLimit),
    tillLimit: points(tillLimit),
    tillUsed: points(tillUsed),
  });

  it("limits what a card and a till may redeem since the last contact", () => {
    const account = posted(known(1_000), movement("redeem", 80, 1));
    expect(checkRedemption(account, points(20), offline(100)).ok).toBe(true);
    expect(checkRedemption(account, points(21), offline(100))).toMatchObject({
      ok: false,
      error: { code: "LOY603", details: { limit: 20 } },
    });
    expect(checkRedemption(account, points(11), offline(100, 500, 490))).toMatchObject({ ok: false, error: { details: { limit: 10 } } });
    expect(checkRedemption(account, points(1), offline(0))).toMatchObject({ ok: false, error: { code: "LOY603", details: { limit: 0 } } });
    expect(checkRedemption(applySnapshot(account, snapshot(920, 1)), points(100), offline(100)).ok).toBe(true);
  });
});

describe("snapshots", () => {
  it("with holes leave the missing movements to the till", () => {
    const account = posted(known(500), movement("redeem", 100, 1), movement("redeem", 50, 2), movement("redeem", 20, 3));
    const holed = applySnapshot(account, { ...snapshot(380, 3), missing: [{ from: 2, to: 2 }] });
    expect(balanceOf(holed)).toBe(330);
    expect(post(holed, movement("redeem", 50, 2), ONLINE)).toMatchObject({ value: { applied: false } });
    expect(balanceOf(applySnapshot(holed, snapshot(330, 3, 2_000)))).toBe(330);
  });

  it("that are older change nothing", () => {
    const account = known(500, 10);
    expect(applySnapshot(account, snapshot(900, 9, 5_000))).toBe(account);
    expect(applySnapshot(account, snapshot(900, 10, 999))).toBe(account);
    expect(balanceOf(applySnapshot(account, snapshot(450, 10, 2_000)))).toBe(450); // another till spent
  });
});

/** The server: balances are sums over the set of operations it has (T4, T5). */
class Server {
  readonly #operations = new Map<string, { readonly till: number; readonly movement: Movement }>();
  readonly #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  take(till: number, each: Movement): void {
    this.#operations.set(`${till}/${each.operationId}`, { till, movement: each });
  }

  balance(): number {
    return [...this.#operations.values()].reduce((sum, { movement: each }) => sum + each.points, this.#start);
  }

  snapshotFor(till: number, at: number): ServerSnapshot {
    const own = [...this.#operations.values()].filter((each) => each.till === till).map((each) => each.movement.sequence);
    return snapshot(this.balance(), Math.max(0, ...own), at);
  }
}

interface Till {
  account: LoyaltyAccount;
  readonly facts: Movement[];
}

type Step =
  | { readonly do: "move"; readonly till: number; readonly kind: MovementKind; readonly amount: number }
  | { readonly do: "sync"; readonly till: number; readonly again: boolean };

const TILLS = 3;
const till = fc.nat(TILLS - 1);
const kinds = (...allowed: MovementKind[]): fc.Arbitrary<MovementKind> => fc.constantFrom(...allowed);

function stepsOf(kind: fc.Arbitrary<MovementKind>): fc.Arbitrary<readonly Step[]> {
  const move = fc.record({ do: fc.constant("move" as const), till, kind, amount: fc.integer({ min: 1, max: 150 }) });
  const sync = fc.record({ do: fc.constant("sync" as const), till, again: fc.boolean() });
  return fc.array(fc.oneof({ weight: 3, arbitrary: move }, { weight: 1, arbitrary: sync }), { maxLength: 60 });
}

/** Tills that only meet at syncs. Deliveries may be repeated. */
function run(
  steps: readonly Step[],
  start: number,
  conditions: (till: Till) => RedeemConditions,
): { server: Server; tills: Till[]; lowest: number } {
  const server = new Server(start);
  const tills: Till[] = Array.from({ length: TILLS }, () => ({ account: known(start), facts: [] }));
  let time = 2_000;
  let lowest = start;
  const sync = (at: number, again: boolean): void => {
    const each = tills[at] as Till;
    for (let round = 0; round < (again ? 2 : 1); round++) for (const fact of each.facts) server.take(at, fact);
    each.account = applySnapshot(each.account, server.snapshotFor(at, time++));
    lowest = Math.min(lowest, server.balance());
  };
  for (const step of steps) {
    const each = tills[step.till] as Till;
    if (step.do === "sync") {
      sync(step.till, step.again);
      continue;
    }
    const next = movement(step.kind, step.amount, each.facts.length + 1);
    const result = post(each.account, next, conditions(each));
    if (!result.ok) continue;
    each.account = result.value.account;
    each.facts.push(next);
  }
  for (let round = 0; round < 2; round++) tills.forEach((_till, at) => sync(at, true));
  return { server, tills, lowest };
}

const allKinds = kinds("accrue", "redeem", "refund-accrue", "refund-redeem");

describe("invariants (numbers as in docs/loyalty.md)", () => {
  it("T1, T4: no point is created or lost, whatever is repeated, and after contact all tills agree", () => {
    fc.assert(
      fc.property(stepsOf(allKinds), fc.nat(1_000), (steps, start) => {
        const { server, tills } = run(steps, start, () => ONLINE);
        const moved = tills.flatMap((each) => each.facts).reduce((sum, fact) => sum + fact.points, 0);
        expect(server.balance()).toBe(start + moved);
        for (const each of tills) {
          expect(balanceOf(each.account)).toBe(server.balance());
          expect(each.account.movements).toEqual([]);
        }
      }),
    );
  });

  it("T3: a card carried between cut-off tills loses no more than limit × tills", () => {
    const cardLimit = 100;
    const conditions = (): RedeemConditions => ({
      link: "offline",
      cardLimit: points(cardLimit),
      tillLimit: points(1e9),
      tillUsed: points(0),
    });
    fc.assert(
      fc.property(stepsOf(kinds("accrue", "redeem")), fc.nat(300), (steps, start) => {
        expect(run(steps, start, conditions).lowest).toBeGreaterThanOrEqual(-TILLS * cardLimit);
      }),
      { numRuns: 500 },
    );
  });

  it("T3: one till alone never overdraws, and its own count is what the server gets", () => {
    const alone = stepsOf(kinds("accrue", "redeem")).map((steps) => steps.map((step) => ({ ...step, till: 0 })));
    fc.assert(
      fc.property(alone, fc.nat(300), (steps, start) => {
        expect(run(steps, start, () => ONLINE).lowest).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("T5: the balance does not depend on the order of arrival", () => {
    const facts = fc.array(fc.tuple(kinds("accrue", "refund-accrue", "refund-redeem"), fc.integer({ min: 1, max: 100 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(facts, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (drawn, keys) => {
        const inOrder = drawn.map(([kind, amount], at) => movement(kind, amount, at + 1));
        const shuffled = inOrder
          .map((each, at) => ({ each, key: keys[at] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const expected: LoyaltyAccount = posted(known(50), ...inOrder);
        expect(posted(known(50), ...shuffled, ...shuffled)).toEqual(expected);
      }),
    );
  });

  it("available points never exceed what the server would still cover", () => {
    fc.assert(
      fc.property(stepsOf(allKinds), fc.nat(500), (steps, start) => {
        const alone = steps.map((step) => ({ ...step, till: 0 }));
        const { tills } = run(
          alone.filter((step) => step.do === "move"),
          start,
          () => ONLINE,
        );
        const [only] = tills;
        const available: Points = availablePoints(only?.account ?? openAccount(CARD));
        expect(available).toBeLessThanOrEqual(Math.max(0, balanceOf(only?.account ?? openAccount(CARD))));
      }),
    );
  });
});
