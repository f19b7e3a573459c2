import type Database from "better-sqlite3";
import type { EpochMs } from "../../config/clock.ts";
import type { TillEvent } from "../core/event.ts";
import { evolve } from "../core/evolve.ts";
import { EMPTY_STATE } from "../core/state.ts";
import { createTableProjector } from "./projections.ts";

/** Tables that the events alone make, the outbox apart. */
export const HISTORY_TABLES = [
  "receipt",
  "returned",
  "returned_money",
  "sold_piece",
  "code_use",
  "loyalty_movement",
  "deal",
  "correction",
  "returned_most",
] as const;

interface EventRow {
  readonly sequence: number;
  readonly at: EpochMs;
  readonly data: string;
}

/**
 * Makes the tables of history anew when the journal has corrections that they know nothing of: a program before these tables wrote them.
 * Reads the whole journal, once.
 */
export function rebuildTables(db: Database.Database): void {
  const unknown = db.prepare(
    `SELECT 1 FROM event e WHERE type = 'correctionRegistered' AND sequence NOT IN (SELECT event_sequence FROM correction)
     AND EXISTS (SELECT 1 FROM receipt WHERE id = json_extract(e.data, '$.fact.correctedReceiptId')) LIMIT 1`,
  );
  if (unknown.get() === undefined && !isSoldByReturn(db)) return;
  db.transaction(() => {
    // A refund of long ago frees no code that a list has named since.
    db.exec("CREATE TEMP TABLE listed AS SELECT key, day FROM sold_elsewhere");
    for (const table of HISTORY_TABLES) db.exec(`DELETE FROM ${table}`);
    const project = createTableProjector(db);
    const rows = db.prepare<[number], EventRow>("SELECT sequence, at, data FROM event WHERE sequence > ? ORDER BY sequence LIMIT 1000");
    let state = EMPTY_STATE;
    // In pages: a statement that is being read from would keep the connection from writing.
    for (let page = rows.all(0); page.length > 0; page = rows.all(page.at(-1)?.sequence ?? 0)) {
      for (const { sequence, at, data } of page) {
        const journalled = { sequence, at, event: JSON.parse(data) as TillEvent };
        project(journalled, state);
        state = evolve(state, journalled);
      }
    }
    db.exec("INSERT INTO sold_elsewhere (key, day) SELECT key, day FROM listed WHERE true ON CONFLICT DO NOTHING; DROP TABLE listed");
  }).immediate();
}

/**
 * A program that took the piece of a return without a receipt, once that was taken back, for sold by the return itself. CROSS JOIN: the
 * few corrections are looked at first, and not every code that was ever sold.
 */
function isSoldByReturn(db: Database.Database): boolean {
  const row = db
    .prepare(
      `SELECT 1 FROM correction c CROSS JOIN receipt r ON r.id = c.receipt_id
       WHERE r.kind = 'refund' AND r.number IN (SELECT receipt_number FROM sold_piece) LIMIT 1`,
    )
    .get();
  return row !== undefined;
}
