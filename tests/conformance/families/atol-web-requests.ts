import { randomUUID } from "node:crypto";
import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { connectAtol, WebRequests } from "../../../fiscal/atol/index.ts";
import type { WebRequestsOptions } from "../../../fiscal/atol/index.ts";
import { decodeTlv } from "../../../fiscal/document/tlv.ts";
import { FAST_ATOL_PROFILE, startAtolEmulator } from "../../../fiscal/emulator/atol/index.ts";
import type { AtolEmulator } from "../../../fiscal/emulator/atol/index.ts";
import type { Registrar } from "../../../fiscal/registrar.ts";
import type { BenchOptions, CutPoint, DocumentKind, RegistrarBench, RegistrarFamily, Trouble } from "../suite/bench.ts";
import { paperText, registeredIn, sightOf } from "./emulated-drive.ts";
import { DOCUMENT_TASK, HttpCutter } from "./http-cutter.ts";
import type { Message } from "./http-cutter.ts";

/** The task that makes a document. */
const TASK: Readonly<Record<DocumentKind, RegExp>> = {
  receipt: DOCUMENT_TASK,
  "open-shift": /"type":"openShift"/,
  "close-shift": /"type":"closeShift"/,
  "x-report": /"type":"reportX"/,
  "cash-in": /"type":"cashIn"/,
  "cash-out": /"type":"cashOut"/,
};
/** What the troubles of the device itself wait for: the suite's receipts in trouble are sales. */
const DEVICE_TASK: Readonly<Record<DocumentKind, string>> = {
  receipt: "sell",
  "open-shift": "openShift",
  "close-shift": "closeShift",
  "x-report": "reportX",
  "cash-in": "cashIn",
  "cash-out": "cashOut",
};
/** "Wrong payment method": an ordinary error, surely before anything was registered. */
const ERROR_OF_DRIVER = 145;
const SLOW = { ...FAST_ATOL_PROFILE, msPerLine: 4, taskMs: 20 };
const QUICK = { pollMs: [2, 5, 10, 20], waitLimitMs: 3_000, runLimitMs: 10_000 };
/** The vendor's server looks every 3 s what became of a blocked task. */
const RETRY_MS = 50;

function point(message: Message, direction: "out" | "in", name: string): CutPoint & { readonly message: Message } {
  return { name, of: "receipt", direction, message };
}

const POST = point("post", "out", "POST of the receipt");
const POST_ANSWER = point("post", "in", "answer to the POST");
const RESULT = point("result", "out", "GET of its result");
const RESULT_ANSWER = point("result", "in", "the result");
const NOT_SENT = "unknown:FIS303 not-registered ok";

export const ATOL_WEB_REQUESTS: RegistrarFamily = {
  name: "ATOL, Web Requests",
  ffds: ["1.05", "1.1", "1.2"],
  refuses: {},
  cannotHappen: {},
  cuts: [
    { point: POST, paths: [NOT_SENT, "ok"], variants: [] },
    { point: POST_ANSWER, paths: ["ok"], variants: [] },
    { point: RESULT, paths: ["ok"], variants: [] },
    { point: RESULT_ANSWER, paths: ["ok"], variants: [] },
  ],
  isMuteWithoutPaper: true,
  start,
};

async function start({ pace = "at-once", ffd = "1.2" }: BenchOptions = {}): Promise<RegistrarBench> {
  const profile = pace === "at-once" ? FAST_ATOL_PROFILE : SLOW;
  const emulator = await startAtolEmulator({ dataDir: null, profile, drive: registeredIn(ffd), retryMs: RETRY_MS });
  const cutter = await HttpCutter.start(emulator.httpPort);
  const registrar = atolOverHttp(cutter.port);
  const open = [registrar];
  return {
    registrar,
    ffd,
    see: () => ({
      ...sightOf(emulator.drive),
      isDocumentOpen: emulator.drive.state.current !== "none",
      drawerKop: emulator.state().drawerKop,
    }),
    document: (fdNumber) => {
      const found = emulator.drive.document(fdNumber);
      const items = decodeTlv(found?.body ?? new Uint8Array());
      if (found === null || !items.ok) return null;
      return { type: found.type, fiscalSign: String(found.fiscalSign), shiftNumber: found.shiftNumber, items: items.value };
    },
    papers: () => emulator.machine.kkt.paper(50).map((paper) => paperText(paper, profile.paperWidth)),
    trouble: (of) => makeTrouble(emulator, cutter, of),
    lengthOf: ({ name, direction }) => cutter.lengthOf(messageOf(name), direction),
    another: () => {
      const other = atolOverHttp(emulator.httpPort);
      open.push(other);
      return other;
    },
    stop: async () => {
      for (const each of open) await each.close();
      await cutter.stop();
      await emulator.stop();
    },
  };
}

/** On loopback answers take no time, so a mute line is noticed soon. */
export function atolOverHttp(port: number, timings: WebRequestsOptions["timings"] = QUICK): Registrar {
  const url = new URL(`http://127.0.0.1:${port}`);
  const shared = { clock: systemClock, log: silentLog, newId: randomUUID };
  return connectAtol({
    ...shared,
    port: new WebRequests({ ...shared, url, timings: timings ?? QUICK, answerTimeoutMs: 1_000 }),
    utcOffsetMinutes: 180,
    industryDate: "YYYY.MM.DD",
    refuseNegativeMarking: false,
    openDrawerOnCash: false,
    printsOwedAtStart: true,
  });
}

function messageOf(name: string): Message {
  return name === RESULT.name || name === RESULT_ANSWER.name ? "result" : "post";
}

function makeTrouble(emulator: AtolEmulator, cutter: HttpCutter, trouble: Trouble): void {
  switch (trouble.kind) {
    case "answer-lost":
      return cutter.arm({
        kind: "cut",
        message: "post",
        isMute: false,
        atByte: 0,
        task: TASK[trouble.of],
        direction: trouble.moment === "before" ? "out" : "in",
      });
    case "cut":
    case "mute": {
      const { name, direction, of } = trouble.point;
      const isMute = trouble.kind === "mute";
      return cutter.arm({ kind: "cut", message: messageOf(name), direction, atByte: trouble.atByte, isMute, task: TASK[of] });
    }
    case "not-taken":
      return cutter.arm({ kind: "unavailable", times: trouble.times, task: TASK[trouble.of] });
    case "garbage":
      return cutter.arm({ kind: "garbage", task: TASK[trouble.of] });
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
