import { systemClock } from "../../config/clock.ts";
import { FAST_ATOL_PROFILE, REALISTIC_ATOL_PROFILE, startAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { REALISTIC_PROFILE, startKktEmulator } from "../../fiscal/emulator/index.ts";
import { lineTimes, type PaperDocument } from "../../fiscal/emulator/paper/index.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { atolOverHttp } from "../conformance/families/atol-over-http.ts";
import { HttpCutter } from "../conformance/families/http-cutter.ts";
import { shtrihOverTcp } from "../conformance/families/shtrih-m.ts";

export type FamilyName = "shtrih-m" | "atol";

/** An emulated registrar that prints at a real printer's pace, and a driver on it. */
export interface PacedRegistrar {
  readonly registrar: Registrar;
  /** The last paper is out. */
  printed(): Promise<void>;
  /** What the device itself needs for each of its last receipts, by its profile and by what it printed, ms. */
  deviceMs(receipts: number): number;
  stop(): Promise<void>;
}

export interface MeasuredFamily {
  readonly title: string;
  connect(port: number): Registrar;
  startAtPace(): Promise<PacedRegistrar>;
}

const SETTLED_POLL_MS = 2;
const SHTRIH_COMMANDS = { openReceipt: 0x8d, close: 0xff45 } as const;

export const FAMILIES: Readonly<Record<FamilyName, MeasuredFamily>> = {
  "shtrih-m": { title: "Shtrih-M", connect: shtrihOverTcp, startAtPace: shtrihAtPace },
  atol: { title: "ATOL", connect: (port) => atolOverHttp(port, {}), startAtPace: atolAtPace },
};

async function shtrihAtPace(): Promise<PacedRegistrar> {
  const emulator = await startKktEmulator({ dataDir: null, profile: REALISTIC_PROFILE });
  const registrar = shtrihOverTcp(emulator.tcpPort);
  const { answerDelayMs, msPerLine, printTailMs } = REALISTIC_PROFILE;
  // 8D and FF45 take their time; printing begins with FF45's execution.
  const one = (paper: PaperDocument): number =>
    (answerDelayMs[SHTRIH_COMMANDS.openReceipt] ?? 0) +
    Math.max(answerDelayMs[SHTRIH_COMMANDS.close] ?? 0, linesOf(paper) * msPerLine + printTailMs);
  return {
    registrar,
    printed: async () => {
      while (emulator.state().submode !== 0) await systemClock.sleep(SETTLED_POLL_MS);
    },
    deviceMs: (receipts) => mean(emulator.machine.kkt.paper(receipts).map(one)),
    stop: async () => {
      await registrar.close();
      await emulator.stop();
    },
  };
}

async function atolAtPace(): Promise<PacedRegistrar> {
  const emulator = await startAtolEmulator({ dataDir: null, profile: REALISTIC_ATOL_PROFILE });
  const registrar = atolOverHttp(emulator.httpPort, {});
  const { taskMs, msPerLine } = REALISTIC_ATOL_PROFILE;
  return {
    registrar,
    // A task is ready when its paper is out.
    printed: async () => {
      while (emulator.state().paper.owed) await systemClock.sleep(SETTLED_POLL_MS);
    },
    deviceMs: (receipts) => mean(emulator.machine.kkt.paper(receipts).map((paper) => taskMs + linesOf(paper) * msPerLine)),
    stop: async () => {
      await registrar.close();
      await emulator.stop();
    },
  };
}

/** ATOL that answers at once, behind a cable on which messages can be counted. */
export async function countedAtol(): Promise<{ readonly registrar: Registrar; readonly cable: HttpCutter; stop(): Promise<void> }> {
  const emulator = await startAtolEmulator({ dataDir: null, profile: FAST_ATOL_PROFILE });
  const cable = await HttpCutter.start(emulator.httpPort);
  const registrar = atolOverHttp(cable.port, {});
  return {
    registrar,
    cable,
    stop: async () => {
      await registrar.close();
      await cable.stop();
      await emulator.stop();
    },
  };
}

function linesOf(paper: PaperDocument): number {
  return paper.lines.reduce((sum, line) => sum + lineTimes(line), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
