import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { FaultBoard } from "./faults.ts";

export interface HostRequest {
  readonly method: string;
  /** Percent-decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HostAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, an object as JSON, null as no body. */
  readonly body: string | object | null;
}

/** Answers after its commit: what it has returned is durable. */
export type HostHandler = (request: HostRequest) => HostAnswer;

export interface HostOptions {
  readonly hostname: string;
  /** 0: any free port. */
  readonly port: number;
  readonly handler: HostHandler;
  /** Faults to suffer; null for the control interface, which has none. */
  readonly faults: FaultBoard | null;
  /** What the `refuse-document` and `refuse-unnamed` faults answer. */
  readonly refusal: (id: string, named: boolean) => HostAnswer;
  readonly bodyBytesMax: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Host {
  readonly url: string;
  stop(): Promise<void>;
}

/** An HTTP server with a synchronous handler and faults at the wire. */
export async function startHost(options: HostOptions): Promise<Host> {
  const server = createServer((request, response) => {
    void serve(options, request, response).catch((cause: unknown) => {
      options.log.error({ err: cause }, "reference server failed");
      response.destroy();
    });
  });
  await listen(server, options.port, options.hostname);
  const { port } = server.address() as AddressInfo;
  const listening = keepListening(server, port, options);
  return {
    url: `http://${options.hostname}:${port}`,
    async stop() {
      await listening();
      await close(server);
    },
  };
}

/** Follows the `down` fault: really stops listening and drops everybody. Returns: wait until the last change is done. */
function keepListening(server: Server, port: number, { faults, hostname }: HostOptions): () => Promise<void> {
  let last = Promise.resolve();
  faults?.onChange(() => {
    last = last.then(async () => {
      if (faults.isDown() === !server.listening) return;
      if (faults.isDown()) await close(server);
      else await listen(server, port, hostname);
    });
  });
  return () => last;
}

function listen(server: Server, port: number, hostname: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const BEFORE = ["crash-on-document", "hang", "slow", "status", "login-page", "refuse-document", "refuse-unnamed"] as const;

async function serve(options: HostOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = await readBody(request, options.bodyBytesMax);
  if (read === "cut") return;
  if (typeof read === "string") {
    const status = read === "too-large" ? 413 : 400;
    return send(response, { status, body: { error: { code: read, message: read } } });
  }
  const url = new URL(request.url ?? "/", "http://host");
  const path = decodePath(url.pathname);
  const before = options.faults?.take(BEFORE, path, read) ?? null;
  switch (before?.kind) {
    case "crash-on-document":
      return void response.destroy();
    case "hang":
      return;
    case "slow":
      await options.clock.sleep(before.ms ?? 0);
      break;
    case "status": {
      const retryAfter: Record<string, string> = before.retryAfterS === undefined ? {} : { "retry-after": String(before.retryAfterS) };
      const status = before.status ?? 500;
      return send(response, { status, headers: retryAfter, body: { error: { code: "fault", message: "on command" } } });
    }
    case "login-page":
      return send(response, { status: 200, headers: { "content-type": "text/html" }, body: "<html><form action='login'></form></html>" });
    case "refuse-document":
    case "refuse-unnamed":
      return send(response, options.refusal(before.id ?? "", before.kind === "refuse-document"));
    default:
  }
  const answer = options.handler({ method: request.method ?? "GET", path, query: url.searchParams, headers: request.headers, body: read });
  answerWithFaults(options.faults, path, read, response, answer);
}

function answerWithFaults(faults: FaultBoard | null, path: string, body: Buffer, response: ServerResponse, answer: HostAnswer): void {
  const after = faults?.take(["lose-answer", "answer-twice", "truncate", "garbage"], path, body) ?? null;
  switch (after?.kind) {
    case "lose-answer":
      return void response.destroy();
    case "garbage":
      return send(response, { status: 200, body: '{"oops' });
    case "truncate": {
      const { text, headers } = encode(answer);
      response.writeHead(answer.status, headers);
      response.write(text.subarray(0, Math.max(1, text.byteLength / 2)), () => response.destroy());
      return;
    }
    case "answer-twice": {
      const { text, headers } = encode(answer);
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const socket = response.socket;
      response.on("finish", () =>
        socket?.write(Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status} Again\r\n${head.join("")}\r\n`), text])),
      );
      return send(response, answer);
    }
    default:
      send(response, answer);
  }
}

function send(response: ServerResponse, answer: HostAnswer): void {
  const { text, headers } = encode(answer);
  response.writeHead(answer.status, headers);
  response.end(text);
}

function encode({ headers, body }: HostAnswer): { readonly text: Buffer; readonly headers: Record<string, string> } {
  const text = Buffer.from(body === null ? "" : typeof body === "string" ? body : JSON.stringify(body));
  const type: Record<string, string> =
    typeof body === "object" && body !== null ? { "content-type": "application/json; charset=utf-8" } : {};
  return { text, headers: { ...type, ...headers, "content-length": String(text.byteLength) } };
}

type Unreadable = "too-large" | "bad-encoding" | "cut";

/** The whole body, unpacked; both sizes are bounded. */
async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | Unreadable> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes <= bytesMax) chunks.push(chunk);
    }
  } catch {
    return "cut";
  }
  if (bytes > bytesMax) return "too-large";
  const body = Buffer.concat(chunks);
  if (request.headers["content-encoding"] !== "gzip") return body;
  try {
    return gunzipSync(body, { maxOutputLength: bytesMax });
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "bad-encoding";
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
