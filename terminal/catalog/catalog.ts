import { basename } from "node:path";
import type { EpochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import { appError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import { openForReading } from "./catalog-database.ts";
import { currentGeneration, generationPath, removeGenerationsBefore } from "./catalog-files.ts";
import type { FoundItem } from "./catalog-item.ts";
import type { CatalogReader } from "./catalog-reader.ts";
import { createReader } from "./catalog-reader.ts";
import type { SearchHit } from "./search/search.ts";

export interface CatalogStats {
  readonly generation: number;
  readonly items: number;
  readonly barcodes: number;
  /** File names, or "generated". */
  readonly source: string;
  readonly importedAt: EpochMs;
  /** Last price and stock update, or null. */
  readonly updatedAt: EpochMs | null;
  readonly priceTypes: readonly { readonly id: string; readonly name: string }[];
  readonly shops: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Goods as the till asks for them. A look-up gives null when there is no such item, CAT205 for one withdrawn from sale,
 * CAT206 for one without a price, CAT201–CAT204 and CAT218 when no catalogue can be used.
 */
export interface Catalog {
  /** Any form of the code: UPC-A, EAN-13 and GTIN-14 that differ in leading zeros are one. */
  byBarcode(text: string): Result<FoundItem | null, AppError>;
  byId(id: string): Result<FoundItem | null, AppError>;
  byCode(code: string): Result<FoundItem | null, AppError>;
  /** Code that scales print on their labels (код ПЛУ), with or without leading zeros. */
  byWeightCode(code: string): Result<FoundItem | null, AppError>;
  /** GTIN of a marking code, 14 digits. A package (indicator 1–9) is found only under its own GTIN. */
  byGtin(gtin14: string): Result<FoundItem | null, AppError>;
  /** 19 digits, as an excise stamp or the documents of EGAIS have it. Several items may share one: the first that is sold is found. */
  byAlcocode(alcocode: string): Result<FoundItem | null, AppError>;
  search(query: string, limit: number): Result<readonly SearchHit[], AppError>;
  stats(): Result<CatalogStats, AppError>;
  /** Follows the pointer file; the till calls it after an import and every few seconds (it costs one small file read). A catalogue that cannot be used is refused and the one in use stays. */
  reload(): Result<"same" | "swapped", AppError>;
  /** Why the newest catalogue is not in use, or null. */
  problem(): AppError | null;
  close(): void;
}

export interface CatalogOptions {
  readonly dataDir: string;
  /** Whose stock is shown: id or name of the shop in the source; null shows the total, if the source has one. */
  readonly shop: string | null;
  /** Id or name of the price type (вид цен); null takes the first of the catalogue. */
  readonly priceType: string | null;
}

/** Never fails: a till without a usable catalogue starts, says so at every look-up, and takes one as soon as it comes. */
export function openCatalog(options: CatalogOptions): Catalog {
  let reader: CatalogReader | null = null;
  let problem: AppError | null = null;

  const reload = (): Result<"same" | "swapped", AppError> => {
    const opened = openCurrent(options, reader?.generation ?? null);
    if (!opened.ok) {
      problem = opened.error;
      return opened;
    }
    problem = null;
    if (opened.value === "same") return ok("same");
    reader?.close();
    reader = opened.value;
    removeGenerationsBefore(options.dataDir, reader.generation);
    return ok("swapped");
  };
  const ask = <T>(question: (reader: CatalogReader) => Result<T, AppError>): Result<T, AppError> =>
    reader ? question(reader) : err(problem ?? appError("CAT201"));

  reload();
  return {
    byBarcode: (text) => ask((from) => from.byBarcode(text)),
    byId: (id) => ask((from) => from.byId(id)),
    byCode: (code) => ask((from) => from.byCode(code)),
    byWeightCode: (code) => ask((from) => from.byWeightCode(code)),
    byGtin: (gtin14) => ask((from) => from.byBarcode(gtin14)),
    byAlcocode: (alcocode) => ask((from) => from.byAlcocode(alcocode)),
    search: (query, limit) => ask((from) => from.search(query, limit)),
    stats: () => ask((from) => from.stats()),
    reload,
    problem: () => problem,
    close: () => {
      reader?.close();
      reader = null;
    },
  };
}

function openCurrent(options: CatalogOptions, inUse: number | null): Result<CatalogReader | "same", AppError> {
  let failure = appError("CAT201");
  // An import may publish the next generation and remove this one between the two steps: then the pointer has moved on.
  for (let attempt = 0; attempt < 2; attempt++) {
    const generation = currentGeneration(options.dataDir);
    if (!generation.ok) return generation;
    if (generation.value === null) return inUse === null ? err(failure) : ok("same");
    if (generation.value === inUse) return ok("same");
    const path = generationPath(options.dataDir, generation.value);
    const db = openForReading(path);
    if (db.ok) return createReader(db.value, { path, file: basename(path), generation: generation.value, ...options });
    failure = db.error;
  }
  return err(failure);
}
