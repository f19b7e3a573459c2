import { expect, test } from "vitest";
import type { TillCommand } from "../../config/contract/commands.ts";
import { systemClock, type Clock } from "../../config/clock.ts";
import { CommandSender, DELIVERY_LIMIT_MS, WAITING_MAX, type SenderPorts } from "./command-sender.ts";

/** Time goes by only while somebody sleeps. */
function jumpingClock(): Clock {
  let nowMs = 0;
  return {
    ...systemClock,
    monotonicMs: () => nowMs,
    async sleep(ms, signal) {
      await Promise.resolve();
      if (!signal) nowMs += ms;
      // A time limit never strikes by itself here: `post` decides when it fails.
      else await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    },
  };
}

type Answer = { readonly status: number; readonly body: unknown } | "no answer";

function sender(answers: (command: TillCommand, attempt: number) => Answer) {
  const posted: TillCommand[] = [];
  const pending: number[] = [];
  let ids = 0;
  let renewals = 0;
  const ports: SenderPorts = {
    clock: jumpingClock(),
    newId: () => `intention-${(ids += 1)}`,
    async post(command) {
      posted.push(command);
      const answer = answers(command, posted.filter((each) => each.id === command.id).length);
      if (answer === "no answer") throw new TypeError("network");
      return answer;
    },
    async renewAccess() {
      renewals += 1;
    },
    onPending: (count) => pending.push(count),
  };
  return { sender: new CommandSender(ports), posted, pending, renewals: () => renewals };
}

const OK: Answer = { status: 200, body: { ok: true } };

test("one id over all attempts of one intention, a new one for the next", async () => {
  const { sender: till, posted } = sender((_, attempt) => (attempt < 3 ? "no answer" : OK));
  expect(await till.send({ type: "payCash" })).toEqual({ ok: true });
  expect(await till.send({ type: "payCash" })).toEqual({ ok: true });
  expect(posted.map((command) => command.id)).toEqual([...Array(3).fill("intention-1"), ...Array(3).fill("intention-2")]);
});

test("a refusal is an answer: it is not tried again", async () => {
  const refusal = { ok: false, code: "RCP401", text: "Чек не открыт.", hint: "", needsApproval: true };
  const { sender: till, posted } = sender(() => ({ status: 200, body: refusal }));
  expect(await till.send({ type: "holdReceipt" })).toEqual(refusal);
  expect(posted).toHaveLength(1);
});

test("commands keep their order even when an early one has to be repeated", async () => {
  const { sender: till, posted } = sender((command, attempt) => (command.type === "scan" && attempt === 1 ? "no answer" : OK));
  await Promise.all([
    till.send({ type: "scan", code: "YQ==", source: "wedge" }),
    till.send({ type: "scan", code: "Yg==", source: "wedge" }),
    till.send({ type: "payCash" }),
  ]);
  const delivered = posted.map((command) => ("code" in command ? command.code : command.type));
  expect(delivered).toEqual(["YQ==", "YQ==", "Yg==", "Yg==", "payCash"]);
});

test("a command that waits for a device holds up nothing else", async () => {
  let release = (): void => undefined;
  const printed = new Promise<void>((resolve) => (release = resolve));
  const order: string[] = [];
  const { sender: till } = sender(() => OK);
  const slow = new CommandSender({
    clock: jumpingClock(),
    newId: () => "id",
    async post(command) {
      if (command.type === "reprintLast") await printed;
      order.push(command.type);
      return { status: 200, body: { ok: true } };
    },
    renewAccess: async () => undefined,
    onPending: () => undefined,
  });
  const copy = slow.send({ type: "reprintLast" });
  await slow.send({ type: "scan", code: "YQ==", source: "wedge" });
  release();
  await copy;
  expect(order).toEqual(["scan", "reprintLast"]);
  expect(await till.send({ type: "xReport" })).toEqual({ ok: true });
});

test("a lapsed access is renewed and the command sent again under the same id", async () => {
  const { sender: till, posted, renewals } = sender((_, attempt) => (attempt === 1 ? { status: 401, body: null } : OK));
  expect(await till.send({ type: "openShift" })).toEqual({ ok: true });
  expect(renewals()).toBe(1);
  expect(new Set(posted.map((command) => command.id)).size).toBe(1);
});

test("after the limit the person is told; later intentions are still tried", async () => {
  let isDown = true;
  const { sender: till, posted, pending } = sender(() => (isDown ? "no answer" : OK));
  expect(await till.send({ type: "payCash" })).toMatchObject({ ok: false, code: "no-link" });
  expect(posted.length).toBeGreaterThan(DELIVERY_LIMIT_MS / 2_000);
  isDown = false;
  expect(await till.send({ type: "payCash" })).toEqual({ ok: true });
  expect(pending).toEqual([1, 0, 1, 0]);
});

test("an answer that is no reply, and too many waiting commands", async () => {
  const { sender: till } = sender(() => ({ status: 400, body: { message: "bad" } }));
  expect(await till.send({ type: "payCash" })).toMatchObject({ ok: false, code: "not-understood" });
  const replies = await Promise.all(Array.from({ length: WAITING_MAX + 1 }, () => till.send({ type: "payCash" })));
  expect(replies.at(-1)).toMatchObject({ ok: false, code: "too-many" });
});
