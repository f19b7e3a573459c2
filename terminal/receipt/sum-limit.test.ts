import { expect, it } from "vitest";
import { codeOf, openTill, SENIOR } from "../testing/open-till.ts";
import { RECEIPT_LIMIT_KOP, sumFault } from "./sum-limit.ts";

const MILLIONTHS = 1_000_000;

it("a receipt holds a hundred million roubles and not a kopeck more", () => {
  expect(sumFault([{ priceKop: RECEIPT_LIMIT_KOP, quantity: MILLIONTHS }])).toBeNull();
  expect(
    sumFault([
      { priceKop: RECEIPT_LIMIT_KOP, quantity: MILLIONTHS },
      { priceKop: 1, quantity: MILLIONTHS },
    ])?.code,
  ).toBe("RCP464");
  expect(sumFault([{ priceKop: 100_000_000_000, quantity: 9_999_999 * MILLIONTHS }])?.code).toBe("RCP464");
});

it("what would leave the range of exact money is refused before it is journalled, and the till goes on", async () => {
  const till = await openTill();
  await till.send({ type: "openPurchase", approval: SENIOR });
  const add = (priceKop: number, count: number) => till.send({ type: "addItem", itemId: "item-0", priceKop, quantity: count * MILLIONTHS });
  const before = till.process.history.eventCount();
  expect(codeOf(await add(100_000_000_000, 90))).toBe("RCP464");
  expect(till.process.history.eventCount()).toBe(before);
  expect((await add(5_000_000_000, 1)).ok).toBe(true);
  expect(codeOf(await add(5_000_000_100, 1))).toBe("RCP464");
  expect(codeOf(await till.send({ type: "changeQuantity", line: 1, quantity: 3 * MILLIONTHS }))).toBe("RCP464");
  expect(till.till.state.receipt?.positions).toHaveLength(1);
  expect((await till.send({ type: "voidReceipt", reason: "ошибка", approval: SENIOR })).ok).toBe(true);
});
