import { describe, expect, it } from "vitest";
import type { Intention } from "./api/till-client.ts";
import type { TillEvent } from "./core/event.ts";
import { createOutside } from "./simulation/calm-till.ts";
import { startProcess } from "./simulation/till-process.ts";
import { OTHER_PIECE, PIECE, SENIOR } from "./testing/open-till.ts";

/** Goal: what a senior consented to stands in the journal before what was done by it. Method: a technician, who may not sell, does. */
async function technician() {
  const world = createOutside(1);
  const staff = [
    ...world.outside.staff,
    { id: "tech", name: "Техник", role: "technician", inn: null, pinHash: "4444", badgeHash: null },
  ] as const;
  const events: TillEvent[] = [];
  const process = startProcess(
    { ...world.outside, staff },
    world.random,
    { commitCrash: 0 },
    (committed) => void events.push(...committed.map(({ event }) => event)),
  );
  let made = 0;
  const send = async (intention: Intention): Promise<readonly string[]> => {
    events.length = 0;
    const reply = await process.till.execute({ id: `command-${(made += 1)}`, ...intention });
    if (!reply.ok) throw new Error(`${intention.type}: ${reply.code}`);
    const types = events.map(({ type }) => type);
    await world.clock.advance(20_000);
    return types;
  };
  await send({ type: "signIn", staffId: "tech", pin: "4444" });
  await send({ type: "openShift", approval: SENIOR });
  return send;
}

describe("the approval of a senior is journalled first", () => {
  it("by every command of a sale", async () => {
    const send = await technician();
    const steps: readonly Intention[] = [
      { type: "setNextQuantity", quantity: 2_000_000 },
      { type: "addItem", itemId: PIECE },
      { type: "changeQuantity", line: 1, quantity: 3_000_000 },
      { type: "setBuyer", buyer: { name: "Покупатель" } },
      { type: "setBuyerContact", contact: "+79001234567" },
      { type: "setPaper", paper: "none" },
      { type: "holdReceipt" },
    ];
    for (const step of steps) expect((await send({ ...step, approval: SENIOR }))[0], step.type).toBe("approvalGiven");
  });

  it("by payments, their cancelling, advances and prepayments", async () => {
    const send = await technician();
    const steps: readonly Intention[] = [
      { type: "openAdvance", amountKop: 5_000 },
      { type: "payCash" },
      { type: "setSettlement", settlement: "prepayment" },
      { type: "addItem", itemId: OTHER_PIECE },
      { type: "payCash", amountKop: 100 },
      { type: "cancelPayment" },
      { type: "payCard" },
    ];
    for (const step of steps) expect((await send({ ...step, approval: SENIOR }))[0], step.type).toBe("approvalGiven");
  });
});
