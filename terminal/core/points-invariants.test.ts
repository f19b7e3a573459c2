import { describe, expect, it } from "vitest";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import { points, quantity } from "../../config/money.ts";
import type { JournalledEvent, TillEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import { createInvariantChecker } from "./invariants.ts";
import { createPointsChecker } from "./points-invariants.ts";
import { EMPTY_STATE } from "./state.ts";
import { openTill, PIECE, SENIOR } from "../testing/open-till.ts";
import { SIMULATED_CARDS } from "../simulation/calm-till.ts";

const [CARD] = SIMULATED_CARDS;

/** Events of a day: a sale paid in part with points, then its return in two parts. */
async function day(): Promise<readonly JournalledEvent[]> {
  const { send, settle, outside, till } = await openTill();
  await send({ type: "addItem", itemId: PIECE });
  await send({ type: "changeQuantity", line: 1, quantity: quantity(3_000_000) });
  await send({ type: "attachCustomer", card: CARD });
  await send({ type: "redeemPoints", points: points(10) });
  await send({ type: "payCash" });
  await settle();
  const sold = till.state.completed?.fact;
  for (const pieces of [1_000_000, 2_000_000]) {
    await send({ type: "openRefund", receiptId: sold?.id ?? "", approval: SENIOR });
    await send({ type: "changeQuantity", line: 1, quantity: quantity(pieces) });
    await send({ type: "payCash", approval: SENIOR });
    await settle();
  }
  const rows = outside.db.prepare<[], { sequence: number; at: JournalledEvent["at"]; data: string }>("SELECT * FROM event").all();
  return rows.map(({ sequence, at, data }) => ({ sequence, at, event: JSON.parse(data) as TillEvent }));
}

function violations(events: readonly JournalledEvent[]): readonly number[] {
  const checker = createInvariantChecker();
  let state = EMPTY_STATE;
  for (const event of events) {
    const after = evolve(state, event);
    checker.step(event, state, after);
    state = after;
  }
  return checker.finish(state).map(({ promise }) => promise);
}

/** The same day with the fact of its n-th receipt (from 0) told otherwise. */
function retold(events: readonly JournalledEvent[], n: number, change: (fact: ReceiptFact) => ReceiptFact): readonly JournalledEvent[] {
  let seen = 0;
  return events.map((each) => {
    if (each.event.type !== "receiptCompleted" || (seen += 1) - 1 !== n) return each;
    return { ...each, event: { ...each.event, fact: change(each.event.fact) } };
  });
}

const withPoints =
  (change: { accrued?: number; redeemed?: number }) =>
  (fact: ReceiptFact): ReceiptFact => {
    if (fact.loyalty === null) throw new Error("the receipt has no card");
    const { accrued, redeemed } = { ...fact.loyalty, ...change };
    return { ...fact, loyalty: { ...fact.loyalty, accrued: points(accrued), redeemed: points(redeemed) } };
  };

describe("points in a journal", () => {
  it("fit when nobody lies", async () => {
    const events = await day();
    expect(events.filter(({ event }) => event.type === "receiptCompleted")).toHaveLength(3);
    expect(violations(events)).toEqual([]);
  });

  it("of a sale are no more than the card had when it was attached", async () => {
    const events = await day();
    expect(violations(retold(events, 0, withPoints({ redeemed: 501 })))).toContain(4);
    const poorer = events.map((each): JournalledEvent =>
      each.event.type === "customerAttached"
        ? { ...each, event: { ...each.event, customer: { ...each.event.customer, balance: points(9) } } }
        : each,
    );
    expect(violations(poorer), "one point short").toContain(4);
  });

  it("are not spent without the discount that they buy, nor a discount of points given without them", async () => {
    expect(violations(retold(await day(), 0, withPoints({ redeemed: 0 })))).toContain(4);
  });

  it("come back with the goods: no more than the sale moved, and all of it when all is returned", async () => {
    const events = await day();
    expect(violations(retold(events, 1, withPoints({ redeemed: -11 }))), "more given back than taken").toContain(4);
    expect(violations(retold(events, 2, withPoints({ redeemed: 0 }))), "kept although all came back").toContain(4);
    expect(violations(retold(events, 2, withPoints({ accrued: -1 }))), "taken back though nothing was earned").toContain(4);
  });

  it("of one card are not spent in two receipts when the till was told of them once", async () => {
    const events = await day();
    const at = events.findIndex(({ event }) => event.type === "receiptCompleted");
    const before = events.slice(0, at).reduce(evolve, EMPTY_STATE);
    const event = events[at]?.event;
    const receipt = before.jobs.flatMap(({ purpose }) => (purpose.kind === "receipt" ? [purpose.receipt] : []))[0];
    if (event?.type !== "receiptCompleted" || receipt === undefined || receipt.customer === null) throw new Error("the day has a sale");
    const { customer } = receipt;
    const sale = withPoints({ redeemed: 300 })(event.fact);
    const brokenBy = (attachedAgain: boolean): readonly string[] => {
      const broken: string[] = [];
      const checker = createPointsChecker();
      checker.attached(customer, EMPTY_STATE);
      checker.completed(sale, receipt, (_promise, what) => broken.push(what));
      if (attachedAgain) checker.attached(customer, EMPTY_STATE);
      checker.completed({ ...sale, id: "other", number: 2 }, receipt, (_promise, what) => broken.push(what));
      return broken;
    };
    expect(brokenBy(false)).toEqual([`card ${CARD}: receipt 2 took 100 points more than the till was told of`]);
    expect(brokenBy(true), "the server has told of more").toEqual([]);
  });
});
