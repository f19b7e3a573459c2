import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Clock } from "../../config/clock.ts";
import type { Result } from "../../config/result.ts";
import { err, ok } from "../../config/result.ts";

export interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Why there is no answer. `unreachable` and `untrusted`: nothing of the request was understood by anyone.
 * `unanswered`: it may have been carried out. `aborted`: we gave up ourselves.
 */
export interface HttpFailure {
  readonly kind: "unreachable" | "untrusted" | "unanswered" | "aborted";
  /** For the log and the technician; holds no header and no body. */
  readonly reason: string;
}

const CONNECT_TIME_UP = "connect timeout";
const TIME_UP = "timeout";

/** The time was up, before the connection or after it; nobody has refused or cut it. */
export function isTimeUp({ reason }: HttpFailure): boolean {
  return reason === CONNECT_TIME_UP || reason === TIME_UP;
}

export interface HttpClientOptions {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  /** Keeps the connection for the next call. Off where an answer cannot be told from the answer to another request. */
  readonly keepAlive: boolean;
  /** Connections to one server at once; default 2. */
  readonly maxSockets?: number;
  /** PEM: issuer of the server, and the till's own certificate. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

export interface HttpClient {
  call(call: HttpCall, signal: AbortSignal): Promise<Result<HttpAnswer, HttpFailure>>;
  close(): void;
}

/** Plain HTTP(S) calls with every bound explicit: connect time, whole time, answer size. Follows no redirects. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agentOptions = { keepAlive: options.keepAlive, maxSockets: options.maxSockets ?? 2, maxFreeSockets: 2 };
  const agents = { "http:": new HttpAgent(agentOptions), "https:": new HttpsAgent({ ...agentOptions, ...options.tls }) };
  return {
    async call(call, signal) {
      const first = await callOnce(options, agents, call, signal);
      // The server closed a kept connection in the same instant: nothing to report, the next connection is a new one.
      if (first.staleSocket && !signal.aborted) return (await callOnce(options, agents, call, signal)).result;
      return first.result;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

type Agents = { readonly "http:": HttpAgent; readonly "https:": HttpsAgent };
type Attempt = { readonly result: Result<HttpAnswer, HttpFailure>; readonly staleSocket: boolean };

async function callOnce(options: HttpClientOptions, agents: Agents, call: HttpCall, signal: AbortSignal): Promise<Attempt> {
  if (signal.aborted) return { result: err({ kind: "aborted", reason: "aborted before sending" }), staleSocket: false };
  const running = startRequest(agents, call);
  const over = new AbortController();
  const abort = (): void => running.fail({ kind: "aborted", reason: "aborted" });
  signal.addEventListener("abort", abort, { once: true });
  const limits = [
    options.clock.sleep(options.connectTimeoutMs, over.signal).then(() => {
      if (!over.signal.aborted && !running.connected()) running.fail({ kind: "unreachable", reason: CONNECT_TIME_UP });
    }),
    options.clock.sleep(call.timeoutMs, over.signal).then(() => {
      if (!over.signal.aborted) running.fail({ kind: running.connected() ? "unanswered" : "unreachable", reason: TIME_UP });
    }),
  ];
  const attempt = await running.attempt;
  signal.removeEventListener("abort", abort);
  over.abort();
  await Promise.all(limits);
  return attempt;
}

interface Running {
  readonly attempt: Promise<Attempt>;
  connected(): boolean;
  fail(failure: HttpFailure): void;
}

function startRequest(agents: Agents, call: HttpCall): Running {
  let connected = false;
  let settle: (attempt: Attempt) => void = () => {};
  const attempt = new Promise<Attempt>((resolve) => {
    settle = resolve;
  });
  const request = openRequest(agents, call);
  const fail = (failure: HttpFailure, staleSocket = false): void => {
    settle({ result: err(failure), staleSocket });
    request.destroy();
  };
  request.on("socket", (socket) => {
    if (!socket.connecting) connected = true;
    else socket.once(call.url.protocol === "https:" ? "secureConnect" : "connect", () => (connected = true));
  });
  request.on("error", (cause: NodeJS.ErrnoException) => {
    const reason = cause.code ?? cause.message;
    if (!connected) fail({ kind: isTrustFailure(reason) ? "untrusted" : "unreachable", reason });
    else fail({ kind: "unanswered", reason }, request.reusedSocket && reason === "ECONNRESET");
  });
  request.on("response", (response) => {
    void readBody(response, call.answerBytesMax).then((body) => {
      if (body.ok)
        settle({ result: ok({ status: response.statusCode ?? 0, headers: response.headers, body: body.value }), staleSocket: false });
      else fail(body.error);
    });
  });
  request.end(call.body ?? undefined);
  return { attempt, connected: () => connected, fail };
}

function openRequest(agents: Agents, call: HttpCall): ClientRequest {
  const length = call.body === null ? {} : { "content-length": String(call.body.byteLength) };
  const common: RequestOptions = { method: call.method, headers: { ...call.headers, ...length } };
  return call.url.protocol === "https:"
    ? httpsRequest(call.url, { ...common, agent: agents["https:"] })
    : httpRequest(call.url, { ...common, agent: agents["http:"] });
}

function readBody(response: IncomingMessage, bytesMax: number): Promise<Result<Buffer, HttpFailure>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
      chunks.push(chunk);
      if (bytes > bytesMax) resolve(err({ kind: "unanswered", reason: `answer above ${bytesMax} bytes` }));
    });
    response.on("error", (cause: NodeJS.ErrnoException) => resolve(err({ kind: "unanswered", reason: cause.code ?? cause.message })));
    response.on("end", () => {
      if (response.complete) resolve(ok(Buffer.concat(chunks)));
    });
    response.on("close", () => resolve(err({ kind: "unanswered", reason: "answer cut short" })));
  });
}

/** Node's and OpenSSL's codes of a certificate that was not believed. */
function isTrustFailure(code: string): boolean {
  return /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/.test(code);
}

/** Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date; null when absent or senseless. */
export function retryAfterMs(headers: IncomingHttpHeaders, nowMs: number): number | null {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = /^[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
