import type Database from "better-sqlite3";
import { STATE_FORM, type TillState } from "../core/state.ts";

/** The folded state after event `sequence`: saves a start from folding everything. */
export interface Snapshot {
  readonly sequence: number;
  readonly state: TillState;
}

interface Stored {
  readonly form: number;
  readonly state: TillState;
}

/** Null: there is none, or one of another form of the state. A SyntaxError is thrown for one that is damaged. */
export function readSnapshot(db: Database.Database): Snapshot | null {
  const row = db.prepare<[], { sequence: number; state: string }>("SELECT sequence, state FROM snapshot").get();
  if (row === undefined) return null;
  const stored = JSON.parse(row.state) as Partial<Stored>;
  return stored.form === STATE_FORM && stored.state !== undefined ? { sequence: row.sequence, state: stored.state } : null;
}

export function snapshotWriter(db: Database.Database): (snapshot: Snapshot) => void {
  const save = db.prepare(
    "INSERT INTO snapshot (id, sequence, state) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, state = excluded.state",
  );
  return ({ sequence, state }) => void save.run(sequence, JSON.stringify({ form: STATE_FORM, state } satisfies Stored));
}
