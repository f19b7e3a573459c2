import { gzip } from "node:zlib";
import { promisify } from "node:util";
import type { Clock } from "../../config/clock.ts";
import type { Result } from "../../config/result.ts";
import type { HttpAnswer, HttpClient, HttpFailure } from "../http/exchange.ts";
import { createHttpClient } from "../http/exchange.ts";
import { ANSWER_BYTES_MAX, ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS, GZIP_BYTES_MIN } from "../limits.ts";

const gzipAsync = promisify(gzip);

export interface IteemConnectionOptions {
  /** Name of the destination, as in the outbox and in messages. */
  readonly name: string;
  /** `https://host/base/`; a missing last slash is added. */
  readonly baseUrl: string;
  readonly tillId: string;
  /** The bearer token, asked for at every call so that it can be renewed; never logged. */
  readonly readToken: () => string;
  readonly clock: Clock;
  /** Compress request bodies: worth it on a mobile line, not in the shop's own network. */
  readonly gzip?: boolean;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly answerTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

export interface IteemConnection {
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Result<HttpAnswer, HttpFailure>>;
  post(path: string, body: Buffer, signal: AbortSignal): Promise<Result<HttpAnswer, HttpFailure>>;
  close(): void;
}

/**
 * Calls to one ITEEM server: address, token, bounds. `keepAlive` only where an answer names what it is about: a late second
 * answer on a kept connection is taken for the answer to the next request.
 */
export function createIteemConnection(options: IteemConnectionOptions, keepAlive: boolean): IteemConnection {
  const base = new URL(options.baseUrl.endsWith("/") ? options.baseUrl : `${options.baseUrl}/`);
  const http: HttpClient = createHttpClient({
    clock: options.clock,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    keepAlive,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
  });
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${options.readToken()}`, accept: "application/json" });
  const limits = { timeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS, answerBytesMax: ANSWER_BYTES_MAX };
  return {
    get(path, query, signal) {
      const url = new URL(path, base);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return http.call({ method: "GET", url, headers: headers(), body: null, ...limits }, signal);
    },
    async post(path, body, signal) {
      const packed = options.gzip === true && body.byteLength >= GZIP_BYTES_MIN ? await gzipAsync(body) : null;
      const encoding = packed === null ? {} : { "content-encoding": "gzip" };
      const all = { ...headers(), "content-type": "application/json", ...encoding };
      return http.call({ method: "POST", url: new URL(path, base), headers: all, body: packed ?? body, ...limits }, signal);
    },
    close: () => http.close(),
  };
}
