import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import type { CommandReply, TillCommand } from "../../config/contract/commands.ts";
import type { DealView, ReceiptSummaryView, SearchHitView, TillView } from "../../config/contract/view.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import type { UnresolvedEvidenceView } from "../../config/contract/unresolved-view.ts";

/** A command as a person thinks of it; the client makes the id. */
export type Intention = TillCommand extends infer C ? (C extends { id: string } ? Omit<C, "id"> : never) : never;

/** Calls to a running till, as an integrator's program makes them: over HTTP, with the role's token. */
export interface TillClient {
  command(intention: Intention): Promise<CommandReply>;
  view(): Promise<TillView>;
  search(query: string): Promise<readonly SearchHitView[]>;
  receipts(query: string): Promise<readonly ReceiptSummaryView[]>;
  deals(query: string): Promise<readonly DealView[]>;
  service(): Promise<ServiceView>;
  /** Asks the registrar. */
  unresolved(jobId: string): Promise<UnresolvedEvidenceView>;
  /** Polls the view until it fits; throws with the last view after `limitMs`. */
  until(what: string, fits: (view: TillView) => boolean, limitMs?: number): Promise<TillView>;
}

const POLL_MS = 25;
const DEFAULT_LIMIT_MS = 20_000;

export function createTillClient(baseUrl: string, dataDir: string, clock: Clock): TillClient {
  const tokens = JSON.parse(readFileSync(join(dataDir, "api-tokens.json"), "utf8")) as {
    readonly integrator: string;
    readonly technician: string;
  };
  const get = async <T>(path: string, token = tokens.integrator): Promise<T> => {
    const answer = await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const view = (): Promise<TillView> => get("/api/view");
  return {
    view,
    async command(intention) {
      const answer = await fetch(`${baseUrl}/api/commands`, {
        method: "POST",
        headers: { authorization: `Bearer ${tokens.integrator}`, "content-type": "application/json" },
        body: JSON.stringify({ id: randomUUID(), ...intention }),
      });
      return (await answer.json()) as CommandReply;
    },
    search: async (query) => (await get<{ hits: SearchHitView[] }>(`/api/search?q=${encodeURIComponent(query)}`)).hits,
    receipts: async (query) => (await get<{ receipts: ReceiptSummaryView[] }>(`/api/receipts?q=${encodeURIComponent(query)}`)).receipts,
    deals: async (query) => (await get<{ deals: DealView[] }>(`/api/deals?q=${encodeURIComponent(query)}`)).deals,
    service: () => get("/api/service", tokens.technician),
    unresolved: (jobId) => get(`/api/unresolved/${encodeURIComponent(jobId)}`),
    async until(what, fits, limitMs = DEFAULT_LIMIT_MS) {
      const end = clock.monotonicMs() + limitMs;
      for (;;) {
        const seen = await view();
        if (fits(seen)) return seen;
        if (clock.monotonicMs() > end)
          throw new Error(`not reached in ${limitMs} ms: ${what}; ${JSON.stringify({ ...seen, staff: undefined, info: undefined })}`);
        await clock.sleep(POLL_MS);
      }
    },
  };
}

/** Control call of an emulator: JSON in, JSON out. */
export async function control<T = unknown>(base: string, method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === "" ? null : JSON.parse(text)) as T;
}
