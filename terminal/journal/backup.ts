import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import type { Clock } from "../../config/clock.ts";

const BACKUPS_KEPT = 7;
const PAGES_AT_ONCE = 200;

/**
 * Online backup into `<dataDir>/backup/till-<time>.db`, in steps between which the till works on. The newest few are kept.
 * Returns the file's path.
 */
export async function backUp(db: Database.Database, dataDir: string, clock: Clock): Promise<string> {
  const folder = join(dataDir, "backup");
  mkdirSync(folder, { recursive: true });
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]/g, "").slice(0, 15);
  const file = join(folder, `till-${stamp}.db`);
  const partial = `${file}.partial`;
  await db.backup(partial, { progress: () => PAGES_AT_ONCE });
  renameSync(partial, file);
  const old = readdirSync(folder)
    .filter((name) => name.startsWith("till-") && name.endsWith(".db"))
    .toSorted()
    .slice(0, -BACKUPS_KEPT);
  for (const name of old) rmSync(join(folder, name));
  return file;
}
