import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Clock } from "../../config/clock.ts";
import { systemClock } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import type { Log } from "../../config/log.ts";
import { silentLog } from "../../config/log.ts";
import type { SyncAgent } from "../agent.ts";
import { startSyncAgent } from "../agent.ts";
import type { Fault } from "../reference-server/faults.ts";
import type { IteemServer } from "../reference-server/iteem/server.ts";
import { startIteemServer } from "../reference-server/iteem/server.ts";
import { createFastClock, eventually } from "../testing/fast-clock.ts";
import type { MemoryOutbox } from "../testing/memory-outbox.ts";
import { createMemoryOutbox } from "../testing/memory-outbox.ts";
import { SAMPLE_TILL, sampleCash, sampleId, sampleReceipt, sampleReceipts, sampleShift } from "../testing/sample-facts.ts";
import { createIteemDestination } from "./destination.ts";

const TOKEN = "secret-token-of-the-till";
const ANSWER_TIMEOUT_MS = 400;

let server: IteemServer;
const agents: SyncAgent[] = [];

beforeEach(async () => {
  server = await startIteemServer({ dataDir: ":memory:", port: 0, token: TOKEN, clock: systemClock, log: silentLog });
});

afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.stop()));
  await server.stop();
});

interface TillOptions {
  readonly outbox?: MemoryOutbox;
  readonly token?: string;
  readonly epoch?: string;
  readonly url?: string;
  readonly gzip?: boolean;
  readonly log?: Log;
  /** Of the waits between batches; passes at once unless given. */
  readonly clock?: Clock;
}

function startTill(options: TillOptions = {}) {
  const outbox = options.outbox ?? createMemoryOutbox(["iteem"]);
  const clock = createFastClock();
  const deliver = createIteemDestination({
    name: "iteem",
    baseUrl: options.url ?? server.url,
    tillId: SAMPLE_TILL,
    epoch: options.epoch ?? "e1",
    readToken: () => options.token ?? TOKEN,
    clock: systemClock,
    gzip: options.gzip ?? false,
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
  });
  const agent = startSyncAgent({
    outbox,
    destinations: [{ name: "iteem", deliver }],
    clock: options.clock ?? clock,
    random: Math.random,
    log: options.log ?? silentLog,
  });
  agents.push(agent);
  return { outbox, clock, agent, summary: () => outbox.summary("iteem"), error: () => agent.states()[0]?.error?.code };
}

/** What the server stored, in order of arrival. */
async function storedSequences(): Promise<number[]> {
  const answer = await fetch(`${server.url}/v1/facts`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { facts } = (await answer.json()) as { facts: Fact[] };
  return facts.map((fact) => fact.sequence);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

describe("ITEEM delivery over real sockets", () => {
  it("brings every kind of fact, once, in order, with the sums", async () => {
    const till = startTill();
    till.outbox.append(
      sampleShift(1, "opened"),
      sampleReceipt(2),
      sampleReceipt(3, { kind: "refund" }),
      sampleCash(4, "out", 5_000),
      sampleShift(5, "closed"),
    );
    await eventually(() => till.summary().delivered === 5);
    expect(await storedSequences()).toEqual(upTo(5));
    expect(server.received()).toMatchObject({
      facts: 5,
      sales: { count: 1, sumKop: 21_980 },
      refunds: { count: 1, sumKop: 21_980 },
      cashOut: { count: 1, sumKop: 5_000 },
      shiftsOpened: 1,
      shiftsClosed: 1,
      duplicatesRefused: 0,
      tills: [{ tillId: SAMPLE_TILL, epoch: "e1", accepted: 5, missing: [] }],
    });
  });

  it("sends compressed batches", async () => {
    const till = startTill({ gzip: true });
    till.outbox.append(...sampleReceipts(250));
    await eventually(() => till.summary().delivered === 250);
    expect(server.received()).toMatchObject({ facts: 250, batches: 2 });
  });

  it("stores once what is sent again because the answer was lost", async () => {
    server.faults.set({ kind: "lose-answer", times: 3 });
    const till = startTill();
    till.outbox.append(...sampleReceipts(20));
    await eventually(() => till.summary().delivered === 20);
    expect(server.received()).toMatchObject({ facts: 20, duplicatesRefused: 60 });
  });

  it.each<Fault>([
    { kind: "truncate", times: 2 },
    { kind: "garbage", times: 2 },
    { kind: "answer-twice", times: 3 },
    { kind: "hang", times: 1 },
    { kind: "status", status: 500, times: 2 },
    { kind: "status", status: 503, times: 2 },
    { kind: "slow", ms: ANSWER_TIMEOUT_MS + 100, times: 1 },
  ])("gets everything through despite $kind $status", async (fault) => {
    const till = startTill();
    till.outbox.append(...sampleReceipts(30));
    await eventually(() => till.summary().delivered === 30);
    server.faults.set(fault);
    till.outbox.append(...sampleReceipts(300, 31));
    await eventually(() => till.summary().delivered === 330);
    expect(await storedSequences()).toEqual(upTo(330));
    expect(till.summary().setAside).toBe(0);
  });

  it("waits while the server is down and goes on when it is back", async () => {
    server.faults.set({ kind: "down" });
    const till = startTill();
    till.outbox.append(...sampleReceipts(5));
    await eventually(() => till.error() === "SYN701");
    await eventually(() => (till.agent.states()[0]?.failuresInRow ?? 0) > 5);
    expect(till.summary()).toMatchObject({ waiting: 5, setAside: 0 });
    server.faults.clear();
    await eventually(() => till.summary().delivered === 5);
    await eventually(() => till.error() === undefined);
  });

  it("honours 429 with Retry-After", async () => {
    server.faults.set({ kind: "status", status: 429, retryAfterS: 90, times: 1 });
    const till = startTill();
    till.outbox.append(...sampleReceipts(2));
    await eventually(() => till.summary().delivered === 2);
    const long = till.clock.slept.filter((ms) => ms >= 90_000);
    expect(long).toHaveLength(1);
    expect(long[0]).toBeLessThanOrEqual(90_000 * 1.2);
  });

  it("asks a person when the token is wrong, loses nothing, and never writes the token into the log", async () => {
    const lines: unknown[] = [];
    const write = (fields: object, message: string): void => void lines.push(fields, message);
    const token = "wrong-token-0815";
    const till = startTill({ token, clock: systemClock, log: { debug: write, info: write, warn: write, error: write } });
    till.outbox.append(...sampleReceipts(2));
    await eventually(() => till.agent.states()[0]?.phase === "needs-human");
    expect(till.error()).toBe("SYN703");
    expect(till.summary()).toMatchObject({ waiting: 2, setAside: 0 });
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([lines, till.agent.states(), till.summary()])).not.toContain(token);
  });

  it("sets the document aside that a 400 names; order is kept for the others; corrected, it arrives late", async () => {
    server.faults.set({ kind: "refuse-document", id: sampleId(`${SAMPLE_TILL}/3`) });
    const till = startTill();
    till.outbox.append(...sampleReceipts(6));
    await eventually(() => till.summary().delivered === 5);
    expect(till.outbox.setAsideRows("iteem").map((row) => [row.sequence, row.error.code])).toEqual([[3, "SYN708"]]);
    expect(await storedSequences()).toEqual([1, 2, 4, 5, 6]);
    expect(server.received().tills[0]).toMatchObject({ accepted: 6, missing: [{ from: 3, to: 3 }] });
    expect(server.received().outOfOrder).toBe(0);
    server.faults.clear();
    till.outbox.requeue("iteem", 3);
    till.agent.wake();
    await eventually(() => till.summary().delivered === 6);
    expect(server.received().outOfOrder, "the latecomer").toBe(1);
    expect(server.received().tills[0]).toMatchObject({ accepted: 6, missing: [] });
  });

  it.each(["refuse-unnamed", "crash-on-document"] as const)("finds the poison among its neighbours: %s", async (kind) => {
    server.faults.set({ kind, id: sampleId(`${SAMPLE_TILL}/7`) });
    const till = startTill();
    till.outbox.append(...sampleReceipts(12));
    await eventually(() => till.summary().delivered === 11);
    await eventually(() => till.summary().setAside === 1);
    expect(till.outbox.setAsideRows("iteem")[0]?.sequence).toBe(7);
    expect(await storedSequences()).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]);
    expect(server.received().tills[0]).toMatchObject({ accepted: 12, missing: [{ from: 7, to: 7 }] });
  });

  it("keeps a fact that breaks the contract aside at both ends", async () => {
    const till = startTill();
    till.outbox.append(sampleReceipt(1), sampleReceipt(2, { lines: [] }), sampleReceipt(3));
    await eventually(() => till.summary().delivered === 2);
    expect(till.outbox.setAsideRows("iteem")[0]?.error).toMatchObject({
      code: "SYN708",
      details: { reason: expect.stringContaining("lines") },
    });
    expect(server.received()).toMatchObject({ facts: 2, rejected: 1, tills: [{ accepted: 3, missing: [{ from: 2, to: 2 }] }] });
  });

  it("raises an alarm when one identity comes with other content, and keeps the first", async () => {
    const till = startTill();
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.summary().delivered === 1);
    const impostor = startTill();
    impostor.outbox.append(sampleReceipt(1, { number: 99 }), sampleReceipt(2));
    await eventually(() => impostor.summary().delivered === 1);
    expect(impostor.outbox.setAsideRows("iteem")[0]?.error.code).toBe("SYN711");
    expect(server.received()).toMatchObject({ facts: 2, conflicts: 1 });
  });

  it("rewinds when the server was restored and lacks what it had acknowledged", async () => {
    const till = startTill();
    till.outbox.append(...sampleReceipts(10));
    await eventually(() => till.summary().delivered === 10);
    await server.stop();
    const { port } = new URL(server.url);
    server = await startIteemServer({ dataDir: ":memory:", port: Number(port), token: TOKEN, clock: systemClock, log: silentLog });
    till.outbox.append(...sampleReceipts(2, 11));
    await eventually(() => till.summary().delivered === 12 && server.received().facts === 12);
    expect(await storedSequences()).toEqual(upTo(12));
    expect(server.received()).toMatchObject({ gapsRefused: 1, tills: [{ accepted: 12, missing: [] }] });
  });

  it("declares what the till no longer has, and the server shows the hole", async () => {
    const till = startTill();
    till.outbox.append(...sampleReceipts(3, 101));
    await eventually(() => till.summary().delivered === 3);
    expect(server.received()).toMatchObject({ facts: 3, gapsRefused: 1, tills: [{ accepted: 103, missing: [{ from: 1, to: 100 }] }] });
  });

  it("begins a new count after the till was restored from a copy, without a clash", async () => {
    const before = startTill({ epoch: "e1" });
    before.outbox.append(...sampleReceipts(6));
    await eventually(() => before.summary().delivered === 6);
    await before.agent.stop();
    const copy = createMemoryOutbox(["iteem"]);
    copy.append(...sampleReceipts(4), sampleReceipt(5, { id: sampleId("new 5") }), sampleReceipt(6, { id: sampleId("new 6") }));
    copy.delivered("iteem", [1, 2, 3, 4], systemClock.now());
    const restored = startTill({ outbox: copy, epoch: "e2" });
    await eventually(() => restored.summary().delivered === 6);
    expect(server.received()).toMatchObject({
      facts: 8,
      conflicts: 0,
      tills: [
        { epoch: "e1", accepted: 6 },
        { epoch: "e2", accepted: 6, missing: [] },
      ],
    });
  });

  it("says that the address is wrong when something else answers there", async () => {
    const till = startTill({ url: `${server.url}/elsewhere` });
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.error() === "SYN707");
    expect(till.summary()).toMatchObject({ waiting: 1, setAside: 0 });
  });

  it("stops while a request hangs", async () => {
    server.faults.set({ kind: "hang" });
    const till = startTill();
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.agent.states()[0]?.phase === "sending");
    await till.agent.stop();
    expect(till.outbox.next("iteem", 1)[0]?.sequence).toBe(1);
  });

  it("is commanded over HTTP", async () => {
    const control = async (method: string, path: string, json?: object): Promise<Response> =>
      fetch(`${server.controlUrl}${path}`, { method, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
    expect((await control("POST", "/faults", { kind: "status", status: 500, times: 1 })).status).toBe(204);
    expect((await control("POST", "/faults", { kind: "nonsense" })).status).toBe(400);
    expect(await (await control("GET", "/faults")).json()).toEqual({ faults: [{ kind: "status", status: 500, times: 1 }] });
    expect((await control("DELETE", "/faults")).status).toBe(204);
    expect(server.faults.list()).toEqual([]);
    expect((await control("POST", "/loyalty/cards", { cardNumber: "77", name: "Пётр", points: 300 })).status).toBe(204);
    expect(await (await control("GET", "/received")).json()).toMatchObject({ facts: 0, loyalty: { cards: 1, balance: 300 } });
    expect((await control("GET", "/nowhere")).status).toBe(404);
  });
});

describe("the log of a delivery", () => {
  it("tells the first failure loudly and repeats quietly", async () => {
    const warn = vi.fn();
    server.faults.set({ kind: "status", status: 503, times: 5 });
    const till = startTill({ log: { ...silentLog, warn } });
    till.outbox.append(sampleReceipt(1));
    await eventually(() => till.summary().delivered === 1);
    expect(warn).toHaveBeenCalledOnce();
  });
});
