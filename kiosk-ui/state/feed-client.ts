import type { Clock } from "../../config/clock.ts";
import type { FeedMessage } from "../../config/contract/view.ts";

/** `lost` also stands for "never was there": the screen says so and keeps what it showed last. */
export type LinkState = "connecting" | "live" | "lost";

export interface FeedSocket {
  close(): void;
}

export interface FeedPorts {
  readonly clock: Clock;
  /** Opens the WebSocket; `closed` comes once, whether it ever opened or not. */
  readonly open: (on: { text(data: string): void; closed(): void }) => FeedSocket;
  /** Asks the till for a new access cookie: after its restart the old one is worth nothing. */
  readonly renewAccess: () => Promise<void>;
  readonly onMessage: (message: FeedMessage) => void;
  readonly onLink: (state: LinkState) => void;
}

/** A restart of the till takes about this long; a shorter gap is not worth a banner. */
export const LINK_GRACE_MS = 600;
/** Longest wait for the whole view on an open connection. */
const FIRST_VIEW_TIMEOUT_MS = 4_000;
const RETRY_DELAYS_MS = [150, 300, 600, 1_200, 2_500];

/** Keeps the feed connected until `signal` aborts. A reconnected feed begins with the whole view, so nothing is missed. */
export async function runFeed(ports: FeedPorts, signal: AbortSignal): Promise<void> {
  const { clock } = ports;
  const link = linkReporter(ports);
  for (let failures = 0; !signal.aborted;) {
    link.watch();
    const wasLive = await oneConnection(ports, () => link.live(), signal);
    failures = wasLive ? 0 : failures + 1;
    if (signal.aborted) return;
    const delayMs = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 0;
    link.watch();
    await clock.sleep(delayMs, signal);
    if (failures > 0) await ports.renewAccess();
  }
}

/** Resolves when the connection is over; true when it had brought a whole view. */
function oneConnection(ports: FeedPorts, onLive: () => void, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let isLive = false;
    const timeout = new AbortController();
    const socket = ports.open({
      text(data) {
        const message = readMessage(data);
        if (message === null) return socket.close();
        if (!isLive && (message.type === "view" || message.type === "customer")) {
          isLive = true;
          timeout.abort();
          onLive();
        }
        // A patch before its view would change a picture that is not there.
        if (isLive || message.type === "sound") ports.onMessage(message);
      },
      closed() {
        timeout.abort();
        signal.removeEventListener("abort", abandon);
        resolve(isLive);
      },
    });
    const abandon = (): void => socket.close();
    signal.addEventListener("abort", abandon, { once: true });
    void ports.clock.sleep(FIRST_VIEW_TIMEOUT_MS, timeout.signal).then(() => {
      if (!isLive) socket.close();
    });
  });
}

/** Tells a lost link only after the grace, and each state once. */
function linkReporter({ clock, onLink }: FeedPorts) {
  let state: LinkState = "connecting";
  let waiting: AbortController | null = null;
  const set = (next: LinkState): void => {
    if (state === next) return;
    state = next;
    onLink(next);
  };
  return {
    live(): void {
      waiting?.abort();
      waiting = null;
      set("live");
    },
    watch(): void {
      if (waiting !== null) return;
      const grace = new AbortController();
      waiting = grace;
      void clock.sleep(LINK_GRACE_MS, grace.signal).then(() => {
        if (!grace.signal.aborted) set("lost");
      });
    },
  };
}

function readMessage(data: string): FeedMessage | null {
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === "object" && message !== null && "type" in message ? (message as FeedMessage) : null;
  } catch {
    return null;
  }
}
