import { expect, test } from "vitest";
import { systemClock, type Clock } from "../../config/clock.ts";
import type { FeedMessage } from "../../config/contract/view.ts";
import { LINK_GRACE_MS, runFeed, type LinkState } from "./feed-client.ts";

/** A clock that moves only when told. */
function handClock(): Clock & { advance(ms: number): Promise<void> } {
  let nowMs = 0;
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    ...systemClock,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ atMs: nowMs + ms, wake: resolve });
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
    async advance(ms) {
      nowMs += ms;
      for (const sleeper of sleepers.filter((each) => each.atMs <= nowMs)) sleeper.wake();
      await settle();
    },
  };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

function feed() {
  const clock = handClock();
  const links: LinkState[] = [];
  const messages: FeedMessage[] = [];
  const sockets: { text(data: string): void; closed(): void; isClosed: boolean }[] = [];
  let renewals = 0;
  const stop = new AbortController();
  const done = runFeed(
    {
      clock,
      open(on) {
        const socket = { ...on, isClosed: false };
        sockets.push(socket);
        return {
          close() {
            if (socket.isClosed) return;
            socket.isClosed = true;
            on.closed();
          },
        };
      },
      async renewAccess() {
        renewals += 1;
      },
      onMessage: (message) => messages.push(message),
      onLink: (state) => links.push(state),
    },
    stop.signal,
  );
  const say = (message: object): void => sockets.at(-1)!.text(JSON.stringify(message));
  return { clock, links, messages, sockets, stop, done, say, renewals: () => renewals };
}

const VIEW = { type: "view", revision: 1, view: {} };
const PATCH = { type: "patch", revision: 2, sections: {} };

test("a lost connection is told within a second and made again; the whole view ends the alarm", async () => {
  const { clock, links, sockets, say, stop, done } = feed();
  say(VIEW);
  expect(links).toEqual(["live"]);
  sockets[0]!.closed();
  await settle();
  expect(links).toEqual(["live"]);
  await clock.advance(LINK_GRACE_MS);
  expect(links).toEqual(["live", "lost"]);
  expect(LINK_GRACE_MS).toBeLessThan(1_000);
  expect(sockets).toHaveLength(2);
  say(VIEW);
  expect(links).toEqual(["live", "lost", "live"]);
  stop.abort();
  await done;
});

test("a gap shorter than the grace raises no alarm", async () => {
  const { clock, links, sockets, say, stop, done } = feed();
  say(VIEW);
  sockets[0]!.closed();
  await settle();
  await clock.advance(LINK_GRACE_MS / 2);
  expect(sockets).toHaveLength(2);
  say(VIEW);
  await clock.advance(LINK_GRACE_MS * 2);
  expect(links).toEqual(["live"]);
  stop.abort();
  await done;
});

test("delays grow while nobody answers, and access is renewed", async () => {
  const { clock, sockets, stop, done, renewals } = feed();
  const openedAt: number[] = [];
  for (let ms = 0; ms < 6_000; ms += 50) {
    const last = sockets.at(-1)!;
    if (!last.isClosed) {
      last.isClosed = true;
      openedAt.push(ms);
      last.closed();
      await settle();
    }
    await clock.advance(50);
  }
  const gaps = openedAt.slice(1).map((at, index) => at - openedAt[index]!);
  expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
  expect(gaps.at(-1)).toBeGreaterThan(1_000);
  expect(renewals()).toBeGreaterThan(2);
  stop.abort();
  sockets.at(-1)!.closed();
  await done;
});

test("nothing is passed on before the whole view; rubbish ends the connection", async () => {
  const { messages, sockets, say, stop, done } = feed();
  say(PATCH);
  say({ type: "sound", sound: "bad" });
  expect(messages.map((message) => message.type)).toEqual(["sound"]);
  say(VIEW);
  say(PATCH);
  expect(messages.map((message) => message.type)).toEqual(["sound", "view", "patch"]);
  sockets[0]!.text("{broken");
  expect(sockets[0]!.isClosed).toBe(true);
  stop.abort();
  await done;
});

test("a connection that stays silent is given up", async () => {
  const { clock, sockets, stop, done } = feed();
  await clock.advance(4_000);
  expect(sockets[0]!.isClosed).toBe(true);
  await clock.advance(1_000);
  expect(sockets.length).toBeGreaterThan(1);
  stop.abort();
  await done;
});
