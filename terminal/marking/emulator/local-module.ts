import { randomUUID } from "node:crypto";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { LOCAL_MODULE, offlineElement } from "./answers.ts";
import { CodeBook, readCis } from "./code-book.ts";
import { bookRoutes, codesOf, createControl, faultRoutes, wordOf } from "./control.ts";
import {
  codedError as error,
  startEmulatedService,
  type EmulatedAnswer,
  type EmulatedRequest,
  type EmulatedService,
} from "./emulated-service.ts";
import { Listener, type JsonBody, type ListenerTls } from "./json-http.ts";

const PHASES = ["not_configured", "initialization", "ready", "sync_error"] as const;
export type ModulePhase = (typeof PHASES)[number];

export interface LocalModuleEmulatorOptions {
  readonly port: number;
  readonly controlPort?: number;
  readonly user: string;
  readonly password: string;
  /** The only token that `/init` takes. */
  readonly token: string;
  readonly book?: CodeBook;
  readonly tls?: ListenerTls;
  /** Versions of the interface that it knows; default both. */
  readonly versions?: readonly (1 | 2)[];
  /** How long an init takes; default 0. */
  readonly initMs?: number;
  readonly phase?: ModulePhase;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId?: () => string;
}

/** Emulator of the local module (ЛМ ЧЗ). */
export interface LocalModuleEmulator extends EmulatedService {
  readonly controlUrl: string;
  readonly book: CodeBook;
  phase(): ModulePhase;
  setPhase(phase: ModulePhase): void;
  /** КИ that were reported to it as sold and not given back. */
  sold(): readonly string[];
  inits(): number;
}

/** Modules from 2.6 send a minimum price with every product; only in tobacco and nicotine does it mean something [seen]. */
const SMP_FOR_ALL_KOP = 1_000_000;
const CODES_MAX = 100;

export async function startLocalModuleEmulator(options: LocalModuleEmulatorOptions): Promise<LocalModuleEmulator> {
  const { clock, log } = options;
  const newId = options.newId ?? randomUUID;
  const book = options.book ?? new CodeBook(true);
  const versions = options.versions ?? [1, 2];
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString("base64")}`;
  const sold = new Set<string>();
  const closing = new AbortController();
  let phase: ModulePhase = options.phase ?? "ready";
  let inits = 0;

  async function initialise(): Promise<void> {
    inits += 1;
    phase = "initialization";
    await clock.sleep(options.initMs ?? 0, closing.signal);
    if (phase === "initialization" && !closing.signal.aborted) phase = "ready";
  }

  function checkOne(cis: string): object {
    const read = readCis(cis);
    const head = { reqId: newId(), reqTimestamp: clock.now(), ...LOCAL_MODULE };
    if (read === null) return { ...head, code: 1, description: "КИ не разобран", codes: [] };
    const outcome = sold.has(cis) ? "sold" : book.outcomeOfCis(read);
    const priced = read.form === "pack" ? {} : { smp: SMP_FOR_ALL_KOP };
    return { ...head, code: 0, description: "ok", codes: [{ ...offlineElement(read, outcome), ...priced, ...book.fieldsOf(cis) }] };
  }

  function reported(request: EmulatedRequest, what: string): EmulatedAnswer {
    const list = cisList(request.body);
    if (list === null) return error(400, "Нужен cis_list");
    const results = list.map((cis) => {
      if (readCis(cis) === null) return { cis, code: 1, description: "КИ не разобран" };
      if (what === "sold/check") return { cis, code: 0, description: "ok", sold: sold.has(cis) };
      if (what === "sell") {
        sold.add(cis);
        book.markSold(cis);
      } else {
        sold.delete(cis);
        book.markReturned(cis);
      }
      return { cis, code: 0, description: "ok" };
    });
    return { status: 200, body: { results } };
  }

  function answer(request: EmulatedRequest): EmulatedAnswer {
    if (request.headers.authorization !== authorization) return error(401, "Нужны имя и пароль");
    const { version, what } = routeOf(request);
    if (!versions.includes(version)) return error(404, "Нет такого метода");
    switch (`${request.method} ${what}`) {
      case "GET status":
        return { status: 200, body: statusBody() };
      case "POST init":
        if (request.body?.["token"] !== options.token) return error(400, "Токен не принят");
        void initialise();
        return { status: 200, body: {} };
      case "GET cis/outCheck":
        if (version !== 1) return error(404, "Нет такого метода");
        return phase === "ready" ? { status: 200, body: checkOne(request.query.get("cis") ?? "") } : error(503, "Модуль не готов");
      case "POST cis/outCheck": {
        const list = cisList(request.body);
        if (version !== 2) return error(404, "Нет такого метода");
        if (phase !== "ready") return error(503, "Модуль не готов");
        return list === null ? error(400, "Нужен cis_list") : { status: 200, body: { results: list.map(checkOne) } };
      }
      case "GET cis/sold":
        return { status: 200, body: { total_count: sold.size, cis_list: [...sold] } };
      case "POST cis/sell":
      case "POST cis/return":
      case "POST cis/sold/check":
        return version === 2 ? reported(request, what.replace("cis/", "")) : error(404, "Нет такого метода");
      default:
        return error(404, "Нет такого метода");
    }
  }

  function statusBody(): object {
    const isReady = phase === "ready";
    const base = { localDocCount: isReady ? 1_000 : 250, serverDocCount: 1_000, timeLag: isReady ? 0 : "unknown" };
    return {
      status: phase,
      operationMode: "active",
      ...LOCAL_MODULE,
      inn: "7700000000",
      name: "Учебный модуль",
      dbVersion: "17",
      lastSync: isReady ? clock.now() : 0,
      requiresDownload: phase === "not_configured",
      replicationStatus: { cis: base, blocked_series: base, blocked_gtin: base, blocked_cis: base, min_price: base },
    };
  }

  const service = await startEmulatedService({
    name: "local-module",
    port: options.port,
    tls: options.tls,
    clock,
    log,
    isCheck: (request) => routeOf(request).what === "cis/outCheck",
    answer,
    error,
  });
  const setPhase = (wanted: ModulePhase): void => void (phase = wanted);
  const control = await Listener.open(
    options.controlPort ?? 0,
    createControl(
      {
        ...bookRoutes(book),
        ...faultRoutes(() => service),
        "POST /phase": (body) => {
          const wanted = wordOf(body, "phase", PHASES);
          if (wanted !== null) setPhase(wanted);
          return wanted !== null;
        },
      },
      () => ({ phase, inits, sold: [...sold], checks: service.checks(), faults: service.faults(), codes: codesOf(book) }),
    ),
  );
  log.info({ url: service.url, controlUrl: control.url }, "local module emulator listens");
  return {
    ...service,
    controlUrl: control.url,
    book,
    phase: () => phase,
    setPhase,
    sold: () => [...sold],
    inits: () => inits,
    close: async () => {
      closing.abort();
      await Promise.all([service.close(), control.pause()]);
    },
  };
}

function routeOf({ path }: EmulatedRequest): { readonly version: 1 | 2; readonly what: string } {
  const [, version = "0", what = ""] = /^\/api\/v(\d)\/(.+)$/.exec(path) ?? [];
  return { version: Number(version) as 1 | 2, what };
}

function cisList(body: JsonBody | null): readonly string[] | null {
  const list = body?.["cis_list"];
  if (!Array.isArray(list) || list.length === 0 || list.length > CODES_MAX) return null;
  const texts = list.map((each: unknown) => (each as JsonBody | null)?.["cis"]);
  return texts.every((text): text is string => typeof text === "string" && text !== "") ? texts : null;
}
