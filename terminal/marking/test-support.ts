import { epochMs } from "../../config/clock.ts";
import type { CodeStatus, StatusAnswer } from "./check/marking-check.ts";
import { readCodeStatus } from "./check/code-status.ts";
import { classifyScan } from "./code/classify-scan.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import { makeMarkingCode, type CodeOrder } from "./emulator/index.ts";

/** For tests of this room: a parsed code made by order. */
export function madeCode(order: Partial<CodeOrder> = {}): MarkingCode {
  const scanned = classifyScan({ bytes: makeMarkingCode({ gtin: "4601234567893", form: "short", seed: 1, ...order }) });
  if (scanned.kind !== "marking") throw new Error(`not a marking code: ${JSON.stringify(scanned)}`);
  return scanned.code;
}

const NOTHING_SENT = readCodeStatus({});

const GOOD_FLAGS = { valid: true, found: true, verified: true, utilised: true, realizable: true, sold: false, isBlocked: false } as const;

export function onlineAnswer(status: Partial<CodeStatus> = {}): StatusAnswer {
  return {
    source: "ts-piot",
    mode: "online",
    reqId: "2f6f0a55-6a3b-4d0e-9c38-0d6f4a1c2b7e",
    reqTimestamp: epochMs(1_795_000_000_000),
    inst: null,
    version: null,
    requestCode: 0,
    description: "ok",
    status: { ...NOTHING_SENT, ...GOOD_FLAGS, ...status },
    tookMs: 40,
    attempts: 1,
  };
}

/** As the local module answers: flags that it cannot know come as false. */
export function offlineAnswer(status: Partial<CodeStatus> = {}, requestCode = 0): StatusAnswer {
  const flags = {
    valid: false,
    found: false,
    verified: false,
    utilised: false,
    realizable: false,
    isOwner: false,
    isBlocked: false,
    sold: false,
  };
  return {
    ...onlineAnswer(),
    mode: "offline",
    inst: "5b4c2c5e",
    version: "2.6.1",
    requestCode,
    status: { ...NOTHING_SENT, ...flags, ...status },
  };
}
