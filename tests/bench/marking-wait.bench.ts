import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import { startScannerEmulator } from "../../device-drivers/emulator/scanner-emulator.ts";
import { seedDemoCatalog } from "../../terminal/embedded/seed-catalog.ts";
import { makeMarkingCode, startTsPiotEmulator } from "../../terminal/marking/emulator/index.ts";
import type { BenchData } from "./bench-data.ts";
import { figure, percentiles, type BenchResult } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { beginDay, openFeed, ROOT, showsLines, startRealTill, startWorld, tillEnvironment, type FeedClient } from "./real-till.ts";

/** Marked milk of the demonstration catalogue. */
const MILK = "4699000089199";
const ANSWER_MS = 300;
/** Sixty a minute. */
const SCAN_EVERY_MS = 1_000;
const quietLog = { debug() {}, info() {}, warn() {}, error() {} };

interface Waits {
  /** Scan on the wire → line on the screen's socket. */
  readonly shown: readonly number[];
  /** Payment asked for a scan's time after the last piece → nothing is being checked any more. */
  readonly payment: number;
  /** Scan on the wire → decision on the line. */
  readonly decided: readonly number[];
}

/**
 * A cashier who scans a marked piece a second, with a checking service that answers in 300 ms, and then takes the money: how long does
 * the cashier wait for it? Against the same without any time for the answer.
 */
export async function benchMarkingWait(data: BenchData, { pieces }: Sizes): Promise<BenchResult> {
  const slow = await day(data.newDataDir(), pieces, ANSWER_MS);
  const instant = await day(data.newDataDir(), Math.ceil(pieces / 4), 0);
  const [shown, without, decided] = [percentiles(slow.shown), percentiles(instant.shown), percentiles(slow.decided)];
  const limit = { what: "the same with answers at once", value: without.p50 };
  return {
    figures: [
      figure(`marked piece on the screen, service answers in ${ANSWER_MS} ms, p50`, shown.p50, "ms", { limit }),
      figure("  the same, worst", shown.worst, "ms", { limit: { what: "worst with answers at once", value: without.worst } }),
      figure("  decision on the line, p50", decided.p50, "ms", { limit: { what: "the service's answer", value: ANSWER_MS } }),
      figure(`cashier waits at payment after ${pieces} pieces, one a second`, slow.payment, "ms", {
        limit: { what: "time between two scans", value: SCAN_EVERY_MS },
        goal: 0.05,
      }),
    ],
    details: { slow, instant },
  };
}

async function day(dataDir: string, pieces: number, answerMs: number): Promise<Waits> {
  await seedDemoCatalog(dataDir, ROOT, systemClock);
  const world = await startWorld(`${dataDir}-world`);
  const service = await startTsPiotEmulator({ port: 0, clock: systemClock, log: quietLog });
  if (answerMs > 0) await service.inject({ kind: "slow", delayMs: answerMs, times: pieces * 10 });
  const scanner = await startScannerEmulator();
  assertInvariant(scanner.ok, "the scanner's port opens");
  const environment = { ...tillEnvironment(dataDir, world, scanner.value.path), TILL__MARKING__TSPIOT__URL: service.url };
  const till = await startRealTill(dataDir, environment);
  const { client } = till;
  const feed = await openFeed(till.url, dataDir);
  try {
    await beginDay(client);
    await client.until("the scanner is connected", (view) => view.lights.some(({ name, state }) => name === "scanner" && state === "ok"));
    const shown: number[] = [];
    const decided: Promise<number>[] = [];
    for (let piece = 1; piece <= pieces; piece += 1) {
      const next = systemClock.sleep(SCAN_EVERY_MS);
      const began = performance.now();
      decided.push(decisionOn(feed, piece).then((at) => at - began));
      const line = feed.next(showsLines);
      const sent = scanner.value.scan(Buffer.from(makeMarkingCode({ gtin: MILK, form: "short", serialLength: 6, seed: piece })));
      shown.push((await line).at - began);
      await sent;
      await next;
    }
    const began = performance.now();
    await client.until("nothing is being checked", (view) => view.receipt?.checkingLines === 0);
    const paid = await client.command({ type: "payCash" });
    const payment = performance.now() - began;
    assertInvariant(paid.ok, `the receipt is paid${paid.ok ? "" : `: ${paid.code} ${paid.text}`}`);
    await client.until("the receipt is completed", (view) => view.completed !== null && view.fiscal === null);
    return { shown, payment, decided: await Promise.all(decided) };
  } finally {
    feed.close();
    await till.kill();
    await Promise.all([scanner.value.stop(), service.close(), world.stop()]);
  }
}

/** When the patch that shows the line as allowed was here. */
async function decisionOn(feed: FeedClient, line: number): Promise<number> {
  const { at } = await feed.next(
    (message) =>
      message.type === "patch" &&
      (message.sections.lines?.changed.some(
        ({ line: each }) => each.line === line && each.marking !== null && each.marking.state !== "checking",
      ) ??
        false),
  );
  return at;
}
