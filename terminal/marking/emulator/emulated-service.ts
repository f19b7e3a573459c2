import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { FaultQueue, type EmulatorFault, type RequestFault } from "./faults.ts";
import { Listener, readJsonBody, sendJson, type JsonBody, type ListenerTls } from "./json-http.ts";

export interface EmulatedAnswer {
  readonly status: number;
  readonly body: object;
}

export interface EmulatedRequest {
  readonly method: string;
  /** Without the question mark and what follows. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Null when it is no JSON object. */
  readonly body: JsonBody | null;
}

export interface EmulatedServiceOptions {
  readonly name: string;
  readonly port: number;
  readonly tls?: ListenerTls | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Requests that are counted, slowed down, and that meet the faults. */
  isCheck(request: EmulatedRequest): boolean;
  answer(request: EmulatedRequest): EmulatedAnswer;
  /** An error in the service's own shape. */
  error(status: number, description: string): EmulatedAnswer;
}

/** One HTTP(S) service on loopback with faults on request. */
export interface EmulatedService {
  readonly port: number;
  readonly url: string;
  /** Check requests so far, faulty ones included. */
  checks(): number;
  latencyMs(): number;
  setLatency(ms: number): void;
  faults(): readonly RequestFault[];
  inject(fault: EmulatorFault): Promise<void>;
  /** Removes all faults and listens again. */
  clearFaults(): Promise<void>;
  close(): Promise<void>;
}

/** An error as True API and the local module put it. */
export function codedError(status: number, description: string): EmulatedAnswer {
  return { status, body: { code: status, description } };
}

export async function startEmulatedService(options: EmulatedServiceOptions): Promise<EmulatedService> {
  const { clock, log } = options;
  const faults = new FaultQueue<RequestFault>();
  const closing = new AbortController();
  let checks = 0;
  let latencyMs = 0;

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(incoming);
    const url = new URL(incoming.url ?? "/", "http://emulator");
    const { method = "GET", headers } = incoming;
    const request = { method, path: url.pathname, query: url.searchParams, headers, body };
    const isCheck = options.isCheck(request);
    if (isCheck) checks += 1;
    const fault = isCheck ? faults.take() : null;
    if (isCheck && latencyMs > 0) await clock.sleep(latencyMs, closing.signal);
    if (fault?.kind === "cut") return void response.destroy();
    if (fault?.kind === "garbage") return void response.writeHead(200, { "content-type": "application/json" }).end('{"code":0,"codes');
    if (fault?.kind === "slow") await clock.sleep(fault.delayMs, closing.signal);
    if (response.destroyed) return;
    const plain = fault?.kind === "status" ? options.error(fault.status, "Сбой по заказу") : options.answer(request);
    const made = fault?.kind === "status" && fault.body !== undefined ? { status: fault.status, body: fault.body } : plain;
    sendJson(response, made.status, fault?.kind === "flags-absent" ? withoutFlags(made.body) : made.body);
  }

  const service = await Listener.open(
    options.port,
    (request, response) => {
      handle(request, response).catch((failure: unknown) => {
        // a till that gave up cuts its request: nothing to answer
        log.debug({ service: options.name, failure: String(failure) }, "emulated request was cut");
        response.destroy();
      });
    },
    options.tls,
  );
  return {
    port: service.port,
    url: service.url,
    checks: () => checks,
    latencyMs: () => latencyMs,
    setLatency: (ms) => void (latencyMs = ms),
    faults: () => faults.waiting(),
    inject: async (fault) => (fault.kind === "refuse" ? service.pause() : faults.add(fault)),
    clearFaults: async () => {
      faults.clear();
      await service.resume();
    },
    close: async () => {
      closing.abort();
      await service.pause();
    },
  };
}

const FLAGS: ReadonlySet<string> = new Set(["found", "valid", "verified", "utilised", "realizable", "sold", "isBlocked", "errorCode"]);

/** The same answer with the flags of its codes left out, wherever they are. */
function withoutFlags(value: object): object {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (FLAGS.has(key) ? undefined : inner))) as object;
}
