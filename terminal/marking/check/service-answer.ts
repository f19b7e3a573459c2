import { epochMs, type EpochMs } from "../../../config/clock.ts";
import { appError, type AppError } from "../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { GS, type MarkingCode } from "../code/marking-code.ts";
import { asFlag, asObject, asText, asWhole, readCodeStatus, type JsonObject } from "./code-status.ts";
import type { CodeStatus, StatusAnswer } from "./marking-check.ts";

/** Code of the emergency mode (аварийный режим), as an HTTP status or inside the body [seen]. */
export const EMERGENCY_CODE = 203;
/** 418 [seen in one client] and 204 [seen in one specification] stand for it as well. */
export const EMERGENCY_STATUSES: readonly number[] = [EMERGENCY_CODE, 418, 204];
/** Tag 1265 holds 256 characters; an id of the service is a UUID or a short number. */
const ID_PATTERN = /^[A-Za-z0-9._:-]{1,64}$/;
const MESSAGE_MAX_CHARS = 200;

/** An answer on one code, without what the client adds. */
export type StatusPart = Omit<StatusAnswer, "tookMs" | "attempts" | "source" | "host" | "tried">;

/** `again`: another try may help; otherwise the failure is final. */
export interface AnswerFailure {
  readonly error: AppError;
  readonly again: boolean;
}

/**
 * One answer on one code: `code`, `description`, `reqId`, `reqTimestamp`, `codes[]`, with `inst` and `version` of the local module. The
 * three services send it in different wrappings.
 */
export function readStatusAnswer(
  item: JsonObject,
  code: MarkingCode,
  from: "unknown" | "local-module" = "unknown",
): Result<StatusPart, AnswerFailure> {
  const requestCode = asWhole(item["code"]);
  if (requestCode === null) return notUnderstood("no code");
  const codes = item["codes"];
  const element = Array.isArray(codes) && codes.length === 1 ? asObject(codes[0]) : null;
  const head = readAnswerHead(item, element, from);
  if (!head.ok) return err({ error: head.error, again: false });
  const { inst, version } = head.value;
  const reqId = asText(item["reqId"]);
  const reqTimestamp = readTimestamp(item["reqTimestamp"]);
  if (reqId === null || !ID_PATTERN.test(reqId) || reqTimestamp === null) return notUnderstood("no reqId or reqTimestamp");
  if ([inst, version].some((id) => id !== null && !ID_PATTERN.test(id))) return notUnderstood("bad inst or version");
  if (element === null) return notUnderstood("not one element in codes");
  const status = readCodeStatus(element);
  if (!isAbout(status, code)) return notUnderstood("answer is about another code");
  return ok({ ...head.value, reqId, reqTimestamp, status });
}

export type AnswerHead = Pick<StatusPart, "mode" | "inst" | "version" | "requestCode" | "description">;

/** Who answered, and whether the request as a whole went well: MRK532 when an online one did not. An absent code is taken for 0. */
export function readAnswerHead(
  item: JsonObject,
  element: JsonObject | null,
  from: "unknown" | "local-module",
): Result<AnswerHead, AppError> {
  const requestCode = asWhole(item["code"]) ?? 0;
  const description = asText(item["description"]);
  // inst and version stand beside reqId in one source and inside the element in another [seen both]
  const inst = asText(item["inst"]) ?? asText(element?.["inst"]);
  const version = asText(item["version"]) ?? asText(element?.["version"]);
  const isOffline = from === "local-module" || asFlag(item["isCheckedOffline"]) === true || inst !== null;
  if (requestCode !== 0 && !isOffline) {
    return err(appError("MRK532", { status: 200, message: description ?? `code ${requestCode}` }, String(requestCode)));
  }
  return ok({ mode: isOffline ? "offline" : "online", inst, version, requestCode, description });
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
export function refusal(status: number, json: JsonObject | null): AppError {
  const inner = asObject(json?.["error"]);
  const vendorCode = asWhole(inner?.["errorCode"]) ?? asWhole(json?.["code"]);
  const texts = [inner?.["errorDescription"], json?.["message"], json?.["error_message"], json?.["description"]];
  const message = texts.map(asText).find((text) => text !== null) ?? `HTTP ${status}`;
  return appError("MRK532", { status, message: message.slice(0, MESSAGE_MAX_CHARS) }, vendorCode === null ? undefined : String(vendorCode));
}

export function notUnderstood(reason: string): { readonly ok: false; readonly error: AnswerFailure } {
  return err({ error: appError("MRK533", { reason }), again: false });
}

export function parseJson(body: string): JsonObject | null {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return null;
  }
}
