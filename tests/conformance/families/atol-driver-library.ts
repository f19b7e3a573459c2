import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { driverAddress, DriverPort, driverSettings } from "../../../fiscal/atol/index.ts";
import type { DriverPortOptions } from "../../../fiscal/atol/index.ts";
import type { CutPoint, RegistrarFamily } from "../suite/bench.ts";
import { startAtolBench } from "./atol-bench.ts";
import type { AtolLine, LineTrouble } from "./atol-bench.ts";
import { atolOver } from "./atol-over-http.ts";
import { CHECK_STEP, CHECK_TASK, TASK } from "./atol-tasks.ts";
import { CableCutter } from "./cable-cutter.ts";
import { builtDriver } from "./driver-build.ts";

/** A mute line is left when the process has had its time. */
const LIMITS = { openLimitMs: 20_000, queryLimitMs: 10_000, submitLimitMs: 4_000, endLimitMs: 5_000 };
const REQUEST: CutPoint = { name: "the receipt's task", of: "receipt", direction: "out" };
const ANSWER: CutPoint = { name: "its answer", of: "receipt", direction: "in" };
const MADE = "unknown:FIS302 registered";

/** Its start needs the library: inside `describeWithDriver`. */
export const ATOL_DRIVER_LIBRARY: RegistrarFamily = {
  name: "ATOL, driver's library",
  ffds: ["1.05", "1.1", "1.2"],
  refuses: {},
  cannotHappen: {},
  cuts: [
    { point: REQUEST, paths: ["unknown:FIS302 not-registered ok", MADE], variants: [] },
    { point: ANSWER, paths: [MADE, "ok"], variants: [] },
  ],
  checkCuts: (["ask", "accept"] as const).flatMap((step) => [
    { name: `${CHECK_STEP[step]}, the task`, step, direction: "out" as const },
    { name: `${CHECK_STEP[step]}, the answer`, step, direction: "in" as const },
  ]),
  isMuteWithoutPaper: false,
  repeatsXReport: true,
  start: (options = {}) => startAtolBench(options, ({ driverPort }) => overCable(driverPort ?? 0)),
};

async function overCable(driverPort: number): Promise<AtolLine> {
  const cutter = await CableCutter.start(driverPort);
  const registrar = atolOver(driverPortAt(cutter.port));
  return {
    registrar,
    trouble: (of) => makeTrouble(cutter, of),
    lengthOf: ({ direction }) => cutter.lengthOf(direction),
    cutCheck: ({ step, direction }, atByte) => cutter.arm({ kind: "cut", task: CHECK_TASK[step], direction, atByte, isMute: false }),
    wasCheckCut: () => cutter.wasCut(),
    stop: async () => {
      await registrar.close();
      await cutter.stop();
    },
  };
}

/** The driver's process with the library that reaches a registrar at this port of the machine. */
export function driverPortAt(port: number, change: Partial<DriverPortOptions> = {}): DriverPort {
  const { child, library } = builtDriver();
  const device = { tcp: { host: "127.0.0.1", port } };
  return new DriverPort({
    command: [process.execPath, child],
    library,
    address: driverAddress(device),
    clock: systemClock,
    log: silentLog,
    ...change,
    settings: { ...driverSettings(device, "none"), ...change.settings },
    timings: { ...LIMITS, ...change.timings },
  });
}

function makeTrouble(cutter: CableCutter, trouble: LineTrouble): void {
  switch (trouble.kind) {
    case "answer-lost": {
      const direction = trouble.moment === "before" ? "out" : "in";
      return cutter.arm({ kind: "cut", task: TASK[trouble.of], direction, atByte: 0, isMute: false });
    }
    case "cut":
    case "mute": {
      const { direction, of } = trouble.point;
      return cutter.arm({ kind: "cut", task: TASK[of], direction, atByte: trouble.atByte, isMute: trouble.kind === "mute" });
    }
    case "not-taken":
      return cutter.arm({ kind: "not-taken", task: TASK[trouble.of], times: trouble.times });
    case "garbage":
      return cutter.arm({ kind: "garbage", task: TASK[trouble.of] });
  }
}
