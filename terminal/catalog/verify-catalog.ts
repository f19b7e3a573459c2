import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import { err } from "../../config/result.ts";
import { checkDatabase, openForReading, readSafely } from "./catalog-database.ts";
import { currentGeneration, generationPath } from "./catalog-files.ts";

export interface CatalogCheck {
  readonly generation: number;
  readonly items: number;
  readonly withoutPrice: number;
}

/** Reads the whole catalogue in use and checks every page and index: for `till verify` and the service page. Takes seconds for a million goods. */
export function verifyCatalog(dataDir: string): Result<CatalogCheck, AppError> {
  const generation = currentGeneration(dataDir);
  if (!generation.ok) return generation;
  if (generation.value === null) return err(appError("CAT201"));
  const path = generationPath(dataDir, generation.value);
  const opened = openForReading(path);
  if (!opened.ok) return opened;
  const db = opened.value;
  try {
    const problem = readSafely(path, () => checkDatabase(db));
    if (!problem.ok) return problem;
    if (problem.value !== null) return err(appError("CAT202", { file: `catalog-${generation.value}.db`, problem: problem.value }));
    return readSafely(path, () => ({
      generation: generation.value ?? 0,
      items: Number(db.prepare("SELECT count(*) FROM goods WHERE active = 1").pluck().get()),
      withoutPrice: Number(
        db.prepare("SELECT count(*) FROM goods g WHERE active = 1 AND NOT EXISTS (SELECT 1 FROM prices p WHERE p.n = g.n)").pluck().get(),
      ),
    }));
  } finally {
    db.close();
  }
}
