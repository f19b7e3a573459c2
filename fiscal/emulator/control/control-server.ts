import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../../../config/log.ts";
import { renderHtml, renderPng, renderText, type PaperDocument } from "../paper/index.ts";
import type { KktMachine } from "../shtrih-m/kkt-machine.ts";
import { documentJson, tlvJson } from "./document-json.ts";
import { FAULT_SHAPES, isFault } from "./faults.ts";
import { stateJson } from "./state-json.ts";

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

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The emulator's back door for people and tests: state, documents, paper, faults. Loopback only; a request must name the
 * loopback as its host and send JSON as JSON, so that a web page of somebody else cannot reach it.
 */
export function startControlServer(machine: KktMachine, port: number, log: Log): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void answerRequest(machine, request).then(
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

async function answerRequest(machine: KktMachine, request: IncomingMessage): Promise<Answer> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (host !== LOOPBACK && host !== "localhost") return json({ error: "wrong host" }, 403);
  const url = new URL(request.url ?? "/", `http://${LOOPBACK}`);
  const [section, id] = url.pathname.split("/").filter((part) => part !== "");
  if (section === "faults") return faults(machine, request);
  if (request.method !== "GET") return json({ error: "method not allowed" }, 405);
  machine.wake();
  switch (section) {
    case "state":
      return json(stateJson(machine));
    case "documents":
      return id === undefined ? documents(machine, url.searchParams) : oneDocument(machine, id, url.searchParams);
    case "notices":
      return notices(machine, url.searchParams);
    case "paper":
      return paper(machine, id, url.searchParams);
    default:
      return NOT_FOUND;
  }
}

async function faults(machine: KktMachine, request: IncomingMessage): Promise<Answer> {
  if (request.method === "GET") return json({ armed: machine.faults.list(), shapes: FAULT_SHAPES });
  if (request.method === "DELETE") {
    machine.faults.clear();
    return json({ armed: [] });
  }
  if (request.method !== "POST") return json({ error: "method not allowed" }, 405);
  if (!(request.headers["content-type"] ?? "").startsWith("application/json")) return json({ error: "send application/json" }, 415);
  const body = await readBody(request);
  if (body === null) return json({ error: "body too large" }, 413);
  const fault = parseJson(body);
  if (!isFault(fault)) return json({ error: "not a fault; GET /faults has the shapes" }, 400);
  return json({ id: machine.apply(fault) });
}

function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () => resolve(size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });
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

function documents(machine: KktMachine, params: URLSearchParams): Answer {
  const from = number(params, "from", 1, Number.MAX_SAFE_INTEGER);
  const found = machine.kkt.drive.documentsFrom(from, number(params, "limit", MAX_DOCUMENTS, MAX_DOCUMENTS));
  return json(found.map(documentJson));
}

function oneDocument(machine: KktMachine, id: string, params: URLSearchParams): Answer {
  const document = /^\d+$/.test(id) ? machine.kkt.drive.document(Number(id)) : null;
  if (document === null) return NOT_FOUND;
  if (params.get("format") !== "hex") return json(documentJson(document));
  return { status: 200, type: "text/plain; charset=utf-8", body: Buffer.from(document.body).toString("hex") };
}

function notices(machine: KktMachine, params: URLSearchParams): Answer {
  const found = machine.kkt.drive.noticesFrom(number(params, "from", 1, Number.MAX_SAFE_INTEGER), MAX_DOCUMENTS);
  return json(found.map((notice) => ({ number: notice.number, fdNumber: notice.fdNumber, sent: notice.sent, tlv: tlvJson(notice.body) })));
}

/** `/paper` and `/paper/{id|last}`; `format` = json (default), text, html, png. */
function paper(machine: KktMachine, id: string | undefined, params: URLSearchParams): Answer {
  const all = machine.kkt.paper(id === undefined ? number(params, "last", DEFAULT_PAPER, MAX_PAPER) : 1);
  let chosen: readonly PaperDocument[] = all;
  if (id !== undefined && id !== "last") {
    const one = /^\d+$/.test(id) ? machine.kkt.roll.byId(Number(id)) : null;
    chosen = one === null ? [] : [one];
  }
  if (id !== undefined && chosen.length === 0) return NOT_FOUND;
  const width = machine.kkt.profile.paperWidth;
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
