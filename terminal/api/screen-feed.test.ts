import { expect, it } from "vitest";
import type { FeedMessage, TillView } from "../../config/contract/view.ts";
import { kopecks } from "../../config/money.ts";
import { createScreenFeed, type ScreenClient } from "./screen-feed.ts";

function screen(kind: ScreenClient["kind"]) {
  const messages: FeedMessage[] = [];
  const client: ScreenClient = {
    kind,
    behind: false,
    bufferedBytes: 0,
    send: (text) => void messages.push(JSON.parse(text) as FeedMessage),
  };
  return { client, messages };
}

/** As far as the customer's screen looks. */
function viewWith(totalKop: number): TillView {
  const info = { shopName: "Магазин", language: "ru", theme: "auto" };
  const receipt = { totalKop: kopecks(totalKop), discountKop: 0, dueKop: kopecks(totalKop), phase: "open", customer: null };
  return { info, receipt, lines: [], completed: null, shift: { status: "open" }, operator: { id: "a" } } as unknown as TillView;
}

it("a customer's screen that comes back follows from what it was given then", () => {
  let view = viewWith(100);
  const feed = createScreenFeed(() => view);
  const totals = ({ messages }: ReturnType<typeof screen>): unknown[] =>
    messages.map((message) => (message.type === "customer" ? message.view.totalKop : message.type));
  const show = (totalKop: number): void => {
    view = viewWith(totalKop);
    feed.refresh(null);
  };
  const first = screen("customer");
  feed.add(first.client);
  show(200);
  show(300);
  expect(totals(first)).toEqual([100, 200, 300]);
  feed.remove(first.client);
  show(400);
  const second = screen("customer");
  feed.add(second.client);
  show(300);
  expect(totals(second), "the total that the first screen saw last is news to this one").toEqual([400, 300]);
});

it("a change that customers cannot see is sent to cashiers only", () => {
  let view = viewWith(100);
  const feed = createScreenFeed(() => view);
  const [cashier, customer] = [screen("cashier"), screen("customer")];
  feed.add(cashier.client);
  feed.add(customer.client);
  view = { ...view, nextQuantity: 2 } as TillView;
  feed.refresh(null);
  view = { ...view, nextQuantity: 3 } as TillView;
  feed.refresh(null);
  expect(cashier.messages.map(({ type }) => type)).toEqual(["view", "patch", "patch"]);
  expect(customer.messages.length, "one more at most after it came").toBeLessThanOrEqual(2);
});
