import { err, ok, type Result } from "../../../config/result.ts";
import type { MarkingCode } from "../code/marking-code.ts";
import { asObject, asText, asWhole, type JsonObject } from "./code-status.ts";
import {
  EMERGENCY_CODE,
  notUnderstood,
  parseJson,
  readStatusAnswer,
  refusal,
  type AnswerFailure,
  type StatusPart,
} from "./service-answer.ts";

export type ParsedAnswer =
  | { readonly kind: "status"; readonly answer: StatusPart }
  | { readonly kind: "emergency"; readonly message: string | null };

/** Statuses worth another try [seen]; 514: neither GIS MT nor the local module answered the service in time. */
const RETRIED_STATUSES: readonly number[] = [500, 504, 514];

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
  const read = readStatusAnswer(item, code);
  return read.ok ? ok({ kind: "status", answer: read.value }) : read;
}

/** The list lies one level deeper in v1: `codesResponse.codesResponse[]`. One code was asked, so one item is expected. */
export function findResponse(json: JsonObject): JsonObject | null {
  const outer = json["codesResponse"];
  const list = Array.isArray(outer) ? outer : asObject(outer)?.["codesResponse"];
  return Array.isArray(list) && list.length === 1 ? asObject(list[0]) : null;
}
