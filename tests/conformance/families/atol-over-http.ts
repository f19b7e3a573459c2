import { randomUUID } from "node:crypto";
import { systemClock, type Clock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { connectAtol, WebRequests } from "../../../fiscal/atol/index.ts";
import type { TaskPort, WebRequestsOptions } from "../../../fiscal/atol/index.ts";
import type { Registrar } from "../../../fiscal/registrar.ts";

const QUICK = { pollMs: [2, 5, 10, 20], waitLimitMs: 3_000, runLimitMs: 10_000 };

/** The driver over either of its ways. */
export function atolOver(port: TaskPort, clock: Clock = systemClock): Registrar {
  return connectAtol({
    clock,
    log: silentLog,
    newId: randomUUID,
    port,
    utcOffsetMinutes: 180,
    industryDate: "YYYY.MM.DD",
    refuseNegativeMarking: false,
    openDrawerOnCash: false,
    printsOwedAtStart: true,
  });
}

/** On loopback answers take no time, so a mute line is noticed soon. */
export function atolOverHttp(port: number, timings: WebRequestsOptions["timings"] = QUICK, clock: Clock = systemClock): Registrar {
  const url = new URL(`http://127.0.0.1:${port}`);
  return atolOver(
    new WebRequests({ url, clock: systemClock, log: silentLog, newId: randomUUID, timings: timings ?? QUICK, answerTimeoutMs: 1_000 }),
    clock,
  );
}
