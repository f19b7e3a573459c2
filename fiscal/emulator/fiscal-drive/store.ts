import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

const FILE_NAME = "emulator.db";
/** A killed owner's lock is gone at once; a living one keeps it. */
const LOCK_WAIT_MS = 200;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS documents (
    fd INTEGER PRIMARY KEY, type INTEGER NOT NULL, at INTEGER NOT NULL, sign INTEGER NOT NULL, shift INTEGER NOT NULL,
    receipt INTEGER NOT NULL, operation INTEGER, total INTEGER, body BLOB NOT NULL, ticket BLOB
  );
  CREATE INDEX IF NOT EXISTS unsent_documents ON documents (fd) WHERE ticket IS NULL;
  CREATE TABLE IF NOT EXISTS notices (number INTEGER PRIMARY KEY, fd INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL, ticket BLOB);
  CREATE INDEX IF NOT EXISTS unsent_notices ON notices (number) WHERE ticket IS NULL;
  CREATE TABLE IF NOT EXISTS sold_codes (code BLOB PRIMARY KEY, status INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS paper (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, fd INTEGER, at INTEGER NOT NULL,
    state TEXT NOT NULL, printed INTEGER NOT NULL, lines TEXT NOT NULL
  );
`;

/**
 * The one database of an emulated registrar: drive, printer state and paper. Everything that one command changes is
 * committed in one transaction with a synced log, so that a kill at any moment leaves the command done or not done.
 */
export interface EmulatorStore {
  readonly database: Database.Database;
  /** Runs `work` in a transaction; nested calls join it. A throw rolls back. */
  transact<T>(work: () => T): T;
  /** As written; null when there is none. */
  readRecord(key: string): unknown;
  writeRecord(key: string, value: unknown): void;
  close(): void;
}

/** `null`: in memory, for the simulator. Throws when the file is in use by another process or unreadable. */
export function openEmulatorStore(dataDir: string | null): EmulatorStore {
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true });
  const database = new Database(dataDir === null ? ":memory:" : join(dataDir, FILE_NAME), { timeout: LOCK_WAIT_MS });
  try {
    // One process owns the file: the state is cached in memory.
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.exec(SCHEMA);
  } catch (error) {
    database.close();
    throw error;
  }
  const read = database.prepare<[string], { value: string }>("SELECT value FROM records WHERE key = ?");
  const write = database.prepare("INSERT INTO records (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
  return {
    database,
    transact: (work) => (database.inTransaction ? work() : database.transaction(work).immediate()),
    readRecord: (key) => {
      const row = read.get(key);
      return row === undefined ? null : JSON.parse(row.value);
    },
    writeRecord: (key, value) => void write.run(key, JSON.stringify(value)),
    close: () => void database.close(),
  };
}
