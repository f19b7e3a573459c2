import type { EpochMs } from "../../../config/clock.ts";
import { readCode, type CodeBook, type ReadCode } from "./code-book.ts";
import type { EmulatedAnswer } from "./emulated-service.ts";
import type { CodeOutcome } from "./outcome.ts";

/** State of the whole emulated service. */
export type ServiceMode = "online" | "offline" | "emergency";

/** Identity of the emulated local module (ЛМ ЧЗ). */
export const LOCAL_MODULE = { inst: "5b4c2c5e-3f5c-4f0a-9d5e-emulated", version: "2.6.1-emulated" } as const;
const DAY_MS = 86_400_000;

export interface CheckRequest {
  /** Bytes of the full codes. */
  readonly codes: readonly Uint8Array[];
  readonly reqId: string;
  readonly now: EpochMs;
}

/** What is said about the codes of one request, without the wrapping; null: emergency mode. One code in it puts the whole answer into it. */
export function checkItem(
  request: CheckRequest,
  book: CodeBook,
  mode: ServiceMode,
): { readonly item: object; readonly isOffline: boolean } | null {
  const { codes, reqId, now } = request;
  const read = codes.map(readCode);
  const outcomes = read.map((code) => (code === null ? null : book.outcomeOf(code)));
  if (mode === "emergency" || outcomes.includes("emergency")) return null;
  const isOffline = mode === "offline" || outcomes.includes("offline");
  const elements = read.map((code, at) => {
    if (code === null) return malformed(codes[at] ?? Uint8Array.of());
    const outcome = outcomes[at] ?? "ok";
    return { ...(isOffline ? offlineElement(code, outcome) : onlineElement(code, outcome, now)), ...book.fieldsOf(code.cis) };
  });
  return { isOffline, item: { code: 0, description: "ok", reqId, reqTimestamp: now, codes: elements } };
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
export function offlineElement(code: Pick<ReadCode, "cis" | "gtin">, outcome: CodeOutcome): object {
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

function malformed(bytes: Uint8Array): object {
  const cis = Buffer.from(bytes).toString("latin1");
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
