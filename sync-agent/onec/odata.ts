import type { Clock } from "../../config/clock.ts";
import { appError } from "../../config/errors/index.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";
import { classifyFailure, parseJson } from "../http/classify.ts";
import type { JsonObject } from "../http/decode.ts";
import { asArrayOf, asObject } from "../http/decode.ts";
import type { HttpAnswer, HttpCall } from "../http/exchange.ts";
import { createHttpClient } from "../http/exchange.ts";
import { ANSWER_BYTES_MAX, ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS, ONEC_POST_TIMEOUT_MS } from "../limits.ts";
import type { EntityName } from "./names.ts";
import { objectPath } from "./names.ts";
import type { FailureContext, ODataFailure } from "./odata-failure.ts";
import { classifyODataAnswer } from "./odata-failure.ts";

export interface ODataOptions {
  /** Name of the destination, as in the outbox and in messages. */
  readonly name: string;
  readonly baseUrl: string;
  /** User of 1C, asked for at every call; never logged. */
  readonly readCredentials: () => { readonly user: string; readonly password: string };
  readonly clock: Clock;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly answerTimeoutMs?: number;
  readonly postTimeoutMs?: number;
}

export type ODataResult<T> = Promise<Result<T, ODataFailure>>;

export interface Query {
  readonly filter: string;
  readonly select?: readonly string[];
  readonly orderBy?: string;
  readonly top: number;
  readonly skip?: number;
}

/** The part of the 1C standard OData interface (version 3, JSON) that a till needs. */
export interface ODataClient {
  read(entity: EntityName, key: string, select: readonly string[], signal: AbortSignal): ODataResult<JsonObject>;
  find(entity: EntityName, query: Query, signal: AbortSignal): ODataResult<readonly JsonObject[]>;
  /** Answers the stored object. An object with the same `Ref_Key` is refused with code 15. */
  create(entity: EntityName, body: JsonObject, signal: AbortSignal): ODataResult<JsonObject>;
  /** Changes the fields given; a table given is replaced whole. */
  change(entity: EntityName, key: string, body: JsonObject, signal: AbortSignal): ODataResult<JsonObject>;
  act(entity: EntityName, key: string, action: "Post" | "Unpost", signal: AbortSignal): ODataResult<null>;
  close(): void;
}

const ODATA_PATH = "odata/standard.odata/";

export function createODataClient(options: ODataOptions): ODataClient {
  const base = new URL(ODATA_PATH, options.baseUrl.endsWith("/") ? options.baseUrl : `${options.baseUrl}/`);
  // A connection of its own for each call: /Post answers without naming its object, so an answer must not be able to
  // belong to another request.
  const http = createHttpClient({
    clock: options.clock,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    keepAlive: false,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  });

  const call = async (method: HttpCall["method"], path: string, about: About, body: JsonObject | null): ODataResult<HttpAnswer> => {
    const { user, password } = options.readCredentials();
    const headers = {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
      accept: "application/json",
      ...(body === null ? {} : { "content-type": "application/json; charset=utf-8" }),
    };
    const timeoutMs = about.posting ? (options.postTimeoutMs ?? ONEC_POST_TIMEOUT_MS) : (options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
    const bytes = body === null ? null : Buffer.from(JSON.stringify(body));
    const request = { method, url: new URL(path, base), headers, body: bytes, timeoutMs, answerBytesMax: ANSWER_BYTES_MAX };
    const answered = await http.call(request, about.signal);
    if (!answered.ok) return err({ ...classifyFailure(options.name, answered.error), verdict: "failed", code: null });
    return readAnswer({ ...about, destination: options.name, nowMs: options.clock.now() }, answered.value);
  };

  const one = async (method: HttpCall["method"], path: string, about: About, body: JsonObject | null): ODataResult<JsonObject> => {
    const answered = await call(method, path, about, body);
    if (!answered.ok) return answered;
    const object = asObject(parseJson(answered.value.body));
    return object === undefined ? err(notUnderstood(options.name)) : ok(object);
  };

  return {
    read: (entity, key, select, signal) =>
      one("GET", withQuery(objectPath(entity, key), { $select: select.join(",") }), { entity, posting: false, signal }, null),
    async find(entity, query, signal) {
      const parameters = {
        $filter: query.filter,
        $top: String(query.top),
        ...(query.select === undefined ? {} : { $select: query.select.join(",") }),
        ...(query.orderBy === undefined ? {} : { $orderby: query.orderBy }),
        ...(query.skip === undefined ? {} : { $skip: String(query.skip) }),
      };
      const found = await one("GET", withQuery(encodeURIComponent(entity), parameters), { entity, posting: false, signal }, null);
      if (!found.ok) return found;
      const rows = asArrayOf(found.value["value"], asObject);
      return rows === undefined ? err(notUnderstood(options.name)) : ok(rows);
    },
    create: (entity, body, signal) => one("POST", withQuery(encodeURIComponent(entity), {}), { entity, posting: false, signal }, body),
    change: (entity, key, body, signal) => one("PATCH", withQuery(objectPath(entity, key), {}), { entity, posting: false, signal }, body),
    async act(entity, key, action, signal) {
      const path = `${objectPath(entity, key)}/${action}${action === "Post" ? "?PostingModeOperational=false" : ""}`;
      const answered = await call("POST", path, { entity, posting: true, signal }, null);
      return answered.ok ? ok(null) : answered;
    },
    close: () => http.close(),
  };
}

type About = Pick<FailureContext, "entity" | "posting"> & { readonly signal: AbortSignal };

function readAnswer(context: FailureContext, answer: HttpAnswer): Result<HttpAnswer, ODataFailure> {
  const isPage = (answer.headers["content-type"] ?? "").startsWith("text/html");
  if (answer.status < 200 || answer.status > 299) return err(classifyODataAnswer(context, answer));
  if (isPage) {
    const error = appError("SYN703", { destination: context.destination }, "login page");
    return err({ verdict: "failed", code: null, error, retryAfterMs: null, suspect: false });
  }
  return ok(answer);
}

function notUnderstood(destination: string): ODataFailure {
  const error = appError("SYN712", { destination, reason: "answer is no OData JSON" });
  return { verdict: "failed", code: null, error, retryAfterMs: null, suspect: true };
}

/** Cyrillic and spaces percent-encoded: 1C does not take `+` for a space. */
function withQuery(path: string, parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries({ $format: "json", ...parameters }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${pairs.join("&")}`;
}
