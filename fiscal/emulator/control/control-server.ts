import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../../../config/log.ts";
import { renderHtml, renderPng, renderText, type PaperDocument } from "../paper/index.ts";
import type { FiscalDrive } from "../fiscal-drive/index.ts";
import type { PaperRoll } from "../paper/index.ts";
import { documentJson, tlvJson } from "./document-json.ts";
import { readBody } from "./read-body.ts";

const LOOPBACK = "127.0.0.1";
const MAX_BODY_BYTES = 64 * 1024;
const MAX_DOCUMENTS = 500;
const DEFAULT_PAPER = 20;
const MAX_PAPER = 200;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** An emulated registrar of any family as its back door sees it. */
export interface ControlledDevice {
  /** Lets what is due by now happen. */
  wake(): void;
  state(): object;
  readonly faults: { list(): readonly object[]; clear(): void };
  readonly shapes: object;
  /** Null: not a fault that this device knows. */
  apply(fault: unknown): { readonly id: number | null } | null;
  readonly drive: FiscalDrive;
  readonly roll: PaperRoll;
  paper(limit: number): PaperDocument[];
  readonly paperWidth: number;
}

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The emulator's back door for people and tests: state, documents, paper, faults. Loopback only; a request must name the
 * loopback as its host and send JSON as JSON, so that a web page of somebody else cannot reach it.
 */
export function startControlServer(device: ControlledDevice, port: number, log: Log): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void answerRequest(device, request).then(
      (answer) => send(response, answer),
      (error: unknown) => {
        log.error({ error, url: request.url }, "control request failed");
        send(response, json({ error: "internal" }, 500));
      },
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      server.on("error", (error) => log.error({ error }, "control server"));
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { "content-type": answer.type, "cache-control": "no-store" });
  response.end(answer.body);
}

function json(value: unknown, status = 200): Answer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

const NOT_FOUND = json({ error: "not found" }, 404);

async function answerRequest(device: ControlledDevice, request: IncomingMessage): Promise<Answer> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (host !== LOOPBACK && host !== "localhost") return json({ error: "wrong host" }, 403);
  const url = new URL(request.url ?? "/", `http://${LOOPBACK}`);
  const [section, id] = url.pathname.split("/").filter((part) => part !== "");
  if (section === "faults") return faults(device, request);
  if (request.method !== "GET") return json({ error: "method not allowed" }, 405);
  device.wake();
  switch (section) {
    case "state":
      return json(device.state());
    case "documents":
      return id === undefined ? documents(device, url.searchParams) : oneDocument(device, id, url.searchParams);
    case "notices":
      return notices(device, url.searchParams);
    case "paper":
      return paper(device, id, url.searchParams);
    default:
      return NOT_FOUND;
  }
}

async function faults(device: ControlledDevice, request: IncomingMessage): Promise<Answer> {
  if (request.method === "GET") return json({ armed: device.faults.list(), shapes: device.shapes });
  if (request.method === "DELETE") {
    device.faults.clear();
    return json({ armed: [] });
  }
  if (request.method !== "POST") return json({ error: "method not allowed" }, 405);
  if (!(request.headers["content-type"] ?? "").startsWith("application/json")) return json({ error: "send application/json" }, 415);
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null) return json({ error: "body too large" }, 413);
  const fault = parseJson(body);
  const applied = device.apply(fault);
  return applied === null ? json({ error: "not a fault; GET /faults has the shapes" }, 400) : json(applied);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function number(params: URLSearchParams, name: string, fallback: number, max: number): number {
  const value = Number(params.get(name) ?? fallback);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, max) : fallback;
}

function documents(device: ControlledDevice, params: URLSearchParams): Answer {
  const from = number(params, "from", 1, Number.MAX_SAFE_INTEGER);
  const found = device.drive.documentsFrom(from, number(params, "limit", MAX_DOCUMENTS, MAX_DOCUMENTS));
  return json(found.map(documentJson));
}

function oneDocument(device: ControlledDevice, id: string, params: URLSearchParams): Answer {
  const document = /^\d+$/.test(id) ? device.drive.document(Number(id)) : null;
  if (document === null) return NOT_FOUND;
  if (params.get("format") !== "hex") return json(documentJson(document));
  return { status: 200, type: "text/plain; charset=utf-8", body: Buffer.from(document.body).toString("hex") };
}

function notices(device: ControlledDevice, params: URLSearchParams): Answer {
  const found = device.drive.noticesFrom(number(params, "from", 1, Number.MAX_SAFE_INTEGER), MAX_DOCUMENTS);
  return json(
    found.map((notice) => ({ number: notice.number, fdNumber: notice.fdNumber, sent: notice.ticket !== null, tlv: tlvJson(notice.body) })),
  );
}

/** `/paper` and `/paper/{id|last}`; `format` = json (default), text, html, png. */
function paper(device: ControlledDevice, id: string | undefined, params: URLSearchParams): Answer {
  const all = device.paper(id === undefined ? number(params, "last", DEFAULT_PAPER, MAX_PAPER) : 1);
  let chosen: readonly PaperDocument[] = all;
  if (id !== undefined && id !== "last") {
    const one = /^\d+$/.test(id) ? device.roll.byId(Number(id)) : null;
    chosen = one === null ? [] : [one];
  }
  if (id !== undefined && chosen.length === 0) return NOT_FOUND;
  const width = device.paperWidth;
  switch (params.get("format") ?? "json") {
    case "text":
      return { status: 200, type: "text/plain; charset=utf-8", body: renderText(chosen, width) };
    case "html":
      return { status: 200, type: "text/html; charset=utf-8", body: renderHtml(chosen, width) };
    case "png":
      return { status: 200, type: "image/png", body: renderPng(chosen, width) };
    default:
      return json(chosen);
  }
}
