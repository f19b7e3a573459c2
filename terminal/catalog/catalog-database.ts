import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import Database from "better-sqlite3";
import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import { CATALOG_APPLICATION_ID, CATALOG_SCHEMA_VERSION, CATALOG_TABLES_SQL } from "./catalog-schema.ts";

export type CatalogDatabase = Database.Database;

/** Page cache of the till's reader: holds the upper levels of every index. No memory map: its pages count as resident memory, and Windows locks a mapped file. */
const READER_CACHE_KIB = 24 * 1024;
/** The builder sorts whole indexes. */
const BUILDER_CACHE_KIB = 128 * 1024;
const BUSY_TIMEOUT_MS = 5_000;
const HEADER_BYTES = 100;

/** Opens a published catalogue for look-ups. Fails with CAT202, CAT203, CAT204. */
export function openForReading(path: string): Result<CatalogDatabase, AppError> {
  return opened(path, () => {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    db.pragma(`cache_size = -${READER_CACHE_KIB}`);
    db.pragma("mmap_size = 0");
    db.pragma("temp_store = MEMORY");
    db.pragma("query_only = ON");
    return db;
  });
}

/** Opens the published catalogue for a price and stock update beside running readers (WAL: neither waits for the other). */
export function openForUpdate(path: string): Result<CatalogDatabase, AppError> {
  return opened(path, () => {
    const db = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    db.pragma("synchronous = FULL");
    db.pragma(`cache_size = -${READER_CACHE_KIB}`);
    addColumns(db);
    return db;
  });
}

/** A new, empty catalogue. Not crash-safe while it is built: it is no catalogue before `sealDatabase`. */
export function createForBuilding(path: string): CatalogDatabase {
  const db = new Database(path);
  tuneForBuilding(db);
  db.pragma(`application_id = ${CATALOG_APPLICATION_ID}`);
  db.pragma(`user_version = ${CATALOG_SCHEMA_VERSION}`);
  db.exec(CATALOG_TABLES_SQL);
  return db;
}

/** Makes the catalogue in use readable as schema `previous`, for carrying over what an import does not bring. */
export function attachPrevious(db: CatalogDatabase, path: string): void {
  db.prepare("ATTACH ? AS previous").run(path);
}

export function detachPrevious(db: CatalogDatabase): void {
  db.exec("DETACH previous");
}

/** A copy of a catalogue, to be changed and published as the next generation. */
export function copyForBuilding(from: CatalogDatabase, path: string): CatalogDatabase {
  // Writes only the new file, but counts as a write.
  from.pragma("query_only = OFF");
  from.prepare("VACUUM INTO ?").run(path);
  const db = new Database(path);
  tuneForBuilding(db);
  addColumns(db);
  return db;
}

/** Columns that catalogues written by earlier versions have not: all goods are the till's own there, and nothing is known of alcohol. */
const ADDED_COLUMNS = {
  seller: "TEXT",
  agent: "TEXT",
  alcohol: "TEXT",
  age_restriction: "TEXT",
  parts_in_piece: "INTEGER",
  is_on_tap: "INTEGER",
} as const;
type AddedColumn = keyof typeof ADDED_COLUMNS;
export const ADDED_COLUMN_NAMES = Object.keys(ADDED_COLUMNS) as readonly AddedColumn[];

/** Of the table `goods`, as far as this file has them. */
export function goodsColumns(db: CatalogDatabase): ReadonlySet<string> {
  return new Set(db.prepare<[], string>("SELECT name FROM pragma_table_info('goods')").pluck().all());
}

function addColumns(db: CatalogDatabase): void {
  const present = goodsColumns(db);
  for (const name of ADDED_COLUMN_NAMES) {
    if (!present.has(name)) db.exec(`ALTER TABLE goods ADD COLUMN ${name} ${ADDED_COLUMNS[name]}`);
  }
}

/** WAL is kept in the file: readers and a later update need it. Closing writes everything into the one file. */
export function sealDatabase(db: CatalogDatabase): void {
  db.pragma("main.locking_mode = NORMAL");
  db.pragma("main.synchronous = FULL");
  db.pragma("main.journal_mode = WAL");
  db.close();
}

/** Reads every page and index: seconds for a big catalogue. Null when sound, else SQLite's first complaint. */
export function checkDatabase(db: CatalogDatabase): string | null {
  const answer = String(db.pragma("quick_check(1)", { simple: true }));
  return answer === "ok" ? null : answer;
}

/** Runs one read; SQLite's own failures (damaged page, disk error) become a value, our bugs stay exceptions. */
export function readSafely<T>(path: string, read: () => T): Result<T, AppError> {
  try {
    return ok(read());
  } catch (error) {
    return err(sqliteFailure(path, error));
  }
}

/** CAT202 for what the file itself does wrong; anything else is thrown on. */
export function sqliteFailure(path: string, error: unknown): AppError {
  if (!(error instanceof Database.SqliteError)) throw error;
  return appError("CAT202", { file: basename(path), problem: error.message }, error.code);
}

export function isSqliteError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Database.SqliteError;
}

function tuneForBuilding(db: CatalogDatabase): void {
  db.pragma("main.journal_mode = OFF");
  db.pragma("main.synchronous = OFF");
  db.pragma("main.locking_mode = EXCLUSIVE");
  db.pragma(`cache_size = -${BUILDER_CACHE_KIB}`);
  db.pragma("temp_store = FILE");
}

function opened(path: string, open: () => CatalogDatabase): Result<CatalogDatabase, AppError> {
  const file = basename(path);
  const problem = headerProblem(path);
  if (problem !== null) return err(appError("CAT202", { file, problem }));
  let db: CatalogDatabase | null = null;
  try {
    db = open();
    const wrong = contentProblem(db, file);
    if (wrong === null) return ok(db);
    db.close();
    return err(wrong);
  } catch (error) {
    db?.close();
    return err(sqliteFailure(path, error));
  }
}

function contentProblem(db: CatalogDatabase, file: string): AppError | null {
  if (db.pragma("application_id", { simple: true }) !== CATALOG_APPLICATION_ID) {
    return appError("CAT202", { file, problem: "the file is not a goods catalogue" });
  }
  const found = Number(db.pragma("user_version", { simple: true }));
  if (found > CATALOG_SCHEMA_VERSION) return appError("CAT203", { found, known: CATALOG_SCHEMA_VERSION });
  if (found < CATALOG_SCHEMA_VERSION) return appError("CAT204", { found, known: CATALOG_SCHEMA_VERSION });
  const complete = db.prepare("SELECT value FROM meta WHERE key = 'complete'").pluck().get();
  return complete === "1" ? null : appError("CAT202", { file, problem: "the import was not finished" });
}

/** SQLite reads a cut file happily until it needs a missing page: compare the length with the page count in the header (file format, section 1.3). */
function headerProblem(path: string): string | null {
  let fd: number | null = null;
  try {
    fd = openSync(path, "r");
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(fd, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return "the file is too short";
    if (header.toString("latin1", 0, 15) !== "SQLite format 3") return "the file is not an SQLite database";
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const pages = header.readUInt32BE(28);
    const pagesAreValid = header.readUInt32BE(24) === header.readUInt32BE(92);
    return pagesAreValid && fstatSync(fd).size < pages * pageSize ? "the file was cut" : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return (error as Error).message;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
