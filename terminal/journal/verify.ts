import { join } from "node:path";
import type Database from "better-sqlite3";
import { epochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { JournalledEvent, TillEvent } from "../core/event.ts";
import { evolve } from "../core/evolve.ts";
import { createInvariantChecker, type InvariantChecker, type Violation } from "../core/invariants.ts";
import { EMPTY_STATE, type TillState } from "../core/state.ts";
import { chainHash, GENESIS_HASH } from "./hash-chain.ts";
import { JOURNAL_FILE } from "./data-directory.ts";
import { missingAtEnd } from "./journal.ts";
import { openJournalReader, openMemoryJournal } from "./open.ts";
import { createProjector, type Project } from "./projections.ts";
import { MIGRATIONS } from "./schema.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import { isSqlite } from "./sqlite.ts";
import { HISTORY_TABLES } from "./rebuild.ts";

export interface VerifyReport {
  readonly file: string;
  readonly events: number;
  readonly receipts: number;
  readonly facts: number;
  readonly lastHash: string;
  /** Documents that a person or the next start must still settle; not violations. */
  readonly open: {
    readonly receipt: boolean;
    readonly held: number;
    readonly jobs: number;
    readonly unresolved: number;
    readonly returning: number;
  };
  readonly violations: readonly Violation[];
}

interface EventRow {
  readonly sequence: number;
  readonly at: number;
  readonly type: string;
  readonly data: string;
  readonly hash: Buffer;
}

/** Tables that must be exactly what the events make of them. */
const DERIVED_TABLES = [...HISTORY_TABLES, "outbox"] as const;

/**
 * `till verify`: folds the whole journal of a data directory and checks the hash chain, every promise that a journal can
 * prove, the snapshot, and that each derived table is what the events say. Reads only; the till may be running.
 */
export function verifyDataDirectory(dataDir: string): Result<VerifyReport, AppError> {
  const opened = openJournalReader(dataDir);
  if (!opened.ok) return opened;
  const db = opened.value;
  const file = join(dataDir, JOURNAL_FILE);
  try {
    // One read transaction: a till that goes on selling does not move the ground.
    return ok(db.transaction(() => verify(db, file)).deferred());
  } catch (error) {
    if (isSqlite(error) || error instanceof SyntaxError) return err(appError("STO802", { path: file, detail: (error as Error).message }));
    throw error;
  } finally {
    db.close();
  }
}

function verify(db: Database.Database, file: string): VerifyReport {
  const rebuilt = openMemoryJournal();
  const checker = createInvariantChecker();
  const { state, sequence, hash, structural } = foldAll(db, createProjector(rebuilt, db), checker);
  for (const table of DERIVED_TABLES) {
    // A journal that no till of this version has opened yet has not the newest tables.
    const isSame = hasTable(db, table) ? sameTable(db, rebuilt, table) : isOfOlderProgram(db);
    if (!isSame) structural.push({ promise: 6, sequence, what: `table ${table} is not what the events say` });
  }
  rebuilt.close();
  const missing = hasTable(db, "head") ? missingAtEnd(db, sequence, hash) : null;
  if (missing !== null) structural.push({ promise: 6, sequence, what: missing });
  structural.push(...checkDeliveries(db, sequence));
  return {
    file,
    events: sequence,
    receipts: checker.counts.receipts,
    facts: checker.counts.facts,
    lastHash: hash.toString("hex"),
    open: {
      receipt: state.receipt !== null,
      held: state.held.length,
      jobs: state.jobs.length,
      unresolved: state.unresolved.length,
      returning: state.returning.length,
    },
    violations: [...structural, ...checker.finish(state)],
  };
}

interface Folded {
  readonly state: TillState;
  readonly sequence: number;
  readonly hash: Buffer;
  readonly structural: Violation[];
}

/** Reads every event once: chain, promises, projections, snapshot. A journal with a fault is read on to its end. */
function foldAll(db: Database.Database, project: Project, checker: InvariantChecker): Folded {
  const structural: Violation[] = [];
  const snapshot = snapshotOf(db, structural);
  let state: TillState = EMPTY_STATE;
  let hash: Buffer = GENESIS_HASH;
  let sequence = 0;
  for (const row of db.prepare<[], EventRow>("SELECT * FROM event ORDER BY sequence").iterate()) {
    const broken = (what: string): void => void structural.push({ promise: 6, sequence: row.sequence, what });
    if (row.sequence !== sequence + 1) broken(`event ${sequence + 1} is missing`);
    if (!chainHash(hash, row.sequence, row.at, row.type, row.data).equals(row.hash)) broken("the hash chain does not fit");
    hash = row.hash;
    const journalled: JournalledEvent = { sequence: row.sequence, at: epochMs(row.at), event: JSON.parse(row.data) as TillEvent };
    if (journalled.event.type !== row.type) broken(`type ${row.type} is not the event's ${journalled.event.type}`);
    const before = state;
    // The promises first: what is doubled breaks a table too, and the promise says it better.
    attempt("the event does not follow from those before it", broken, () => {
      state = evolve(before, journalled);
      checker.step(journalled, before, state);
    });
    attempt("the tables do not take this event", broken, () => project(journalled, before));
    sequence = row.sequence;
    if (snapshot?.sequence === sequence && canonical(snapshot.state) !== canonical(state)) broken("the snapshot is not the fold");
  }
  if (snapshot !== null && snapshot.sequence > sequence)
    structural.push({ promise: 6, sequence, what: `the snapshot is of event ${snapshot.sequence}, and there are ${sequence}` });
  return { state, sequence, hash, structural };
}

/** In a journal that may be broken a failing fold is a finding, not a bug. */
function attempt(what: string, broken: (what: string) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    broken(`${what}: ${(error as Error).message}`);
  }
}

function isOfOlderProgram(db: Database.Database): boolean {
  return Number(db.pragma("user_version", { simple: true })) < MIGRATIONS.length;
}

function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/** Key order does not matter to a state. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

function sameTable(db: Database.Database, rebuilt: Database.Database, table: string): boolean {
  const expected = rebuilt.prepare(`SELECT * FROM ${table}`).iterate();
  try {
    for (const row of db.prepare(`SELECT * FROM ${table}`).iterate()) {
      const other = expected.next();
      if (other.done === true || JSON.stringify(row) !== JSON.stringify(other.value)) return false;
    }
    return expected.next().done === true;
  } finally {
    // One that is left in the middle keeps its connection busy.
    expected.return?.();
  }
}

/** Each fact has, for each destination, been delivered, or waits, or is set aside: never two of these, never none. */
function checkDeliveries(db: Database.Database, sequence: number): Violation[] {
  const facts = db.prepare<[], { count: number }>("SELECT count(*) AS count FROM outbox").get()?.count ?? 0;
  const rows = db
    .prepare<[], { name: string; waiting: number; delivered: number; inQueue: number; setAside: number }>(
      `SELECT name, waiting, delivered,
        (SELECT count(*) FROM delivery WHERE destination = name AND set_aside_at IS NULL) AS inQueue,
        (SELECT count(*) FROM delivery WHERE destination = name AND set_aside_at IS NOT NULL) AS setAside
       FROM destination`,
    )
    .all();
  return rows.flatMap((row): Violation[] => {
    const { name, waiting, delivered, inQueue, setAside } = row;
    if (waiting === inQueue && delivered + inQueue + setAside === facts) return [];
    const what = `destination ${name}: ${facts} facts, ${delivered} delivered, ${inQueue} waiting (counted ${waiting}), ${setAside} set aside`;
    return [{ promise: 5, sequence, what }];
  });
}

function snapshotOf(db: Database.Database, structural: Violation[]): Snapshot | null {
  try {
    return readSnapshot(db);
  } catch (error) {
    structural.push({ promise: 6, sequence: 0, what: `the snapshot can't be read: ${(error as Error).message}` });
    return null;
  }
}
