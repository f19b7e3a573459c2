import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import type { Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { assertInvariant, err, ok, type Result } from "../../config/result.ts";
import { defineCodeKey } from "./code-key.ts";
import { beginEpoch, directoryFault, JOURNAL_FILE, lockDirectory, readMarker } from "./data-directory.ts";
import { MIGRATIONS } from "./schema.ts";
import { isDiskRefusal, isSqlite, openSqlite } from "./sqlite.ts";

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
 * process holds the directory, the directory cannot be written, the journal is missing or empty although the directory is not
 * new, damaged, or made by a newer program.
 */
export function openTillDatabase(dataDir: string, tillId: string, clock: Clock): Result<OpenedDatabase, AppError> {
  const lock = lockDirectory(dataDir);
  if (!lock.ok) return lock;
  const opened = openLocked(dataDir, tillId, clock);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const { db, epoch } = opened.value;
  return ok({
    db,
    epoch,
    close: () => {
      db.close();
      lock.value.release();
    },
  });
}

function openLocked(dataDir: string, tillId: string, clock: Clock): Result<Pick<OpenedDatabase, "db" | "epoch">, AppError> {
  const file = join(dataDir, JOURNAL_FILE);
  const read = readMarker(dataDir);
  if (!read.ok) return read;
  const marker = read.value;
  if (marker !== null && marker.tillId !== tillId) return err(appError("STO807", { found: marker.tillId, expected: tillId }));
  // Before SQLite sees it: it would clear the write-ahead log of a file of no bytes.
  if (marker !== null && (!existsSync(file) || statSync(file).size === 0)) return err(appError("STO803", { path: file }));
  const opened = openJournalFile(file, { isNew: marker === null });
  if (!opened.ok) return opened;
  try {
    const { epoch } = marker ?? beginEpoch(dataDir, tillId, clock);
    return ok({ db: opened.value, epoch });
  } catch (error) {
    opened.value.close();
    const refusal = directoryFault(error, dataDir);
    if (refusal === null) throw error;
    return err(refusal);
  }
}

/** Opens a journal file for writing and brings its tables up to date. `isNew`: it may be empty, or not be there yet. */
export function openJournalFile(file: string, { isNew }: { readonly isNew: boolean }): Result<Database.Database, AppError> {
  let db: Database.Database | null = null;
  try {
    db = openSqlite(file, { timeout: BUSY_TIMEOUT_MS });
    defineCodeKey(db);
    const ready = prepare(db, file, isNew);
    if (!ready.ok) db.close();
    return ready;
  } catch (error) {
    db?.close();
    if (isSqlite(error, "SQLITE_CORRUPT") || isSqlite(error, "SQLITE_NOTADB")) {
      return err(appError("STO802", { path: file, detail: (error as Error).message }));
    }
    if (isSqlite(error, "SQLITE_FULL")) return err(appError("STO805"));
    if (isDiskRefusal(error)) return err(appError("STO806", { detail: (error as Error).message }));
    throw error;
  }
}

/** A journal is never without this table: it comes with the file, in one transaction. */
function hasEvents(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'event'").get() !== undefined;
}

/** Pragmas are explicit: better-sqlite3 is built so that WAL alone would mean synchronous=NORMAL. */
function prepare(db: Database.Database, file: string, isNew: boolean): Result<Database.Database, AppError> {
  const found = Number(db.pragma("user_version", { simple: true }));
  if (found > MIGRATIONS.length) return err(appError("STO804", { found, known: MIGRATIONS.length }));
  if (!isNew && !hasEvents(db)) return err(appError("STO803", { path: file }));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("wal_autocheckpoint = 4000");
  migrate(db);
  // A file that may not be written opens all the same: better told now than at the first sale.
  db.exec("BEGIN IMMEDIATE; ROLLBACK");
  const damage = isQuickToCheck(db) ? db.pragma("quick_check(1)", { simple: true }) : "ok";
  if (damage !== "ok") return err(appError("STO802", { path: file, detail: String(damage) }));
  assertInvariant(db.pragma("synchronous", { simple: true }) === 2, "synchronous is FULL");
  return ok(db);
}

function migrate(db: Database.Database): void {
  const found = Number(db.pragma("user_version", { simple: true }));
  for (let version = found; version < MIGRATIONS.length; version += 1) {
    const sql = MIGRATIONS[version];
    assertInvariant(sql !== undefined, "migrations are dense");
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

/** An empty journal in memory: for the rebuild that `till verify` compares with, and for the simulator. */
export function openMemoryJournal(): Database.Database {
  const db = openSqlite(":memory:");
  defineCodeKey(db);
  migrate(db);
  return db;
}

/** Opens the journal of a data directory for reading only; a till may be running on it. STO803: there is none; STO802: unreadable. */
export function openJournalReader(dataDir: string): Result<Database.Database, AppError> {
  const file = join(dataDir, JOURNAL_FILE);
  if (!existsSync(file)) return err(appError("STO803", { path: file }));
  let db: Database.Database | null = null;
  try {
    db = openSqlite(file, { readonly: true, timeout: READER_TIMEOUT_MS });
    defineCodeKey(db);
    db.prepare("SELECT sequence FROM event LIMIT 1").get();
    return ok(db);
  } catch (error) {
    db?.close();
    if (isSqlite(error)) return err(appError("STO802", { path: file, detail: (error as Error).message }));
    throw error;
  }
}

/** A whole check reads every page: done at start while that is a matter of milliseconds, else left to `till verify`. */
function isQuickToCheck(db: Database.Database): boolean {
  const pages = Number(db.pragma("page_count", { simple: true }));
  return pages * Number(db.pragma("page_size", { simple: true })) <= QUICK_CHECK_BYTES_MAX;
}
