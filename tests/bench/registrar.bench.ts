import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { systemClock } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { REALISTIC_PROFILE, startKktEmulator } from "../../fiscal/emulator/index.ts";
import type { KktEmulator } from "../../fiscal/emulator/index.ts";
import { lineTimes } from "../../fiscal/emulator/paper/index.ts";
import { shtrihOverTcp } from "../conformance/families/shtrih-m.ts";
import { OPEN_SHIFT, asDocument } from "../conformance/suite/sample-documents.ts";
import { baselineOf, must } from "../conformance/suite/till-loop.ts";
import { figure, type BenchResult, type Figure } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { plainReceipt } from "./wire-cases.ts";

/** Receipts of so many positions, and how many of each in a round. */
const CPU_CASES = [
  { positions: 1, receipts: 200 },
  { positions: 10, receipts: 60 },
  { positions: 100, receipts: 15 },
] as const;
const PACE_CASES = [
  { positions: 1, receipts: 3 },
  { positions: 10, receipts: 2 },
  { positions: 100, receipts: 1 },
] as const;
const QUICK_POSITIONS_MAX = 10;
const COMMANDS = { openReceipt: 0x8d, close: 0xff45 } as const;
const SETTLED_POLL_MS = 2;

/** What a receipt costs the till itself: time of the processor, and the share of its time when the registrar prints at a real pace. */
export async function benchRegistrar({ rounds }: Sizes): Promise<BenchResult> {
  const cpu = await cpuOfReceipts(rounds);
  const pace = [];
  for (const { positions, receipts } of PACE_CASES) {
    if (rounds > 1) pace.push(await paceOf(positions, receipts));
    else if (positions <= QUICK_POSITIONS_MAX) pace.push(await paceOf(positions, 1));
  }
  const figures: Figure[] = [
    ...cpu.map(({ positions, ms }) => figure(`processor time of the driver, ${lines(positions)}`, ms, "ms")),
    ...pace.flatMap(({ positions, totalMs, deviceMs }) => [
      figure(`receipt at a printer's pace, ${lines(positions)}`, totalMs, "ms", { limit: { what: "the device alone", value: deviceMs } }),
      figure(`  ours of it`, (1 - deviceMs / totalMs) * 100, "%"),
    ]),
  ];
  return { figures, details: { cpu, pace } };
}

function lines(positions: number): string {
  return positions === 1 ? "1 line" : `${positions} lines`;
}

/** Processor time of this process, in which nothing but the driver works; the emulator has its own. The best of the rounds. */
async function cpuOfReceipts(rounds: number): Promise<{ readonly positions: number; readonly ms: number }[]> {
  const device = await spawnRegistrar();
  const registrar = shtrihOverTcp(device.port);
  try {
    await must(registrar, OPEN_SHIFT);
    const best = CPU_CASES.map(({ positions }) => ({ positions, ms: Number.POSITIVE_INFINITY }));
    await cpuOfSome(registrar, 1, 100);
    for (let round = 0; round < rounds; round++) {
      for (const [index, { positions, receipts }] of CPU_CASES.entries()) {
        const ms = await cpuOfSome(registrar, positions, receipts);
        const before = best[index];
        if (before !== undefined && ms < before.ms) best[index] = { positions, ms };
      }
    }
    return best;
  } finally {
    await registrar.close();
    await device.stop();
  }
}

async function cpuOfSome(registrar: Registrar, positions: number, receipts: number): Promise<number> {
  const document = asDocument(plainReceipt(positions));
  const before = process.cpuUsage();
  for (let i = 0; i < receipts; i++) await must(registrar, document);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / receipts;
}

/** Receipts one after another as the till makes them; the device's own part is worked out from its profile and what it printed. */
async function paceOf(
  positions: number,
  receipts: number,
): Promise<{ readonly positions: number; readonly totalMs: number; readonly deviceMs: number }> {
  const emulator = await startKktEmulator({ dataDir: null, profile: REALISTIC_PROFILE });
  const registrar = shtrihOverTcp(emulator.tcpPort);
  try {
    await must(registrar, OPEN_SHIFT);
    const document = asDocument(plainReceipt(positions));
    // Once: what the driver reads before the first receipt of a connection.
    await must(registrar, asDocument(plainReceipt(1)));
    await printed(emulator);
    const began = performance.now();
    for (let i = 0; i < receipts; i++) {
      const done = await registrar.register(document, await baselineOf(registrar));
      assertInvariant(done.ok, "the receipt is registered");
      await printed(emulator);
    }
    const totalMs = (performance.now() - began) / receipts;
    const papers = emulator.machine.kkt.paper(receipts);
    const deviceMs =
      papers.reduce((sum, { lines }) => sum + deviceTimeOf(lines.reduce((all, line) => all + lineTimes(line), 0)), 0) / receipts;
    return { positions, totalMs, deviceMs };
  } finally {
    await registrar.close();
    await emulator.stop();
  }
}

/** 8D and FF45 take their time; printing begins with FF45's execution. */
function deviceTimeOf(printedLines: number): number {
  const { answerDelayMs, msPerLine, printTailMs } = REALISTIC_PROFILE;
  return (answerDelayMs[COMMANDS.openReceipt] ?? 0) + Math.max(answerDelayMs[COMMANDS.close] ?? 0, printedLines * msPerLine + printTailMs);
}

async function printed(emulator: KktEmulator): Promise<void> {
  while (emulator.state().submode !== 0) await systemClock.sleep(SETTLED_POLL_MS);
}

async function spawnRegistrar(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "registrar-process.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
  const { port } = JSON.parse(first) as { readonly port: number };
  return {
    port,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
