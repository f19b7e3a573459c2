import { localSeconds, type EmulatorStore, type LocalSeconds } from "../fiscal-drive/index.ts";
import type { PaperLine } from "./paper-line.ts";

export type PaperKind =
  | "receipt"
  | "shift-open"
  | "shift-close"
  | "x-report"
  | "cash-in"
  | "cash-out"
  | "cancelled"
  | "copy"
  | "state-report"
  | "registration"
  | "slip";

/** `printing` may stand for a break by power loss too: the lines after `printed` never reached the paper. */
export type PaperState = "printing" | "printed" | "broken";

/** One printed document. The first `printed` lines are on paper. */
export interface PaperDocument {
  readonly id: number;
  readonly kind: PaperKind;
  /** Null for documents that are not fiscal. */
  readonly fdNumber: number | null;
  readonly at: LocalSeconds;
  readonly state: PaperState;
  readonly printed: number;
  readonly lines: readonly PaperLine[];
}

export interface PaperRoll {
  start(document: Pick<PaperDocument, "kind" | "fdNumber" | "at" | "lines">): number;
  progress(id: number, printed: number, state: PaperState): void;
  /** Adds lines to a slip that is not cut off yet. */
  extend(id: number, lines: readonly PaperLine[]): void;
  byId(id: number): PaperDocument | null;
  /** The newest `limit` documents, oldest first. */
  newest(limit: number): PaperDocument[];
  from(id: number, limit: number): PaperDocument[];
}

interface PaperRow {
  readonly id: number;
  readonly kind: string;
  readonly fd: number | null;
  readonly at: number;
  readonly state: string;
  readonly printed: number;
  readonly lines: string;
}

export function paperRoll(store: EmulatorStore): PaperRoll {
  const db = store.database;
  const insert = db.prepare("INSERT INTO paper (kind, fd, at, state, printed, lines) VALUES (?, ?, ?, 'printing', 0, ?)");
  const update = db.prepare("UPDATE paper SET printed = ?, state = ? WHERE id = ?");
  const setLines = db.prepare("UPDATE paper SET lines = ? WHERE id = ?");
  const one = db.prepare<[number], PaperRow>("SELECT * FROM paper WHERE id = ?");
  const last = db.prepare<[number], PaperRow>("SELECT * FROM (SELECT * FROM paper ORDER BY id DESC LIMIT ?) ORDER BY id");
  const from = db.prepare<[number, number], PaperRow>("SELECT * FROM paper WHERE id >= ? ORDER BY id LIMIT ?");
  const byId = (id: number): PaperDocument | null => {
    const row = one.get(id);
    return row === undefined ? null : fromRow(row);
  };
  return {
    start: ({ kind, fdNumber, at, lines }) => Number(insert.run(kind, fdNumber, at, JSON.stringify(lines)).lastInsertRowid),
    progress: (id, printed, state) => void update.run(printed, state, id),
    extend: (id, lines) => void setLines.run(JSON.stringify([...(byId(id)?.lines ?? []), ...lines]), id),
    byId,
    newest: (limit) => last.all(limit).map(fromRow),
    from: (id, limit) => from.all(id, limit).map(fromRow),
  };
}

function fromRow(row: PaperRow): PaperDocument {
  return {
    id: row.id,
    kind: row.kind as PaperKind,
    fdNumber: row.fd,
    at: localSeconds(row.at),
    state: row.state as PaperState,
    printed: row.printed,
    lines: JSON.parse(row.lines) as PaperLine[],
  };
}
