import { FAST_ATOL_PROFILE, startAtolEmulator } from "../../../fiscal/emulator/atol/index.ts";
import type { AtolEmulator } from "../../../fiscal/emulator/atol/index.ts";
import type { Registrar } from "../../../fiscal/registrar.ts";
import type { BenchOptions, CheckCut, CutPoint, RegistrarBench, Trouble } from "../suite/bench.ts";
import { atolOverHttp } from "./atol-over-http.ts";
import { DEVICE_TASK } from "./atol-tasks.ts";
import { codesIn, paperText, registeredIn, sightOf, storedDocument } from "./emulated-drive.ts";

/** "Wrong payment method": an ordinary error, surely before anything was registered. */
const ERROR_OF_DRIVER = 145;
const SLOW = { ...FAST_ATOL_PROFILE, msPerLine: 4, taskMs: 20 };
/** The vendor's server looks every 3 s what became of a blocked task. */
const RETRY_MS = 50;

/** What happens on the line between driver and registrar, and not in the device. */
export type LineTrouble = Extract<Trouble, { kind: "answer-lost" | "cut" | "mute" | "not-taken" | "garbage" }>;

/** One of the two ways to the emulated registrar, with a line that can be troubled. */
export interface AtolLine {
  readonly registrar: Registrar;
  trouble(of: LineTrouble): void;
  lengthOf(point: CutPoint): number;
  cutCheck(point: CheckCut, atByte: number): void;
  wasCheckCut(): boolean;
  stop(): Promise<void>;
}

/** The emulated ATOL registrar behind a way of the driver to it. Other programs come in through «Web Requests». */
export async function startAtolBench(
  { pace = "at-once", ffd = "1.2", autonomous }: BenchOptions,
  connect: (emulator: AtolEmulator) => Promise<AtolLine>,
): Promise<RegistrarBench> {
  const profile = pace === "at-once" ? FAST_ATOL_PROFILE : SLOW;
  const emulator = await startAtolEmulator({
    dataDir: null,
    profile,
    drive: registeredIn(ffd, autonomous),
    retryMs: RETRY_MS,
    driverPort: 0,
  });
  const line = await connect(emulator);
  const others: Registrar[] = [];
  return {
    registrar: line.registrar,
    ffd,
    see: () => ({
      ...sightOf(emulator.drive),
      isDocumentOpen: emulator.drive.state.current !== "none",
      drawerKop: emulator.state().drawerKop,
    }),
    document: (fdNumber) => storedDocument(emulator.drive, fdNumber),
    papers: () => emulator.machine.kkt.paper(50).map((paper) => paperText(paper, profile.paperWidth)),
    trouble: (of) => makeTrouble(emulator, line, of),
    lengthOf: (point) => line.lengthOf(point),
    setMarking: (change) => void emulator.applyFault(change),
    codes: () => codesIn(emulator.drive),
    cutCheck: (point, atByte) => line.cutCheck(point, atByte),
    wasCheckCut: () => line.wasCheckCut(),
    another: () => {
      const other = atolOverHttp(emulator.httpPort);
      others.push(other);
      return other;
    },
    stop: async () => {
      for (const each of others) await each.close();
      await line.stop();
      await emulator.stop();
    },
  };
}

function makeTrouble(emulator: AtolEmulator, line: AtolLine, trouble: Trouble): void {
  switch (trouble.kind) {
    case "answer-lost":
    case "cut":
    case "mute":
    case "not-taken":
    case "garbage":
      return line.trouble(trouble);
    case "power-cut": {
      const { moment, of, backAfterMs } = trouble;
      return void emulator.applyFault({ kind: "power-cut", moment, on: DEVICE_TASK[of], backAfterMs });
    }
    case "refused":
      return void emulator.applyFault({ kind: "task-error", moment: "before", code: ERROR_OF_DRIVER, on: DEVICE_TASK[trouble.of] });
    case "paper-out":
    case "paper-load":
    case "cover":
      return void emulator.applyFault(trouble);
  }
}
