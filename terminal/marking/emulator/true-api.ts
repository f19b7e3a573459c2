import { randomUUID } from "node:crypto";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { checkItem } from "./answers.ts";
import { CodeBook } from "./code-book.ts";
import { bookRoutes, codesOf, createControl, faultRoutes } from "./control.ts";
import {
  codedError as error,
  startEmulatedService,
  type EmulatedAnswer,
  type EmulatedRequest,
  type EmulatedService,
} from "./emulated-service.ts";
import { Listener, type JsonBody, type ListenerTls } from "./json-http.ts";

export interface TrueApiEmulatorOptions {
  /** Port of the list server; the hosts take the ports behind it. 0: any free ones. */
  readonly port: number;
  readonly controlPort?: number;
  /** How many hosts the CDN has; default 3. */
  readonly hosts?: number;
  /** The only X-API-KEY that is accepted. */
  readonly apiKey: string;
  readonly book?: CodeBook;
  readonly acceptStrangers?: boolean;
  readonly tls?: ListenerTls;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId?: () => string;
}

export interface CdnHostEmulator extends EmulatedService {
  /** What its health check says of itself; null: it is not well. */
  avgTimeMs(): number | null;
  setAvgTime(ms: number | null): void;
}

/** CDN of True API: a list server and several hosts over one register of codes. */
export interface TrueApiEmulator {
  readonly listUrl: string;
  readonly controlUrl: string;
  readonly book: CodeBook;
  /** The list server's own faults. */
  readonly list: EmulatedService;
  readonly hosts: readonly CdnHostEmulator[];
  /** From now on only this key is accepted. */
  setApiKey(key: string): void;
  /** Hosts on the list, by their numbers; null: all. */
  setListed(numbers: readonly number[] | null): void;
  /** Bodies of the checks so far, as they came. */
  requests(): readonly JsonBody[];
  setEmergency(isOn: boolean): void;
  close(): Promise<void>;
}

const HOSTS_DEFAULT = 3;
const REQUESTS_KEPT = 100;
const CODES_MAX = 100;

export async function startTrueApiEmulator(options: TrueApiEmulatorOptions): Promise<TrueApiEmulator> {
  const { clock, log } = options;
  const newId = options.newId ?? randomUUID;
  const book = options.book ?? new CodeBook(options.acceptStrangers ?? false);
  const averages: (number | null)[] = [];
  const requests: JsonBody[] = [];
  let apiKey = options.apiKey;
  let listed: readonly number[] | null = null;
  let isEmergency = false;

  const isAllowed = ({ headers }: EmulatedRequest): boolean => headers["x-api-key"] === apiKey;

  function listAnswer(request: EmulatedRequest): EmulatedAnswer {
    if (!isAllowed(request)) return error(401, "Ключ не принят");
    if (request.method !== "GET" || request.path !== "/api/v4/true-api/cdn/info") return error(404, "Нет такого метода");
    const shown = hosts.filter((_host, number) => listed === null || listed.includes(number));
    return { status: 200, body: { code: 0, description: "ok", hosts: shown.map(({ url }) => ({ host: url })) } };
  }

  function hostAnswer(request: EmulatedRequest, number: number): EmulatedAnswer {
    if (!isAllowed(request)) return error(401, "Ключ не принят");
    if (request.method === "GET" && request.path === "/api/v4/true-api/cdn/health/check") {
      const avgTimeMs = averages[number] ?? null;
      return avgTimeMs === null ? error(503, "Узел нездоров") : { status: 200, body: { code: 0, description: "ok", avgTimeMs } };
    }
    if (!isCheck(request)) return error(404, "Нет такого метода");
    const codes = readCodes(request.body);
    if (codes === null) return error(400, "Нужны codes");
    requests.splice(0, Math.max(0, requests.length - REQUESTS_KEPT + 1));
    requests.push(request.body ?? {});
    const checked = checkItem({ codes, reqId: newId(), now: clock.now() }, book, isEmergency ? "emergency" : "online");
    if (checked === null) return error(203, "Аварийный режим");
    // a code that only the local module knows: GIS MT is away for it
    return checked.isOffline ? error(503, "ГИС МТ недоступна") : { status: 200, body: checked.item };
  }

  const list = await startEmulatedService({
    name: "true-api list",
    port: options.port,
    tls: options.tls,
    clock,
    log,
    isCheck: () => true,
    answer: listAnswer,
    error,
  });
  const hosts = await Promise.all(
    Array.from({ length: options.hosts ?? HOSTS_DEFAULT }, async (_value, number): Promise<CdnHostEmulator> => {
      averages[number] = 20 + number * 10;
      const service = await startEmulatedService({
        name: `true-api host ${number}`,
        port: options.port === 0 ? 0 : options.port + 1 + number,
        tls: options.tls,
        clock,
        log,
        isCheck,
        answer: (request) => hostAnswer(request, number),
        error,
      });
      return { ...service, avgTimeMs: () => averages[number] ?? null, setAvgTime: (ms) => void (averages[number] = ms) };
    }),
  );
  const emulator: Omit<TrueApiEmulator, "controlUrl" | "close"> = {
    listUrl: list.url,
    book,
    list,
    hosts,
    setApiKey: (key) => void (apiKey = key),
    setListed: (numbers) => void (listed = numbers),
    requests: () => requests,
    setEmergency: (isOn) => void (isEmergency = isOn),
  };
  const control = await openControl(emulator, options.controlPort ?? 0, () => ({ isEmergency, listed }));
  log.info({ listUrl: list.url, controlUrl: control.url }, "True API emulator listens");
  return {
    ...emulator,
    controlUrl: control.url,
    close: async () => {
      await Promise.all([list.close(), control.pause(), ...hosts.map((host) => host.close())]);
    },
  };
}

/**
 * Beside the routes of the book: `/faults` and `/latency` with `"host": 0…` (without it the list server), `POST /hosts {"host",
 * "avgTimeMs" | null}`, `POST /list {"hosts": [0, 2]}`, `POST /mode {"emergency": true}`, `POST /key {"apiKey"}`.
 */
function openControl(
  emulator: Omit<TrueApiEmulator, "controlUrl" | "close">,
  port: number,
  state: () => { readonly isEmergency: boolean; readonly listed: readonly number[] | null },
): Promise<Listener> {
  const { book, list, hosts } = emulator;
  const hostOf = (body: JsonBody): CdnHostEmulator | null => hosts[Number(body["host"])] ?? null;
  const routes = {
    ...bookRoutes(book),
    ...faultRoutes((body) => (body["host"] === undefined ? list : hostOf(body))),
    "POST /hosts": (body: JsonBody) => {
      const { avgTimeMs } = body;
      if (avgTimeMs !== null && typeof avgTimeMs !== "number") return false;
      hostOf(body)?.setAvgTime(avgTimeMs);
      return hostOf(body) !== null;
    },
    "POST /list": (body: JsonBody) => {
      if (!Array.isArray(body["hosts"])) return false;
      emulator.setListed(body["hosts"].map(Number));
      return true;
    },
    "POST /mode": (body: JsonBody) => {
      if (typeof body["emergency"] !== "boolean") return false;
      emulator.setEmergency(body["emergency"]);
      return true;
    },
    "POST /key": (body: JsonBody) => {
      if (typeof body["apiKey"] !== "string") return false;
      emulator.setApiKey(body["apiKey"]);
      return true;
    },
  };
  return Listener.open(
    port,
    createControl(routes, () => ({
      ...state(),
      hosts: hosts.map((host) => ({
        url: host.url,
        avgTimeMs: host.avgTimeMs(),
        latencyMs: host.latencyMs(),
        checks: host.checks(),
        faults: host.faults(),
      })),
      codes: codesOf(book),
    })),
  );
}

function isCheck({ method, path }: EmulatedRequest): boolean {
  return method === "POST" && path === "/api/v4/true-api/codes/check";
}

/** Full codes as text with GS inside. */
function readCodes(body: JsonBody | null): readonly Uint8Array[] | null {
  const codes = body?.["codes"];
  if (!Array.isArray(codes) || codes.length === 0 || codes.length > CODES_MAX) return null;
  const drive = body?.["fiscalDriveNumber"];
  if (drive !== undefined && !(typeof drive === "string" && /^\d{16}$/.test(drive))) return null;
  return codes.every((code): code is string => typeof code === "string") ? codes.map((code) => Buffer.from(code, "latin1")) : null;
}
