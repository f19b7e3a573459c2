import { appError, type AppError } from "../../../../config/errors/index.ts";
import { err, ok, type Result } from "../../../../config/result.ts";
import type { MarkingCode } from "../../code/marking-code.ts";
import { asFlag, asObject, asText, asWhole, type JsonObject } from "../code-status.ts";
import { parseJson, readStatusAnswer, refusal, type StatusPart } from "../service-answer.ts";

const UNAUTHORIZED: readonly number[] = [401, 403];

/** The JSON of an answer, or MRK551 (login), MRK532 (refusal), MRK533 (not JSON). */
export function readModuleJson(url: string, status: number, body: string): Result<JsonObject, AppError> {
  const json = parseJson(body);
  if (UNAUTHORIZED.includes(status)) return err(appError("MRK551", { url }));
  if (status !== 200) return err(refusal(status, json));
  return json === null ? err(appError("MRK533", { reason: "not JSON" })) : ok(json);
}

/** v1 answers on one code; v2 has a list of `results`. Which groups its `smp` means something in, the rows of prices say. */
export function readModuleCheck(json: JsonObject, code: MarkingCode): Result<StatusPart, AppError> {
  const { results } = json;
  const item = Array.isArray(results) ? (results.length === 1 ? asObject(results[0]) : null) : json;
  if (item === null) return err(appError("MRK533", { reason: "not one result" }));
  const read = readStatusAnswer(item, code, "local-module");
  return read.ok ? read : err(read.error.error);
}

/** What the module made of one code that was reported to it. */
export interface ModuleCodeResult {
  readonly cis: string;
  /** Code and text of a refusal; null when it was taken. */
  readonly refused: { readonly code: number; readonly message: string | null } | null;
  /** Of `/sold/check`; null in other answers. */
  readonly sold: boolean | null;
}

/** Answers of `/cis/sell`, `/cis/return` and `/cis/sold/check`: one result for each code asked. */
export function readModuleResults(json: JsonObject, asked: readonly string[]): Result<readonly ModuleCodeResult[], AppError> {
  const list = json["results"];
  if (!Array.isArray(list)) return err(appError("MRK533", { reason: "no results" }));
  const byCis = new Map(list.map(asObject).map((each) => [asText(each?.["cis"]) ?? "", each]));
  const results: ModuleCodeResult[] = [];
  for (const cis of asked) {
    const each = byCis.get(cis);
    if (each === undefined || each === null) return err(appError("MRK533", { reason: "a code without result" }));
    const code = asWhole(each["code"]) ?? 0;
    results.push({
      cis,
      refused: code === 0 ? null : { code, message: asText(each["description"]) },
      sold: asFlag(each["sold"]),
    });
  }
  return ok(results);
}
