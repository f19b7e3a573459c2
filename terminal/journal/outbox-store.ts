import type Database from "better-sqlite3";
import { epochMs, type EpochMs } from "../../config/clock.ts";
import type { Fact } from "../../config/contract/facts.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { OutboxPort, OutboxRow, OutboxSummary, SetAsideRow } from "../../sync-agent/outbox-port.ts";
import type { Journal } from "./journal.ts";
import { isDiskRefusal } from "./sqlite.ts";

interface DeliveryRow {
  readonly sequence: number;
  readonly attempts: number;
  readonly error: string | null;
  readonly set_aside_at: number | null;
  readonly data: string;
}

interface DestinationRow {
  readonly name: string;
  readonly waiting: number;
  readonly delivered: number;
  readonly last_error: string | null;
  readonly last_delivered_at: number | null;
}

const JOIN = "JOIN outbox o ON o.sequence = d.sequence JOIN event e ON e.sequence = o.event_sequence";

/**
 * The outbox in the till's database. Each fact is stored once, in its event; a delivery row stands for one fact on its way
 * to one destination and goes when it is delivered, so that the cost does not grow with history.
 */
export function openOutbox(db: Database.Database, journal: Journal, destinations: readonly string[]): OutboxPort {
  const statements = prepare(db);
  // A disk that is full at the start must not keep the till from showing data: then it is tried again at each look for facts.
  let isRegistered = registerDestinations(db, destinations);

  const inOneTransaction = db.transaction((work: () => void) => work());
  const rows = (destination: string, limit: number): OutboxRow[] =>
    statements.next.all(destination, limit).map((row) => ({
      sequence: row.sequence,
      destination,
      fact: factFrom(row.data),
      attempts: row.attempts,
    }));
  return {
    destinations: () => destinations,
    next: (destination, limit) => {
      isRegistered ||= registerDestinations(db, destinations);
      return rows(destination, limit);
    },
    delivered: (destination, sequences, at) =>
      inOneTransaction.immediate(() => {
        let removed = 0;
        for (const sequence of sequences) removed += statements.remove.run(destination, sequence).changes;
        statements.countDelivered.run(removed, removed, at, destination);
      }),
    setAside: (destination, sequence, error, at) =>
      inOneTransaction.immediate(() => {
        const { changes } = statements.setAside.run(JSON.stringify(error), at, destination, sequence);
        statements.countWaiting.run(-changes, destination);
      }),
    failed: (destination, sequences, error) =>
      inOneTransaction.immediate(() => {
        for (const sequence of sequences) statements.attempt.run(destination, sequence);
        statements.lastError.run(JSON.stringify(error), destination);
      }),
    requeue: (destination, sequence) =>
      inOneTransaction.immediate(() => {
        const { changes } = statements.requeue.run(destination, sequence);
        statements.countWaiting.run(changes, destination);
      }),
    rewind: (destination, fromSequence) => {
      let changes = 0;
      inOneTransaction.immediate(() => {
        changes = statements.rewind.run(destination, fromSequence).changes;
        statements.countRewound.run(changes, changes, destination);
      });
      return changes;
    },
    setAsideRows: (destination) => statements.setAsideRows.all(destination).map((row) => setAsideRow(destination, row)),
    summary: (destination) => summary(statements, destination),
    onAppended: (listener) => journal.onFacts(listener),
  };
}

function summary(statements: Statements, destination: string): OutboxSummary {
  const row = statements.destination.get(destination);
  const oldest = statements.oldest.get(destination)?.at ?? null;
  return {
    destination,
    waiting: row?.waiting ?? 0,
    oldestAt: oldest === null ? null : epochMs(oldest),
    delivered: row?.delivered ?? 0,
    setAside: statements.countSetAside.get(destination)?.count ?? 0,
    lastError: row?.last_error ? (JSON.parse(row.last_error) as AppError) : null,
    lastDeliveredAt: row?.last_delivered_at ? epochMs(row.last_delivered_at) : null,
  };
}

function setAsideRow(destination: string, row: DeliveryRow): SetAsideRow {
  return {
    sequence: row.sequence,
    destination,
    fact: factFrom(row.data),
    error: JSON.parse(row.error ?? "null") as AppError,
    at: epochMs(row.set_aside_at ?? 0),
  };
}

function factFrom(data: string): Fact {
  return (JSON.parse(data) as { fact: Fact }).fact;
}

/**
 * A destination added later starts with everything that the outbox still holds: nothing is skipped. False: the disk did not take
 * it; facts committed meanwhile are among those that a later call finds.
 */
function registerDestinations(db: Database.Database, destinations: readonly string[]): boolean {
  const add = db.prepare("INSERT INTO destination (name) VALUES (?) ON CONFLICT DO NOTHING");
  const backfill = db.prepare("INSERT INTO delivery (destination, sequence) SELECT ?, sequence FROM outbox");
  const count = db.prepare("UPDATE destination SET waiting = ? WHERE name = ?");
  const register = db.transaction(() => {
    for (const name of destinations) {
      if (add.run(name).changes > 0) count.run(backfill.run(name).changes, name);
    }
  });
  try {
    register.immediate();
    return true;
  } catch (error) {
    if (isDiskRefusal(error)) return false;
    throw error;
  }
}

type Statements = ReturnType<typeof prepare>;

function prepare(db: Database.Database) {
  return {
    next: db.prepare<[string, number], DeliveryRow>(
      `SELECT d.sequence, d.attempts, d.error, d.set_aside_at, e.data FROM delivery d INDEXED BY delivery_waiting ${JOIN}
       WHERE d.destination = ? AND d.set_aside_at IS NULL ORDER BY d.sequence LIMIT ?`,
    ),
    setAsideRows: db.prepare<[string], DeliveryRow>(
      `SELECT d.sequence, d.attempts, d.error, d.set_aside_at, e.data FROM delivery d INDEXED BY delivery_set_aside ${JOIN}
       WHERE d.destination = ? AND d.set_aside_at IS NOT NULL ORDER BY d.sequence LIMIT 200`,
    ),
    oldest: db.prepare<[string], { at: EpochMs }>(
      `SELECT o.at FROM delivery d INDEXED BY delivery_waiting JOIN outbox o ON o.sequence = d.sequence
       WHERE d.destination = ? AND d.set_aside_at IS NULL ORDER BY d.sequence LIMIT 1`,
    ),
    countSetAside: db.prepare<[string], { count: number }>(
      "SELECT count(*) AS count FROM delivery INDEXED BY delivery_set_aside WHERE destination = ? AND set_aside_at IS NOT NULL",
    ),
    destination: db.prepare<[string], DestinationRow>("SELECT * FROM destination WHERE name = ?"),
    remove: db.prepare("DELETE FROM delivery WHERE destination = ? AND sequence = ? AND set_aside_at IS NULL"),
    countDelivered: db.prepare(
      "UPDATE destination SET waiting = waiting - ?, delivered = delivered + ?, last_delivered_at = ?, last_error = NULL WHERE name = ?",
    ),
    countWaiting: db.prepare("UPDATE destination SET waiting = waiting + ? WHERE name = ?"),
    setAside: db.prepare("UPDATE delivery SET error = ?, set_aside_at = ? WHERE destination = ? AND sequence = ? AND set_aside_at IS NULL"),
    attempt: db.prepare("UPDATE delivery SET attempts = attempts + 1 WHERE destination = ? AND sequence = ?"),
    lastError: db.prepare("UPDATE destination SET last_error = ? WHERE name = ?"),
    rewind: db.prepare(
      "INSERT INTO delivery (destination, sequence) SELECT ?, sequence FROM outbox WHERE sequence >= ? ON CONFLICT DO NOTHING",
    ),
    countRewound: db.prepare("UPDATE destination SET waiting = waiting + ?, delivered = delivered - ? WHERE name = ?"),
    requeue: db.prepare(
      "UPDATE delivery SET set_aside_at = NULL, error = NULL WHERE destination = ? AND sequence = ? AND set_aside_at IS NOT NULL",
    ),
  };
}
