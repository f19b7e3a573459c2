import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createNetServer, type AddressInfo, type Server as NetServer, type Socket } from "node:net";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { FaultyWire, routeOf } from "./faulty-wire.ts";
import type { FaultBox, Moment } from "./faults.ts";
import type { WebAnswer, WebApi } from "./web-api.ts";
import { readBody } from "../control/read-body.ts";

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const WRONG_UUID = "00000000-0000-4000-8000-00000000dead";

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface WebServerOptions {
  /** The server of the moment; it is another one after a restart. */
  readonly api: () => WebApi;
  readonly faults: FaultBox;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
}

/** Listens where «Web Requests» listens. `port` 0: any free one. Rejects when the port is taken. */
export function startWebServer(options: WebServerOptions, port: number): Promise<WebServer> {
  const sockets = new Set<Socket>();
  const http = createServer({ keepAliveTimeout: 5000 }, (request, response) => {
    void answer(options, request, response).catch((error: unknown) => {
      options.log.error({ error, url: request.url }, "web request failed");
      response.destroy();
    });
  });
  const net = createNetServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    http.emit("connection", new FaultyWire(socket, options.faults));
  });
  return new Promise((resolve, reject) => {
    net.once("error", reject);
    net.listen(port, options.host, () => {
      net.off("error", reject);
      net.on("error", (error) => options.log.error({ error }, "web server"));
      resolve({ port: (net.address() as AddressInfo).port, close: () => closed(net, http, sockets) });
    });
  });
}

function closed(net: NetServer, http: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    net.close(() => resolve());
    for (const socket of sockets) socket.destroy();
    http.closeAllConnections();
  });
}

async function answer(options: WebServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults, clock } = options;
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", "http://emulator.invalid");
  const route = routeOf(method, url.pathname);
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null) return send(response, { status: 413, body: { error: { code: 505, description: "Слишком большой запрос" } } });
  const delay = faults.strike("delay", route);
  if (delay !== null) await clock.sleep(delay.ms);
  if (answerFault(faults, route, "before", response)) return;
  const { authorization } = request.headers;
  let given = await options.api().answer({ method, path: url.pathname, query: url.searchParams, authorization, body });
  if (answerFault(faults, route, "after", response)) return;
  if (faults.strike("wrong-uuid", route) !== null) given = { ...given, body: { ...(given.body as object), uuid: WRONG_UUID } };
  const drip = faults.strike("drip", route);
  return drip === null ? send(response, given) : dripped(clock, response, given, drip.msPerByte);
}

/** True when a fault took the answer's place. */
function answerFault(faults: FaultBox, route: string, moment: Moment, response: ServerResponse): boolean {
  const fits = (fault: { readonly moment: Moment }): boolean => fault.moment === moment;
  if (faults.strike("answer-lost", route, fits) !== null) {
    response.destroy();
    return true;
  }
  const status = faults.strike("http-status", route, fits);
  if (status !== null) {
    send(response, { status: status.status, body: { error: { code: 505, description: "Внутренняя ошибка сервера" } } });
    return true;
  }
  if (faults.strike("garbage", route, fits) !== null) {
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    response.end('{"uuid": "\u0000\ufffd<html>');
    return true;
  }
  const huge = faults.strike("huge", route, fits);
  if (huge === null) return false;
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.end(`{"results": [], "padding": "${"x".repeat(huge.bytes)}"}`);
  return true;
}

function bytesOf({ body }: WebAnswer): Buffer {
  return body === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

function head(response: ServerResponse, { status, headers }: WebAnswer, length: number): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": length, ...headers });
}

function send(response: ServerResponse, given: WebAnswer): void {
  const bytes = bytesOf(given);
  head(response, given, bytes.length);
  response.end(bytes);
}

async function dripped(clock: Clock, response: ServerResponse, given: WebAnswer, msPerByte: number): Promise<void> {
  const bytes = bytesOf(given);
  head(response, given, bytes.length);
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
    await clock.sleep(msPerByte);
  }
  response.end();
}
