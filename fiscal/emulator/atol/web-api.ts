import type { Clock } from "../../../config/clock.ts";
import type { Result } from "../../../config/result.ts";
import type { LocalSeconds } from "../fiscal-drive/index.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { emptyDevice, type Devices } from "./devices.ts";
import type { DriverLink } from "./driver-link.ts";
import { isObject, type JsonObject } from "./field-reader.ts";
import { problem, problemBody, type HttpProblem } from "./http-problem.ts";
import { connectionMapping } from "./mapping.ts";
import type { SettingsStore } from "./server-settings.ts";

const BASE = "/api/v2/";

export interface WebAnswer {
  readonly status: number;
  /** Null: no body. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WebRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface WebApiOptions {
  readonly kkt: AtolKkt;
  readonly link: DriverLink;
  readonly devices: Devices;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly utcOffsetMinutes: number;
  /** Names and passwords; login is asked for once there is one. */
  readonly users: ReadonlyMap<string, string>;
}

/** Direct reads outside the queue and the tasks that answer them. */
const OPERATIONS: Readonly<Record<string, string>> = {
  queryDeviceStatus: "getDeviceStatus",
  queryDeviceInfo: "getDeviceInfo",
  queryShiftStatus: "getShiftStatus",
  queryShiftTotals: "getShiftTotals",
  queryFnInfo: "getFnInfo",
  queryFnStatus: "getFnStatus",
  queryOfdExchangeStatus: "ofdExchangeStatus",
  queryIsmExchangeStatus: "ismExchangeStatus",
  queryLicenses: "getLicenses",
};
/** Open without login. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["serverInfo", "utils/mapping", "utils/deviceParametersStruct"]);

/** «АТОЛ. Web Requests» without its sockets: one request in, one answer out. */
export class WebApi {
  readonly #o: WebApiOptions;

  constructor(options: WebApiOptions) {
    this.#o = options;
  }

  async answer(request: WebRequest): Promise<WebAnswer> {
    if (!request.path.startsWith(BASE)) return refuse(unknownMethod(request));
    const path = request.path.slice(BASE.length).replace(/\/+$/, "");
    if (!OPEN_PATHS.has(path) && !this.#isKnown(request.authorization)) {
      return { ...refuse(problem(401, "unauthorized")), headers: { "www-authenticate": 'Basic realm="Web Requests", charset="UTF-8"' } };
    }
    const [first = "", second, ...rest] = path.split("/").map(decoded);
    if (rest.length > 0) return refuse(unknownMethod(request));
    if (first === "operations") return this.#operation(request, second ?? "");
    if (first === "requests") return this.#requests(request, second);
    if (first === "devices") return this.#devices(request, second);
    return this.#rest(request, path);
  }

  #isKnown(authorization: string | undefined): boolean {
    if (this.#o.users.size === 0) return true;
    const match = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? "");
    const [, name, password] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(match?.[1] ?? "", "base64").toString("utf8")) ?? [];
    return name !== undefined && this.#o.users.get(name) === password;
  }

  #requests(request: WebRequest, uuid: string | undefined): WebAnswer {
    const queue = this.#o.devices.queue(request.query.get("deviceID") ?? "");
    const body = uuid === undefined ? parsed(request.body) : {};
    if (body instanceof SyntaxError) return refuse(problem(400, body.message));
    if (!queue.ok) return refuse(queue.error);
    if (uuid === undefined && request.method === "POST") {
      const { uuid: id, request: tasks } = isObject(body) ? body : ({} as JsonObject);
      const invalid = this.#invalidTask(tasks);
      return invalid === null ? given(queue.value.add(id, tasks), 201) : refuse(invalid);
    }
    if (uuid !== undefined && request.method === "GET") return given(queue.value.find(uuid));
    if (uuid !== undefined && request.method === "DELETE") return given(queue.value.cancel(uuid));
    return refuse(unknownMethod(request));
  }

  /** With `validateRequestsOnAdd`: a task of a kind that nobody knows is refused before it waits. */
  #invalidTask(tasks: unknown): HttpProblem | null {
    if (!this.#o.settings.current.validateRequestsOnAdd) return null;
    const list = Array.isArray(tasks) ? (tasks as unknown[]) : [tasks];
    for (const task of list) {
      const error = isObject(task) ? this.#o.kkt.validate(task) : null;
      if (error !== null) return problem(400, error.description);
    }
    return null;
  }

  #devices(request: WebRequest, id: string | undefined): WebAnswer {
    const { devices } = this.#o;
    const body = parsed(request.body);
    if (body instanceof SyntaxError) return refuse(problem(400, body.message));
    switch (`${request.method} ${id === undefined ? "" : "id"}`) {
      case "GET ":
        return { status: 200, body: devices.list() };
      case "POST ":
        return given(devices.add(body), 201);
      case "GET id":
        return given(devices.get(id ?? ""));
      case "PUT id":
        return given(devices.change(id ?? "", body));
      case "DELETE id":
        return given(devices.remove(id ?? ""));
      default:
        return refuse(unknownMethod(request));
    }
  }

  async #operation(request: WebRequest, name: string): Promise<WebAnswer> {
    if (request.method !== "POST") return refuse(unknownMethod(request));
    const type = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (type === undefined) return refuse(problem(404, `Неизвестная операция ${name}`));
    const connected = this.#o.devices.connected(request.query.get("deviceID") ?? "");
    if (!connected.ok) return refuse(connected.error);
    const outcome = await this.#o.link.process({ type });
    return outcome.ok ? { status: 200, body: outcome.value } : { status: 400, body: { error: outcome.error } };
  }

  #rest(request: WebRequest, path: string): WebAnswer {
    const { devices, settings } = this.#o;
    const body = parsed(request.body);
    if (body instanceof SyntaxError) return refuse(problem(400, body.message));
    const fields = isObject(body) ? body : ({} as JsonObject);
    const named = fields["deviceID"];
    const deviceId = request.query.get("deviceID") ?? (typeof named === "string" ? named : "");
    switch (`${request.method} ${path}`) {
      case "GET serverInfo":
        return { status: 200, body: this.#serverInfo() };
      case "GET utils/mapping":
        return { status: 200, body: connectionMapping() };
      case "GET utils/deviceParametersStruct":
        return { status: 200, body: emptyDevice() };
      case "GET getRequestsQueueStatus": {
        const queue = devices.queue(deviceId);
        return queue.ok ? { status: 200, body: queue.value.status() } : refuse(queue.error);
      }
      case "GET settings":
        return { status: 200, body: settings.current };
      case "PUT settings":
        return given(settings.change(body));
      case "POST setDefaultDevice":
        return given(devices.setDefault(fields["id"]));
      case "POST activateDevice":
        return given(devices.setActive(deviceId, true));
      case "POST deactivateDevice":
        return given(devices.setActive(deviceId, false));
      default:
        return refuse(unknownMethod(request));
    }
  }

  #serverInfo(): object {
    const { profile } = this.#o.kkt;
    return {
      product: "АТОЛ. Web Requests (эмулятор)",
      serverVersion: profile.serverVersion,
      version: profile.serverVersion,
      driverVersion: profile.driverVersion,
      os: "emulator",
      currentDateTime: this.#o.kkt.isoTime(Math.floor(this.#o.clock.now() / 1000 + this.#o.utcOffsetMinutes * 60) as LocalSeconds),
    };
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parsed(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    return error;
  }
}

function refuse(refusal: HttpProblem): WebAnswer {
  return { status: refusal.status, body: problemBody(refusal) };
}

function given(result: Result<object, HttpProblem>, status = 200): WebAnswer {
  return result.ok ? { status, body: result.value } : refuse(result.error);
}

function unknownMethod({ method, path }: WebRequest): HttpProblem {
  return problem(404, `Нет такого метода: ${method} ${path}`);
}
