import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

/** The least that "nothing is shown before it is on the disk" can cost here, on the same disk as the till's data. */
export interface DurableCommit {
  /** One INSERT in a transaction of SQLite, WAL, synchronous=FULL: milliseconds. */
  sqlite(): number;
  /** One append to a file and fsync: milliseconds. */
  file(): number;
  close(): void;
}

/** `folder`: some folder on the disk in question. `row`: a text of the length that the till writes. */
export function openDurableCommit(folder: string, row: string): DurableCommit {
  const own = mkdtempSync(join(folder, "durable-commit-"));
  const db = new Database(join(own, "one.db"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  // As the till: no checkpoint may fall into a measurement of this or that.
  db.pragma("wal_autocheckpoint = 4000");
  db.exec("CREATE TABLE event (sequence INTEGER PRIMARY KEY, data TEXT NOT NULL)");
  const insert = db.prepare("INSERT INTO event (data) VALUES (?)");
  const commit = db.transaction(() => insert.run(row));
  const file = openSync(join(own, "raw.log"), "a");
  const bytes = Buffer.from(row);
  return {
    sqlite: () => timed(() => commit.immediate()),
    file: () =>
      timed(() => {
        writeSync(file, bytes);
        fsyncSync(file);
      }),
    close() {
      closeSync(file);
      db.close();
      rmSync(own, { recursive: true, force: true });
    },
  };
}

export function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
