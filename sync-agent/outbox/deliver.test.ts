import { describe, expect, it, vi } from "vitest";
import { appError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { silentLog } from "../../config/log.ts";
import type { Batch, Destination, SendOutcome } from "../destination.ts";
import { failedBatch } from "../destination.ts";
import { startSyncAgent } from "../agent.ts";
import { NEEDS_HUMAN_RETRY_MS } from "../limits.ts";
import { createFastClock, eventually } from "../testing/fast-clock.ts";
import { createMemoryOutbox } from "../testing/memory-outbox.ts";
import { sampleReceipts } from "../testing/sample-facts.ts";

/** A destination that answers by a script; without one it takes everything. */
function scripted(script: (batch: Batch, call: number) => SendOutcome | Promise<SendOutcome>, batchRowsMax = 200) {
  const calls: number[][] = [];
  const close = vi.fn();
  const destination: Destination = {
    batchRowsMax,
    async send(batch) {
      calls.push(batch.rows.map((row) => row.sequence));
      return script(batch, calls.length);
    },
    close,
  };
  return { destination, calls, close };
}

function takeAll(batch: Batch): SendOutcome {
  return { delivered: batch.rows.map((row) => row.sequence), refused: [], failed: [], stop: null };
}

function start(destination: Destination, log: Log = silentLog) {
  const outbox = createMemoryOutbox(["x"]);
  const clock = createFastClock();
  const agent = startSyncAgent({ outbox, destinations: [{ name: "x", deliver: destination }], clock, random: () => 0.5, log });
  return { outbox, clock, agent, delivered: () => outbox.summary("x").delivered };
}

describe("delivery", () => {
  it("sends in order, in batches, one at a time, and wakes on new rows", async () => {
    let inFlight = 0;
    const { destination, calls, close } = scripted(async (batch) => {
      inFlight += 1;
      expect(inFlight).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return takeAll(batch);
    }, 3);
    const { outbox, agent, delivered } = start(destination);
    outbox.append(...sampleReceipts(5));
    await eventually(() => delivered() === 5);
    outbox.append(...sampleReceipts(2, 6));
    await eventually(() => delivered() === 7);
    await agent.stop();
    expect(calls.flat()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(Math.max(...calls.map((call) => call.length))).toBe(3);
    expect(close).toHaveBeenCalledOnce();
    expect(agent.states()[0]?.phase).toBe("stopped");
  });

  it("marks nothing before the acknowledgement", async () => {
    let release: () => void = () => {};
    const { destination, calls } = scripted(async (batch) => {
      await new Promise<void>((resolve) => (release = resolve));
      return takeAll(batch);
    });
    const { outbox, agent, delivered } = start(destination);
    outbox.append(...sampleReceipts(3));
    await eventually(() => calls.length === 1);
    expect(delivered()).toBe(0);
    expect(agent.states()[0]).toMatchObject({ phase: "sending", waiting: 3 });
    release();
    await eventually(() => delivered() === 3);
    await agent.stop();
  });

  it("backs off with growing delays, honours Retry-After, and recovers", async () => {
    const { destination } = scripted((batch, call) => {
      if (call > 4) return takeAll(batch);
      return failedBatch(batch, appError("SYN704", { destination: "x" }), { retryAfterMs: call === 2 ? 60_000 : null });
    });
    const { outbox, clock, agent, delivered } = start(destination);
    outbox.append(...sampleReceipts(1));
    await eventually(() => delivered() === 1);
    await agent.stop();
    const waits = clock.slept.filter((ms) => ms !== 30_000);
    expect(waits).toEqual([750, 66_000, 2_250, 4_250]);
  });

  it("asks a person and tries slowly when access is refused", async () => {
    const warn = vi.fn();
    const { destination } = scripted((batch, call) =>
      call > 3 ? takeAll(batch) : failedBatch(batch, appError("SYN703", { destination: "x" })),
    );
    const { outbox, clock, agent, delivered } = start(destination, { ...silentLog, warn });
    outbox.append(...sampleReceipts(1));
    await eventually(() => delivered() === 1);
    await agent.stop();
    expect(clock.slept.filter((ms) => ms >= NEEDS_HUMAN_RETRY_MS)).toHaveLength(3);
    expect(warn).toHaveBeenCalledOnce();
  });

  it("shows what stands in the way, how late it is, and when it tries again", async () => {
    const { destination } = scripted((batch) => failedBatch(batch, appError("SYN701", { destination: "x" })));
    const { outbox, clock, agent } = start(destination);
    outbox.append(...sampleReceipts(2));
    await eventually(() => agent.states()[0]?.lateness === "very-late");
    await eventually(() => agent.states()[0]?.phase === "waiting");
    const state = agent.states()[0];
    expect(state).toMatchObject({ waiting: 2, delivered: 0, error: { code: "SYN701" } });
    expect(state?.nextAttemptAt).toBeGreaterThan(clock.now());
    await agent.stop();
  });

  it("sets one refused document aside with its error and goes on with the rest in order", async () => {
    const { destination, calls } = scripted((batch) => {
      const poison = batch.rows.find((row) => row.sequence === 3);
      if (poison === undefined) return takeAll(batch);
      return {
        delivered: [],
        refused: [{ sequence: 3, error: appError("SYN708", { destination: "x", reason: "no" }) }],
        failed: [],
        stop: null,
      };
    });
    const { outbox, agent, delivered } = start(destination);
    outbox.append(...sampleReceipts(6));
    await eventually(() => delivered() === 5);
    expect(outbox.setAsideRows("x").map((row) => [row.sequence, row.error.code])).toEqual([[3, "SYN708"]]);
    await agent.stop();
    expect(calls.at(-1)).toEqual([1, 2, 4, 5, 6]);
  });

  it("treats a destination that throws like one that fails, down to setting the culprit aside", async () => {
    const error = vi.fn();
    const { destination } = scripted((batch) => {
      if (batch.rows.some((row) => row.sequence === 2)) throw new Error("mapping bug");
      return takeAll(batch);
    });
    const { outbox, agent, delivered } = start(destination, { ...silentLog, error });
    outbox.append(...sampleReceipts(4));
    await eventually(() => delivered() === 3 && outbox.summary("x").setAside === 1);
    expect(outbox.setAsideRows("x")[0]?.error).toMatchObject({ code: "SYN714", details: { reason: "SYN715" } });
    expect(error).toHaveBeenCalled();
    await agent.stop();
  });

  it("survives an outbox that throws", async () => {
    const { destination } = scripted(takeAll);
    const outbox = createMemoryOutbox(["x"]);
    let failures = 3;
    const shaky = { ...outbox, next: (name: string, limit: number) => (failures-- > 0 ? fail() : outbox.next(name, limit)) };
    const agent = startSyncAgent({
      outbox: shaky,
      destinations: [{ name: "x", deliver: destination }],
      clock: createFastClock(),
      random: Math.random,
      log: silentLog,
    });
    outbox.append(...sampleReceipts(1));
    await eventually(() => outbox.summary("x").delivered === 1);
    await agent.stop();
  });

  it("records what was acknowledged before it was stopped, and blames nobody for the rest", async () => {
    let release: () => void = () => {};
    const { destination, calls } = scripted(async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return {
        delivered: [1],
        refused: [],
        failed: [2],
        stop: { kind: "failed", error: appError("SYN702", {}), retryAfterMs: null, suspect: false },
      };
    });
    const { outbox, agent, delivered } = start(destination);
    outbox.append(...sampleReceipts(2));
    await eventually(() => calls.length === 1);
    const stopped = agent.stop();
    release();
    await stopped;
    expect(delivered()).toBe(1);
    expect(outbox.next("x", 1)[0]).toMatchObject({ sequence: 2, attempts: 0 });
  });

  it("wakes on a person's wish and sends a corrected document", async () => {
    let corrected = false;
    const { destination } = scripted((batch) => {
      if (corrected) return takeAll(batch);
      return {
        delivered: [],
        refused: [{ sequence: 1, error: appError("SYN708", { destination: "x", reason: "no" }) }],
        failed: [],
        stop: null,
      };
    });
    const { outbox, agent, delivered } = start(destination);
    outbox.append(...sampleReceipts(1));
    await eventually(() => outbox.summary("x").setAside === 1);
    corrected = true;
    outbox.requeue("x", 1);
    agent.wake();
    await eventually(() => delivered() === 1);
    await agent.stop();
  });
});

function fail(): never {
  throw new Error("disk full");
}
