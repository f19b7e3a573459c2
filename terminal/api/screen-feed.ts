import type { FeedMessage, TillView } from "../../config/contract/view.ts";
import { customerScreen } from "../view/customer-screen.ts";
import { viewPatch } from "../view/view-patch.ts";

/** One connected screen; `buffered` tells how many bytes it has not taken yet. */
export interface ScreenClient {
  readonly kind: "cashier" | "customer";
  send(text: string): void;
  readonly bufferedBytes: number;
  /** Set while patches are held back from a slow screen; it gets a whole view when it has caught up. */
  behind: boolean;
}

/** A screen that has not taken this much is slow: it gets whole views, not a growing queue. */
const BUFFERED_BYTES_MAX = 256 * 1024;

/** Keeps every screen at the newest view: the first message whole, then only what changed. */
export function createScreenFeed(currentView: () => TillView) {
  const clients = new Set<ScreenClient>();
  let revision = 0;
  let last: TillView | null = null;
  let lastCustomer = "";

  const wholeView = (): string => JSON.stringify({ type: "view", revision, view: view() } satisfies FeedMessage);
  const customerText = (): string => JSON.stringify({ type: "customer", revision, view: customerScreen(view()) } satisfies FeedMessage);
  function view(): TillView {
    last ??= currentView();
    return last;
  }
  function push(client: ScreenClient, text: string): void {
    if (client.bufferedBytes > BUFFERED_BYTES_MAX) {
      client.behind = true;
      return;
    }
    client.send(client.behind && client.kind === "cashier" ? wholeView() : text);
    client.behind = false;
  }
  function refreshCustomers(after: TillView): void {
    const customers = [...clients].filter(({ kind }) => kind === "customer");
    if (customers.length === 0) return;
    const customer = JSON.stringify(customerScreen(after));
    if (customer !== lastCustomer) for (const client of customers) push(client, customerText());
    lastCustomer = customer;
  }
  return {
    add(client: ScreenClient): void {
      clients.add(client);
      // What was sent to customers' screens before this one came says nothing of what it has.
      if (client.kind === "customer") lastCustomer = "";
      client.send(client.kind === "cashier" ? wholeView() : customerText());
    },
    remove(client: ScreenClient): void {
      clients.delete(client);
    },
    /** Computes the view anew and sends what changed. */
    refresh(sound: "good" | "bad" | "ask" | null): void {
      const before = view();
      const after = currentView();
      const patch = viewPatch(before, after);
      last = after;
      if (patch !== null) {
        revision += 1;
        const text = JSON.stringify({ type: "patch", revision, sections: patch } satisfies FeedMessage);
        for (const client of clients) if (client.kind === "cashier") push(client, text);
        refreshCustomers(after);
      }
      if (sound === null) return;
      const tone = JSON.stringify({ type: "sound", sound } satisfies FeedMessage);
      for (const client of clients) if (client.kind === "cashier") push(client, tone);
    },
    get screens(): number {
      return clients.size;
    },
  };
}

export type ScreenFeed = ReturnType<typeof createScreenFeed>;
