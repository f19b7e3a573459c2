import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { ok, err, type Result } from "../../config/result.ts";
import { beginEpoch, directoryFault, JOURNAL_FILE, lockDirectory, readMarker } from "./data-directory.ts";
import { copyDurably, syncDirectory } from "./durable-file.ts";
import { openJournal } from "./journal.ts";
import { openJournalFile } from "./open.ts";

export interface Restored {
  /** Where the replaced journal is now; null when there was none. */
  readonly keptAs: string | null;
}

/** Files that SQLite keeps beside a database. */
const COMPANIONS = ["-wal", "-shm"] as const;

/**
 * Puts a backup in place of the journal; the old file is kept beside it. What was sold after the backup is not in it, so the
 * journal gets a new epoch: servers must not take new facts for old ones that had the same sequence numbers. The directory is
 * held throughout, and nothing is replaced before a copy of the backup has opened as a journal. STO810: it does not.
 */
export function restoreJournal(dataDir: string, backup: string, tillId: string, clock: Clock): Result<Restored, AppError> {
  if (!existsSync(backup)) return err(appError("STO810", { path: backup, detail: "no such file" }));
  const lock = lockDirectory(dataDir);
  if (!lock.ok) return lock;
  const copy = join(dataDir, `${JOURNAL_FILE}.restoring`);
  try {
    const marker = readMarker(dataDir);
    // A marker that cannot be read is replaced: this is the way out of STO809.
    if (marker.ok && marker.value !== null && marker.value.tillId !== tillId) {
      return err(appError("STO807", { found: marker.value.tillId, expected: tillId }));
    }
    removeWhole(copy);
    copyDurably(backup, copy);
    const fit = checkCopy(copy, backup);
    return fit.ok ? ok(replace(dataDir, copy, tillId, clock)) : fit;
  } catch (error) {
    const refusal = directoryFault(error, dataDir);
    if (refusal === null) throw error;
    return err(refusal);
  } finally {
    removeWhole(copy);
    lock.value.release();
  }
}

/** Brings the copy to this program's tables, checks every page of it, and opens it as the till would. */
function checkCopy(copy: string, backup: string): Result<void, AppError> {
  const unfit = (detail: string) => err(appError("STO810", { path: backup, detail }));
  const opened = openJournalFile(copy, { isNew: false });
  if (!opened.ok) {
    const { code, details } = opened.error;
    if (code === "STO803") return unfit("not a journal");
    return code === "STO802" ? unfit(String(details["detail"])) : opened;
  }
  const db = opened.value;
  try {
    const damage = db.pragma("quick_check(1)", { simple: true });
    if (damage !== "ok") return unfit(String(damage));
    const journal = openJournal(db, () => 0);
    if (!journal.ok) return unfit(String(journal.error.details["detail"]));
    db.pragma("wal_checkpoint(TRUNCATE)");
    return ok(undefined);
  } finally {
    db.close();
  }
}

/** In an order in which a power cut leaves the old journal, the new one, or none at all, which the till refuses: STO803. */
function replace(dataDir: string, copy: string, tillId: string, clock: Clock): Restored {
  const journal = join(dataDir, JOURNAL_FILE);
  const keptAs = existsSync(journal) ? `${journal}.before-restore-${clock.now()}` : null;
  for (const part of ["", ...COMPANIONS]) {
    if (!existsSync(`${journal}${part}`)) continue;
    // What the old journal had not yet taken in goes with it.
    if (keptAs === null) rmSync(`${journal}${part}`);
    else renameSync(`${journal}${part}`, `${keptAs}${part}`);
  }
  syncDirectory(dataDir);
  beginEpoch(dataDir, tillId, clock);
  renameSync(copy, journal);
  syncDirectory(dataDir);
  return { keptAs };
}

function removeWhole(file: string): void {
  for (const part of ["", ...COMPANIONS]) rmSync(`${file}${part}`, { force: true });
}
