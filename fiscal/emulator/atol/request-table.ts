import type { DriverError } from "./driver-error.ts";
import type { EmulatorStore } from "../fiscal-drive/index.ts";
import type { JsonObject } from "./field-reader.ts";

export type TaskStatus = "wait" | "inProgress" | "ready" | "error" | "interrupted" | "blocked" | "canceled";

export interface TaskResult {
  readonly status: TaskStatus;
  readonly error: DriverError;
  readonly result?: unknown;
}

export type BlockReason = "connectionError" | "paperError" | "fnError";

/** Why the queue stands, and what tells the outcome when the registrar answers again. */
export interface Block {
  readonly reason: BlockReason;
  readonly task: number;
  /** Number of the last fiscal document before the task; null when the outcome is known and only the paper is missing. */
  readonly fdBefore: number | null;
  readonly error: DriverError | null;
}

export interface StoredRequest {
  readonly device: string;
  readonly uuid: string;
  readonly number: number;
  readonly tasks: readonly JsonObject[];
  state: "wait" | "inProgress" | "blocked" | "done" | "canceled";
  results: TaskResult[];
  /** Task to go on with. */
  next: number;
  block: Block | null;
  /** Number of the last document before the running task, while one runs. */
  fdBefore: number | null;
  doneAt: number | null;
}

interface Row {
  readonly device: string;
  readonly uuid: string;
  readonly number: number;
  readonly state: string;
  readonly done_at: number | null;
  readonly body: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS atol_requests (
    device TEXT NOT NULL, uuid TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, done_at INTEGER, body TEXT NOT NULL,
    PRIMARY KEY (device, uuid)
  );
  CREATE INDEX IF NOT EXISTS atol_requests_order ON atol_requests (device, number);
`;

/** The server's requests and their results. */
export interface RequestTable {
  put(request: StoredRequest): void;
  find(device: string, uuid: string): StoredRequest | null;
  /** Not done and not cancelled, in the order of their coming. */
  pending(device: string): StoredRequest[];
  count(device: string, state: "done" | "canceled"): number;
  lastNumber(device: string): number;
  forgetDoneBefore(at: number): void;
  clear(): void;
}

export function requestTable(store: EmulatorStore): RequestTable {
  const db = store.database;
  db.exec(SCHEMA);
  const upsert = db.prepare(
    "INSERT INTO atol_requests (device, uuid, number, state, done_at, body) VALUES (?, ?, ?, ?, ?, ?) " +
      "ON CONFLICT (device, uuid) DO UPDATE SET state = excluded.state, done_at = excluded.done_at, body = excluded.body",
  );
  const one = db.prepare<[string, string], Row>("SELECT * FROM atol_requests WHERE device = ? AND uuid = ?");
  const open = db.prepare<[string], Row>(
    "SELECT * FROM atol_requests WHERE device = ? AND state NOT IN ('done', 'canceled') ORDER BY number",
  );
  const counted = db.prepare<[string, string], { n: number }>("SELECT count(*) AS n FROM atol_requests WHERE device = ? AND state = ?");
  const last = db.prepare<[string], { n: number | null }>("SELECT max(number) AS n FROM atol_requests WHERE device = ?");
  const forget = db.prepare("DELETE FROM atol_requests WHERE done_at IS NOT NULL AND done_at < ?");
  const clear = db.prepare("DELETE FROM atol_requests");
  return {
    put: (request) => {
      const { tasks, results, next, block, fdBefore } = request;
      const body = JSON.stringify({ tasks, results, next, block, fdBefore });
      upsert.run(request.device, request.uuid, request.number, request.state, request.doneAt, body);
    },
    find: (device, uuid) => {
      const row = one.get(device, uuid);
      return row === undefined ? null : fromRow(row);
    },
    pending: (device) => open.all(device).map(fromRow),
    count: (device, state) => counted.get(device, state)?.n ?? 0,
    lastNumber: (device) => last.get(device)?.n ?? 0,
    forgetDoneBefore: (at) => void forget.run(at),
    clear: () => void clear.run(),
  };
}

function fromRow(row: Row): StoredRequest {
  const body = JSON.parse(row.body) as Pick<StoredRequest, "tasks" | "results" | "next" | "block" | "fdBefore">;
  return {
    device: row.device,
    uuid: row.uuid,
    number: row.number,
    state: row.state as StoredRequest["state"],
    doneAt: row.done_at,
    ...body,
  };
}
