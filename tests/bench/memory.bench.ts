import { readFileSync } from "node:fs";
import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import { pieceBarcodes, type BenchData } from "./bench-data.ts";
import { figure, type BenchResult } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { beginDay, payCash, startRealTill, startWorld, tillEnvironment, type RealTill } from "./real-till.ts";

const RECEIPTS = 200;
/** Fewer rounds than this: a quick look, with a tenth of the receipts. */
const FULL_ROUNDS = 3;
const LINES = [1, 2, 3, 3, 5] as const;
const REST_MS = 3_000;
/** The till gives memory back after five idle seconds. */
const IDLE_MS = 8_000;
const GOAL_MB = 150;

/** What the till's process keeps in memory: after the start, and after 200 receipts with every device and both servers at work. */
export async function benchMemory(data: BenchData, sizes: Sizes): Promise<BenchResult> {
  if (process.platform !== "linux") return { figures: [], details: "resident memory is read from /proc, which this system lacks" };
  const world = await startWorld(data.historyWorldDir);
  const till = await startRealTill(data.historyDir, tillEnvironment(data.historyDir, world));
  try {
    await systemClock.sleep(REST_MS);
    const atStart = residentMb(till);
    const receipts = sizes.rounds < FULL_ROUNDS ? RECEIPTS / 10 : RECEIPTS;
    await beginDay(till.client);
    const selling = await sell(till, pieceBarcodes(data.catalogDir, 500), receipts);
    await systemClock.sleep(IDLE_MS);
    const after = residentMb(till);
    const what = `${sizes.items.toLocaleString("en")} goods, ${sizes.receipts.toLocaleString("en")} receipts`;
    return {
      figures: [
        figure(`resident memory after the start, ${what}`, atStart.total, "MB", { goal: GOAL_MB }),
        figure(`the same after ${receipts} more receipts`, after.total, "MB", { goal: GOAL_MB }),
        figure(`highest during ${receipts} receipts without a pause`, selling.total, "MB"),
      ],
      details: { atStart, selling, after },
    };
  } finally {
    await till.kill();
    await world.stop();
  }
}

/** Sells as fast as the devices allow; tells the most memory that was seen. */
async function sell(till: RealTill, codes: readonly string[], receipts: number): Promise<Resident> {
  const { client } = till;
  let highest = residentMb(till);
  let next = 0;
  for (let receipt = 0; receipt < receipts; receipt += 1) {
    for (let line = 0; line < (LINES[receipt % LINES.length] ?? 1); line += 1) {
      const code = codes[(next += 1) % codes.length] ?? "";
      const done = await client.command({ type: "scan", code: Buffer.from(code, "latin1").toString("base64"), source: "bench" });
      assertInvariant(done.ok, `${code} is scanned`);
    }
    await payCash(client);
    const now = residentMb(till);
    if (now.total > highest.total) highest = now;
  }
  return highest;
}

interface Resident {
  readonly total: number;
  /** The process's own. */
  readonly own: number;
  /** Pages of files: code, mapped databases. */
  readonly files: number;
}

function residentMb({ pid }: RealTill): Resident {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const megabytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) / 1_000;
  return { total: megabytes("VmRSS"), own: megabytes("RssAnon"), files: megabytes("RssFile") };
}
