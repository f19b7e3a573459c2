import { statSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import { codeKey } from "../../terminal/journal/code-key.ts";
import { JOURNAL_FILE } from "../../terminal/journal/data-directory.ts";
import { openHistory } from "../../terminal/journal/history.ts";
import { openTillDatabase } from "../../terminal/journal/open.ts";
import type { BenchData } from "./bench-data.ts";
import { figure, percentiles, quiet, type BenchResult } from "./figures.ts";
import { timed } from "./durable-commit.ts";
import type { Sizes } from "./options.ts";

const GTIN = "04699000089199";
const LOOKUPS = 5_000;
const ROWS_IN_INSERT = 200_000;
/** The bar: look-up p99 under 1 ms. */
const LIMIT_MS = 1;

/** How fast the till knows that a code was sold, with years of codes in its register; half of those asked for are in it. */
export async function benchSoldCodes(data: BenchData, { codes, rounds }: Sizes): Promise<BenchResult> {
  const folder = data.newDataDir();
  fill(folder, codes);
  const asked = Array.from({ length: LOOKUPS }, (_, at) => cis(at % 2 === 0 ? spread(at, codes) : codes + spread(at, codes)));
  const times: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Opened anew: SQLite's own cache is empty, as after a start.
    const database = openTillDatabase(folder, "bench", systemClock);
    assertInvariant(database.ok, "the filled data directory opens");
    const history = openHistory(database.value.db);
    let found = 0;
    times.push(asked.map((code) => timed(() => (found += history.soldIn(code) === null ? 0 : 1))));
    assertInvariant(found === LOOKUPS / 2, "every code that was sold is known, and no other");
    database.value.close();
  }
  const all = percentiles(times.flat());
  const bytes = statSync(join(folder, JOURNAL_FILE)).size;
  const what = `of ${codes.toLocaleString("en")} sold codes`;
  return {
    figures: [
      figure(`look-up in the register ${what}, p50 quiet`, quiet(times).p50, "ms"),
      figure(`look-up in the register ${what}, p99 of all`, all.p99, "ms", { limit: { what: "issue's bar", value: LIMIT_MS }, goal: 1 }),
      figure("register, bytes a code", bytes / codes, "B"),
    ],
    details: { all, bytes, codes },
  };
}

/** In the order of the keys: the way to fill a B-tree of this size in seconds. What is looked up is spread over all of it. */
function fill(folder: string, codes: number): void {
  const keys = new BigInt64Array(codes);
  for (let at = 0; at < codes; at += 1) keys[at] = codeKey(cis(at));
  keys.sort();
  const database = openTillDatabase(folder, "bench", systemClock);
  assertInvariant(database.ok, "a new data directory opens");
  const { db } = database.value;
  db.pragma("synchronous = OFF");
  const insert = db.prepare("INSERT INTO sold_piece (key, receipt_number) VALUES (?, ?)");
  const insertPart = db.transaction((from: number) => {
    for (let at = from; at < Math.min(codes, from + ROWS_IN_INSERT); at += 1) insert.run(keys[at], (at % 1_000_000) + 1);
  });
  for (let from = 0; from < codes; from += ROWS_IN_INSERT) insertPart(from);
  database.value.close();
}

function spread(at: number, codes: number): number {
  return Math.floor((at * codes) / LOOKUPS);
}

function cis(number: number): string {
  return `01${GTIN}21${number.toString(36).padStart(13, "0")}`;
}
