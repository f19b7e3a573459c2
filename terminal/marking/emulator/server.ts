import { randomUUID } from "node:crypto";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { checkItem, errorAnswer, LOCAL_MODULE, type ServiceMode } from "./answers.ts";
import { CodeBook } from "./code-book.ts";
import { bookRoutes, codesOf, createControl, faultRoutes, wordOf } from "./control.ts";
import { startEmulatedService, type EmulatedAnswer, type EmulatedRequest, type EmulatedService } from "./emulated-service.ts";
import { Listener, type JsonBody, type ListenerTls } from "./json-http.ts";

export type TsPiotApiVersion = 1 | 2 | 3;

export interface TsPiotEmulatorOptions {
  /** Port of the service's interface, loopback only; 0 takes any free one. */
  readonly port: number;
  /** Port of the control interface, loopback only; 0 (default) takes any free one. */
  readonly controlPort?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Codes that the emulator did not make are in circulation; default false: they are not found. */
  readonly acceptStrangers?: boolean;
  /** Register shared with other emulators; otherwise one of its own. */
  readonly book?: CodeBook;
  /** Versions of the interface that it knows; default all three. */
  readonly versions?: readonly TsPiotApiVersion[];
  /** HTTPS instead of HTTP. */
  readonly tls?: ListenerTls;
  /** What `/info` tells; default 1800. */
  readonly codesCheckTimeoutMs?: number;
  readonly newId?: () => string;
}

/** A running emulator; what the control interface can do is here as well, for tests in the same process. */
export interface TsPiotEmulator extends EmulatedService {
  readonly controlUrl: string;
  readonly book: CodeBook;
  mode(): ServiceMode;
  setMode(mode: ServiceMode): void;
}

/** Plain port of the real service; 51401 is the one with TLS. */
export const TS_PIOT_PORT = 51_400;

const MODES: readonly ServiceMode[] = ["online", "offline", "emergency"];
const VERSIONS: readonly TsPiotApiVersion[] = [1, 2, 3];
/** As many codes in one request as the direct interface takes. */
const CODES_MAX = 100;
const SERVICE_LIMIT_DEFAULT_MS = 1_800;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Emulator of the TS PIoT service: its REST interface v1 to v3, a register of codes, and faults on request. */
export async function startTsPiotEmulator(options: TsPiotEmulatorOptions): Promise<TsPiotEmulator> {
  const { clock, log } = options;
  const newId = options.newId ?? randomUUID;
  const book = options.book ?? new CodeBook(options.acceptStrangers ?? false);
  const versions = options.versions ?? VERSIONS;
  let mode: ServiceMode = "online";

  function answer(request: EmulatedRequest): EmulatedAnswer {
    const { version, what } = routeOf(request);
    if (!versions.includes(version)) return errorAnswer(404, "Нет такого метода");
    if (what === "info" && request.method === (version === 1 ? "POST" : "GET")) return info();
    if (what !== "codes/check" || request.method !== "POST") return errorAnswer(404, "Нет такого метода");
    if (request.body === null) return errorAnswer(400, "Тело запроса не разобрано");
    const codes = readCodes(request.body, version);
    if (codes === null) return errorAnswer(400, "Нужны codes и client_info");
    const checked = checkItem({ codes, reqId: newId(), now: clock.now() }, book, mode);
    if (checked === null) return { status: 203, body: { code: 203, message: "Аварийный режим", details: [] } };
    const { item, isOffline } = checked;
    const list = [{ ...item, isCheckedOffline: isOffline, ...(isOffline ? LOCAL_MODULE : {}) }];
    return { status: 200, body: { codesResponse: version === 1 ? { codesResponse: list } : list } };
  }

  function info(): EmulatedAnswer {
    const status = mode === "emergency" ? "sync_error" : "ready";
    return {
      status: 200,
      body: {
        tspiotId: "emulated",
        kktSerial: "0000000001",
        fnSerial: "9999078900000001",
        kktInn: "7700000000",
        codesCheckTimeout: String(options.codesCheckTimeoutMs ?? SERVICE_LIMIT_DEFAULT_MS),
        lm: { ...LOCAL_MODULE, status, lastSync: clock.now(), ip: "127.0.0.1", port: 5995 },
      },
    };
  }

  const service = await startEmulatedService({
    name: "ts-piot",
    port: options.port,
    tls: options.tls,
    clock,
    log,
    isCheck: (request) => request.method === "POST" && routeOf(request).what === "codes/check",
    answer,
    error: errorAnswer,
  });
  const setMode = (wanted: ServiceMode): void => void (mode = wanted);
  const control = await Listener.open(
    options.controlPort ?? 0,
    createControl(
      {
        ...bookRoutes(book),
        ...faultRoutes(() => service),
        "POST /mode": (body) => {
          const wanted = wordOf(body, "mode", MODES);
          if (wanted !== null) setMode(wanted);
          return wanted !== null;
        },
      },
      () => ({ mode, checks: service.checks(), faults: service.faults(), codes: codesOf(book) }),
    ),
  );
  log.info({ url: service.url, controlUrl: control.url }, "TS PIoT emulator listens");
  return {
    ...service,
    controlUrl: control.url,
    book,
    mode: () => mode,
    setMode,
    close: async () => {
      await Promise.all([service.close(), control.pause()]);
    },
  };
}

function routeOf({ path }: EmulatedRequest): { readonly version: TsPiotApiVersion; readonly what: string } {
  const [, version = "0", what = ""] = /^\/api\/v(\d)\/(.+)$/.exec(path) ?? [];
  return { version: Number(version) as TsPiotApiVersion, what };
}

/** Bytes of the codes of a request, or null when it is not what the service takes. v3: objects with `cis` and `pg`. */
function readCodes(body: JsonBody, version: TsPiotApiVersion): readonly Uint8Array[] | null {
  const { codes, client_info: client } = body;
  if (typeof client !== "object" || client === null) return null;
  const isNamed = ["name", "version", "id", "token"].every((field) => typeof (client as JsonBody)[field] === "string");
  if (!isNamed || !Array.isArray(codes) || codes.length === 0 || codes.length > CODES_MAX) return null;
  const texts = codes.map((code: unknown) => (version === 3 ? (code as JsonBody | null)?.["cis"] : code));
  return texts.every((text): text is string => typeof text === "string" && BASE64.test(text))
    ? texts.map((text) => Buffer.from(text, "base64"))
    : null;
}
