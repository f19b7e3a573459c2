import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import { openPtyPort } from "../../device-drivers/emulator/pty-port.ts";
import { startScannerEmulator, type ScannerEmulator } from "../../device-drivers/emulator/scanner-emulator.ts";
import { openSerialChannel } from "../../device-drivers/transport/serial-channel.ts";
import { pieceBarcodes, sampleRow, type BenchData } from "./bench-data.ts";
import { openDurableCommit, type DurableCommit, timed } from "./durable-commit.ts";
import { figure, percentiles, quiet, type BenchResult, type Percentiles } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { beginDay, openFeed, payCash, showsLines, startRealTill, startWorld, tillEnvironment, type FeedClient } from "./real-till.ts";
import { startTillHere, voidReceipt } from "./till-here.ts";

const LINES_IN_RECEIPT = 10;
const RECEIPTS_IN_ROUND = 10;
const CARRIAGE_RETURN = 0x0d;

/**
 * From the scanner to the screen. Outside: a till process with all its devices; the clock runs from the write of the code into
 * the scanner's serial line to the patch at a WebSocket client, both in this process. Inside: from `till.scan()` to the commit,
 * and to the message handed to the socket. Both against one durable commit of a row of the same size on the same disk, taken
 * between the scans.
 */
export async function benchScan(data: BenchData, { items, rounds }: Sizes): Promise<BenchResult> {
  const dataDir = data.newDataDir();
  const durable = openDurableCommit(dataDir, sampleRow());
  const codes = pieceBarcodes(data.catalogDir, LINES_IN_RECEIPT * RECEIPTS_IN_ROUND);
  try {
    const outside = await scanOutside(dataDir, codes, rounds, durable);
    const inside = await scanInside(dataDir, codes, rounds, durable);
    const goods = `${items.toLocaleString("en")} goods`;
    const against = (what: string, value: number) => ({ limit: { what: `durable SQLite commit, ${what}`, value } });
    return {
      figures: [
        figure(
          `scanner wire → screen's socket, p50 quiet, ${goods}`,
          outside.quiet.scan.p50,
          "ms",
          against("p50 quiet", outside.quiet.sqlite.p50),
        ),
        figure(`scanner wire → screen's socket, p99 of all, ${goods}`, outside.all.scan.p99, "ms", {
          ...against("p99 of all", outside.all.sqlite.p99),
          goal: 2,
        }),
        figure("  of which emulated wire and socket alone, p50 quiet", outside.quiet.hop.p50 + outside.quiet.socket.p50, "ms"),
        figure("  emulated wire alone, p99 of all", outside.all.hop.p99, "ms"),
        figure("till.scan() → committed, p50 quiet", inside.quiet.commit.p50, "ms", against("p50 quiet", inside.quiet.sqlite.p50)),
        figure(
          "till.scan() → message on the socket, p50 quiet",
          inside.quiet.scan.p50,
          "ms",
          against("p50 quiet", inside.quiet.sqlite.p50),
        ),
        figure("till.scan() → message on the socket, p99 of all", inside.all.scan.p99, "ms", {
          ...against("p99 of all", inside.all.sqlite.p99),
          goal: 2,
        }),
        figure("durable SQLite commit, p50 quiet", outside.quiet.sqlite.p50, "ms", {
          limit: { what: "append and fsync, p50 quiet", value: outside.quiet.file.p50 },
        }),
      ],
      details: { outside, inside },
    };
  } finally {
    durable.close();
  }
}

async function scanOutside(dataDir: string, codes: readonly string[], rounds: number, durable: DurableCommit) {
  const world = await startWorld(`${dataDir}-world`);
  const scanner = await startScannerEmulator();
  assertInvariant(scanner.ok, "the scanner's port opens");
  const hop = await openHop();
  const till = await startRealTill(dataDir, tillEnvironment(dataDir, world, scanner.value.path));
  const { client } = till;
  const feed = await openFeed(till.url, dataDir);
  const made = {
    scan: [] as number[][],
    sqlite: [] as number[][],
    file: [] as number[][],
    hop: [] as number[][],
    socket: [] as number[][],
  };
  try {
    await beginDay(client);
    await client.until("the scanner is connected", (view) => view.lights.some(({ name, state }) => name === "scanner" && state === "ok"));
    for (let round = 0; round < rounds + 1; round += 1) {
      const times = { scan: [] as number[], sqlite: [] as number[], file: [] as number[], hop: [] as number[], socket: [] as number[] };
      for (const [index, code] of codes.entries()) {
        times.sqlite.push(durable.sqlite());
        times.file.push(durable.file());
        times.hop.push(await hop.send(code));
        times.socket.push((await feed.ping()) / 2);
        times.scan.push(await scanOnce(scanner.value, feed, code));
        if (index % LINES_IN_RECEIPT === LINES_IN_RECEIPT - 1) await payCash(client);
      }
      // The first round warms up.
      if (round > 0) for (const key of Object.keys(made) as (keyof typeof made)[]) made[key].push(times[key]);
    }
  } finally {
    feed.close();
    await till.kill();
    await Promise.all([scanner.value.stop(), hop.stop(), world.stop()]);
  }
  return summed(made);
}

async function scanOnce(scanner: ScannerEmulator, feed: FeedClient, code: string): Promise<number> {
  const shown = feed.next(showsLines);
  const began = performance.now();
  const sent = scanner.scan(Buffer.from(code, "latin1"));
  const { at } = await shown;
  await sent;
  return at - began;
}

/** A serial port of the same kind with nobody but this process behind it: what the emulated wire costs by itself. */
async function openHop() {
  const port = await openPtyPort();
  assertInvariant(port.ok, "a port opens");
  const channel = await openSerialChannel({ path: port.value.path, baudRate: 9_600 }, systemClock);
  assertInvariant(channel.ok, "its other side opens");
  let arrived: () => void = () => {};
  channel.value.onData((bytes) => {
    if (bytes.at(-1) === CARRIAGE_RETURN) arrived();
  });
  return {
    async send(code: string): Promise<number> {
      const heard = new Promise<void>((resolve) => (arrived = resolve));
      const began = performance.now();
      const sent = port.value.channel.write(Buffer.from(`${code}\r`, "latin1"));
      await heard;
      const took = performance.now() - began;
      await sent;
      return took;
    },
    async stop(): Promise<void> {
      await channel.value.close();
      await port.value.close();
    },
  };
}

/** The same till composed in this process, on the journal that the other one left: operator signed in, shift open. */
async function scanInside(dataDir: string, codes: readonly string[], rounds: number, durable: DurableCommit) {
  const till = await startTillHere(dataDir);
  const feed = await openFeed(till.url, dataDir);
  const made = { scan: [] as number[][], commit: [] as number[][], sqlite: [] as number[][] };
  try {
    for (let round = 0; round < rounds + 1; round += 1) {
      const times = { scan: [] as number[], commit: [] as number[], sqlite: [] as number[] };
      for (const [index, code] of codes.entries()) {
        times.sqlite.push(durable.sqlite());
        const bytes = Buffer.from(code, "latin1");
        const shown = feed.next(showsLines);
        times.scan.push(timed(() => till.till.scan({ bytes, source: "scanner", at: systemClock.now() })));
        times.commit.push(till.journal.lastCommitMs);
        await shown;
        if (index % LINES_IN_RECEIPT === LINES_IN_RECEIPT - 1) await voidReceipt(till);
      }
      if (round > 0) for (const key of Object.keys(made) as (keyof typeof made)[]) made[key].push(times[key]);
    }
  } finally {
    feed.close();
    await till.stop();
  }
  return summed(made);
}

/** Quiet: the best of the rounds for each scan. All: every one of them, with what else the machine did. */
function summed<K extends string>(made: Readonly<Record<K, readonly (readonly number[])[]>>) {
  const keys = Object.keys(made) as K[];
  const each = (sum: (rounds: readonly (readonly number[])[]) => Percentiles) =>
    Object.fromEntries(keys.map((key) => [key, sum(made[key])])) as Record<K, Percentiles>;
  return { quiet: each(quiet), all: each((rounds) => percentiles(rounds.flat())) };
}
