import { expect, it } from "vitest";
import { drawerKop } from "./book.ts";
import { codeOf, openTill, PIECE, SENIOR } from "../testing/open-till.ts";

it("cash is promised once: a refund that waits for the registrar leaves nothing to a second one", async () => {
  const till = await openTill();
  await till.send({ type: "addItem", itemId: PIECE });
  await till.send({ type: "payCash" });
  await till.settle();
  expect(drawerKop(till.till.state)).toBe(1_999);
  till.outside.fiscal.faults.linkDown = true;
  const refund = async () => {
    await till.send({ type: "openRefund", approval: SENIOR });
    await till.send({ type: "addItem", itemId: PIECE });
    return codeOf(await till.send({ type: "payCash" }));
  };
  expect(await refund()).toBeUndefined();
  expect(await refund()).toBe("RCP433");
  till.outside.fiscal.faults.linkDown = false;
  await till.settle();
  expect(drawerKop(till.till.state)).toBe(0);
});
