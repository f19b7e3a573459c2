import { epochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { asObject, asText, asWhole, readCodeStatus, type JsonObject } from "./check/code-status.ts";
import type { CheckAnswer, CheckSource } from "./check/marking-check.ts";
import { EMERGENCY_STATUSES, readAnswerHead, refusal } from "./check/service-answer.ts";
import { findResponse } from "./check/ts-piot-answer.ts";
import type { MarkingCode } from "./code/marking-code.ts";

/** Names under which a source may be told; the rest is `ts-piot`, which tells by itself who answered it. */
const SOURCE_NAMES: Readonly<Record<string, CheckSource | "none" | "emergency">> = {
  "ts-piot": "ts-piot",
  tspiot: "ts-piot",
  "true-api": "true-api",
  cdn: "true-api",
  online: "true-api",
  "local-module": "local-module",
  lm: "local-module",
  offline: "local-module",
  none: "none",
  emergency: "emergency",
};

export type AnswerSource = CheckSource | "none" | "emergency";

/** Null: no such source. */
export function answerSource(name: string): AnswerSource | null {
  const key = name.toLowerCase();
  return Object.hasOwn(SOURCE_NAMES, key) ? (SOURCE_NAMES[key] ?? null) : null;
}

const FACTS = ["found", "valid", "verified", "utilised", "realizable", "sold", "isBlocked", "errorCode"] as const;

/**
 * The raw JSON that a service sent about a code, in any of the wrappings of TS PIoT (v1–v3), True API and the local module (v1, v2), or the
 * bare element of `codes`: for judging recorded answers. A client at work is stricter: it also demands what tag 1265 needs.
 */
export function readRawAnswer(raw: unknown, source: AnswerSource, code: MarkingCode | null): CheckAnswer {
  const base = { source: source === "none" || source === "emergency" ? "ts-piot" : source, tookMs: 0, attempts: 1 } as const;
  const unavailable = (reason: string): CheckAnswer => ({ ...base, mode: "unavailable", error: appError("MRK533", { reason }) });
  const json = asObject(raw);
  if (source === "none") return unavailable("no answer");
  if (source === "emergency" || isEmergency(json)) return { ...base, mode: "emergency", message: textOf(json) };
  if (json === null) return unavailable("no answer");
  const item = findItem(json);
  if (item === null) return { ...base, mode: "unavailable", error: refusalOf(json) };
  if (isEmergency(item)) return { ...base, mode: "emergency", message: textOf(item) };
  const element = elementOf(item, code);
  const head = readAnswerHead(item, element, source === "local-module" ? "local-module" : "unknown");
  if (!head.ok) return { ...base, mode: "unavailable", error: head.error };
  if (element === null) return unavailable("not one element in codes");
  const reqTimestamp = epochMs(Math.max(0, asWhole(item["reqTimestamp"]) ?? 0));
  return { ...base, ...head.value, reqId: asText(item["reqId"]) ?? "", reqTimestamp, status: readCodeStatus(element) };
}

/** The item that holds `codes`: inside `codesResponse` once or twice, in `results`, or the answer itself; a bare element is wrapped. */
function findItem(json: JsonObject): JsonObject | null {
  if (json["codesResponse"] !== undefined) return findResponse(json);
  if (json["results"] !== undefined) return findResponse({ codesResponse: json["results"] });
  if (Array.isArray(json["codes"])) return json;
  return FACTS.some((fact) => json[fact] !== undefined) ? { ...json, code: 0, codes: [json] } : null;
}

/** Of several codes the one that was asked about. */
function elementOf(item: JsonObject, code: MarkingCode | null): JsonObject | null {
  const list = Array.isArray(item["codes"]) ? item["codes"].map(asObject) : [];
  if (list.length === 1) return list[0] ?? null;
  const own = code === null ? [] : list.filter((each) => asText(each?.["cis"])?.startsWith(code.cis) === true);
  return own.length === 1 ? (own[0] ?? null) : null;
}

function isEmergency(json: JsonObject | null): boolean {
  return [json?.["code"], json?.["status"], json?.["httpStatus"]].some((value) => EMERGENCY_STATUSES.includes(asWhole(value) ?? 0));
}

function textOf(json: JsonObject | null): string | null {
  return asText(json?.["message"]) ?? asText(json?.["description"]);
}

/** An answer that names neither an error nor its text says nothing. */
function refusalOf(json: JsonObject): AppError {
  const isTold = asObject(json["error"]) !== null || asWhole(json["code"]) !== null || textOf(json) !== null;
  return isTold ? refusal(asWhole(json["status"]) ?? 200, json) : appError("MRK533", { reason: "no codes" });
}
