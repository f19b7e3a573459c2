import { epochMs } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import { asFlag, asObject, asText, asWhole, readCodeStatus, type JsonObject } from "./check/code-status.ts";
import type { CheckAnswer, CheckSource, CodeStatus } from "./check/marking-check.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import { EMERGENCY_STATUSES } from "./rules.ts";

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
  const inst = asText(item["inst"]) ?? asText(element?.["inst"]);
  const version = asText(item["version"]) ?? asText(element?.["version"]);
  const isOffline = source === "local-module" || asFlag(item["isCheckedOffline"]) === true || inst !== null;
  const requestCode = asWhole(item["code"]) ?? 0;
  const description = asText(item["description"]);
  if (requestCode !== 0 && !isOffline) return { ...base, mode: "unavailable", error: refusalOf(item) };
  if (element === null) return unavailable("not one element in codes");
  const reqTimestamp = epochMs(Math.max(0, asWhole(item["reqTimestamp"]) ?? 0));
  const answered = { reqId: asText(item["reqId"]) ?? "", reqTimestamp, inst, version, requestCode, description };
  return { ...base, mode: isOffline ? "offline" : "online", ...answered, status: statusOf(element) };
}

/** The item that holds `codes`: inside `codesResponse` once or twice, in `results`, or the answer itself; a bare element is wrapped. */
function findItem(json: JsonObject): JsonObject | null {
  const outer = json["codesResponse"] ?? json["results"];
  const list = Array.isArray(outer) ? outer : asObject(outer)?.["codesResponse"];
  if (Array.isArray(list)) return list.length === 1 ? asObject(list[0]) : null;
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

/** The local module has its own name for the grey zone [seen]. */
function statusOf(element: JsonObject): CodeStatus {
  const status = readCodeStatus(element);
  return status.grayZone === null ? { ...status, grayZone: asFlag(element["isGreyGtin"]) } : status;
}

function isEmergency(json: JsonObject | null): boolean {
  return [json?.["code"], json?.["status"], json?.["httpStatus"]].some((value) => EMERGENCY_STATUSES.includes(asWhole(value) ?? 0));
}

function textOf(json: JsonObject | null): string | null {
  return asText(json?.["message"]) ?? asText(json?.["description"]);
}

function refusalOf(json: JsonObject) {
  const inner = asObject(json["error"]);
  const vendorCode = asWhole(inner?.["errorCode"]) ?? asWhole(json["code"]);
  const message = asText(inner?.["errorDescription"]) ?? textOf(json);
  if (message === null && vendorCode === null) return appError("MRK533", { reason: "no codes" });
  const details = { status: asWhole(json["status"]) ?? 200, message: (message ?? `code ${vendorCode ?? 0}`).slice(0, 200) };
  return appError("MRK532", details, vendorCode === null ? undefined : String(vendorCode));
}
