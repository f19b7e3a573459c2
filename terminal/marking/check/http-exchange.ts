import type { Clock } from "../../../config/clock.ts";
import { createHttpClient, type HttpFailure } from "../../../sync-agent/http/exchange.ts";

/** One HTTP request and its whole answer. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for GET. */
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** The way out to the network. Rejects with `ExchangeFailure` when no whole answer came: refused, cut, aborted, too long, not trusted. */
export type HttpExchange = (request: HttpRequest) => Promise<HttpAnswer>;

export class ExchangeFailure extends Error {
  readonly kind: HttpFailure["kind"];

  constructor({ kind, reason }: HttpFailure) {
    super(reason);
    this.kind = kind;
  }
}

export interface ServiceExchangeOptions {
  readonly clock: Clock;
  /**
   * PEM of the only authority that may have signed the service's certificate; without it those of the system. The certificate and the
   * name in it are always checked.
   */
  readonly ca?: string;
}

/** An answer on one code is about 1 KB; a service that sends more than this is not the one we ask. */
const HTTP_ANSWER_MAX_BYTES = 262_144;
/** The caller's signal ends a request sooner. */
const OUTER_LIMIT_MS = 60_000;
/** Lines of a receipt that are checked at once; the next ones wait for a free connection. */
const CONNECTIONS_MAX = 16;

/** `HttpExchange` that keeps connections for the next check; reads no more than the limit, follows no redirects. */
export function createServiceExchange(options: ServiceExchangeOptions): HttpExchange {
  const client = createHttpClient({
    clock: options.clock,
    connectTimeoutMs: OUTER_LIMIT_MS,
    keepAlive: true,
    maxSockets: CONNECTIONS_MAX,
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
  });
  return async ({ method, url, headers, body, signal }) => {
    const call = {
      method,
      url: new URL(url),
      headers,
      body: method === "GET" ? null : Buffer.from(body),
      timeoutMs: OUTER_LIMIT_MS,
      answerBytesMax: HTTP_ANSWER_MAX_BYTES,
    };
    const result = await client.call(call, signal);
    if (!result.ok) throw new ExchangeFailure(result.error);
    return { status: result.value.status, body: result.value.body.toString("utf8") };
  };
}
