import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { ok, err, type Result } from "../../config/result.ts";
import { copyDurably } from "./durable-file.ts";
import { beginEpoch, JOURNAL_FILE, openTillDatabase } from "./open.ts";

/**
 * Puts a backup in place of the journal; the old file is kept beside it. What was sold after the backup is not in it, so the
 * journal gets a new epoch: servers must not take new facts for old ones that had the same sequence numbers.
 */
export function restoreJournal(
  dataDir: string,
  backup: string,
  tillId: string,
  clock: Clock,
): Result<{ readonly keptAs: string | null }, AppError> {
  if (!existsSync(backup)) return err(appError("STO803", { path: backup }));
  const journal = join(dataDir, JOURNAL_FILE);
  const keptAs = existsSync(journal) ? `${journal}.before-restore-${clock.now()}` : null;
  if (keptAs !== null) {
    // A running till holds the directory: then nothing is touched.
    const held = openTillDatabase(dataDir, tillId, clock);
    if (!held.ok && held.error.code === "STO801") return held;
    if (held.ok) {
      held.value.db.pragma("wal_checkpoint(TRUNCATE)");
      held.value.close();
    }
    renameSync(journal, keptAs);
  }
  for (const rest of ["-wal", "-shm"]) rmSync(`${journal}${rest}`, { force: true });
  copyDurably(backup, journal);
  beginEpoch(dataDir, tillId, clock);
  const opened = openTillDatabase(dataDir, tillId, clock);
  if (!opened.ok) return opened;
  opened.value.close();
  return ok({ keptAs });
}
