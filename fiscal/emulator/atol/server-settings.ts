import { err, ok, type Result } from "../../../config/result.ts";
import type { EmulatorStore } from "../fiscal-drive/index.ts";
import { isObject } from "./field-reader.ts";
import { problem, type HttpProblem } from "./http-problem.ts";

const RECORD_KEY = "atol-settings";

/** `GET /settings`. */
export interface ServerSettings {
  /** Minutes. */
  readonly deleteRequestsAfter: number;
  readonly blockQueueOnPrintErrors: boolean;
  readonly validateRequestsOnAdd: boolean;
  readonly additionalHeaderLines: string;
  readonly additionalFooterLines: string;
  readonly scriptsPath: string;
  readonly invertCashDrawerStatus: boolean;
}

const DEFAULTS: ServerSettings = {
  deleteRequestsAfter: 43_200,
  blockQueueOnPrintErrors: true,
  validateRequestsOnAdd: false,
  additionalHeaderLines: "",
  additionalFooterLines: "",
  scriptsPath: "",
  invertCashDrawerStatus: false,
};

export class SettingsStore {
  readonly #store: EmulatorStore;
  #settings: ServerSettings;

  constructor(store: EmulatorStore) {
    this.#store = store;
    this.#settings = { ...DEFAULTS, ...(store.readRecord(RECORD_KEY) as Partial<ServerSettings> | null) };
  }

  get current(): ServerSettings {
    return this.#settings;
  }

  /** Fields that it does not know are passed over; a wrong type refuses the whole. */
  change(body: unknown): Result<object, HttpProblem> {
    if (!isObject(body)) return err(problem(400, "Некорректное тело запроса"));
    const next: Record<string, unknown> = { ...this.#settings };
    for (const [name, value] of Object.entries(body)) {
      if (!Object.hasOwn(DEFAULTS, name)) continue;
      const isRight = typeof value === typeof next[name] && (typeof value !== "number" || (Number.isInteger(value) && value >= 0));
      if (!isRight) return err(problem(400, `Некорректное значение или тип поля '${name}' (${typeof value})`));
      next[name] = value;
    }
    this.#settings = next as unknown as ServerSettings;
    this.#store.transact(() => this.#store.writeRecord(RECORD_KEY, this.#settings));
    return ok({});
  }
}
