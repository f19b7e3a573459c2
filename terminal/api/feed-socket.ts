import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../../config/clock.ts";
import { addressFault, roleOf, type ApiTokens, type GuardSettings } from "./guard.ts";
import type { ScreenClient, ScreenFeed } from "./screen-feed.ts";

const FEED_PATH = "/api/feed";
const SCREENS_MAX = 16;
/** Screens only listen; whatever they send beyond control frames is no business of theirs. */
const PAYLOAD_BYTES_MAX = 1024;
const PING_EVERY_MS = 10_000;

/** The WebSocket side of the feed: the same guard as for requests, checked at the upgrade. */
export function attachFeed(
  server: Server,
  feed: ScreenFeed,
  tokens: ApiTokens,
  guard: () => GuardSettings,
  clock: Clock,
  onRefused: () => void,
) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: PAYLOAD_BYTES_MAX, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    // First of all: a peer that resets its connection right away must find a listener, an unheard error ends the process.
    socket.on("error", () => socket.destroy());
    const { host, origin, cookie, authorization } = request.headers;
    const heads = { host, origin, cookie, authorization };
    const { path, query } = targetOf(request.url ?? "");
    const role = roleOf(heads, tokens);
    const kind = query.get("screen") === "customer" ? "customer" : "cashier";
    const isKnown = kind === "cashier" ? role === "screen" || role === "integrator" || role === "technician" : role !== null;
    if (path !== FEED_PATH || addressFault(heads, guard()) !== null || !isKnown || feed.screens >= SCREENS_MAX) {
      onRefused();
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, kind, feed));
  });
  const closing = new AbortController();
  void pingUntil(closing.signal, sockets, clock);
  return {
    close() {
      closing.abort();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

/** Path and query of a request line's target. Whatever a stranger wrote there, this does not throw, as `new URL` would. */
function targetOf(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = target.indexOf("?");
  return mark < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark)) };
}

/** Keeps the connections known to be alive: a screen whose cable is out is noticed by its socket. */
async function pingUntil(closing: AbortSignal, sockets: WebSocketServer, clock: Clock): Promise<void> {
  for (;;) {
    await clock.sleep(PING_EVERY_MS, closing);
    if (closing.aborted) return;
    for (const client of sockets.clients) client.ping();
  }
}

function serve(webSocket: WebSocket, kind: ScreenClient["kind"], feed: ScreenFeed): void {
  const client: ScreenClient = {
    kind,
    behind: false,
    send: (text) => webSocket.send(text),
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },
  };
  webSocket.on("error", () => webSocket.terminate());
  webSocket.on("close", () => feed.remove(client));
  feed.add(client);
}
