import { epochMs, type EpochMs } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { GS, type MarkingCode } from "../code/marking-code.ts";
import { asFlag, asObject, asText, asWhole, readCodeStatus, type JsonObject } from "./code-status.ts";
import type { CodeStatus, StatusAnswer } from "./marking-check.ts";

/** Code of the emergency mode, as an HTTP status or inside the body [seen]. */
const EMERGENCY_CODE = 203;
/** Statuses worth another try [seen]; 514: neither GIS MT nor the local module answered the service in time. */
const RETRIED_STATUSES: readonly number[] = [500, 504, 514];
/** Tag 1265 holds 256 characters; an id of the service is a UUID or a short number. */
const ID_PATTERN = /^[A-Za-z0-9._:-]{1,64}$/;

export type ParsedAnswer =
  | { readonly kind: "status"; readonly answer: Omit<StatusAnswer, "tookMs" | "attempts" | "source"> }
  | { readonly kind: "emergency"; readonly message: string | null };

/** `again`: another try may help; otherwise the failure is final. */
export interface AnswerFailure {
  readonly error: AppError;
  readonly again: boolean;
}

/** Reads the answer of `/api/v1/codes/check` (v2 and v3 answers differ by one wrapping and are read as well) on one code. */
export function parseCheckAnswer(status: number, body: string, code: MarkingCode): Result<ParsedAnswer, AnswerFailure> {
  const json = parseJson(body);
  if (status === EMERGENCY_CODE || asWhole(json?.["code"]) === EMERGENCY_CODE) {
    return ok({ kind: "emergency", message: asText(json?.["message"]) });
  }
  if (status !== 200) return err({ error: refusal(status, json), again: RETRIED_STATUSES.includes(status) });
  if (json === null) return notUnderstood("not JSON");
  if (asObject(json["error"]) !== null || json["codesResponse"] === undefined) return err({ error: refusal(status, json), again: false });
  const item = findResponse(json);
  if (item === null) return notUnderstood("no codesResponse");
  if (asWhole(item["code"]) === EMERGENCY_CODE) return ok({ kind: "emergency", message: asText(item["description"]) });
  return readStatusAnswer(item, code);
}

/** The list lies one level deeper in v1: `codesResponse.codesResponse[]`. One code was asked, so one item is expected. */
function findResponse(json: JsonObject): JsonObject | null {
  const outer = json["codesResponse"];
  const list = Array.isArray(outer) ? outer : asObject(outer)?.["codesResponse"];
  return Array.isArray(list) && list.length === 1 ? asObject(list[0]) : null;
}

function readStatusAnswer(item: JsonObject, code: MarkingCode): Result<ParsedAnswer, AnswerFailure> {
  const requestCode = asWhole(item["code"]);
  const description = asText(item["description"]);
  if (requestCode === null) return notUnderstood("no code");
  const codes = item["codes"];
  const element = Array.isArray(codes) && codes.length === 1 ? asObject(codes[0]) : null;
  // inst and version stand beside reqId in one source and inside the element in another [seen both]
  const inst = asText(item["inst"]) ?? asText(element?.["inst"]);
  const version = asText(item["version"]) ?? asText(element?.["version"]);
  const isOffline = asFlag(item["isCheckedOffline"]) === true || inst !== null;
  if (requestCode !== 0 && !isOffline) {
    const message = description ?? `code ${requestCode}`;
    return err({ error: appError("MRK532", { status: 200, message }, String(requestCode)), again: false });
  }
  const reqId = asText(item["reqId"]);
  const reqTimestamp = readTimestamp(item["reqTimestamp"]);
  if (reqId === null || !ID_PATTERN.test(reqId) || reqTimestamp === null) return notUnderstood("no reqId or reqTimestamp");
  if ([inst, version].some((id) => id !== null && !ID_PATTERN.test(id))) return notUnderstood("bad inst or version");
  if (element === null) return notUnderstood("not one element in codes");
  const status = readCodeStatus(element);
  if (!isAbout(status, code)) return notUnderstood("answer is about another code");
  return ok({
    kind: "status",
    answer: { mode: isOffline ? "offline" : "online", reqId, reqTimestamp, inst, version, requestCode, description, status },
  });
}

function readTimestamp(value: unknown): EpochMs | null {
  const whole = asWhole(value);
  return whole !== null && whole > 0 ? epochMs(whole) : null;
}

/** `cis` of the answer is the code's identification part or a longer piece of the code, with or without GS [seen]; absent is believed. */
function isAbout(status: CodeStatus, code: MarkingCode): boolean {
  const { cis } = status;
  if (cis === null) return true;
  const full = Buffer.from(code.raw).toString("latin1");
  return cis.startsWith(code.cis) && (full.startsWith(cis) || full.replaceAll(GS, "").startsWith(cis));
}

/** Error bodies come in two shapes: `{code, message, details}` and `{error: {errorCode, errorDescription}}` [seen both]. */
function refusal(status: number, json: JsonObject | null): AppError {
  const inner = asObject(json?.["error"]);
  const vendorCode = asWhole(inner?.["errorCode"]) ?? asWhole(json?.["code"]);
  const message = asText(inner?.["errorDescription"]) ?? asText(json?.["message"]) ?? `HTTP ${status}`;
  return appError("MRK532", { status, message: message.slice(0, 200) }, vendorCode === null ? undefined : String(vendorCode));
}

function notUnderstood(reason: string): { readonly ok: false; readonly error: AnswerFailure } {
  return err({ error: appError("MRK533", { reason }), again: false });
}

export function parseJson(body: string): JsonObject | null {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return null;
  }
}
