import type { CutPoint, RegistrarFamily } from "../suite/bench.ts";
import { startAtolBench } from "./atol-bench.ts";
import type { AtolLine, LineTrouble } from "./atol-bench.ts";
import { atolOverHttp } from "./atol-over-http.ts";
import { CHECK_STEP, CHECK_TASK, TASK } from "./atol-tasks.ts";
import { HttpCutter } from "./http-cutter.ts";
import type { Message } from "./http-cutter.ts";

function point(message: Message, direction: "out" | "in", name: string): CutPoint & { readonly message: Message } {
  return { name, of: "receipt", direction, message };
}

const POST = point("post", "out", "POST of the receipt");
const POST_ANSWER = point("post", "in", "answer to the POST");
const RESULT = point("result", "out", "GET of its result");
const RESULT_ANSWER = point("result", "in", "the result");
const NOT_SENT = "unknown:FIS303 not-registered ok";

const CHECK_CUTS = [
  { name: "POST", message: "post", direction: "out" },
  { name: "answer to the POST", message: "post", direction: "in" },
  { name: "GET of its result", message: "result", direction: "out" },
  { name: "the result", message: "result", direction: "in" },
] as const;

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
  checkCuts: (["ask", "accept"] as const).flatMap((step) =>
    CHECK_CUTS.map(({ name, direction }) => ({ name: `${CHECK_STEP[step]}, ${name}`, step, direction })),
  ),
  isMuteWithoutPaper: true,
  repeatsXReport: false,
  start: (options = {}) => startAtolBench(options, ({ httpPort }) => overHttp(httpPort)),
};

async function overHttp(httpPort: number): Promise<AtolLine> {
  const cutter = await HttpCutter.start(httpPort);
  const registrar = atolOverHttp(cutter.port);
  return {
    registrar,
    trouble: (of) => makeTrouble(cutter, of),
    lengthOf: ({ name, direction }) => cutter.lengthOf(messageOf(name), direction),
    cutCheck: ({ name, step, direction }, atByte) => {
      const message = CHECK_CUTS.find((cut) => name.endsWith(`, ${cut.name}`))?.message ?? "post";
      cutter.arm({ kind: "cut", message, direction, atByte, isMute: false, task: CHECK_TASK[step] });
    },
    wasCheckCut: () => cutter.wasCut(),
    stop: async () => {
      await registrar.close();
      await cutter.stop();
    },
  };
}

function messageOf(name: string): Message {
  return name === RESULT.name || name === RESULT_ANSWER.name ? "result" : "post";
}

function makeTrouble(cutter: HttpCutter, trouble: LineTrouble): void {
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
  }
}
