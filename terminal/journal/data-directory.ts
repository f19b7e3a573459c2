import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import type { Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { writeFileDurably } from "./durable-file.ts";
import { isSqlite, openSqlite } from "./sqlite.ts";

export const JOURNAL_FILE = "till.db";
const MARKER_FILE = "till.json";
const LOCK_FILE = "lock.db";

/** Written at a journal's birth: says that the directory is not new, and whose it is. */
export interface Marker {
  readonly tillId: string;
  readonly epoch: string;
}

export interface DirectoryLock {
  /** The operating system does it too when the process dies. */
  release(): void;
}

/** Makes the directory when there is none, and takes it for this process. STO801: another process has it; STO808: no writing here. */
export function lockDirectory(dataDir: string): Result<DirectoryLock, AppError> {
  let lock: Database.Database | null = null;
  try {
    mkdirSync(dataDir, { recursive: true });
    // An exclusive SQLite transaction on a file of its own: gone with the process, however it ends, on every system.
    lock = openSqlite(join(dataDir, LOCK_FILE), { timeout: 0 });
    lock.exec("BEGIN EXCLUSIVE");
    const held = lock;
    return ok({ release: () => void held.close() });
  } catch (error) {
    lock?.close();
    if (isSqlite(error, "SQLITE_BUSY")) return err(appError("STO801", { path: dataDir }));
    const refusal = directoryFault(error, dataDir);
    if (refusal === null) throw error;
    return err(refusal);
  }
}

/** Null: the directory is new. STO809: the file is there and says nothing that can be used. */
export function readMarker(dataDir: string): Result<Marker | null, AppError> {
  const path = join(dataDir, MARKER_FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ok(null);
    const refusal = directoryFault(error, dataDir);
    if (refusal === null) throw error;
    return err(refusal);
  }
  const marker = parseMarker(text);
  return marker === null ? err(appError("STO809", { path })) : ok(marker);
}

function parseMarker(text: string): Marker | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { tillId, epoch } = value as Partial<Record<keyof Marker, unknown>>;
    return typeof tillId === "string" && typeof epoch === "string" && epoch !== "" ? { tillId, epoch } : null;
  } catch {
    return null;
  }
}

/** A journal that begins, or is put back from a backup, counts its facts anew as far as the servers are concerned. */
export function beginEpoch(dataDir: string, tillId: string, clock: Clock): Marker {
  const marker: Marker = { tillId, epoch: randomUUID() };
  writeFileDurably(join(dataDir, MARKER_FILE), `${JSON.stringify({ ...marker, createdAt: clock.now() })}\n`);
  return marker;
}

/** What a file system says about a directory that cannot be used (rights, a file in its place, full disk); null for anything else. */
export function directoryFault(error: unknown, path: string): AppError | null {
  if (isSqlite(error, "SQLITE_FULL") || (error as NodeJS.ErrnoException).code === "ENOSPC") return appError("STO805");
  const isRefusal = isSqlite(error) || (error instanceof Error && "syscall" in error);
  return isRefusal ? appError("STO808", { path, detail: (error as Error).message }) : null;
}
