import { systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import type { OpenChannel } from "../../../device-drivers/transport/channel.ts";
import { openSerialChannel } from "../../../device-drivers/transport/serial-channel.ts";
import { openTcpChannel } from "../../../device-drivers/transport/tcp-channel.ts";
import { FAST_PROFILE, REALISTIC_PROFILE, startKktEmulator } from "../../../fiscal/emulator/index.ts";
import type { KktEmulator } from "../../../fiscal/emulator/index.ts";
import { SHTRIH_PROFILES, connectShtrihM } from "../../../fiscal/shtrih-m/index.ts";
import type { Registrar } from "../../../fiscal/registrar.ts";
import type { BenchOptions, CheckCut, CutPlan, CutPoint, DocumentKind, RegistrarBench, RegistrarFamily, Trouble } from "../suite/bench.ts";
import { CODES, MUTE } from "../suite/rows.ts";
import { codesIn, paperText, registeredIn, sightOf, storedDocument } from "./emulated-drive.ts";

/** The command after which a document is there. */
const COMMAND: Readonly<Record<DocumentKind, string>> = {
  receipt: "FF45",
  "open-shift": "E0",
  "close-shift": "41",
  "x-report": "40",
  "cash-in": "50",
  "cash-out": "51",
};
const ERROR_OF_PRINTER = 0x33;
/** Shorter than the driver's patience with an ACK, as on a real line: a half frame is forgotten before the next try. */
const BYTE_TIMEOUT_MS = 50;
const SLOW = {
  ...REALISTIC_PROFILE,
  msPerLine: 4,
  printTailMs: 40,
  answerDelayMs: { 0xff45: 40, 0x41: 60, 0xe0: 60 },
};

/** 02h, length, 118 bytes of command, check byte. */
const CLOSE_FRAME_BYTES = 118 + 3;
/** ACK, then the framed answer of 21 bytes. */
const CLOSE_ANSWER_BYTES = 1 + 21 + 3;

/** FF61 is one command with one answer. */
const BLOCKING = "the running check can't be called off: it waits, at most the device's limit (5 s from the factory)";

const FORGETFUL = "an answer is forgotten at a reconnect";

const REQUEST: CutPlan = {
  point: { name: "FF45, the command", of: "receipt", direction: "out" },
  paths: ["unknown:FIS303 not-registered ok"],
  variants: [],
};
const ANSWER: CutPlan = {
  point: { name: "FF45, the answer", of: "receipt", direction: "in" },
  paths: ["unknown:FIS303 registered", "ok"],
  variants: ["an answer is held over a reconnect", FORGETFUL],
};

const CHECK_COMMAND: Readonly<Record<CheckCut["step"], string>> = { ask: "FF61", accept: "FF69" };
/** ACK, then the framed answer: FF61 with three tags of the operator, FF69 with one byte. */
const CHECK_ANSWER_BYTES = { ask: 1 + 3 + 7 + 2 + 15, accept: 1 + 3 + 4 };
const CHECK_CUTS: readonly CheckCut[] = (["ask", "accept"] as const).flatMap((step) => [
  { name: `${CHECK_COMMAND[step]}, the command`, step, direction: "out" },
  { name: `${CHECK_COMMAND[step]}, the answer`, step, direction: "in", bytes: CHECK_ANSWER_BYTES[step] },
]);

export const SHTRIH_M_TCP: RegistrarFamily = {
  name: "Shtrih-M, TCP",
  ffds: ["1.05", "1.1", "1.2"],
  refuses: {},
  cannotHappen: { [CODES.running]: BLOCKING },
  cuts: [REQUEST, ANSWER],
  checkCuts: CHECK_CUTS,
  isMuteWithoutPaper: false,
  repeatsXReport: false,
  start: (options) => start("tcp", options),
};

export const SHTRIH_M_SERIAL: RegistrarFamily = {
  ...SHTRIH_M_TCP,
  name: "Shtrih-M, serial",
  cannotHappen: { [MUTE]: "every cut of a serial line is so", [CODES.running]: BLOCKING },
  cuts: [
    { ...REQUEST, paths: ["ok"] },
    { ...ANSWER, paths: ["ok"], variants: [] },
  ],
  start: (options) => start("serial", options),
};

async function start(
  medium: "tcp" | "serial",
  { pace = "at-once", ffd = "1.2", variant, autonomous }: BenchOptions = {},
): Promise<RegistrarBench> {
  const paced = pace === "at-once" ? FAST_PROFILE : SLOW;
  const profile = { ...paced, heldAnswerSurvivesReconnect: variant !== FORGETFUL, byteTimeoutMs: BYTE_TIMEOUT_MS };
  const emulator = await startKktEmulator({ dataDir: null, profile, drive: registeredIn(ffd, autonomous), pty: medium === "serial" });
  const { ptyPath = "" } = emulator;
  const overTcp: OpenChannel = () => openTcpChannel({ host: "127.0.0.1", port: emulator.tcpPort }, systemClock);
  const overPty: OpenChannel = () => openSerialChannel({ path: ptyPath, baudRate: 115_200 }, systemClock);
  const open: Registrar[] = [];
  const connected = (openChannel: OpenChannel): Registrar => {
    const registrar = connectTo(openChannel);
    open.push(registrar);
    return registrar;
  };
  return {
    registrar: connected(medium === "tcp" ? overTcp : overPty),
    ffd,
    see: () => ({
      ...sightOf(emulator.drive),
      isDocumentOpen: emulator.state().openReceipt !== null,
      drawerKop: emulator.state().drawerKop,
    }),
    document: (fdNumber) => storedDocument(emulator.drive, fdNumber),
    papers: () => emulator.machine.kkt.paper(50).map((paper) => paperText(paper, profile.paperWidth)),
    trouble: (of) => makeTrouble(emulator, of),
    lengthOf,
    setMarking: (change) => void emulator.applyFault(change),
    codes: () => codesIn(emulator.drive),
    cutCheck: ({ step, direction }, atByte) => {
      const seen = direction === "out" ? "in" : "out";
      emulator.applyFault({ kind: "cut", direction: seen, atByte, command: CHECK_COMMAND[step] });
    },
    wasCheckCut: () => {
      const waits = emulator.state().faults.length > 0;
      emulator.machine.faults.clear();
      return !waits;
    },
    // The serial line has one end: the other program comes over the network.
    another: () => connected(overTcp),
    stop: async () => {
      for (const registrar of open) await registrar.close();
      await emulator.stop();
    },
  };
}

function lengthOf({ direction }: CutPoint): number {
  return direction === "out" ? CLOSE_FRAME_BYTES : CLOSE_ANSWER_BYTES;
}

/** For the bench: the driver alone. */
export function shtrihOverTcp(port: number): Registrar {
  return connectTo(() => openTcpChannel({ host: "127.0.0.1", port }, systemClock));
}

/** On loopback an ACK takes no time, so mute lines and lost answers are noticed soon. */
function connectTo(openChannel: OpenChannel): Registrar {
  const profile = SHTRIH_PROFILES["shtrih-m"];
  return connectShtrihM({
    openChannel,
    clock: systemClock,
    log: silentLog,
    operatorPassword: 1,
    adminPassword: 30,
    profile: { ...profile, timings: { ...profile.timings, ackTimeoutMs: 200, gapMs: 20, answerPollMs: 300 } },
  });
}

function makeTrouble(emulator: KktEmulator, trouble: Trouble): void {
  switch (trouble.kind) {
    case "answer-lost":
      return void emulator.applyFault({ kind: "answer-lost", moment: trouble.moment, command: COMMAND[trouble.of] });
    case "cut":
    case "mute": {
      const { of, direction } = trouble.point;
      // The emulator counts from its own side.
      const seen = direction === "out" ? "in" : "out";
      const silent = trouble.kind === "mute";
      // Frames have one length; a cut beyond their end would wait for ever.
      const atByte = Math.min(trouble.atByte, lengthOf(trouble.point));
      return void emulator.applyFault({ kind: "cut", direction: seen, atByte, silent, command: COMMAND[of] });
    }
    case "not-taken":
      return void emulator.applyFault({ kind: "nak", times: trouble.times, command: COMMAND[trouble.of] });
    case "garbage":
      return void emulator.applyFault({ kind: "garbage", hex: "ff00aa0203", command: COMMAND[trouble.of] });
    case "power-cut": {
      const { moment, of, backAfterMs } = trouble;
      return void emulator.applyFault({ kind: "power-cut", moment, command: COMMAND[of], backAfterMs });
    }
    case "refused":
      return void emulator.applyFault({ kind: "error", code: ERROR_OF_PRINTER, command: COMMAND[trouble.of] });
    case "paper-out":
    case "paper-load":
    case "cover":
      return void emulator.applyFault(trouble);
  }
}
