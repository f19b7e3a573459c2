import { describe, expect, it } from "vitest";
import type { Fact } from "../../config/contract/facts.ts";
import { quantity } from "../../config/money.ts";
import { openTill, PIECE, SENIOR } from "../testing/open-till.ts";
import { SIMULATED_CARDS } from "../simulation/calm-till.ts";
import { iteemFaults, type IteemReceived } from "./worlds-agree.ts";

const [CARD] = SIMULATED_CARDS;

/** A sale with a card and its return. */
async function day(): Promise<readonly Fact[]> {
  const { send, settle, outside, till } = await openTill();
  await send({ type: "addItem", itemId: PIECE });
  await send({ type: "changeQuantity", line: 1, quantity: quantity(9_000_000) });
  await send({ type: "attachCustomer", card: CARD });
  await send({ type: "payCash" });
  await settle();
  await send({ type: "openRefund", receiptId: till.state.completed?.fact.id ?? "", approval: SENIOR });
  await send({ type: "changeQuantity", line: 1, quantity: quantity(4_000_000) });
  await send({ type: "payCash", approval: SENIOR });
  await settle();
  return outside.db
    .prepare<[], string>("SELECT e.data FROM outbox o JOIN event e ON e.sequence = o.event_sequence ORDER BY o.sequence")
    .pluck()
    .all()
    .map((data) => (JSON.parse(data) as { fact: Fact }).fact);
}

/** What a server tells that took everything. */
function received(facts: readonly Fact[]): IteemReceived {
  const of = (kind: string) => {
    const sums = facts.flatMap((fact) => (fact.type === "receipt" && fact.kind === kind ? [fact.totalKop] : []));
    return { count: sums.length, sumKop: sums.reduce((total, sum) => total + sum, 0) };
  };
  const moved = facts.flatMap((fact) => (fact.type === "receipt" && fact.loyalty !== null ? [fact.loyalty.accrued] : []));
  const accrued = moved.reduce((total, each) => total + each, 0);
  return {
    facts: facts.length,
    sales: of("sale"),
    refunds: of("refund"),
    tills: [{ accepted: facts.length, missing: [] }],
    outOfOrder: 0,
    loyalty: { byCard: [{ cardNumber: CARD, accrued, redeemed: 0 }] },
  };
}

describe("the comparison with ITEEM", () => {
  it("finds nothing when the server has what the till has", async () => {
    const facts = await day();
    const got = received(facts);
    expect(got.refunds.count).toBe(1);
    expect(got.loyalty.byCard[0]?.accrued).toBeGreaterThan(0);
    expect(iteemFaults(facts, got)).toEqual([]);
  });

  it.each<[string, number, (got: IteemReceived) => Partial<IteemReceived>]>([
    ["a fact that is not there", 5, (got) => ({ facts: got.facts - 1 })],
    ["another sum", 5, ({ refunds }) => ({ refunds: { ...refunds, sumKop: 1 } })],
    ["a hole", 5, ({ tills }) => ({ tills: tills.map((till) => ({ ...till, missing: [{ from: 2, to: 2 }] })) })],
    ["an end that is not there yet", 5, ({ tills }) => ({ tills: tills.map((till) => ({ ...till, accepted: till.accepted - 1 })) })],
    ["a second epoch", 5, ({ tills }) => ({ tills: [...tills, ...tills] })],
    ["facts that came in another order", 5, () => ({ outOfOrder: 1 })],
    [
      "points of a card that moved otherwise",
      4,
      ({ loyalty }) => ({ loyalty: { byCard: loyalty.byCard.map((card) => ({ ...card, redeemed: 1 })) } }),
    ],
    ["points that never came", 4, () => ({ loyalty: { byCard: [] } })],
    [
      "points of a card that no receipt has",
      4,
      ({ loyalty }) => ({ loyalty: { byCard: [...loyalty.byCard, { cardNumber: "other", accrued: 1, redeemed: 0 }] } }),
    ],
  ])("sees %s", async (_what, promise, change) => {
    const facts = await day();
    const got = received(facts);
    const faults = iteemFaults(facts, { ...got, ...change(got) });
    expect(faults.map((fault) => fault.slice(0, 2))).toEqual([`${promise}:`]);
  });
});
