import { describe, expect, it } from "vitest";
import { hashBadge } from "./access/pin.ts";
import { createOutside } from "./simulation/calm-till.ts";
import { startProcess } from "./simulation/till-process.ts";
import type { Intention } from "./api/till-client.ts";
import { codeOf, openTill, OTHER_PIECE, PIECE } from "./testing/open-till.ts";
import { drawerKop, tillShift } from "./shift/book.ts";

/**
 * Goal: consent of a second person counts for what was asked and for nothing else, and a PIN cannot be guessed by asking many
 * times at once. Method: as in till.test.ts; the senior also has a badge.
 */
const BADGE = "BADGE-OF-THE-SENIOR-90210";

async function tillWithBadge() {
  const world = createOutside(1);
  const staff = [
    ...world.outside.staff.map((member) => (member.id === "senior" ? { ...member, badgeHash: hashBadge(BADGE) } : member)),
    { id: "second", name: "Кассир Ольга", role: "cashier", inn: null, pinHash: "3333", badgeHash: null },
  ] as const;
  const process = startProcess({ ...world.outside, staff }, world.random, { commitCrash: 0 }, () => {});
  let made = 0;
  const till = {
    ...world,
    till: process.till,
    send: (intention: Intention) => process.till.execute({ id: `command-${(made += 1)}`, ...intention }),
    settle: () => world.clock.advance(20_000),
    badge: async () => {
      process.till.scan({ bytes: Buffer.from(BADGE), source: "scanner", at: world.clock.now() });
      await world.clock.settle();
    },
  };
  await till.send({ type: "signIn", staffId: "cashier", pin: "1111" });
  await till.send({ type: "openShift" });
  await till.settle();
  return till;
}

type WithBadge = Awaited<ReturnType<typeof tillWithBadge>>;

async function askToVoid(till: WithBadge): Promise<void> {
  await till.send({ type: "addItem", itemId: PIECE });
  expect(codeOf(await till.send({ type: "voidReceipt", reason: "передумал" }))).toBe("ACC110");
  expect(till.till.screen.approval?.action).toBe("void-receipt");
}

describe("a badge", () => {
  it("approves what was just asked", async () => {
    const till = await tillWithBadge();
    await askToVoid(till);
    await till.badge();
    expect(till.till.state.receipt).toBeNull();
    expect(till.till.state.operator?.id, "nobody was signed in by it").toBe("cashier");
  });

  it("does not void the next customer's receipt for a question about the last one's", async () => {
    const till = await tillWithBadge();
    await askToVoid(till);
    await till.send({ type: "payCash" });
    await till.settle();
    expect(till.till.screen.approval).toBeNull();
    await till.send({ type: "addItem", itemId: OTHER_PIECE });
    await till.badge();
    expect(till.till.state.receipt?.positions, "the badge signs in and no more").toHaveLength(1);
    expect(till.till.state.operator?.id).toBe("senior");
  });

  it("does not carry out for one person what another one asked for", async () => {
    const till = await tillWithBadge();
    await till.send({ type: "cashIn", amountKop: 100_000, reason: "размен" });
    await till.settle();
    expect(codeOf(await till.send({ type: "cashOut", amountKop: 50_000, reason: "инкассация" }))).toBe("ACC110");
    await till.send({ type: "signIn", staffId: "second", pin: "3333" });
    expect(till.till.screen.approval).toBeNull();
    await till.send({ type: "signIn", staffId: "cashier", pin: "1111" });
    await till.badge();
    await till.settle();
    expect(drawerKop(till.till.state), "also not when the first one is back").toBe(100_000);
  });

  it("a minute later is no answer any more", async () => {
    const till = await tillWithBadge();
    await askToVoid(till);
    await till.clock.advance(60_000);
    expect(till.till.screen.approval).toBeNull();
    await till.badge();
    expect(till.till.state.receipt?.positions).toHaveLength(1);
  });

  it("does not pay out in the next shift what was asked for in the last", async () => {
    const till = await tillWithBadge();
    await till.send({ type: "cashIn", amountKop: 100_000, reason: "размен" });
    await till.settle();
    await till.send({ type: "cashOut", amountKop: 50_000, reason: "инкассация" });
    expect(await till.send({ type: "closeShift", counted: [] })).toEqual({ ok: true });
    await till.settle();
    expect(tillShift(till.till.state).status).toBe("closed");
    expect(till.till.screen.approval).toBeNull();
  });
});

describe("wrong PINs, sixty at once,", () => {
  it("are checked one at a time, so that the sixth already finds the door closed", async () => {
    const { send, till } = await openTill();
    const guesses = Array.from({ length: 60 }, (_, index) => String(4_000 + index));
    const replies = await Promise.all(guesses.map((pin) => send({ type: "signIn", staffId: "senior", pin })));
    expect(replies.filter((reply) => codeOf(reply) === "ACC102")).toHaveLength(4);
    expect(replies.filter((reply) => codeOf(reply) === "ACC103")).toHaveLength(56);
    expect(till.state.signInFailures["senior"]?.count).toBe(5);
    expect(codeOf(await send({ type: "signIn", staffId: "senior", pin: "2222" }))).toBe("ACC103");
  });

  it("are no way round by the approval of a command", async () => {
    const { send } = await openTill();
    const guesses = Array.from({ length: 20 }, (_, index) => String(4_000 + index));
    const replies = await Promise.all(
      guesses.map((pin) => send({ type: "openDrawer", reason: "размен", approval: { staffId: "senior", pin } })),
    );
    expect(replies.filter((reply) => codeOf(reply) === "ACC103")).toHaveLength(16);
  });
});
