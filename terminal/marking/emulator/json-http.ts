import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export type JsonBody = Readonly<Record<string, unknown>>;

/** A hundred long codes are about 20 KB; no request needs more than this. */
const BODY_MAX_BYTES = 1_048_576;

/** UTF-8; null: the body is longer than the limit. */
export async function readText(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > bytesMax) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `null`: the body is longer than the limit, or no JSON object. An empty body counts as `{}`. */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody | null> {
  const text = await readText(request, BODY_MAX_BYTES);
  if (text === null) return null;
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonBody) : null;
  } catch {
    return null;
  }
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The server's own certificate and key, PEM. */
export interface ListenerTls {
  readonly certPem: string;
  readonly keyPem: string;
}

/** A listener that can be taken away (connection refused) and put back on the same port. Loopback only. */
export class Listener {
  readonly #server: Server;
  readonly isTls: boolean;
  #port: number;

  private constructor(handle: Handler, port: number, tls: ListenerTls | undefined) {
    this.#server = tls === undefined ? createServer(handle) : createTlsServer({ cert: tls.certPem, key: tls.keyPem }, handle);
    this.isTls = tls !== undefined;
    this.#port = port;
  }

  static async open(port: number, handle: Handler, tls?: ListenerTls): Promise<Listener> {
    const listener = new Listener(handle, port, tls);
    await listener.resume();
    return listener;
  }

  get url(): string {
    return `${this.isTls ? "https" : "http"}://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async resume(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts all connections. */
  async pause(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
