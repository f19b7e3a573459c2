import type Database from "better-sqlite3";
import { epochMs, type EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { JournalledEvent, TillEvent } from "../core/event.ts";
import { evolve } from "../core/evolve.ts";
import { EMPTY_STATE, type TillState } from "../core/state.ts";
import { chainHash, GENESIS_HASH } from "./hash-chain.ts";
import { createProjector, factOf } from "./projections.ts";
import { rebuildTables } from "./rebuild.ts";
import { readSnapshot, snapshotWriter } from "./snapshot.ts";
import { isDiskRefusal, isSqlite } from "./sqlite.ts";

/** A fold at start never has to read more than this many events after the snapshot. */
const SNAPSHOT_EVENTS_MAX = 500;

/** No command has this id: theirs are longer. */
const PROBE_ID = "probe";

/** The reply of a command, stored with its events so that the same id again answers the same. */
export interface StoredReply {
  readonly commandId: string;
  readonly reply: string;
}

export interface Journal {
  readonly state: TillState;
  readonly sequence: number;
  /** Null while the journal takes commits; otherwise why it does not. */
  readonly fault: AppError | null;
  readonly lastCommitMs: number;
  /** One transaction: events with their chain, projections, outbox, stored reply. All or nothing. */
  commit(events: readonly TillEvent[], at: EpochMs, stored?: StoredReply): Result<readonly JournalledEvent[], AppError>;
  /** After a fault: does the disk take a durable write again? */
  probe(): void;
  replyOf(commandId: string): string | null;
  /** Calls back after each commit that added facts to the outbox. */
  onFacts(listener: () => void): () => void;
}

interface EventRow {
  readonly sequence: number;
  readonly at: EpochMs;
  readonly type: string;
  readonly data: string;
  readonly hash: Buffer;
}

/**
 * Opens the journal on a prepared database: snapshot, then fold of what came after, with the chain checked on the way.
 * `monotonicMs` only measures commits for diagnostics.
 */
export function openJournal(db: Database.Database, monotonicMs: () => number): Result<Journal, AppError> {
  const loaded = loadTail(db);
  if (!loaded.ok) return loaded;
  return ok(createJournal(db, monotonicMs, loaded.value));
}

interface Tail {
  readonly state: TillState;
  readonly sequence: number;
  readonly hash: Buffer;
  readonly snapshotSequence: number;
}

function loadTail(db: Database.Database): Result<Tail, AppError> {
  const damaged = (detail: string) => err(appError("STO802", { path: db.name, detail }));
  try {
    const snapshot = readSnapshot(db);
    const start = snapshot?.sequence ?? 0;
    let state = snapshot?.state ?? EMPTY_STATE;
    let hash = GENESIS_HASH as Buffer;
    if (start > 0) {
      const row = db.prepare<[number], { hash: Buffer }>("SELECT hash FROM event WHERE sequence = ?").get(start);
      if (row === undefined) return damaged(`event ${start} of the snapshot is missing`);
      hash = row.hash;
    }
    let sequence = start;
    for (const row of db.prepare<[number], EventRow>("SELECT * FROM event WHERE sequence > ? ORDER BY sequence").iterate(start)) {
      if (row.sequence !== sequence + 1) return damaged(`event ${sequence + 1} is missing`);
      hash = chainHash(hash, row.sequence, row.at, row.type, row.data);
      if (!hash.equals(row.hash)) return damaged(`event ${row.sequence} does not match the hash chain`);
      state = evolve(state, { sequence: row.sequence, at: row.at, event: JSON.parse(row.data) as TillEvent });
      sequence = row.sequence;
    }
    const missing = missingAtEnd(db, sequence, hash);
    if (missing !== null) return damaged(missing);
    rebuildTables(db);
    return ok({ state, sequence, hash, snapshotSequence: start });
  } catch (error) {
    if (isSqlite(error, "SQLITE_CORRUPT") || error instanceof SyntaxError) return damaged((error as Error).message);
    throw error;
  }
}

/** Compares the last event with what the commits said it is; null when it is that one. */
export function missingAtEnd(db: Database.Database, sequence: number, hash: Buffer): string | null {
  const head = db.prepare<[], { sequence: number; hash: Buffer }>("SELECT sequence, hash FROM head").get();
  const told = head?.sequence ?? 0;
  if (told > sequence) return `events ${sequence + 1} to ${told} are missing at the end`;
  if (told < sequence) return `events ${told + 1} to ${sequence} were added behind the journal's back`;
  return head === undefined || head.hash.equals(hash) ? null : `event ${sequence} is not the one that was committed`;
}

function createJournal(db: Database.Database, monotonicMs: () => number, tail: Tail): Journal {
  const project = createProjector(db);
  const insertEvent = db.prepare("INSERT INTO event (sequence, at, type, data, hash) VALUES (?, ?, ?, ?, ?)");
  const insertReply = db.prepare("INSERT INTO command (id, at, reply) VALUES (?, ?, ?)");
  const selectReply = db.prepare<[string], { reply: string }>("SELECT reply FROM command WHERE id = ?");
  const dropReply = db.prepare("DELETE FROM command WHERE id = ?");
  const saveSnapshot = snapshotWriter(db);
  const saveHead = db.prepare(
    "INSERT INTO head (id, sequence, hash) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash",
  );
  const listeners = new Set<() => void>();
  let { state, sequence, hash, snapshotSequence } = tail;
  let fault: AppError | null = null;
  let lastCommitMs = 0;

  /** Everything inside the transaction; returns what becomes true once it is committed. */
  function write(events: readonly TillEvent[], at: EpochMs, stored: StoredReply | undefined) {
    let next = { state, sequence, hash, snapshotSequence };
    const journalled: JournalledEvent[] = [];
    for (const event of events) {
      const data = JSON.stringify(event);
      const entry: JournalledEvent = { sequence: next.sequence + 1, at, event };
      const chained = chainHash(next.hash, entry.sequence, at, event.type, data);
      insertEvent.run(entry.sequence, at, event.type, data, chained);
      project(entry, next.state);
      next = { ...next, state: evolve(next.state, entry), sequence: entry.sequence, hash: chained };
      journalled.push(entry);
    }
    if (journalled.length > 0) saveHead.run(next.sequence, next.hash);
    if (stored !== undefined) insertReply.run(stored.commandId, at, stored.reply);
    const isQuiet = next.state.receipt === null && next.state.jobs.length === 0 && next.sequence > next.snapshotSequence + 20;
    if (isQuiet || next.sequence - next.snapshotSequence >= SNAPSHOT_EVENTS_MAX) {
      saveSnapshot(next);
      next = { ...next, snapshotSequence: next.sequence };
    }
    return { next, journalled };
  }
  const transaction = db.transaction(write);

  return {
    get state() {
      return state;
    },
    get sequence() {
      return sequence;
    },
    get fault() {
      return fault;
    },
    get lastCommitMs() {
      return lastCommitMs;
    },
    commit(events, at, stored) {
      const startedMs = monotonicMs();
      try {
        const { next, journalled } = transaction.immediate(events, at, stored);
        ({ state, sequence, hash, snapshotSequence } = next);
        fault = null;
        lastCommitMs = monotonicMs() - startedMs;
        if (journalled.some((entry) => factOf(entry) !== null)) for (const listener of listeners) listener();
        return ok(journalled);
      } catch (error) {
        fault = commitFault(error);
        return err(fault);
      }
    },
    probe() {
      if (fault === null) return;
      try {
        transaction.immediate([], epochMs(0), { commandId: PROBE_ID, reply: "" });
        dropReply.run(PROBE_ID);
        fault = null;
      } catch (error) {
        fault = commitFault(error);
      }
    },
    replyOf: (commandId) => selectReply.get(commandId)?.reply ?? null,
    onFacts(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The disk's refusals are expected; anything else is a bug and must be seen. */
function commitFault(error: unknown): AppError {
  if (isSqlite(error, "SQLITE_FULL")) return appError("STO805");
  if (isDiskRefusal(error) || isSqlite(error, "SQLITE_CORRUPT")) return appError("STO806", { detail: (error as Error).message });
  throw error;
}
