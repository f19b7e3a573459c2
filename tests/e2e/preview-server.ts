import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { CommandReply, TillCommand } from "../../config/contract/commands.ts";
import type { CustomerScreenView, FeedMessage, TillView } from "../../config/contract/view.ts";
import type { UnresolvedEvidenceView } from "../../config/contract/unresolved-view.ts";
import { EVIDENCE } from "./fixtures/evidence.ts";
import { DEALS } from "./fixtures/deals.ts";
import { CORRECTION_DRAFT, REFUSED_DRAFT } from "./fixtures/correction-draft.ts";
import { HITS, RECEIPTS } from "./fixtures/views.ts";
import { SERVICE } from "./fixtures/service.ts";

/** As strict as a page of ours must bear: nothing from elsewhere, nothing inline. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** A till made of pictures: serves the screens and shows them the views it is told to. */
export interface Preview {
  readonly url: string;
  /** Commands that came, in order. */
  readonly commands: TillCommand[];
  show(view: TillView): void;
  patch(sections: Extract<FeedMessage, { type: "patch" }>["sections"]): void;
  showCustomer(view: CustomerScreenView): void;
  /** What the next commands are answered with; null answers nothing at all. */
  answer: (command: TillCommand) => CommandReply | null;
  /** What the registrar says of a document without an outcome. */
  evidence: UnresolvedEvidenceView;
  /** Ends all connections; until `comeBack` every new one is refused. */
  goAway(): void;
  comeBack(): void;
  stop(): Promise<void>;
}

export async function startPreview(files: ReadonlyMap<string, Uint8Array>, firstView: TillView): Promise<Preview> {
  const commands: TillCommand[] = [];
  const screens = new Set<WebSocket>();
  let view = firstView;
  let customer: CustomerScreenView | null = null;
  let revision = 0;
  let isAway = false;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://till");
    if (isAway) return request.socket.destroy();
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (pathname === "/api/search") return send(200, { hits: HITS });
    if (pathname === "/api/receipts") return send(200, { receipts: RECEIPTS });
    if (pathname.endsWith("/correction")) return pathname.includes("r-124") ? send(404, REFUSED_DRAFT) : send(200, CORRECTION_DRAFT);
    if (pathname === "/api/deals") return send(200, { deals: DEALS });
    if (pathname === "/api/service") return send(200, SERVICE);
    if (pathname.startsWith("/api/unresolved/")) return send(200, preview.evidence);
    if (pathname === "/api/commands") {
      let body = "";
      request
        .on("data", (chunk) => (body += chunk))
        .on("end", () => {
          const command = JSON.parse(body) as TillCommand;
          commands.push(command);
          const reply = preview.answer(command);
          if (reply === null) request.socket.destroy();
          else send(200, reply);
        });
      return;
    }
    const name = ["/", "/customer", "/kiosk", "/service"].includes(pathname) ? "/index.html" : pathname;
    const file = files.get(name);
    if (file === undefined) return send(404, {});
    const type = TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "content-security-policy": CONTENT_POLICY }).end(file);
  });
  const sockets = new WebSocketServer({ server, path: "/api/feed" });
  sockets.on("connection", (socket, request) => {
    if (isAway) return socket.terminate();
    const isCustomer = request.url?.includes("screen=customer") ?? false;
    if (isCustomer) {
      if (customer !== null) tell(socket, { type: "customer", revision, view: customer });
    } else {
      tell(socket, { type: "view", revision, view });
      screens.add(socket);
    }
    socket.on("close", () => screens.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const preview: Preview = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands,
    answer: () => ({ ok: true }),
    evidence: EVIDENCE,
    show(next) {
      view = next;
      revision += 1;
      for (const screen of screens) tell(screen, { type: "view", revision, view });
    },
    patch(sections) {
      revision += 1;
      for (const screen of screens) tell(screen, { type: "patch", revision, sections });
    },
    showCustomer(next) {
      customer = next;
    },
    goAway() {
      isAway = true;
      for (const screen of sockets.clients) screen.terminate();
    },
    comeBack() {
      isAway = false;
    },
    stop: () => stopAll(server, sockets),
  };
  return preview;
}

function tell(socket: WebSocket, message: FeedMessage): void {
  socket.send(JSON.stringify(message));
}

async function stopAll(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
