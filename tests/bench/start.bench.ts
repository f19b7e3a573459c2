import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { FeedMessage } from "../../config/contract/view.ts";
import { startScannerEmulator } from "../../device-drivers/emulator/scanner-emulator.ts";
import { assertInvariant } from "../../config/result.ts";
import type { BenchData } from "./bench-data.ts";
import { timed } from "./durable-commit.ts";
import { figure, percentiles, type BenchResult, type Figure } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { openFeed, ROOT, startRealTill, tillEnvironment } from "./real-till.ts";

const STARTS_IN_ROUND = 3;
const GOAL = 3;

interface Case {
  readonly name: string;
  readonly dataDir: string;
  readonly ready: number[];
  readonly scanner: number[];
}

/**
 * From the launch of the process to the ready line, and to the moment when the serial scanner is connected (its light on the
 * feed), on data of different sizes; against `node -e 0`. All interleaved, killed like by a power cut.
 */
export async function benchStart(data: BenchData, sizes: Sizes): Promise<BenchResult> {
  const scanner = await startScannerEmulator();
  assertInvariant(scanner.ok, "the scanner's port opens");
  const goods = `${sizes.items.toLocaleString("en")} goods`;
  const cases: Case[] = [
    { name: `${goods}, empty journal`, dataDir: data.newDataDir(), ready: [], scanner: [] },
    { name: `${goods}, ${sizes.receipts.toLocaleString("en")} receipts`, dataDir: data.historyDir, ready: [], scanner: [] },
  ];
  const node: number[] = [];
  const launcher: number[] = [];
  try {
    for (let turn = 0; turn < sizes.rounds * STARTS_IN_ROUND + 1; turn += 1) {
      const took = {
        node: timed(() => spawnSync(process.execPath, ["-e", "0"])),
        launcher: timed(() => spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), "--version"])),
      };
      for (const each of cases) {
        const started = await start(each.dataDir, scanner.value.path);
        if (turn === 0) continue; // the first of each makes its files
        each.ready.push(started.readyMs);
        each.scanner.push(started.scannerMs);
      }
      node.push(took.node);
      launcher.push(took.launcher);
    }
  } finally {
    await scanner.value.stop();
  }
  const nodeBest = percentiles(node);
  return {
    figures: [
      ...cases.flatMap(({ name, ready, scanner: connected }): Figure[] => [
        figure(`launch → ready line, ${name}, best`, percentiles(ready).best, "ms", {
          limit: { what: "node -e 0 best", value: nodeBest.best },
          goal: GOAL,
        }),
        figure(`launch → ready line, ${name}, p50`, percentiles(ready).p50, "ms", {
          limit: { what: "node -e 0 p50", value: nodeBest.p50 },
        }),
        figure(`launch → scanner connected, ${name}, best`, percentiles(connected).best, "ms", {
          limit: { what: "node -e 0 best", value: nodeBest.best },
        }),
      ]),
      figure("till --version through the launcher, best", percentiles(launcher).best, "ms", {
        limit: { what: "node -e 0 best", value: nodeBest.best },
      }),
    ],
    details: {
      node: nodeBest,
      launcher: percentiles(launcher),
      cases: cases.map(({ name, ready, scanner: connected }) => ({ name, ready: percentiles(ready), scanner: percentiles(connected) })),
    },
  };
}

async function start(dataDir: string, scannerPath: string): Promise<{ readonly readyMs: number; readonly scannerMs: number }> {
  const began = performance.now();
  const till = await startRealTill(dataDir, tillEnvironment(dataDir, null, scannerPath));
  const readyMs = performance.now() - began;
  const feed = await openFeed(till.url, dataDir);
  const { at } = isScannerUp(feed.first.message) ? feed.first : await feed.next(isScannerUp);
  feed.close();
  await till.kill();
  return { readyMs, scannerMs: at - began };
}

function isScannerUp(message: FeedMessage): boolean {
  const lights = message.type === "view" ? message.view.lights : message.type === "patch" ? message.sections.lights : undefined;
  return lights?.some(({ name, state }) => name === "scanner" && state === "ok") === true;
}
