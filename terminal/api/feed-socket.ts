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
    const { host, origin, cookie, authorization } = request.headers;
    const heads = { host, origin, cookie, authorization };
    const url = new URL(request.url ?? "/", "http://till");
    const role = roleOf(heads, tokens);
    const kind = url.searchParams.get("screen") === "customer" ? "customer" : "cashier";
    const isKnown = kind === "cashier" ? role === "screen" || role === "integrator" || role === "technician" : role !== null;
    if (url.pathname !== FEED_PATH || addressFault(heads, guard()) !== null || !isKnown || feed.screens >= SCREENS_MAX) {
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
