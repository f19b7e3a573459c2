import type { Clock } from "../../../config/clock.ts";
import { err, ok, type Result } from "../../../config/result.ts";
import { createHttpClient, isTimeUp, type HttpCall } from "../../../sync-agent/http/exchange.ts";

export interface UtmRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** From the root of the service, with its query. */
  readonly path: string;
  /** XML of a document: sent as the multipart field `xml_file`. */
  readonly xml?: string;
}

export interface UtmHttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** `none`: no byte can have arrived. `unknown`: the request may have been taken. */
export interface UtmHttpFailure {
  readonly effect: "none" | "unknown";
  readonly reason: string;
}

export interface UtmExchangeOptions {
  readonly baseUrl: string;
  /** Of one request, its whole answer included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export type UtmExchange = (request: UtmRequest, signal: AbortSignal) => Promise<Result<UtmHttpAnswer, UtmHttpFailure>>;

/** A page of `/opt/out` with hundreds of addresses is some 100 KB; a waybill may have a megabyte. */
const ANSWER_MAX_BYTES = 4_194_304;
const CONNECT_LIMIT_MS = 10_000;
/** No cheque waits for a question that hangs. */
const CONNECTIONS_MAX = 16;

/** Requests to the UTM and their whole answers. Follows no redirects, keeps no connection that could be dead at the next request. */
export function createUtmExchange({ baseUrl, timeoutMs, clock }: UtmExchangeOptions): UtmExchange {
  const client = createHttpClient({ clock, connectTimeoutMs: CONNECT_LIMIT_MS, keepAlive: false, maxSockets: CONNECTIONS_MAX });
  return async ({ method, path, xml }, signal) => {
    const sent = xml === undefined ? { headers: {}, body: null } : await fileForm(xml);
    const call: HttpCall = { method, url: new URL(baseUrl + path), ...sent, timeoutMs, answerBytesMax: ANSWER_MAX_BYTES };
    const answered = await client.call(call, signal);
    if (!answered.ok) {
      const { kind, reason } = answered.error;
      // A UTM that is slow to answer at all is asked again under the same number, as one that took the cheque and fell silent.
      return err({ effect: kind === "unreachable" && !isTimeUp(answered.error) ? "none" : "unknown", reason });
    }
    const { status, body } = answered.value;
    if (status >= 300 && status < 400) return err({ effect: "unknown", reason: `redirect ${status}` });
    return ok({ status, body: body.toString("utf8") });
  };
}

async function fileForm(xml: string): Promise<Pick<HttpCall, "headers" | "body">> {
  const form = new FormData();
  form.append("xml_file", new Blob([xml], { type: "application/xml" }), "cheque.xml");
  const encoded = new Response(form);
  return {
    headers: { "content-type": encoded.headers.get("content-type") ?? "" },
    body: new Uint8Array(await encoded.arrayBuffer()),
  };
}
