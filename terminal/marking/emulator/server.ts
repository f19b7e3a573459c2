import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { checkAnswer, errorAnswer, infoAnswer, type EmulatedAnswer, type ServiceMode } from "./answers.ts";
import { CodeBook } from "./code-book.ts";
import { createControl } from "./control.ts";
import { FaultQueue, type EmulatorFault, type RequestFault } from "./faults.ts";
import { Listener, readJsonBody, sendJson, type JsonBody } from "./json-http.ts";

export interface TsPiotEmulatorOptions {
  /** Port of the service's interface, loopback only; 0 takes any free one. */
  readonly port: number;
  /** Port of the control interface, loopback only; 0 (default) takes any free one. */
  readonly controlPort?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Codes that the emulator did not make are in circulation; default false: they are not found. */
  readonly acceptStrangers?: boolean;
  /** What `/api/v1/info` tells; default 1800. */
  readonly codesCheckTimeoutMs?: number;
  readonly newId?: () => string;
}

/** A running emulator; what the control interface can do is here as well, for tests in the same process. */
export interface TsPiotEmulator {
  readonly port: number;
  readonly url: string;
  readonly controlUrl: string;
  readonly book: CodeBook;
  /** Requests to `/api/v1/codes/check` so far, faulty ones included. */
  checks(): number;
  mode(): ServiceMode;
  setMode(mode: ServiceMode): void;
  faults(): readonly RequestFault[];
  inject(fault: EmulatorFault): Promise<void>;
  /** Removes all faults and listens again. */
  clearFaults(): Promise<void>;
  close(): Promise<void>;
}

/** Port of the real service. */
export const TS_PIOT_PORT = 51_400;

/** As many codes in one request as the direct interface takes. */
const CODES_MAX = 100;
const SERVICE_LIMIT_DEFAULT_MS = 1_800;

/** Emulator of the TS PIoT service: its REST interface v1, a register of codes, and faults on request. */
export async function startTsPiotEmulator(options: TsPiotEmulatorOptions): Promise<TsPiotEmulator> {
  const { clock, log } = options;
  const newId = options.newId ?? randomUUID;
  const book = new CodeBook(options.acceptStrangers ?? false);
  const faults = new FaultQueue();
  const closing = new AbortController();
  let mode: ServiceMode = "online";
  let checks = 0;

  function answer(path: string, body: JsonBody | null): EmulatedAnswer {
    if (body === null) return errorAnswer(400, "Тело запроса не разобрано");
    if (path === "/api/v1/info") return infoAnswer(options.codesCheckTimeoutMs ?? SERVICE_LIMIT_DEFAULT_MS, mode, clock.now());
    const codes = readCodes(body);
    if (codes === null) return errorAnswer(400, "Нужны codes и client_info");
    return checkAnswer({ codes, reqId: newId(), now: clock.now() }, book, mode);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(request);
    const path = request.url ?? "";
    const isCheck = path === "/api/v1/codes/check";
    if (request.method !== "POST" || (!isCheck && path !== "/api/v1/info")) return respond(response, errorAnswer(404, "Нет такого метода"));
    if (isCheck) checks += 1;
    const fault = isCheck ? faults.take() : null;
    if (fault?.kind === "cut") return void response.destroy();
    if (fault?.kind === "status") return respond(response, errorAnswer(fault.status, "Сбой по заказу"));
    if (fault?.kind === "garbage")
      return void response.writeHead(200, { "content-type": "application/json" }).end('{"codesResponse":{"codes');
    if (fault?.kind === "slow") await clock.sleep(fault.delayMs, closing.signal);
    respond(response, answer(path, body));
  }

  function respond(response: ServerResponse, made: EmulatedAnswer): void {
    if (!response.destroyed) sendJson(response, made.status, made.body);
  }

  const service = await Listener.open(options.port, (request, response) => {
    handle(request, response).catch((failure: unknown) => {
      // a till that gave up cuts its request: nothing to answer
      log.debug({ failure: String(failure) }, "emulated TS PIoT request was cut");
      response.destroy();
    });
  });

  const emulator: Omit<TsPiotEmulator, "controlUrl"> = {
    port: service.port,
    url: `http://127.0.0.1:${service.port}`,
    book,
    checks: () => checks,
    mode: () => mode,
    setMode: (wanted) => void (mode = wanted),
    faults: () => faults.waiting(),
    inject: async (fault) => (fault.kind === "refuse" ? service.pause() : faults.add(fault)),
    clearFaults: async () => {
      faults.clear();
      await service.resume();
    },
    close: async () => {
      closing.abort();
      await Promise.all([service.pause(), control.pause()]);
    },
  };
  const control = await Listener.open(options.controlPort ?? 0, createControl(emulator));
  const controlUrl = `http://127.0.0.1:${control.port}`;
  log.info({ url: emulator.url, controlUrl }, "TS PIoT emulator listens");
  return { ...emulator, controlUrl };
}

/** The base64 codes of a request, or null when it is not what the service takes. */
function readCodes(body: JsonBody): readonly string[] | null {
  const { codes, client_info: client } = body;
  if (typeof client !== "object" || client === null) return null;
  const isNamed = ["name", "version", "id", "token"].every((field) => typeof (client as JsonBody)[field] === "string");
  if (!isNamed || !Array.isArray(codes) || codes.length === 0 || codes.length > CODES_MAX) return null;
  return codes.every((code) => typeof code === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(code)) ? (codes as string[]) : null;
}
