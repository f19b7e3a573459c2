import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

/** Opens a reference server's database: a file in `dataDir`, or in memory. Acknowledged means on disk. */
export function openDatabase(dataDir: string, fileName: string, schemaSql: string): Database.Database {
  if (dataDir !== ":memory:") mkdirSync(dataDir, { recursive: true });
  const db = new Database(dataDir === ":memory:" ? ":memory:" : join(dataDir, fileName));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  db.exec(schemaSql);
  return db;
}
