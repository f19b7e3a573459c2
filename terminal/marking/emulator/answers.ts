import type { EpochMs } from "../../../config/clock.ts";
import type { CodeBook, ReadCode } from "./code-book.ts";
import { readCode } from "./code-book.ts";
import type { CodeOutcome } from "./outcome.ts";

/** State of the whole emulated service. */
export type ServiceMode = "online" | "offline" | "emergency";

export interface EmulatedAnswer {
  readonly status: number;
  readonly body: object;
}

/** Identity of the emulated local module (ЛМ ЧЗ). */
const LOCAL_MODULE = { inst: "5b4c2c5e-3f5c-4f0a-9d5e-emulated", version: "2.6.1-emulated" } as const;
const DAY_MS = 86_400_000;

export interface CheckRequest {
  /** Base64 of the full codes. */
  readonly codes: readonly string[];
  readonly reqId: string;
  readonly now: EpochMs;
}

/** Answer of `/api/v1/codes/check`. One code in emergency puts the whole answer into emergency. */
export function checkAnswer(request: CheckRequest, book: CodeBook, mode: ServiceMode): EmulatedAnswer {
  const { codes, reqId, now } = request;
  const read = codes.map((base64) => readCode(Buffer.from(base64, "base64")));
  const outcomes = read.map((code) => (code === null ? null : book.outcomeOf(code)));
  if (mode === "emergency" || outcomes.includes("emergency")) {
    return { status: 203, body: { code: 203, message: "Аварийный режим", details: [] } };
  }
  const isOffline = mode === "offline" || outcomes.includes("offline");
  const elements = read.map((code, at) => {
    if (code === null) return malformed(codes[at] ?? "");
    const outcome = outcomes[at] ?? "ok";
    return { ...(isOffline ? offlineElement(code, outcome) : onlineElement(code, outcome, now)), ...book.fieldsOf(code.cis) };
  });
  const item = {
    code: 0,
    description: "ok",
    reqId,
    reqTimestamp: now,
    isCheckedOffline: isOffline,
    ...(isOffline ? LOCAL_MODULE : {}),
    codes: elements,
  };
  return { status: 200, body: { codesResponse: { codesResponse: [item] } } };
}

export function infoAnswer(codesCheckTimeoutMs: number, mode: ServiceMode, now: EpochMs): EmulatedAnswer {
  const lm = { ...LOCAL_MODULE, status: mode === "emergency" ? "sync_error" : "ready", lastSync: now, ip: "127.0.0.1", port: 5995 };
  return {
    status: 200,
    body: {
      tspiotId: "emulated",
      kktSerial: "0000000001",
      fnSerial: "9999078900000001",
      kktInn: "7700000000",
      codesCheckTimeout: String(codesCheckTimeoutMs),
      lm,
    },
  };
}

/** Error of the service in its own shape. */
export function errorAnswer(status: number, description: string): EmulatedAnswer {
  return { status, body: { error: { errorCode: status, errorDescription: description } } };
}

function onlineElement(code: ReadCode, outcome: CodeOutcome, now: EpochMs): object {
  const isFound = outcome !== "not-found";
  return {
    cis: code.cis,
    printView: code.cis,
    gtin: code.gtin,
    groupIds: groupIds(code, outcome),
    valid: true,
    found: isFound,
    verified: isFound && outcome !== "not-genuine",
    utilised: isFound && outcome !== "not-applied",
    realizable: isFound && !["not-in-circulation", "gray-zone", "sold"].includes(outcome),
    sold: outcome === "sold",
    isBlocked: outcome === "blocked",
    ogvs: outcome === "blocked" ? ["RPN"] : [],
    isOwner: isFound && outcome !== "other-owner",
    isTracking: true,
    grayZone: outcome === "gray-zone",
    expireDate: new Date(now + (outcome === "expired" ? -DAY_MS : 180 * DAY_MS)).toISOString(),
    productionDate: new Date(now - 30 * DAY_MS).toISOString(),
    packageType: code.form === "block" ? "GROUP" : "UNIT",
    errorCode: isFound ? (outcome === "not-genuine" ? 6 : 0) : 10,
    message: isFound ? "" : "КМ не найден",
  };
}

/** The local module knows black lists and what was sold through it; its other flags are all false. */
function offlineElement(code: ReadCode, outcome: CodeOutcome): object {
  return {
    cis: code.cis,
    gtin: code.gtin,
    found: false,
    valid: false,
    verified: false,
    utilised: false,
    realizable: false,
    isOwner: false,
    sold: outcome === "sold",
    isBlocked: outcome === "blocked",
    ogvs: outcome === "blocked" ? ["RPN"] : [],
    errorCode: 0,
  };
}

function malformed(base64: string): object {
  const cis = Buffer.from(base64, "base64").toString("latin1");
  return {
    cis,
    valid: false,
    found: false,
    verified: false,
    utilised: false,
    realizable: false,
    sold: false,
    isBlocked: false,
    errorCode: 1,
    message: "Ошибка формата КМ",
  };
}

/** Only a guess by the form: the till goes by its goods card. */
function groupIds(code: ReadCode, outcome: CodeOutcome): readonly number[] {
  if (code.form === "pack" || code.form === "block" || outcome === "gray-zone") return [3];
  if (code.form === "long") return [1];
  return [code.serial.length === 13 ? 23 : code.serial.length === 7 ? 15 : 8];
}
