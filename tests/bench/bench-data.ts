import { fork } from "node:child_process";
import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import { generationPath } from "../../terminal/catalog/catalog-files.ts";
import { runCatalogGenerate } from "../../terminal/catalog/generate/run-generate.ts";
import { SIMULATED_SETTINGS } from "../../terminal/simulation/calm-till.ts";
import { simulatedGoods } from "../../terminal/simulation/goods.ts";
import { makeBigJournal } from "./big-journal.ts";
import type { Sizes } from "./options.ts";

/** Till of config/demo/till.yaml, whose journal and catalogue are made here. */
export const TILL_ID = "demo-1";
const DESTINATIONS = ["iteem", "onec"];
const FIRST_GENERATION = 1;

export interface BenchData {
  /** Data directory with the catalogue and no journal. */
  readonly catalogDir: string;
  /** Data directory with the catalogue and years of receipts. What is sold there stays there. */
  readonly historyDir: string;
  /** Memory of the emulated devices that go with `historyDir`. */
  readonly historyWorldDir: string;
  /** A new data directory with the same catalogue and an empty journal; removed with everything at the end. */
  newDataDir(): string;
  /** Removes what was made, unless the data were to be kept. */
  remove(): void;
}

export interface Need {
  readonly catalog: boolean;
  readonly history: boolean;
}

/** Makes what is needed and not there yet, catalogue and journal at the same time (two processes). */
export async function prepareData(sizes: Sizes, keepIn: string | null, need: Need, tell: (line: string) => void): Promise<BenchData> {
  const folder = keepIn ?? mkdtempSync(join(tmpdir(), "till-bench-"));
  mkdirSync(folder, { recursive: true });
  const catalogDir = join(folder, `catalog-${sizes.items}`);
  const historyDir = join(folder, `history-${sizes.items}-${sizes.receipts}`);
  const historyWorldDir = `${historyDir}-world`;
  const started = performance.now();
  const both: Promise<void>[] = [];
  if ((need.catalog || need.history) && !existsSync(catalogDir)) both.push(makeApart("catalog", sizes, catalogDir));
  if (need.history && !existsSync(historyDir)) both.push(makeApart("history", sizes, historyDir));
  // Both come to their end, whatever becomes of one.
  const ended = await Promise.allSettled(both);
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  if (both.length > 0) tell(`data made in ${Math.round((performance.now() - started) / 1000)} s`);
  if (need.history) putCatalog(catalogDir, historyDir);
  const scratch = mkdtempSync(join(folder, "run-"));
  let made = 0;
  return {
    catalogDir,
    historyDir,
    historyWorldDir,
    newDataDir() {
      const dataDir = join(scratch, String((made += 1)));
      mkdirSync(dataDir);
      if (need.catalog) putCatalog(catalogDir, dataDir);
      return dataDir;
    },
    remove: () => rmSync(keepIn === null ? folder : scratch, { recursive: true, force: true }),
  };
}

/** The same file under another name: a catalogue is only read. */
function putCatalog(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (existsSync(join(to, name))) continue;
    if (name.endsWith(".db")) linkSync(join(from, name), join(to, name));
    else copyFileSync(join(from, name), join(to, name));
  }
}

const MAKER = join(import.meta.dirname, "make-data.ts");

/** In a process of its own, and under its final name only when it is whole. */
function makeApart(what: "catalog" | "history", sizes: Sizes, dir: string): Promise<void> {
  const beside = `${dir}.new`;
  rmSync(beside, { recursive: true, force: true });
  return new Promise((resolve, reject) => {
    const child = fork(MAKER, [what, String(what === "catalog" ? sizes.items : sizes.receipts), beside]);
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code !== 0) return reject(new Error(`making the ${what} ended with ${code}`));
      renameSync(beside, dir);
      resolve();
    });
  });
}

/** What make-data.ts runs. */
export async function makeData(what: "catalog" | "history", size: number, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  if (what === "catalog") {
    const built = await runCatalogGenerate({ dataDir: dir, items: size, clock: systemClock });
    assertInvariant(built.ok, "the catalogue is generated");
    return;
  }
  // 22 % began in 2026; the history reaches further back.
  const items = simulatedGoods(null).items.filter(
    (item) => !item.weighed && item.markingGroup === null && item.vat === "10" && !item.alcohol,
  );
  makeBigJournal({
    dataDir: dir,
    tillId: TILL_ID,
    settings: { ...SIMULATED_SETTINGS, tillId: TILL_ID },
    items,
    receipts: size,
    destinations: DESTINATIONS,
  });
}

/** Barcodes of different goods that are sold by the piece and without a marking code, all of one tax system. */
export function pieceBarcodes(catalogDir: string, count: number): readonly string[] {
  const db = new Database(generationPath(catalogDir, FIRST_GENERATION), { readonly: true });
  const rows = db
    .prepare<[number], string>(
      `SELECT min(b.code) FROM goods g JOIN barcodes b ON b.n = g.n JOIN prices p ON p.n = g.n
       WHERE g.weighed = 0 AND g.marking_group IS NULL AND g.active = 1 AND g.tax_system = (SELECT tax_system FROM goods LIMIT 1)
         AND length(b.code) = 13 AND b.code NOT LIKE '2%' AND p.price_kop > 0
       GROUP BY g.n ORDER BY (g.n * 2654435761) % 4294967296 LIMIT ?`,
    )
    .pluck()
    .all(count);
  db.close();
  assertInvariant(rows.length === count, `the catalogue has ${count} plain goods`);
  return rows;
}

/** A row as the till's journal writes one for a scanned position. */
export function sampleRow(): string {
  const [item] = simulatedGoods(null).items;
  return JSON.stringify({
    type: "positionAdded",
    position: {
      line: 1,
      item,
      barcode: "4600000000000",
      quantity: 1_000_000,
      discount: null,
      marking: null,
      voided: false,
      original: null,
    },
  });
}
