import Database from "better-sqlite3";

/** What a disk or a file system answers when it does not take our writing. */
const DISK_REFUSALS = ["SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_BUSY"] as const;

/** The one place of the journal that opens SQLite files. */
export function openSqlite(file: string, options: { readonly timeout?: number; readonly readonly?: boolean } = {}): Database.Database {
  return new Database(file, options);
}

/** `family`: SQLite reports extended codes such as SQLITE_IOERR_WRITE, the family is what matters. Without it: any error of SQLite. */
export function isSqlite(error: unknown, family?: string): boolean {
  if (!(error instanceof Database.SqliteError)) return false;
  return family === undefined || error.code === family || error.code.startsWith(`${family}_`);
}

/** Nothing wrong with the program or the file: the disk refuses, perhaps for a while. */
export function isDiskRefusal(error: unknown): boolean {
  return DISK_REFUSALS.some((family) => isSqlite(error, family));
}
