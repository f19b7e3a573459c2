import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { FaultQueue } from "../../marking/emulator/faults.ts";
import { Listener } from "../../marking/emulator/json-http.ts";
import { createUtmControl } from "./control.ts";
import { EgaisBook } from "./egais-book.ts";
import { XML_BOMB, type ChequeFault, type UtmFault } from "./faults.ts";
import { readXmlFile } from "./multipart.ts";
import { readCheque } from "./read-cheque.ts";

export interface UtmEmulatorOptions {
  /** Port of the service, loopback only; 0 takes any free one. */
  readonly port: number;
  readonly controlPort?: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly fsrarId?: string;
  readonly utcOffsetMinutes?: number;
  /** Stamps that nobody told of are on stock; default false: they are not found. */
  readonly acceptStrangers?: boolean;
}

export interface UtmEmulator {
  readonly port: number;
  readonly url: string;
  readonly controlUrl: string;
  readonly book: EgaisBook;
  /** Cheques that came, faulty ones included. */
  received(): number;
  faults(): readonly ChequeFault[];
  inject(fault: UtmFault): Promise<void>;
  /** Removes all faults and listens again. */
  clearFaults(): Promise<void>;
  /** Last days of the certificates, YYYY-MM-DD. */
  setCertificates(rsaUntil: string, gostUntil: string): void;
  close(): Promise<void>;
}

/** Port of the real service. */
export const UTM_PORT = 8_080;
const DEMO_FSRAR_ID = "030000000001";
const VERSION = "4.2.0";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

interface Document {
  readonly url: string;
  readonly replyId: string;
  readonly xml: string;
}

/** Emulator of the UTM: its local HTTP service, the stamps and cheques that EGAIS knows, and faults on request. */
export async function startUtmEmulator(options: UtmEmulatorOptions): Promise<UtmEmulator> {
  const { clock, log, fsrarId = DEMO_FSRAR_ID, utcOffsetMinutes = 180 } = options;
  const book = new EgaisBook(fsrarId, options.acceptStrangers ?? false);
  const faults = new FaultQueue<ChequeFault>();
  const closing = new AbortController();
  let received = 0;
  let certificates = { rsaUntil: "2027-11-24", gostUntil: "2027-11-24" };
  let documents: Document[] = [];

  function takeCheque(xml: string | null, type: string | null): Answer {
    if (xml === null) return errorAnswer("Нет файла xml_file");
    const read = readCheque(xml, type, fsrarId);
    if (!read.ok) return errorAnswer(read.error);
    const taken = book.take(read.value, clock.now(), utcOffsetMinutes);
    if (!taken.ok) return errorAnswer(taken.error);
    const { url, sign } = taken.value;
    return xmlAnswer(`<A><url>${url.replaceAll("&", "&amp;")}</url><sign>${sign}</sign><ver>2</ver></A>`);
  }

  function takeDocument(type: string): Answer {
    const replyId = randomUUID();
    const url = `${emulator.url}/opt/out/Ticket/${documents.length + 1}`;
    const ticket =
      `<Documents Version="1.0"><Document><Ticket><TransportId>${replyId}</TransportId><DocType>${type.replace(/\W/g, "")}</DocType>` +
      "<Result><Conclusion>Accepted</Conclusion><Comments>Принято</Comments></Result></Ticket></Document></Documents>";
    documents.push({ url, replyId, xml: ticket });
    return xmlAnswer(`<A><url>${replyId}</url><sign>${"0".repeat(64)}</sign></A>`);
  }

  async function answerCheque(request: IncomingMessage, response: ServerResponse, type: string | null): Promise<void> {
    received += 1;
    const xml = await readXmlFile(request);
    const fault = faults.take();
    if (fault === null) return send(response, takeCheque(xml, type));
    if (fault.kind === "refuse") return send(response, errorAnswer(fault.message));
    if (fault.kind === "status") return send(response, { status: fault.status, body: "", type: "text/plain" });
    const taken = fault.isTaken ? takeCheque(xml, type) : errorAnswer("Сбой по заказу");
    if (fault.kind === "slow") {
      await clock.sleep(fault.delayMs, closing.signal);
      return send(response, taken);
    }
    if (fault.kind === "garbage") return send(response, { status: 200, body: "<html><body>Proxy", type: "text/html" });
    if (fault.kind === "bomb") return send(response, { status: 200, body: XML_BOMB, type: "application/xml" });
    const body = Buffer.from(taken.body);
    response.writeHead(200, { "content-type": taken.type, "content-length": body.length });
    response.write(body.subarray(0, Math.min(fault.afterBytes, body.length - 1)), () => response.destroy());
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://utm");
    const route = `${request.method} ${pathname}`;
    if (route === "POST /xml") return answerCheque(request, response, searchParams.get("type"));
    if (request.method === "POST" && pathname.startsWith("/opt/in/")) {
      const xml = await readXmlFile(request);
      return send(response, xml === null ? errorAnswer("Нет файла xml_file") : takeDocument(pathname.slice("/opt/in/".length)));
    }
    send(response, answerQuestion(route, searchParams.get("replyId")));
  }

  function answerQuestion(route: string, replyId: string | null): Answer {
    const { rsaUntil, gostUntil } = certificates;
    switch (route) {
      case "GET /":
        return { status: 200, type: "text/html; charset=utf-8", body: page(rsaUntil, gostUntil) };
      case "GET /version":
        return { status: 200, type: "text/plain", body: VERSION };
      case "GET /diagnosis":
        return xmlAnswer(`<A><CN>${fsrarId}</CN></A>`);
      case "GET /api/info/list": {
        const info = { version: VERSION, ownerId: fsrarId, rsa: { expireDate: rsaUntil }, gost: { expireDate: gostUntil } };
        return { status: 200, type: "application/json", body: JSON.stringify(info) };
      }
      case "GET /opt/out": {
        const listed = documents.filter((each) => replyId === null || each.replyId === replyId);
        return xmlAnswer(`<A>${listed.map((each) => `<url replyId="${each.replyId}">${each.url}</url>`).join("")}<ver>2</ver></A>`);
      }
      default:
        return oneDocument(route);
    }
  }

  function oneDocument(route: string): Answer {
    const [method = "", path = ""] = route.split(" ");
    const found = documents.find(({ url }) => new URL(url).pathname === path);
    if (found === undefined || (method !== "GET" && method !== "DELETE")) return { status: 404, type: "text/plain", body: "" };
    if (method === "DELETE") documents = documents.filter((each) => each !== found);
    return method === "GET" ? xmlAnswer(found.xml) : xmlAnswer("<A/>");
  }

  const service = await Listener.open(options.port, (request, response) => {
    handle(request, response).catch((failure: unknown) => {
      log.debug({ failure: String(failure) }, "a request to the emulated UTM was cut");
      response.destroy();
    });
  });
  const emulator: Omit<UtmEmulator, "controlUrl"> = {
    port: service.port,
    url: `http://127.0.0.1:${service.port}`,
    book,
    received: () => received,
    faults: () => faults.waiting(),
    inject: async (fault) => (fault.kind === "down" ? service.pause() : faults.add(fault)),
    clearFaults: async () => {
      faults.clear();
      await service.resume();
    },
    setCertificates: (rsaUntil, gostUntil) => void (certificates = { rsaUntil, gostUntil }),
    close: async () => {
      closing.abort();
      await Promise.all([service.pause(), control.pause()]);
    },
  };
  const control = await Listener.open(options.controlPort ?? 0, createUtmControl(emulator));
  const controlUrl = `http://127.0.0.1:${control.port}`;
  log.info({ url: emulator.url, controlUrl }, "UTM emulator listens");
  return { ...emulator, controlUrl };
}

function send(response: ServerResponse, { status, body, type }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function xmlAnswer(body: string): Answer {
  return { status: 200, type: "application/xml; charset=utf-8", body: `<?xml version="1.0" encoding="UTF-8" standalone="no"?>${body}` };
}

function errorAnswer(message: string): Answer {
  const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return xmlAnswer(`<A><error>${text}</error><ver>2</ver></A>`);
}

function page(rsaUntil: string, gostUntil: string): string {
  return `<html><body><h1>УТМ ${VERSION}</h1><p>Сертификат RSA: действителен по ${rsaUntil}</p><p>Сертификат ГОСТ: действителен по ${gostUntil}</p></body></html>`;
}
