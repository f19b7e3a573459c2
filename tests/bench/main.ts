/**
 * `npm run bench`: measures what docs/benchmarks.md tells. What is compared runs interleaved in one run; of several rounds the
 * quietest counts, because the machine may have other work. `--help` lists the options.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchAtolWire } from "./atol-wire.bench.ts";
import { prepareData, type BenchData } from "./bench-data.ts";
import { figure, type BenchResult } from "./figures.ts";
import { benchImage } from "./image.bench.ts";
import { benchMarkingParse } from "./marking-parse.bench.ts";
import { benchMarkingWait } from "./marking-wait.bench.ts";
import { benchMemory } from "./memory.bench.ts";
import { USAGE, parseOptions, type BenchName, type Options, type Sizes } from "./options.ts";
import { benchOutbox } from "./outbox.bench.ts";
import { ROOT } from "./real-till.ts";
import { benchReceipt } from "./receipt.bench.ts";
import { machine, table } from "./report.ts";
import { benchRegistrar } from "./registrar.bench.ts";
import { benchScan } from "./scan.bench.ts";
import { benchSearch } from "./search.bench.ts";
import { benchSimulator } from "./simulator.bench.ts";
import { benchSoldCodes } from "./sold-codes.bench.ts";
import { benchStart } from "./start.bench.ts";
import { benchWire } from "./wire.bench.ts";

type Bench = (data: BenchData, sizes: Sizes) => Promise<BenchResult>;

const RUN: Readonly<Record<BenchName, Bench>> = {
  search: benchSearch,
  scan: benchScan,
  receipt: benchReceipt,
  start: benchStart,
  memory: benchMemory,
  wire: wireFigures,
  registrar: (_data, sizes) => benchRegistrar(sizes),
  outbox: outboxFigures,
  "sold-codes": benchSoldCodes,
  "marking-wait": benchMarkingWait,
  simulator: (_data, sizes) => benchSimulator(sizes),
  "marking-parse": async (_data, { rounds }) => benchMarkingParse(rounds),
  image: (_data, { rounds }) => benchImage(rounds),
};
const WITH_CATALOG: ReadonlySet<BenchName> = new Set(["search", "scan", "receipt", "start", "memory"]);
const WITH_HISTORY: ReadonlySet<BenchName> = new Set(["start", "memory"]);

const options = readOptions();
if (options === "help") process.stdout.write(`${USAGE}\n`);
else await run(options);

function readOptions(): Options | "help" {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

async function run({ names, sizes, jsonTo, dataFolder }: Options): Promise<void> {
  const tell = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
  // The launcher builds what is stale: the processes measured here are of the sources that stand here.
  if (spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), "--version"], { stdio: ["ignore", "ignore", "inherit"] }).status !== 0)
    throw new Error("the till does not build");
  const need = { catalog: names.some((name) => WITH_CATALOG.has(name)), history: names.some((name) => WITH_HISTORY.has(name)) };
  const data = await prepareData(sizes, dataFolder, need, tell);
  const results: { readonly name: BenchName; readonly seconds: number; readonly result: BenchResult }[] = [];
  try {
    for (const name of names) {
      const began = performance.now();
      const result = await RUN[name](data, sizes);
      const seconds = Math.round((performance.now() - began) / 1_000);
      results.push({ name, seconds, result });
      tell(`${name} measured in ${seconds} s`);
    }
  } finally {
    data.remove();
  }
  report(results, sizes, jsonTo);
}

function report(
  results: readonly { readonly name: BenchName; readonly seconds: number; readonly result: BenchResult }[],
  sizes: Sizes,
  jsonTo: string | null,
): void {
  const figures = results.flatMap(({ result }) => result.figures);
  const benches = results.map(({ name, seconds, result }) => ({ name, seconds, figures: result.figures, details: result.details }));
  const json = `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), sizes, benches }, null, 2)}\n`;
  if (jsonTo === "-") process.stdout.write(json);
  else process.stdout.write(`${table(figures)}\n`);
  if (jsonTo !== null && jsonTo !== "-") writeFileSync(jsonTo, json);
}

async function wireFigures(): Promise<BenchResult> {
  const [shtrih, atol] = [await benchWire(), await benchAtolWire()];
  return { figures: [...shtrih.figures, ...atol.figures], details: { shtrih: shtrih.details, atol: atol.details } };
}

async function outboxFigures(_data: BenchData, { backlog }: Sizes): Promise<BenchResult> {
  const cost = await benchOutbox(backlog);
  const many = `${backlog.toLocaleString("en")} waiting`;
  return {
    figures: [
      figure(`upload of a receipt, ${many}`, cost.largeBacklogUs, "µs", {
        limit: { what: "the same with few waiting", value: cost.smallBacklogUs },
        goal: 1.2,
      }),
      figure(`upload of a receipt, ${many}`, cost.largeBacklogUs, "µs", { limit: { what: "bare HTTP loop", value: cost.bareLoopUs } }),
      figure(`look at the outbox, ${many}`, cost.largeSummaryUs, "µs", {
        limit: { what: "the same with few waiting", value: cost.smallSummaryUs },
        goal: 1.5,
      }),
    ],
    details: cost,
  };
}
