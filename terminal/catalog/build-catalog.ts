import { mkdirSync } from "node:fs";
import type { Clock } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import type { CatalogDatabase } from "./catalog-database.ts";
import {
  attachPrevious,
  copyForBuilding,
  createForBuilding,
  detachPrevious,
  isSqliteError,
  openForReading,
  openForUpdate,
  sealDatabase,
} from "./catalog-database.ts";
import type { Carry } from "./carry-over.ts";
import { carryFrom, carryNothing } from "./carry-over.ts";
import {
  currentGeneration,
  generationPath,
  lockCatalog,
  nextGeneration,
  publishGeneration,
  removeGeneration,
  removeGenerationsBefore,
  removeUnpublished,
} from "./catalog-files.ts";
import { CATALOG_INDEXES_SQL } from "./catalog-schema.ts";
import { CatalogWriter } from "./catalog-writer.ts";
import { buildSearchIndex } from "./search/build-index.ts";

export interface BuildOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** What the goods came from, for `stats()`. */
  readonly source: string;
  /** "empty" starts from nothing, "current" from a copy of the catalogue in use (or from nothing when there is none). */
  readonly start: "empty" | "current";
}

export interface Builder {
  readonly writer: CatalogWriter;
  /** What the goods of this build had in the catalogue in use. Counts rows. */
  readonly carry: Carry;
  /** To be awaited often during long work: the event loop runs on when this process also sells. */
  readonly pause: () => Promise<void>;
}

export interface Built<T> {
  readonly generation: number;
  readonly items: number;
  readonly barcodes: number;
  readonly filled: T;
}

type Fill<B, T> = (builder: B) => Promise<Result<T, AppError>>;

/** Longest time a build keeps the event loop between two pauses. */
const SLICE_MS = 5;

/**
 * Builds the next generation beside the one in use and publishes it. Nothing is changed unless `fill` succeeds: a failure,
 * a full disk or a crash leaves the catalogue in use as it was. Fails with what `fill` says, CAT215 for a catalogue without
 * goods, CAT216 beside another import, CAT217 when the disk refuses.
 */
export async function buildCatalog<T>(options: BuildOptions, fill: Fill<Builder, T>): Promise<Result<Built<T>, AppError>> {
  const { dataDir, clock } = options;
  return exclusively(dataDir, async (current) => {
    const generation = nextGeneration(dataDir);
    const previous = openPrevious(dataDir, current);
    try {
      const built = await buildFile(options, generation, previous, fill);
      if (!built.ok) {
        removeGeneration(dataDir, generation);
        return built;
      }
      await publishGeneration(dataDir, generation, clock);
      // The last one stays until the till has changed over.
      removeGenerationsBefore(dataDir, current ?? generation);
      return built;
    } finally {
      previous?.close();
    }
  });
}

/**
 * Changes prices, stocks and the like in the catalogue in use, in one transaction: readers see all of it or nothing, and
 * wait for nothing (WAL). Names and barcodes need a new generation, because the search index is built once. Fails with
 * CAT201 when there is no catalogue, else as `buildCatalog`.
 */
export async function updateCatalog<T>(
  options: Pick<BuildOptions, "dataDir" | "clock">,
  fill: Fill<Omit<Builder, "carry">, T>,
): Promise<Result<T, AppError>> {
  return exclusively(options.dataDir, async (current) => {
    if (current === null) return err(appError("CAT201"));
    const opened = openForUpdate(generationPath(options.dataDir, current));
    if (!opened.ok) return opened;
    const db = opened.value;
    try {
      db.exec("BEGIN IMMEDIATE");
      const writer = new CatalogWriter(db);
      const filled = await fill({ writer, pause: pauses(options.clock) });
      if (!filled.ok) {
        db.exec("ROLLBACK");
        return filled;
      }
      writer.setMeta({ updated_at: String(options.clock.now()), items: String(count(db, "goods WHERE active = 1")) });
      db.exec("COMMIT");
      db.pragma("wal_checkpoint(TRUNCATE)");
      return filled;
    } finally {
      db.close();
    }
  });
}

/** Lets other work run when this one has held the event loop long enough. */
export function pauses(clock: Clock): () => Promise<void> {
  let since = clock.monotonicMs();
  return async () => {
    if (clock.monotonicMs() - since < SLICE_MS) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    since = clock.monotonicMs();
  };
}

async function buildFile<T>(
  options: BuildOptions,
  generation: number,
  previous: CatalogDatabase | null,
  fill: Fill<Builder, T>,
): Promise<Result<Built<T>, AppError>> {
  const path = generationPath(options.dataDir, generation);
  const copied = options.start === "current" && previous !== null;
  const db = copied ? copyForBuilding(previous, path) : createForBuilding(path);
  try {
    const pause = pauses(options.clock);
    if (copied) dropIndexes(db);
    const fromPrevious = previous !== null && !copied;
    if (fromPrevious) attachPrevious(db, previous.name);
    const writer = new CatalogWriter(db);
    db.exec("BEGIN");
    const filled = await fill({ writer, carry: fromPrevious ? carryFrom(db) : carryNothing, pause });
    if (!filled.ok) return filled;
    db.exec("COMMIT");
    if (fromPrevious) detachPrevious(db);
    const items = count(db, "goods WHERE active = 1");
    if (items === 0) return err(appError("CAT215"));
    const barcodes = count(db, "barcodes");
    await buildSearchIndex(db, pause);
    await buildIndexes(db, pause);
    writer.setMeta({
      generation: String(generation),
      source: options.source,
      imported_at: String(options.clock.now()),
      updated_at: "",
      items: String(items),
      barcodes: String(barcodes),
      complete: "1",
    });
    sealDatabase(db);
    return ok({ generation, items, barcodes, filled: filled.value });
  } catch (error) {
    db.close();
    removeGeneration(options.dataDir, generation);
    throw error;
  } finally {
    db.close();
  }
}

async function exclusively<T>(
  dataDir: string,
  work: (current: number | null) => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> {
  let unlock: (() => void) | null = null;
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = lockCatalog(dataDir);
    if (!lock.ok) return lock;
    unlock = lock.value;
    const current = currentGeneration(dataDir);
    // With an unreadable pointer nobody knows which file is good: all of them stay until an import has succeeded.
    if (current.ok) removeUnpublished(dataDir, current.value);
    return await work(current.ok ? current.value : null);
  } catch (error) {
    if (isSqliteError(error) || isFileError(error)) return err(appError("CAT217", { problem: error.message }, error.code));
    throw error;
  } finally {
    unlock?.();
  }
}

const BARCODES_BY_ITEM_SQL = "CREATE INDEX IF NOT EXISTS barcodes_by_item ON barcodes (n)";
const HAS_ALCOCODE = "alcohol IS NOT NULL AND json_extract(alcohol, '$.alcocode') IS NOT NULL";

async function buildIndexes(db: CatalogDatabase, pause: () => Promise<void>): Promise<void> {
  // An excise stamp alone tells the goods by their alcocode: only such a catalogue is asked for the barcodes of an item.
  const hasAlcocodes = db.prepare(`SELECT EXISTS (SELECT 1 FROM goods WHERE ${HAS_ALCOCODE})`).pluck().get() === 1;
  db.exec(hasAlcocodes ? BARCODES_BY_ITEM_SQL : "DROP INDEX IF EXISTS barcodes_by_item");
  for (const statement of CATALOG_INDEXES_SQL.split(";")) {
    if (statement.trim() !== "") db.exec(statement);
    await pause();
  }
}

/** An unusable catalogue in use has nothing to carry over; the new one replaces it. */
function openPrevious(dataDir: string, current: number | null): CatalogDatabase | null {
  if (current === null) return null;
  const db = openForReading(generationPath(dataDir, current));
  return db.ok ? db.value : null;
}

function dropIndexes(db: CatalogDatabase): void {
  for (const [, name] of CATALOG_INDEXES_SQL.matchAll(/CREATE INDEX (\w+)/g)) db.exec(`DROP INDEX IF EXISTS ${name}`);
  // An import replaces the barcodes of the cards it brings.
  db.exec(BARCODES_BY_ITEM_SQL);
}

function count(db: CatalogDatabase, from: string): number {
  return Number(db.prepare(`SELECT count(*) FROM ${from}`).pluck().get());
}

function isFileError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === "string" && "syscall" in error;
}
