import { appError } from "../../config/errors/index.ts";
import type { Refusal, SendOutcome, Stop } from "../destination.ts";
import { classifyStatus, parseJson } from "../http/classify.ts";
import { asArrayOf, asInteger, asObject, asString, shortText } from "../http/decode.ts";
import type { HttpAnswer } from "../http/exchange.ts";
import type { OutboxRow } from "../outbox-port.ts";
import type { ErrorAnswer, FactResult } from "./wire.ts";

/**
 * What an answer to `POST …/facts` says about the rows that were sent. Only documents named by their id count: an
 * answer to another request (answered twice, mixed up by a proxy) acknowledges nothing.
 */
export function readFactsAnswer(destination: string, rows: readonly OutboxRow[], answer: HttpAnswer, nowMs: number): SendOutcome {
  const json = parseJson(answer.body);
  if (answer.status === 200) return readResults(destination, rows, json);
  const told = readError(json);
  if (answer.status === 409) return readConflict(destination, rows, told, json);
  if (answer.status === 400 || answer.status === 413 || answer.status === 422) return readRefusal(destination, rows, told, answer.status);
  const failure = classifyStatus(destination, answer, nowMs);
  return nothingSettled(rows, { kind: "failed", ...failure });
}

function readResults(destination: string, rows: readonly OutboxRow[], json: unknown): SendOutcome {
  const results = asArrayOf(asObject(json)?.["results"], readResult);
  if (results === undefined) return nothingSettled(rows, notUnderstood(destination, "results are missing"));
  const byId = new Map(results.map((result) => [result.id, result]));
  const delivered: number[] = [];
  const refused: Refusal[] = [];
  const failed: number[] = [];
  for (const { sequence, fact } of rows) {
    const result = byId.get(fact.id);
    if (result?.status === "accepted" || result?.status === "duplicate") delivered.push(sequence);
    else if (result?.status === "rejected") refused.push(refusal(destination, sequence, result.message ?? "без объяснения"));
    else if (result?.status === "conflict") refused.push({ sequence, error: appError("SYN711", { destination }, "conflict") });
    else failed.push(sequence);
  }
  if (failed.length === 0) return { delivered, refused, failed, stop: null };
  const isLater = failed.every((sequence) => rows.some((row) => row.sequence === sequence && byId.get(row.fact.id)?.status === "later"));
  const stop: Stop = isLater
    ? { kind: "failed", error: appError("SYN704", { destination }, "later"), retryAfterMs: null, suspect: false }
    : notUnderstood(destination, "no word about some of the documents");
  return { delivered, refused, failed, stop };
}

/** 409: a gap before the batch, or (for a single document) one that is there already. */
function readConflict(destination: string, rows: readonly OutboxRow[], told: ErrorAnswer | undefined, json: unknown): SendOutcome {
  if (told?.error.code === "gap" && told.expected !== undefined) return nothingSettled(rows, { kind: "gap", expected: told.expected });
  if (told?.error.code === "duplicate") {
    const named = rows.filter((row) => row.fact.id === told.error.factId);
    if (named.length > 0) return { delivered: named.map((row) => row.sequence), refused: [], failed: [], stop: null };
  }
  const withResults = readResults(destination, rows, json);
  return withResults.delivered.length > 0 ? withResults : nothingSettled(rows, notUnderstood(destination, "HTTP 409 without a reason"));
}

/** The batch was refused as a whole: for the document it names, or for one that we have to find. */
function readRefusal(destination: string, rows: readonly OutboxRow[], told: ErrorAnswer | undefined, status: number): SendOutcome {
  const only = rows.length === 1 ? rows[0] : undefined;
  const named = rows.find((row) => row.fact.id === told?.error.factId) ?? only;
  if (named !== undefined) {
    const tooLarge = status === 413 && only !== undefined;
    const error = tooLarge ? appError("SYN713", { destination }, "HTTP 413") : undefined;
    const reason = told?.error.message ?? `HTTP ${status}`;
    const one = error === undefined ? refusal(destination, named.sequence, reason) : { sequence: named.sequence, error };
    return { delivered: [], refused: [one], failed: [], stop: null };
  }
  const error = appError("SYN709", { destination, reason: shortText(told?.error.message ?? "") }, `HTTP ${status}`);
  return nothingSettled(rows, { kind: "failed", error, retryAfterMs: null, suspect: true });
}

function refusal(destination: string, sequence: number, reason: string): Refusal {
  return { sequence, error: appError("SYN708", { destination, reason: shortText(reason) }) };
}

function notUnderstood(destination: string, reason: string): Stop {
  return { kind: "failed", error: appError("SYN712", { destination, reason }), retryAfterMs: null, suspect: true };
}

function nothingSettled(rows: readonly OutboxRow[], stop: Stop): SendOutcome {
  return { delivered: [], refused: [], failed: rows.map((row) => row.sequence), stop };
}

function readResult(value: unknown): FactResult | undefined {
  const object = asObject(value);
  const id = asString(object?.["id"]);
  const sequence = asInteger(object?.["sequence"]);
  const status = asString(object?.["status"]);
  const message = asString(object?.["message"]);
  if (id === undefined || sequence === undefined || !isStatus(status)) return undefined;
  return message === undefined ? { id, sequence, status } : { id, sequence, status, message };
}

function isStatus(text: string | undefined): text is FactResult["status"] {
  return text === "accepted" || text === "duplicate" || text === "rejected" || text === "conflict" || text === "later";
}

function readError(json: unknown): ErrorAnswer | undefined {
  const object = asObject(json);
  const error = asObject(object?.["error"]);
  const code = asString(error?.["code"]);
  if (code === undefined) return undefined;
  const factId = asString(error?.["factId"]);
  const expected = asInteger(object?.["expected"]);
  return {
    error: { code, message: asString(error?.["message"]) ?? "", ...(factId === undefined ? {} : { factId }) },
    ...(expected === undefined ? {} : { expected }),
  };
}
