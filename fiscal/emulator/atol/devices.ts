import { err, ok, type Result } from "../../../config/result.ts";
import type { EmulatorStore } from "../fiscal-drive/index.ts";
import { driverError, DRIVER_CODE } from "./driver-error.ts";
import { isObject, type JsonObject } from "./field-reader.ts";
import { problem, type HttpProblem } from "./http-problem.ts";
import type { RequestQueue } from "./request-queue.ts";

const RECORD_KEY = "atol-devices";
const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
const PORTS: ReadonlySet<unknown> = new Set(["com", "usb", "tcp", "bluetooth"]);

const DEFAULT_CONNECTION: JsonObject = {
  model: 500,
  accessPassword: "",
  userPassword: "",
  port: "usb",
  com: "1",
  baudRate: 1200,
  ipAddress: "",
  ipPort: 0,
  mac: "",
  ofdChannel: "auto",
  usbDevice: "auto",
};
const DEFAULT_OTHER: JsonObject = {
  useGlobalScriptsSettings: true,
  scriptsPath: "",
  useGlobalInvertCashDrawerStatusFlag: true,
  invertCashDrawerStatus: false,
  useGlobalAdditionalHeaderLines: true,
  additionalHeaderLines: "",
  useGlobalAdditionalFooterLines: true,
  additionalFooterLines: "",
};

interface DeviceRecord {
  readonly id: string;
  name: string;
  connectionSettings: JsonObject;
  otherSettings: JsonObject;
  isDefault: boolean;
  /** To be connected: kept over restarts. */
  wanted: boolean;
}

interface Device {
  readonly record: DeviceRecord;
  readonly queue: RequestQueue;
  isActive: boolean;
  lastError: string | null;
}

export interface DevicesOptions {
  readonly store: EmulatorStore;
  readonly newQueue: (deviceId: string) => RequestQueue;
  /** The one registrar of this emulator answers. */
  readonly isReachable: () => boolean;
  /** A new store begins with one connected registrar, or with none. */
  readonly preset: "ready" | "empty";
}

/** The server's list of registrars. All of them stand for the one that is emulated: only one may hold its port. */
export class Devices {
  readonly #o: DevicesOptions;
  readonly #devices: Device[];

  constructor(options: DevicesOptions) {
    this.#o = options;
    const stored = options.store.readRecord(RECORD_KEY) as DeviceRecord[] | null;
    const first = options.preset === "ready" ? [newRecord("1", { name: "ККТ 1" }, true)] : [];
    this.#devices = (stored ?? first).map((record) => this.#device(record));
    if (stored === null) this.#save();
    for (const device of this.#devices) if (device.record.wanted) this.#connect(device);
  }

  list(): object[] {
    return this.#devices.map((device) => this.#describe(device));
  }

  get(id: string): Result<object, HttpProblem> {
    const device = this.#find(id);
    return device.ok ? ok(this.#describe(device.value)) : device;
  }

  /** Queue of a registrar; of the default one when no id is given. */
  queue(id: string): Result<RequestQueue, HttpProblem> {
    const device = this.#find(id);
    return device.ok ? ok(device.value.queue) : device;
  }

  /** For reads outside the queue: the registrar must be connected. */
  connected(id: string): Result<void, HttpProblem> {
    const device = this.#find(id);
    if (!device.ok) return device;
    return device.value.isActive ? ok(undefined) : err(problem(409, `ККТ [${device.value.record.id}] не подключена`));
  }

  add(body: unknown): Result<object, HttpProblem> {
    if (!isObject(body)) return err(problem(400, "Некорректное тело запроса"));
    const id = typeof body["id"] === "string" && body["id"] !== "" ? body["id"] : this.#freeId();
    if (!ID_PATTERN.test(id)) return err(problem(400, `Некорректное значение поля 'id' (${id})`));
    if (this.#devices.some(({ record }) => record.id === id)) return err(problem(409, `Устройство с ID [${id}] уже есть`));
    const wrong = connectionProblem(body);
    if (wrong !== null) return err(wrong);
    const device = this.#device(newRecord(id, body, false));
    device.record.isDefault = this.#devices.length === 0;
    this.#devices.push(device);
    this.#save();
    return ok(this.#describe(device));
  }

  change(id: string, body: unknown): Result<object, HttpProblem> {
    const found = this.#find(id);
    if (!found.ok) return found;
    if (!isObject(body)) return err(problem(400, "Некорректное тело запроса"));
    const wrong = connectionProblem(body);
    if (wrong !== null) return err(wrong);
    const { record } = found.value;
    if (typeof body["name"] === "string") record.name = body["name"];
    if (isObject(body["connectionSettings"])) record.connectionSettings = { ...record.connectionSettings, ...body["connectionSettings"] };
    if (isObject(body["otherSettings"])) record.otherSettings = { ...record.otherSettings, ...body["otherSettings"] };
    this.#save();
    return ok(this.#describe(found.value));
  }

  remove(id: string): Result<object, HttpProblem> {
    const found = this.#find(id);
    if (!found.ok) return found;
    found.value.queue.kill();
    this.#devices.splice(this.#devices.indexOf(found.value), 1);
    this.#save();
    return ok({});
  }

  setDefault(id: unknown): Result<object, HttpProblem> {
    const wanted = typeof id === "string" ? id : "";
    const found = this.#devices.find(({ record }) => record.id === wanted);
    if (found === undefined) return err(unknownDevice(wanted));
    for (const device of this.#devices) device.record.isDefault = device === found;
    this.#save();
    return ok({});
  }

  setActive(id: string, active: boolean): Result<object, HttpProblem> {
    const found = this.#find(id);
    if (!found.ok) return found;
    const device = found.value;
    if (!active) {
      device.isActive = false;
      device.queue.deactivate();
    } else if (!device.isActive && !this.#connect(device)) {
      return err(problem(409, `ККТ [${device.record.id}] не подключилась: ${device.lastError}`));
    }
    device.record.wanted = active;
    this.#save();
    return ok({});
  }

  kill(): void {
    for (const { queue } of this.#devices) queue.kill();
  }

  #connect(device: Device): boolean {
    const isTaken = this.#devices.some((other) => other !== device && other.isActive);
    const code = isTaken ? DRIVER_CODE.portBusy : this.#o.isReachable() ? null : DRIVER_CODE.noConnection;
    device.lastError = code === null ? null : driverError(code).description;
    device.isActive = code === null;
    if (device.isActive) device.queue.activate();
    return device.isActive;
  }

  #find(id: string): Result<Device, HttpProblem> {
    const isDefault = id === "" || id === "default";
    const found = this.#devices.find(({ record }) => (isDefault ? record.isDefault : record.id === id));
    if (found !== undefined) return ok(found);
    return err(isDefault ? problem(404, "Устройство по умолчанию не задано") : unknownDevice(id));
  }

  #describe({ record, queue, isActive, lastError }: Device): object {
    const { id, name, connectionSettings, otherSettings, isDefault } = record;
    const { isBlocked } = queue.blockInfo();
    return { id, name, connectionSettings, otherSettings, isActive, isDefault, isLock: isBlocked, hasLicense: true, lastError };
  }

  #device(record: DeviceRecord): Device {
    return { record, queue: this.#o.newQueue(record.id), isActive: false, lastError: null };
  }

  #freeId(): string {
    for (let id = 1; ; id++) if (!this.#devices.some(({ record }) => record.id === String(id))) return String(id);
  }

  #save(): void {
    this.#o.store.transact(() =>
      this.#o.store.writeRecord(
        RECORD_KEY,
        this.#devices.map(({ record }) => record),
      ),
    );
  }
}

function newRecord(id: string, body: JsonObject, isReady: boolean): DeviceRecord {
  const { name, connectionSettings, otherSettings } = body;
  return {
    id,
    name: typeof name === "string" ? name : `ККТ ${id}`,
    connectionSettings: { ...DEFAULT_CONNECTION, ...(isObject(connectionSettings) ? connectionSettings : {}) },
    otherSettings: { ...DEFAULT_OTHER, ...(isObject(otherSettings) ? otherSettings : {}) },
    isDefault: isReady,
    wanted: isReady,
  };
}

/** `GET /utils/deviceParametersStruct`. */
export function emptyDevice(): object {
  return {
    id: "",
    name: "",
    isActive: false,
    isDefault: false,
    isLock: false,
    hasLicense: false,
    connectionSettings: DEFAULT_CONNECTION,
    otherSettings: DEFAULT_OTHER,
  };
}

function connectionProblem(body: JsonObject): HttpProblem | null {
  const connection = body["connectionSettings"];
  const port = isObject(connection) ? connection["port"] : undefined;
  return port === undefined || PORTS.has(port) ? null : problem(400, `Неизвестный тип подключения: ${JSON.stringify(port)}`);
}

function unknownDevice(id: string): HttpProblem {
  return problem(404, `Устройство с ID [${id}] не найдено`);
}
