import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { assertInvariant, err, ok, type Result } from "../../config/result.ts";
import { writeFileDurably } from "./durable-file.ts";
import { MIGRATIONS } from "./schema.ts";

export const JOURNAL_FILE = "till.db";
const MARKER_FILE = "till.json";
const LOCK_FILE = "lock.db";
const BUSY_TIMEOUT_MS = 2_000;
/** Readers are in no hurry. */
const READER_TIMEOUT_MS = 5_000;
const QUICK_CHECK_BYTES_MAX = 16 * 1024 * 1024;

export interface OpenedDatabase {
  readonly db: Database.Database;
  /** Name of this journal for the other side: fact sequences count within it. A journal begun anew gets another. */
  readonly epoch: string;
  /** Releases the directory; the operating system does it too when the process dies. */
  close(): void;
}

/**
 * Opens till.db of a data directory for the one till process that may write it. Refuses, with nothing touched, when another
 * process holds the directory, the journal is missing although the directory is not new, damaged, or made by a newer program.
 */
export function openTillDatabase(dataDir: string, tillId: string, clock: Clock): Result<OpenedDatabase, AppError> {
  mkdirSync(dataDir, { recursive: true });
  const lock = lockDirectory(dataDir);
  if (!lock.ok) return lock;
  const opened = openLocked(dataDir, tillId, clock);
  if (!opened.ok) {
    lock.value.close();
    return opened;
  }
  const db = opened.value;
  return ok({
    db,
    epoch: readMarker(dataDir)?.epoch ?? "",
    close: () => {
      db.close();
      lock.value.close();
    },
  });
}

/** An exclusive SQLite transaction on a file of its own: gone with the process, however it ends, on every system. */
function lockDirectory(dataDir: string): Result<Database.Database, AppError> {
  const lock = new Database(join(dataDir, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return ok(lock);
  } catch (error) {
    lock.close();
    if (isSqlite(error, "SQLITE_BUSY")) return err(appError("STO801", { path: dataDir }));
    throw error;
  }
}

function openLocked(dataDir: string, tillId: string, clock: Clock): Result<Database.Database, AppError> {
  const file = join(dataDir, JOURNAL_FILE);
  const marker = readMarker(dataDir);
  if (marker !== null && marker.tillId !== tillId) return err(appError("STO807", { found: marker.tillId, expected: tillId }));
  if (marker !== null && !existsSync(file)) return err(appError("STO803", { path: file }));
  try {
    const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    const ready = prepare(db, file);
    if (!ready.ok) {
      db.close();
      return ready;
    }
    if (marker === null) beginEpoch(dataDir, tillId, clock);
    return ready;
  } catch (error) {
    if (isSqlite(error, "SQLITE_CORRUPT") || isSqlite(error, "SQLITE_NOTADB")) {
      return err(appError("STO802", { path: file, detail: (error as Error).message }));
    }
    if (isSqlite(error, "SQLITE_FULL")) return err(appError("STO805"));
    if (isSqlite(error, "SQLITE_IOERR") || isSqlite(error, "SQLITE_READONLY") || isSqlite(error, "SQLITE_CANTOPEN")) {
      return err(appError("STO806", { detail: (error as Error).message }));
    }
    throw error;
  }
}

/** Pragmas are explicit: better-sqlite3 is built so that WAL alone would mean synchronous=NORMAL. */
function prepare(db: Database.Database, file: string): Result<Database.Database, AppError> {
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("wal_autocheckpoint = 4000");
  const migrated = migrate(db);
  if (!migrated.ok) return migrated;
  const damage = isQuickToCheck(db) ? db.pragma("quick_check(1)", { simple: true }) : "ok";
  if (damage !== "ok") return err(appError("STO802", { path: file, detail: String(damage) }));
  assertInvariant(db.pragma("synchronous", { simple: true }) === 2, "synchronous is FULL");
  return ok(db);
}

function migrate(db: Database.Database): Result<void, AppError> {
  const found = Number(db.pragma("user_version", { simple: true }));
  if (found > MIGRATIONS.length) return err(appError("STO804", { found, known: MIGRATIONS.length }));
  for (let version = found; version < MIGRATIONS.length; version += 1) {
    const sql = MIGRATIONS[version];
    assertInvariant(sql !== undefined, "migrations are dense");
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
  return ok(undefined);
}

function createSchema(db: Database.Database): void {
  const migrated = migrate(db);
  assertInvariant(migrated.ok, "an empty database takes all migrations");
}

/** An empty journal in memory: for the rebuild that `till verify` compares with, and for the simulator. */
export function openMemoryJournal(): Database.Database {
  const db = new Database(":memory:");
  createSchema(db);
  return db;
}

/** Opens the journal of a data directory for reading only; a till may be running on it. STO803: there is none; STO802: unreadable. */
export function openJournalReader(dataDir: string): Result<Database.Database, AppError> {
  const file = join(dataDir, JOURNAL_FILE);
  if (!existsSync(file)) return err(appError("STO803", { path: file }));
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: true, timeout: READER_TIMEOUT_MS });
    db.prepare("SELECT sequence FROM event LIMIT 1").get();
    return ok(db);
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError) return err(appError("STO802", { path: file, detail: error.message }));
    throw error;
  }
}

/** A whole check reads every page: done at start while that is a matter of milliseconds, else left to `till verify`. */
function isQuickToCheck(db: Database.Database): boolean {
  const pages = Number(db.pragma("page_count", { simple: true }));
  return pages * Number(db.pragma("page_size", { simple: true })) <= QUICK_CHECK_BYTES_MAX;
}

interface Marker {
  readonly tillId: string;
  readonly epoch: string;
}

function readMarker(dataDir: string): Marker | null {
  const file = join(dataDir, MARKER_FILE);
  if (!existsSync(file)) return null;
  const { tillId, epoch } = JSON.parse(readFileSync(file, "utf8")) as Partial<Marker>;
  return { tillId: String(tillId), epoch: String(epoch) };
}

/** A journal that begins, or is put back from a backup, counts its facts anew as far as the servers are concerned. */
export function beginEpoch(dataDir: string, tillId: string, clock: Clock): void {
  writeFileDurably(join(dataDir, MARKER_FILE), `${JSON.stringify({ tillId, epoch: randomUUID(), createdAt: clock.now() })}\n`);
}

/** SQLite reports extended codes such as SQLITE_IOERR_WRITE: the family is what matters. */
export function isSqlite(error: unknown, family: string): boolean {
  return error instanceof Database.SqliteError && (error.code === family || error.code.startsWith(`${family}_`));
}
