import { basename, extname, join } from "node:path";
import type { Clock } from "../../../config/clock.ts";
import type { AppError } from "../../../config/errors/index.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import { silentLog } from "../../../config/log.ts";
import type { Result } from "../../../config/result.ts";
import { err, ok } from "../../../config/result.ts";
import { generalVatRate } from "../../../fiscal/document/vat.ts";
import type { Builder } from "../build-catalog.ts";
import { buildCatalog, pauses, updateCatalog } from "../build-catalog.ts";
import { currentGeneration } from "../catalog-files.ts";
import type { CatalogWriter } from "../catalog-writer.ts";
import { parseWeightTemplates, DEFAULT_WEIGHT_TEMPLATES } from "../resolve-barcode.ts";
import { CommerceMlImporter, documentName } from "./commerceml-goods.ts";
import type { CommerceMlSummary } from "./commerceml-reader.ts";
import { readCommerceMl } from "./commerceml-reader.ts";
import type { CsvFile } from "./csv-goods.ts";
import { importCsv, openCsv } from "./csv-goods.ts";
import type { ImportedFile, ImportReport } from "./import-report.ts";
import { ProblemList } from "./import-report.ts";
import type { ImportSettings } from "./import-session.ts";
import { ImportSession } from "./import-session.ts";
import { ProblemFile } from "./problem-file.ts";
import type { TextEncodingName } from "./text-encoding.ts";
import { detectEncoding } from "./text-encoding.ts";

export interface CatalogImportOptions {
  /** CSV lists and CommerceML files in any order. */
  readonly files: readonly string[];
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log?: Log;
  /** Force "replace" or "merge" for files with goods; by default СодержитТолькоИзменения decides. */
  readonly mode?: "replace" | "merge";
  readonly settings?: Partial<ImportSettings>;
}

export interface ImportFailure {
  readonly error: AppError;
  /** What was read until then; null when no row was read. */
  readonly report: ImportReport | null;
}

/** Every row that was left or remarked on, in the data directory; replaced by each import. */
export const PROBLEM_FILE = "catalog-problems.csv";

type Source =
  | { readonly kind: "csv"; readonly csv: CsvFile }
  | { readonly kind: "commerceml"; readonly path: string; readonly encoding: TextEncodingName; readonly summary: CommerceMlSummary };

/**
 * Imports goods, prices and stocks. Files with goods make a new generation that replaces the catalogue in use at once; files
 * with prices and stocks only change it in place. Nothing changes when the import fails.
 */
export async function runCatalogImport(options: CatalogImportOptions): Promise<Result<ImportReport, ImportFailure>> {
  const settings = completeSettings(options);
  if (!settings.ok) return err({ error: settings.error, report: null });
  const pause = pauses(options.clock);
  const sources: Source[] = [];
  for (const path of options.files) {
    const source = await inspect(path, pause);
    if (!source.ok) return err({ error: source.error, report: null });
    sources.push(source.value);
  }
  const problemFile = new ProblemFile(join(options.dataDir, PROBLEM_FILE), options.log ?? silentLog);
  try {
    return await new ImportRun(options, settings.value, sources, new ProblemList((problem) => problemFile.add(problem))).run();
  } finally {
    problemFile.close();
  }
}

class ImportRun {
  readonly #options: CatalogImportOptions;
  readonly #settings: ImportSettings;
  readonly #sources: readonly Source[];
  readonly #problems: ProblemList;
  readonly #mode: ImportReport["mode"];
  readonly #log: Log;
  #session: ImportSession | null = null;
  #files: readonly ImportedFile[] = [];
  #carried: ImportReport["carried"] = { prices: 0, stocks: 0 };
  #withoutPrice = 0;

  constructor(options: CatalogImportOptions, settings: ImportSettings, sources: readonly Source[], problems: ProblemList) {
    this.#options = options;
    this.#settings = settings;
    this.#sources = sources;
    this.#problems = problems;
    this.#mode = modeOf(sources, options.mode);
    this.#log = options.log ?? silentLog;
  }

  async run(): Promise<Result<ImportReport, ImportFailure>> {
    if (this.#sources.every(isDocumentsOnly)) return this.#refuseDocuments();
    const generation = this.#mode === "prices" ? await this.#update() : await this.#build();
    if (!generation.ok) {
      this.#log.warn({ error: generation.error, files: this.#options.files }, "catalogue import failed");
      return err({ error: generation.error, report: this.#session ? this.#report(0) : null });
    }
    const report = this.#report(generation.value);
    this.#log.info({ mode: report.mode, generation: report.generation, taken: report.taken }, "catalogue imported");
    return ok(report);
  }

  /** Orders and other documents of an exchange have their own reader. */
  async #refuseDocuments(): Promise<Result<ImportReport, ImportFailure>> {
    for (const source of this.#sources) {
      if (source.kind === "csv") continue;
      const file = basename(source.path);
      const read = await readCommerceMl(
        source.path,
        source.encoding,
        ({ node, line }) => this.#problems.add(file, line, "document", documentName(node)),
        pauses(this.#options.clock),
      );
      if (!read.ok) return err({ error: read.error, report: null });
    }
    this.#files = this.#sources.flatMap((source) => (source.kind === "commerceml" ? commerceMlFile(source) : []));
    const file = this.#files.map((one) => one.file).join(", ");
    return err({ error: appError("CAT212", { file, problem: "в нём нет ни товаров, ни цен" }), report: this.#report(0) });
  }

  async #build(): Promise<Result<number, AppError>> {
    const { dataDir, clock, files } = this.#options;
    const merging = this.#mode === "merge";
    const built = await buildCatalog(
      { dataDir, clock, source: files.map((path) => basename(path)).join(", "), start: merging ? "current" : "empty" },
      async (builder) => {
        const filled = await this.#fill(builder, merging);
        if (filled.ok) this.#carryOver(builder);
        this.#withoutPrice = builder.writer.countWithoutPrice();
        return filled;
      },
    );
    return built.ok ? ok(built.value.generation) : built;
  }

  async #update(): Promise<Result<number, AppError>> {
    const { dataDir, clock } = this.#options;
    const updated = await updateCatalog({ dataDir, clock }, async (builder) => {
      const filled = await this.#fill(builder, true);
      if (!filled.ok) return filled;
      const { taken } = filled.value;
      return taken.prices + taken.stocks === 0 && this.#problems.left().length > 0 ? err(appError("CAT215")) : filled;
    });
    if (!updated.ok) return updated;
    const current = currentGeneration(dataDir);
    return current.ok ? ok(current.value ?? 0) : current;
  }

  async #fill(
    builder: { readonly writer: CatalogWriter; readonly pause: () => Promise<void> },
    merging: boolean,
  ): Promise<Result<ImportSession, AppError>> {
    const today = localDate(this.#options.clock.now());
    const session = new ImportSession({ ...builder, settings: this.#settings, problems: this.#problems, today, merging });
    this.#session = session;
    const files: ImportedFile[] = [];
    const commerceMl = new CommerceMlImporter(session);
    for (const source of this.#sources) {
      if (source.kind === "csv") {
        const imported = await importCsv(source.csv, session);
        if (!imported.ok) return imported;
        files.push(imported.value);
      } else {
        const imported = await commerceMl.importGoods(source.path, source.encoding);
        if (!imported.ok) return imported;
        files.push(commerceMlFile(source));
      }
    }
    for (const source of this.#sources) {
      if (source.kind === "csv" || !source.summary.hasOffers) continue;
      const imported = await commerceMl.importOffers(source.path, source.encoding, this.#mode !== "prices");
      if (!imported.ok) return imported;
    }
    commerceMl.withdrawBases();
    this.#files = files;
    return ok(session);
  }

  /** A source that brings no prices (or stocks) at all does not say that there are none. */
  #carryOver(builder: Builder): void {
    const taken = this.#session?.taken;
    builder.carry.popularity();
    this.#carried = {
      prices: taken?.prices === 0 ? builder.carry.prices() : 0,
      stocks: taken?.stocks === 0 ? builder.carry.stocks() : 0,
    };
  }

  #report(generation: number): ImportReport {
    const taken = this.#session?.taken ?? { goods: 0, barcodes: 0, prices: 0, stocks: 0 };
    return {
      mode: this.#mode,
      generation,
      files: this.#files,
      taken,
      carried: this.#carried,
      withoutPrice: this.#withoutPrice,
      unusedColumns: this.#sources.flatMap((source) => (source.kind === "csv" ? source.csv.columns.unused : [])),
      left: this.#problems.left(),
      remarks: this.#problems.remarks(),
    };
  }
}

/** Finds out what a file is, without taking anything from it. */
async function inspect(path: string, pause: () => Promise<void>): Promise<Result<Source, AppError>> {
  const encoding = await detectEncoding(path);
  if (!encoding.ok) return encoding;
  const extension = extname(path).toLowerCase();
  if (extension === ".csv" || extension === ".txt") {
    const csv = await openCsv(path, encoding.value);
    return csv.ok ? ok({ kind: "csv", csv: csv.value }) : csv;
  }
  if (extension !== ".xml") return err(appError("CAT212", { file: basename(path), problem: "нужен .csv или .xml" }));
  const summary = await readCommerceMl(path, encoding.value, () => {}, pause);
  return summary.ok ? ok({ kind: "commerceml", path, encoding: encoding.value, summary: summary.value }) : summary;
}

function modeOf(sources: readonly Source[], asked: "replace" | "merge" | undefined): ImportReport["mode"] {
  const withGoods = sources.filter((source) => (source.kind === "csv" ? source.csv.holds === "goods" : source.summary.hasCatalog));
  const changesOnly = withGoods.every((source) => source.kind === "commerceml" && source.summary.changesOnly);
  const mode = asked ?? (changesOnly ? "merge" : "replace");
  const nothingNew = withGoods.every((source) => source.kind === "commerceml" && source.summary.records.good === 0);
  return nothingNew && mode === "merge" ? "prices" : mode;
}

function isDocumentsOnly(source: Source): boolean {
  return source.kind === "commerceml" && !source.summary.hasCatalog && !source.summary.hasOffers;
}

function commerceMlFile(source: Extract<Source, { kind: "commerceml" }>): ImportedFile {
  const { version, records } = source.summary;
  return {
    file: basename(source.path),
    format: "commerceml",
    encoding: source.encoding,
    version,
    rows: records.good + records.offer + records.document,
  };
}

function completeSettings(options: CatalogImportOptions): Result<ImportSettings, AppError> {
  const rules = parseWeightTemplates(DEFAULT_WEIGHT_TEMPLATES);
  if (!rules.ok) return rules;
  return ok({
    defaultVat: generalVatRate(localDate(options.clock.now())) ?? "22",
    defaultTaxSystem: "osn",
    taxSystemsOfSellers: new Map(),
    barcodeRules: rules.value,
    markingByKind: {},
    ...options.settings,
  });
}

/** The shop's day, by the time zone of this computer. */
function localDate(at: number): string {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
