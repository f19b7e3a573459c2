import { request } from "node:http";
import { startAtolEmulator, type AtolEmulator, type AtolEmulatorOptions } from "../index.ts";

export interface TaskResult {
  readonly status: string;
  readonly error: { readonly code: number; readonly description: string };
  readonly result?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const OPERATOR = { name: "Кассир Иванова", vatin: "123456789047" };
const POLL_MS = 5;
const POLLS_MAX = 4000;

/** A program that talks to «Web Requests» over HTTP. */
export class WebClient {
  readonly emulator: AtolEmulator;
  #next = 1;

  constructor(emulator: AtolEmulator) {
    this.emulator = emulator;
  }

  static async start(options: Partial<AtolEmulatorOptions> = {}): Promise<WebClient> {
    return new WebClient(await startAtolEmulator({ dataDir: null, retryMs: 20, ...options }));
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const bytes = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const { status, text } = await exchange(`${this.emulator.url}/api/v2${path}`, method, bytes, headers);
    return { status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
  }

  uuid(): string {
    return `request-${this.#next++}`;
  }

  async results(uuid: string): Promise<TaskResult[]> {
    const { body } = await this.call("GET", `/requests/${uuid}`);
    return body["results"] as TaskResult[];
  }

  /** Sends tasks and waits until none of them waits, runs or stands. */
  async run(...tasks: object[]): Promise<TaskResult[]> {
    const uuid = this.uuid();
    const { status, body } = await this.call("POST", "/requests", { uuid, request: tasks });
    if (status !== 201) throw new Error(`POST answered ${status}: ${JSON.stringify(body)}`);
    return this.finished(uuid);
  }

  async finished(uuid: string): Promise<TaskResult[]> {
    return this.until(uuid, (results) => !results.some(({ status }) => ["wait", "inProgress", "blocked"].includes(status)));
  }

  async until(uuid: string, isReached: (results: readonly TaskResult[]) => boolean): Promise<TaskResult[]> {
    for (let poll = 0; poll < POLLS_MAX; poll++) {
      const results = await this.results(uuid);
      if (isReached(results)) return results;
      await pause(POLL_MS);
    }
    throw new Error(`request ${uuid} came to no end: ${JSON.stringify(await this.results(uuid))}`);
  }

  /** One task that must succeed. */
  async ok(task: object): Promise<Readonly<Record<string, unknown>>> {
    const [one] = await this.run(task);
    if (one?.status !== "ready") throw new Error(`${JSON.stringify(task)} gave ${JSON.stringify(one)}`);
    return one.result ?? {};
  }

  /** One task that must fail: its code. */
  async code(task: object): Promise<number> {
    const [one] = await this.run(task);
    if (one?.status !== "error") throw new Error(`${JSON.stringify(task)} gave ${JSON.stringify(one)}`);
    return one.error.code;
  }

  /** Waits for something of the emulator itself. */
  async see(isReached: () => boolean): Promise<void> {
    for (let poll = 0; poll < POLLS_MAX; poll++) {
      if (isReached()) return;
      await pause(POLL_MS);
    }
    throw new Error("the emulator did not come to it");
  }

  lastFd(): number {
    return this.emulator.state().drive.lastFd;
  }
}

/** A connection of its own for each request: a pool would keep those of a server that has ended. */
export function exchange(
  url: string,
  method: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false, headers: { "content-type": "application/json", ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function openShift(): object {
  return { type: "openShift", operator: OPERATOR };
}

export function closeShift(): object {
  return { type: "closeShift", operator: OPERATOR };
}

export function position(over: object = {}): object {
  return {
    type: "position",
    name: "Хлеб",
    price: 122,
    quantity: 1,
    amount: 122,
    measurementUnit: "piece",
    paymentMethod: "fullPayment",
    paymentObject: "commodity",
    tax: { type: "vat22" },
    ...over,
  };
}

export function sell(over: object = {}): Record<string, unknown> {
  return {
    type: "sell",
    operator: OPERATOR,
    taxationType: "osn",
    items: [position()],
    payments: [{ type: "cash", sum: 122 }],
    ...over,
  };
}
