import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ToyDriver } from "./toy-driver.ts";
import type { Plain, ToyAnswer } from "./toy-driver.ts";

interface Entry {
  readonly tasks: readonly Plain[];
  /** Instead of running: the state that GET tells. */
  held: "wait" | "inProgress" | "blocked" | null;
  results: Plain[];
}

/** What happens to the next POST with a task of this type. */
export type PostFault =
  /** Taken and run, but the connection ends before the answer. */
  | "lose-answer"
  /** The connection ends before the request is taken. */
  | "lose-request"
  | "wait"
  | "inProgress"
  | "blocked"
  /** The server breaks the task off, before or after the driver has done it. */
  | "interrupted-before"
  | "interrupted-after"
  /** Taken out of the queue by hand. */
  | "canceled"
  | { readonly status: number; readonly body: string };

/** An HTTP server that behaves as the script of a test says: `/api/v2/requests` in front of a toy driver. */
export class ScriptedServer {
  readonly driver = new ToyDriver();
  readonly requests = new Map<string, Entry>();
  readonly faults = new Map<string, PostFault>();
  readonly heads: { readonly method: string; readonly path: string; readonly authorization: string | undefined }[] = [];
  blockReason: string | null = null;
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Lets a held request run. */
  release(id: string): void {
    const entry = this.requests.get(id);
    if (entry !== undefined && entry.held !== null) {
      entry.held = null;
      this.#run(entry);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const method = request.method ?? "";
    this.heads.push({ method, path, authorization: request.headers.authorization });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const id = /^\/api\/v2\/requests\/([^?]+)/.exec(path)?.[1];
    if (method === "POST") this.#post(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Plain, response);
    else if (id === undefined) send(response, 200, this.#queue());
    else if (method === "GET") this.#get(id, response);
    else this.#delete(id, response);
  }

  #post(body: Plain, response: ServerResponse): void {
    const id = String(body["uuid"]);
    const tasks = body["request"] as Plain[];
    const type = String(tasks[0]?.["type"]);
    const fault = this.faults.get(type);
    this.faults.delete(type);
    if (typeof fault === "object") return void response.writeHead(fault.status).end(fault.body);
    if (fault === "lose-request") return void response.destroy();
    if (this.requests.has(id)) return refuse(response, 409, "задание с таким UUID уже есть");
    const held = fault === "wait" || fault === "inProgress" || fault === "blocked" ? fault : this.blockReason === null ? null : "wait";
    const entry: Entry = { tasks, held, results: [] };
    this.requests.set(id, entry);
    if (fault === "canceled" || fault === "interrupted-before") entry.results = ended(tasks, fault);
    else if (held === null) this.#run(entry);
    if (fault === "interrupted-after") entry.results = ended(tasks, fault);
    if (fault === "lose-answer") return void response.destroy();
    send(response, 201, { uuid: id, number: 1, ...this.#queue() });
  }

  #run(entry: Entry): void {
    let isBroken = false;
    entry.results = entry.tasks.map((task) => {
      if (isBroken) return { status: "interrupted", error: { code: 502, description: "" } };
      const answer: ToyAnswer = this.driver.answer(task);
      isBroken = "error" in answer;
      if ("error" in answer) return { status: "error", error: answer.error, result: null };
      return { status: "ready", error: { code: 0, description: "Ошибок нет" }, result: answer.result };
    });
  }

  #get(id: string, response: ServerResponse): void {
    const entry = this.requests.get(id);
    if (entry === undefined) return refuse(response, 404, `Задание с UUID [${id}] не найдено`);
    const held = entry.held;
    send(response, 200, { results: held === null ? entry.results : entry.tasks.map(() => ({ status: held })) });
  }

  #delete(id: string, response: ServerResponse): void {
    const entry = this.requests.get(id);
    if (entry?.held !== "wait") return refuse(response, entry === undefined ? 404 : 409, "нельзя отменить");
    entry.held = null;
    entry.results = entry.tasks.map(() => ({ status: "canceled", error: { code: 503, description: "" } }));
    send(response, 200, {});
  }

  #queue(): Plain {
    return { isBlocked: this.blockReason !== null, blockReason: this.blockReason, blockedUUID: null };
  }
}

function ended(tasks: readonly Plain[], fault: "canceled" | "interrupted-before" | "interrupted-after"): Plain[] {
  const [status, code] = fault === "canceled" ? ["canceled", 503] : ["interrupted", 502];
  return tasks.map(() => ({ status, error: { code, description: "" } }));
}

function send(response: ServerResponse, status: number, body: Plain): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, description: string): void {
  send(response, status, { error: { code: 505, description } });
}
