/**
 * Measures the upload of receipts: what one receipt costs between the till's database and the acknowledgement recorded in it,
 * with a small and a large backlog, held against a bare HTTP loop that only posts the same bytes to the same server.
 */
import type { ClientRequest } from "node:http";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Database from "better-sqlite3";
import { epochMs, systemClock } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import { appError } from "../../config/errors/index.ts";
import { silentLog } from "../../config/log.ts";
import { err } from "../../config/result.ts";
import { startSyncAgent } from "../../sync-agent/agent.ts";
import type { Destination } from "../../sync-agent/destination.ts";
import { createIteemDestination } from "../../sync-agent/iteem/destination.ts";
import { encodeBatch } from "../../sync-agent/iteem/encode.ts";
import { BATCH_BYTES_MAX, BATCH_ROWS_MAX } from "../../sync-agent/limits.ts";
import type { OutboxPort } from "../../sync-agent/outbox-port.ts";
import { SAMPLE_TILL, sampleReceipt } from "../../sync-agent/testing/sample-facts.ts";
import { EMPTY_STATE } from "../../terminal/core/state.ts";
import type { Journal } from "../../terminal/journal/journal.ts";
import { openTillDatabase } from "../../terminal/journal/open.ts";
import { openOutbox } from "../../terminal/journal/outbox-store.ts";

const DRAINED_MAX = 5_000;
const ROUNDS = 4;
const SUMMARIES = 200;
const NAME = "iteem";

export interface OutboxBench {
  readonly backlog: number;
  /** Receipts sent in each measurement. */
  readonly drained: number;
  readonly bytesPerReceipt: number;
  /** Microseconds per receipt, the best of the rounds. */
  readonly bareLoopUs: number;
  readonly smallBacklogUs: number;
  readonly largeBacklogUs: number;
  /** One look at the state of the outbox, as the service page and the status lights take it. */
  readonly smallSummaryUs: number;
  readonly largeSummaryUs: number;
  /** Large backlog against small: 1 is flat. */
  readonly flatness: number;
  /** Large backlog against the bare loop. */
  readonly againstBareLoop: number;
}

/** `rows`: the large backlog. A million rows take about a gigabyte of the temporary folder. */
export async function benchOutbox(rows: number): Promise<OutboxBench> {
  const server = await startSink();
  const drained = Math.min(DRAINED_MAX, Math.floor(rows / (ROUNDS + 2)));
  try {
    const small = openBacklog(drained * (ROUNDS + 2));
    const large = openBacklog(rows);
    const bodies = batchBodies(drained);
    const best = { bareUs: Infinity, smallUs: Infinity, largeUs: Infinity, smallSummaryUs: Infinity, largeSummaryUs: Infinity };
    // Interleaved, so that what else the machine does meets all alike; the first round warms up.
    for (let i = 0; i < ROUNDS + 1; i += 1) {
      const round = {
        bareUs: await bareLoop(server.url, bodies, drained),
        smallUs: await drain(server.url, small.outbox, drained),
        largeUs: await drain(server.url, large.outbox, drained),
        smallSummaryUs: summaryCost(small.outbox),
        largeSummaryUs: summaryCost(large.outbox),
      };
      if (i > 0) for (const key of Object.keys(best) as (keyof typeof best)[]) best[key] = Math.min(best[key], round[key]);
    }
    small.remove();
    large.remove();
    return {
      backlog: rows,
      drained,
      bytesPerReceipt: Math.round(bodies.reduce((sum, body) => sum + body.byteLength, 0) / drained),
      bareLoopUs: round(best.bareUs),
      smallBacklogUs: round(best.smallUs),
      largeBacklogUs: round(best.largeUs),
      smallSummaryUs: round(best.smallSummaryUs),
      largeSummaryUs: round(best.largeSummaryUs),
      flatness: round(best.largeUs / best.smallUs),
      againstBareLoop: round(best.largeUs / best.bareUs),
    };
  } finally {
    await server.stop();
  }
}

/** Reads the body and acknowledges every document in it: the least that a server must do. */
async function startSink(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { facts } = JSON.parse(Buffer.concat(chunks).toString()) as { facts: Fact[] };
      const results = facts.map(({ id, sequence }) => ({ id, sequence, status: "accepted" }));
      const body = JSON.stringify({ accepted: facts.at(-1)?.sequence ?? 0, serverTime: 0, results });
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function batchBodies(count: number): readonly Buffer[] {
  const bodies: Buffer[] = [];
  for (let first = 1; first <= count; first += BATCH_ROWS_MAX) {
    const facts = Array.from({ length: Math.min(BATCH_ROWS_MAX, count - first + 1) }, (_, i) => receipt(first + i));
    const rows = facts.map((fact) => ({ sequence: fact.sequence, destination: NAME, fact, attempts: 0 }));
    bodies.push(encodeBatch({ rows, heldBack: [] }, { epoch: "e", sentAt: epochMs(0) }, BATCH_BYTES_MAX).body);
  }
  return bodies;
}

/** Microseconds per receipt. */
async function bareLoop(url: string, bodies: readonly Buffer[], count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const began = performance.now();
  for (const body of bodies) await post(request(`${url}/v1/tills/x/facts`, { method: "POST", agent }), body);
  const us = ((performance.now() - began) * 1000) / count;
  agent.destroy();
  return us;
}

function post(call: ClientRequest, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    call.on("error", reject);
    call.on("response", (response) => {
      response.resume();
      response.on("end", resolve);
    });
    call.end(body);
  });
}

interface Backlog {
  readonly outbox: OutboxPort;
  remove(): void;
}

/** A till database with so many receipts waiting. */
function openBacklog(count: number): Backlog {
  const dataDir = mkdtempSync(join(tmpdir(), "till-outbox-bench-"));
  const opened = openTillDatabase(dataDir, SAMPLE_TILL, systemClock);
  if (!opened.ok) throw new Error(opened.error.code);
  fill(opened.value.db, count);
  return {
    outbox: openOutbox(opened.value.db, IDLE_JOURNAL, [NAME]),
    remove() {
      opened.value.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Microseconds for one look at the outbox's state. */
function summaryCost(outbox: OutboxPort): number {
  const began = performance.now();
  for (let i = 0; i < SUMMARIES; i += 1) outbox.summary(NAME);
  return ((performance.now() - began) * 1000) / SUMMARIES;
}

/** Delivers `count` of more receipts by the real agent; resolves with microseconds per receipt. */
async function drain(url: string, outbox: OutboxPort, count: number): Promise<number> {
  const goal = outbox.summary(NAME).delivered + count;
  const iteem = createIteemDestination({
    name: NAME,
    baseUrl: url,
    tillId: SAMPLE_TILL,
    epoch: "e",
    readToken: () => "t",
    clock: systemClock,
  });
  let left = count;
  let reached: () => void = () => {};
  const done = new Promise<void>((resolve) => (reached = resolve));
  /** Stops the measurement exactly at `count`: what is beyond waits for the next round. */
  const counted: Destination = {
    batchRowsMax: iteem.batchRowsMax,
    async send(batch, signal) {
      if (left <= 0) {
        reached();
        return new Promise((resolve) =>
          signal.addEventListener("abort", () => resolve({ delivered: [], refused: [], failed: [], stop: null }), { once: true }),
        );
      }
      const outcome = await iteem.send({ ...batch, rows: batch.rows.slice(0, left) }, signal);
      left -= outcome.delivered.length;
      return outcome;
    },
    close: () => iteem.close(),
  };
  const began = performance.now();
  const agent = startSyncAgent({
    outbox,
    destinations: [{ name: NAME, deliver: counted }],
    clock: systemClock,
    random: () => 0.5,
    log: silentLog,
  });
  await done;
  const us = ((performance.now() - began) * 1000) / count;
  await agent.stop();
  if (outbox.summary(NAME).delivered !== goal) throw new Error(`delivered ${outbox.summary(NAME).delivered}, wanted ${goal}`);
  return us;
}

/** Receipts as the journal keeps them, without the costs of a commit each. */
function fill(db: Database.Database, count: number): void {
  db.pragma("synchronous = OFF");
  const event = db.prepare("INSERT INTO event (sequence, at, type, data, hash) VALUES (?, 0, 'receiptCompleted', ?, x'00')");
  const outbox = db.prepare("INSERT INTO outbox (sequence, event_sequence, at) VALUES (?, ?, 0)");
  const one = (sequence: number): void => {
    event.run(sequence, JSON.stringify({ type: "receiptCompleted", jobId: `job-${sequence}`, fact: receipt(sequence) }));
    outbox.run(sequence, sequence);
  };
  db.transaction(() => {
    for (let sequence = 1; sequence <= count; sequence += 1) one(sequence);
  })();
  // On the disk before the clock runs: otherwise the first commits would pay for writing it back.
  db.pragma("synchronous = FULL");
  db.pragma("wal_checkpoint(TRUNCATE)");
}

function receipt(sequence: number): Fact {
  return sampleReceipt(sequence);
}

/** The outbox needs only its wake-ups of the journal, and none come here. */
const IDLE_JOURNAL: Journal = {
  state: EMPTY_STATE,
  sequence: 0,
  fault: null,
  lastCommitMs: 0,
  commit: () => err(appError("STO805")),
  probe: () => {},
  replyOf: () => null,
  onFacts: () => () => {},
};

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
