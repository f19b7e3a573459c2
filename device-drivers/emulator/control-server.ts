import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";

/** Answer of one control call: the JSON to send, with 400 when `isRefused`. */
export interface ControlAnswer {
  readonly body: unknown;
  readonly isRefused?: boolean;
}

/** Keyed by method and path: `"POST /scan"`. `body` is the parsed JSON, null when the call had none. */
export type ControlRoutes = Readonly<Record<string, (body: unknown) => ControlAnswer | Promise<ControlAnswer>>>;

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 64 * 1024;
const LOOPBACK = "127.0.0.1";

/**
 * An emulator's control socket: JSON over HTTP on the loopback only. Calls that a web page could make are refused
 * (Origin present, or a Host that is not the loopback). Fails with DEV115 when the port cannot be had.
 */
export async function startControlServer(routes: ControlRoutes, port = 0): Promise<Result<ControlServer, AppError>> {
  const server = createServer((request, response) => {
    void answer(routes, request).then((result) => send(response, result.status, result.body));
  });
  const failure = await listen(server, port);
  if (failure !== null) return err(appError("DEV115", { port, reason: failure }));
  return ok({
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function listen(server: Server, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(error.message));
    server.listen(port, LOOPBACK, () => resolve(null));
  });
}

async function answer(routes: ControlRoutes, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (request.headers.origin !== undefined || !["127.0.0.1", "localhost"].includes(host)) {
    return { status: 403, body: { error: "only local programs may call this" } };
  }
  const path = (request.url ?? "/").split("?")[0];
  const route = routes[`${request.method} ${path}`];
  if (!route) return { status: 404, body: { error: "no such call", calls: Object.keys(routes) } };
  const text = await readBody(request);
  if (text === null) return { status: 413, body: { error: `at most ${BODY_LIMIT_BYTES} bytes` } };
  let body: unknown = null;
  try {
    if (text !== "") body = JSON.parse(text);
  } catch {
    return { status: 400, body: { error: "not JSON" } };
  }
  const result = await route(body);
  return { status: result.isRefused ? 400 : 200, body: result.body };
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > BODY_LIMIT_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", connection: "close" });
  response.end(`${JSON.stringify(body)}\n`);
}
