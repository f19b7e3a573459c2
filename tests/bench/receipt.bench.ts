import { randomUUID } from "node:crypto";
import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import type { RunningTill } from "../../terminal/main.ts";
import { pieceBarcodes, type BenchData } from "./bench-data.ts";
import { timed } from "./durable-commit.ts";
import { figure, percentiles, type BenchResult, type Percentiles } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { openFeed, openShiftIn, showsLines } from "./real-till.ts";
import { startTillHere, voidReceipt } from "./till-here.ts";

const LINES = 300;
/** Scans at the beginning and at the end of a receipt that are compared. */
const EDGE = 30;
/** Without the disk, on a receipt of 300 lines: not to be noticed by the hand that scans. */
const GOAL_MS = 4;

/**
 * What one more scan costs on a long receipt, without the disk: deciding, pricing anew, view, patch, message. Plain, and with
 * a discount on the receipt, which is spread over all lines again with each scan.
 */
export async function benchReceipt(data: BenchData, { rounds }: Sizes): Promise<BenchResult> {
  const dataDir = data.newDataDir();
  const codes = pieceBarcodes(data.catalogDir, LINES);
  await openShiftIn(dataDir);
  const till = await startTillHere(dataDir);
  const feed = await openFeed(till.url, dataDir);
  const measure = async (discount: boolean): Promise<Edges> => {
    const first: number[][] = [];
    const last: number[][] = [];
    for (let round = 0; round < rounds + 1; round += 1) {
      const times: number[] = [];
      for (const [index, code] of codes.entries()) {
        const shown = feed.next(showsLines);
        const took = timed(() => till.till.scan({ bytes: Buffer.from(code, "latin1"), source: "scanner", at: systemClock.now() }));
        times.push(took - till.journal.lastCommitMs);
        await shown;
        if (discount && index === 0) await discountReceipt(till);
      }
      assertInvariant(till.till.state.receipt?.positions.length === LINES, `the receipt has ${LINES} lines`);
      await voidReceipt(till);
      if (round === 0) continue;
      first.push(times.slice(0, EDGE));
      last.push(times.slice(-EDGE));
    }
    return { first: percentiles(first.flat()), last: percentiles(last.flat()) };
  };
  try {
    const plain = await measure(false);
    const discounted = await measure(true);
    return {
      figures: [
        figure(`scan without the disk, first ${EDGE} lines, p50`, plain.first.p50, "ms"),
        figure(`scan without the disk, lines ${LINES - EDGE + 1}–${LINES}, p50`, plain.last.p50, "ms", { goal: GOAL_MS }),
        figure(`the same with a discount on the receipt, p50`, discounted.last.p50, "ms", { goal: GOAL_MS }),
      ],
      details: { plain, discounted },
    };
  } finally {
    feed.close();
    await till.stop();
  }
}

interface Edges {
  readonly first: Percentiles;
  readonly last: Percentiles;
}

async function discountReceipt({ till }: RunningTill): Promise<void> {
  const approval = { staffId: "oleg", pin: "2222" };
  const done = await till.execute({ id: randomUUID(), type: "discountReceipt", discount: { percentBasisPoints: 500 }, approval });
  assertInvariant(done.ok, "the discount is given");
}
