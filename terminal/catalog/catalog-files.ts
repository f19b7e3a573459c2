import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";

/**
 * Files of the catalogue in the data directory:
 *
 *   catalog-<generation>.db   one whole catalogue; never renamed, so that an open one is never touched
 *   catalog.current           names the generation in use; replaced atomically
 *   catalog.lock              held by a running import
 *
 * Readers follow the pointer when it changes and the file they left is removed then (on Windows an open file cannot be).
 */
const POINTER_FILE = "catalog.current";
const LOCK_FILE = "catalog.lock";
const GENERATION_FILE = /^catalog-(\d{1,9})\.db$/;
const SIDE_FILES = ["", "-wal", "-shm", "-journal"] as const;
/** Windows refuses to replace a file that somebody reads at this instant. */
const RENAME_TRIES = 20;
const RENAME_PAUSE_MS = 25;
const WAITING_ERRORS: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EBUSY"]);

export function generationPath(dataDir: string, generation: number): string {
  return join(dataDir, `catalog-${generation}.db`);
}

/** The generation in use; null when none was ever published. Fails with CAT202 for an unreadable pointer. */
export function currentGeneration(dataDir: string): Result<number | null, AppError> {
  let text: string;
  try {
    text = readFileSync(join(dataDir, POINTER_FILE), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return ok(null);
    return err(appError("CAT202", { file: POINTER_FILE, problem: (error as Error).message }));
  }
  const match = GENERATION_FILE.exec(text.trim());
  if (!match) return err(appError("CAT202", { file: POINTER_FILE, problem: "it names no catalogue" }));
  return ok(Number(match[1]));
}

/** A number above every generation there is, published or left over from a crash. */
export function nextGeneration(dataDir: string): number {
  return Math.max(0, ...generations(dataDir)) + 1;
}

/** Makes a finished file the current one. The file is on the disk before the pointer names it, and the pointer before this returns. */
export async function publishGeneration(dataDir: string, generation: number, clock: Clock): Promise<void> {
  sync(generationPath(dataDir, generation), "r+");
  const pointer = join(dataDir, POINTER_FILE);
  const fresh = `${pointer}.new`;
  const fd = openSync(fresh, "w");
  try {
    writeSync(fd, `catalog-${generation}.db\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  await replaceFile(fresh, pointer, clock);
  // Windows cannot open a directory; NTFS journals the rename itself.
  if (process.platform !== "win32") sync(dataDir, "r");
}

/**
 * Removes generations that nobody needs any more. What is still open elsewhere on Windows stays for the next time. Never
 * touches `keepFrom` and above: a generation above the current one is being built.
 */
export function removeGenerationsBefore(dataDir: string, keepFrom: number): void {
  for (const generation of generations(dataDir)) if (generation < keepFrom) removeGeneration(dataDir, generation);
}

/** Removes what a crashed import left above the current generation. Only for the holder of the lock. */
export function removeUnpublished(dataDir: string, current: number | null): void {
  for (const generation of generations(dataDir)) if (current === null || generation > current) removeGeneration(dataDir, generation);
}

export function removeGeneration(dataDir: string, generation: number): void {
  try {
    for (const side of SIDE_FILES) rmSync(generationPath(dataDir, generation) + side, { force: true });
  } catch (error) {
    // It stays until the next time; that must not stop a till.
    if (codeOf(error) === "") throw error;
  }
}

/** One import at a time. A lock whose process is gone is taken over. Returns the way to release it; fails with CAT216. */
export function lockCatalog(dataDir: string): Result<() => void, AppError> {
  const path = join(dataDir, LOCK_FILE);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return ok(() => rmSync(path, { force: true }));
    } catch (error) {
      if (codeOf(error) !== "EEXIST") return err(appError("CAT217", { problem: (error as Error).message }));
    }
    const pid = lockHolder(path);
    if (pid === null || isAlive(pid)) return err(appError("CAT216", { pid: pid ?? 0 }));
    rmSync(path, { force: true });
  }
  return err(appError("CAT216", { pid: 0 }));
}

function generations(dataDir: string): number[] {
  return readdirSync(dataDir).flatMap((name) => {
    const match = GENERATION_FILE.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

async function replaceFile(from: string, to: string, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return renameSync(from, to);
    } catch (error) {
      if (attempt === RENAME_TRIES || !WAITING_ERRORS.has(codeOf(error))) throw error;
      await clock.sleep(RENAME_PAUSE_MS);
    }
  }
}

function sync(path: string, flags: "r" | "r+"): void {
  const fd = openSync(path, flags);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Null when the file vanished or names no process yet. */
function lockHolder(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
