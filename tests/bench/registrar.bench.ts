import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { assertInvariant } from "../../config/result.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { OPEN_SHIFT, asDocument } from "../conformance/suite/sample-documents.ts";
import { baselineOf, must } from "../conformance/suite/till-loop.ts";
import { figure, type BenchResult, type Figure } from "./figures.ts";
import type { Sizes } from "./options.ts";
import { FAMILIES, type FamilyName, type MeasuredFamily } from "./registrar-families.ts";
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
const QUICK_POSITIONS_MAX = 1;
const NAMES: readonly FamilyName[] = ["shtrih-m", "atol"];

/** What a receipt costs the till itself: time of the processor, and the share of its time when the registrar prints at a real pace. */
export async function benchRegistrar({ rounds }: Sizes): Promise<BenchResult> {
  const figures: Figure[] = [];
  const details: object[] = [];
  for (const name of NAMES) {
    const family = FAMILIES[name];
    for (const { positions, ms } of await cpuOfReceipts(name, rounds)) {
      details.push({ family: family.title, positions, cpuMs: ms });
      figures.push(figure(`${family.title}: processor time of the driver, ${lines(positions)}`, ms, "ms"));
    }
    for (const { positions, receipts } of PACE_CASES) {
      if (rounds === 1 && positions > QUICK_POSITIONS_MAX) continue;
      const pace = await paceOf(family, positions, rounds === 1 ? 1 : receipts);
      details.push(pace);
      figures.push(...paceFigures(pace));
    }
  }
  return { figures, details };
}

interface Pace {
  readonly family: string;
  readonly positions: number;
  readonly totalMs: number;
  /** What the till asks before the document; part of the total. */
  readonly baselineMs: number;
  readonly deviceMs: number;
}

function paceFigures({ family, positions, totalMs, baselineMs, deviceMs }: Pace): Figure[] {
  return [
    figure(`${family}: receipt at a printer's pace, ${lines(positions)}`, totalMs, "ms", {
      limit: { what: "the device alone", value: deviceMs },
    }),
    figure("  not the device's printing", (1 - deviceMs / totalMs) * 100, "%"),
    figure("  – without the baseline before it", (1 - deviceMs / (totalMs - baselineMs)) * 100, "%"),
  ];
}

function lines(positions: number): string {
  return positions === 1 ? "1 line" : `${positions} lines`;
}

/** Processor time of this process, in which nothing but the driver works; the emulator has its own. The best of the rounds. */
async function cpuOfReceipts(name: FamilyName, rounds: number): Promise<{ readonly positions: number; readonly ms: number }[]> {
  const device = await spawnRegistrar(name);
  const registrar = FAMILIES[name].connect(device.port);
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

/** Receipts one after another as the till makes them. */
async function paceOf(family: MeasuredFamily, positions: number, receipts: number): Promise<Pace> {
  const paced = await family.startAtPace();
  const { registrar } = paced;
  try {
    await must(registrar, OPEN_SHIFT);
    // Once: what the driver reads before the first receipt of a connection.
    await must(registrar, asDocument(plainReceipt(1)));
    await paced.printed();
    const document = asDocument(plainReceipt(positions));
    let baselineMs = 0;
    const began = performance.now();
    for (let i = 0; i < receipts; i++) {
      const asked = performance.now();
      const baseline = await baselineOf(registrar);
      baselineMs += (performance.now() - asked) / receipts;
      const done = await registrar.register(document, baseline);
      assertInvariant(done.ok, "the receipt is registered");
      await paced.printed();
    }
    const totalMs = (performance.now() - began) / receipts;
    return { family: family.title, positions, totalMs, baselineMs, deviceMs: paced.deviceMs(receipts) };
  } finally {
    await paced.stop();
  }
}

async function spawnRegistrar(family: FamilyName): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "registrar-process.ts"), family], {
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
