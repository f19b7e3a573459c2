import { parseArgs } from "node:util";

export const BENCHES = [
  "search",
  "scan",
  "receipt",
  "start",
  "memory",
  "wire",
  "registrar",
  "outbox",
  "sold-codes",
  "marking-wait",
  "simulator",
  "marking-parse",
  "image",
] as const;
export type BenchName = (typeof BENCHES)[number];

export interface Sizes {
  /** Goods in the catalogue. */
  readonly items: number;
  /** Completed receipts in the journal's history. */
  readonly receipts: number;
  /** Receipts waiting in the outbox. */
  readonly backlog: number;
  /** Codes in the register of sold ones. */
  readonly codes: number;
  /** Marked pieces of the cashier who scans one a second. */
  readonly pieces: number;
  /** How much is measured: rounds of scans, starts and the like. */
  readonly rounds: number;
  readonly simulatorSteps: number;
  /** Also build full-text indexes of SQLite to compare the search with. */
  readonly withPeers: boolean;
}

export interface Options {
  readonly names: readonly BenchName[];
  readonly sizes: Sizes;
  /** "-": standard output. */
  readonly jsonTo: string | null;
  /** Folder of generated data that stays for the next run. */
  readonly dataFolder: string | null;
}

const FULL: Sizes = {
  items: 1_000_000,
  receipts: 100_000,
  backlog: 1_000_000,
  codes: 10_000_000,
  pieces: 60,
  rounds: 5,
  simulatorSteps: 4_000,
  withPeers: true,
};
const QUICK: Sizes = {
  items: 10_000,
  receipts: 2_000,
  backlog: 20_000,
  codes: 100_000,
  pieces: 8,
  rounds: 1,
  simulatorSteps: 2_000,
  withPeers: false,
};

export const USAGE = `npm run bench -- [options]

  --only NAME,…    some of: ${BENCHES.join(", ")}
  --quick          small data and few rounds, a minute or two: shows that everything runs, the figures say little
  --items N        goods in the catalogue (default ${FULL.items})
  --receipts N     receipts in the journal's history (default ${FULL.receipts})
  --backlog N      receipts waiting in the outbox (default ${FULL.backlog})
  --codes N        codes in the register of sold ones (default ${FULL.codes})
  --pieces N       marked pieces, one a second (default ${FULL.pieces})
  --rounds N       rounds of each measurement (default ${FULL.rounds})
  --no-peers       do not build SQLite's full-text indexes to compare the search with
  --data DIR       keep generated data here and use it again
  --json [FILE]    report as JSON to FILE, or instead of the table to standard output
  --help`;

/** Throws an Error with words for the person who typed. */
export function parseOptions(words: readonly string[]): Options | "help" {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      items: { type: "string" },
      receipts: { type: "string" },
      backlog: { type: "string" },
      codes: { type: "string" },
      pieces: { type: "string" },
      rounds: { type: "string" },
      "no-peers": { type: "boolean", default: false },
      data: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const base = values.quick ? QUICK : FULL;
  return {
    names: values.only === undefined ? BENCHES : values.only.split(",").map(benchName),
    sizes: {
      ...base,
      items: whole("items", values.items, base.items),
      receipts: whole("receipts", values.receipts, base.receipts),
      backlog: whole("backlog", values.backlog, base.backlog),
      codes: whole("codes", values.codes, base.codes),
      pieces: whole("pieces", values.pieces, base.pieces),
      rounds: whole("rounds", values.rounds, base.rounds),
      withPeers: base.withPeers && !values["no-peers"],
    },
    jsonTo: values.json ? (positionals[0] ?? "-") : null,
    dataFolder: values.data ?? null,
  };
}

function benchName(word: string): BenchName {
  const found = BENCHES.find((name) => name === word);
  if (found === undefined) throw new Error(`no bench "${word}"; there are: ${BENCHES.join(", ")}`);
  return found;
}

function whole(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above zero, not "${given}"`);
  return value;
}
