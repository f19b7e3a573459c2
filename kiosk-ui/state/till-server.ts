import type { CorrectionDraft, CorrectionWay, TillCommand } from "../../config/contract/commands.ts";
import type { DealView, ReceiptSummaryView, SearchHitView } from "../../config/contract/view.ts";
import type { CustomerScanOutcome, PhotoCode } from "../../config/contract/photo.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import type { UnresolvedEvidenceView } from "../../config/contract/unresolved-view.ts";
import type { FeedPorts } from "./feed-client.ts";

/** Hits that one search asks for: a list that a person can still look through. */
const SEARCH_HITS = 20;

/** The till as the page reaches it: same origin, access by a cookie that the page itself brought. */
export interface TillServer {
  readonly post: (command: TillCommand, signal: AbortSignal) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** Loading the page again brings a new cookie. */
  readonly renewAccess: () => Promise<void>;
  readonly openFeed: (screen: "cashier" | "customer") => FeedPorts["open"];
  /** Rejects when there is no answer. */
  readonly search: (query: string, signal: AbortSignal) => Promise<readonly SearchHitView[]>;
  readonly receipts: (query: string, signal: AbortSignal) => Promise<readonly ReceiptSummaryView[]>;
  /** A receipt as its correction says it, or why there is none. Rejects when there is no answer. */
  readonly correction: (
    receiptId: string,
    way: CorrectionWay,
  ) => Promise<{ readonly draft: CorrectionDraft } | { readonly refusal: string }>;
  /** Rejects when there is no answer. */
  readonly deals: (query: string, signal: AbortSignal) => Promise<readonly DealView[]>;
  /** Codes of a photo, or why there are none. Rejects when there is no answer. */
  readonly photo: (file: Blob) => Promise<{ readonly codes: readonly PhotoCode[] } | { readonly refusal: string }>;
  /** A code that the customer's page read. Rejects when there is no answer. */
  readonly customerScan: (scan: { readonly code: string; readonly symbology: string }) => Promise<CustomerScanOutcome>;
  /** Null when the document is settled meanwhile. Rejects when there is no answer. */
  readonly unresolved: (jobId: string) => Promise<UnresolvedEvidenceView | null>;
  /** Null when the person at the till may not see it. */
  readonly service: () => Promise<ServiceView | null>;
}

export function connectTill(page: Location): TillServer {
  const renewAccess = async (): Promise<void> => {
    await fetch(page.pathname, { credentials: "same-origin", cache: "no-store" }).catch(() => undefined);
  };
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const answer = await fetch(path, { credentials: "same-origin", ...init });
    if (answer.status !== 401) return answer;
    await renewAccess();
    return fetch(path, { credentials: "same-origin", ...init });
  };
  const get = async (path: string, signal?: AbortSignal): Promise<{ status: number; body: unknown; refusal: string | null }> => {
    const answer = await ask(path, { cache: "no-store", ...(signal ? { signal } : {}) });
    const body: unknown = await answer.json().catch(() => null);
    const refusal = answer.ok ? null : ((body as { readonly text?: string } | null)?.text ?? null);
    return { status: answer.status, body: answer.ok ? body : null, refusal };
  };
  const send = async (path: string, type: string, content: BodyInit): Promise<object | null> => {
    const answer = await ask(path, { method: "POST", headers: { "content-type": type }, body: content });
    return (await answer.json().catch(() => null)) as object | null;
  };
  return {
    async post(command, signal) {
      const answer = await fetch("/api/commands", {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(command),
        signal,
      });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
    renewAccess,
    openFeed: (screen) => (on) => {
      const protocol = page.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(`${protocol}//${page.host}/api/feed${screen === "customer" ? "?screen=customer" : ""}`);
      socket.addEventListener("message", (event) => on.text(String(event.data)));
      socket.addEventListener("close", () => on.closed(), { once: true });
      return socket;
    },
    async search(query, signal) {
      const { body } = await get(`/api/search?q=${encodeURIComponent(query)}&limit=${SEARCH_HITS}`, signal);
      if (body === null) throw new Error("search refused");
      return (body as { hits: readonly SearchHitView[] }).hits;
    },
    async receipts(query, signal) {
      const { body } = await get(`/api/receipts?q=${encodeURIComponent(query)}`, signal);
      if (body === null) throw new Error("receipts refused");
      return (body as { receipts: readonly ReceiptSummaryView[] }).receipts;
    },
    async correction(receiptId, way) {
      const { body, refusal } = await get(`/api/receipts/${encodeURIComponent(receiptId)}/correction?as=${way}`);
      if (body !== null) return { draft: body as CorrectionDraft };
      if (refusal === null) throw new Error("no draft of a correction");
      return { refusal };
    },
    async deals(query, signal) {
      const { body } = await get(`/api/deals?q=${encodeURIComponent(query)}`, signal);
      if (body === null) throw new Error("deals refused");
      return (body as { deals: readonly DealView[] }).deals;
    },
    async photo(file) {
      const body = await send("/api/photo", file.type, file);
      if (body !== null && "codes" in body) return { codes: body.codes as readonly PhotoCode[] };
      if (body === null || !("text" in body)) throw new Error("no answer to a photo");
      return { refusal: String(body.text) };
    },
    async customerScan(scan) {
      const body = await send("/api/customer/scan", "application/json", JSON.stringify(scan));
      if (body === null || !("outcome" in body)) throw new Error("no answer to a card");
      return body.outcome as CustomerScanOutcome;
    },
    async unresolved(jobId) {
      const { body } = await get(`/api/unresolved/${encodeURIComponent(jobId)}`);
      return body as UnresolvedEvidenceView | null;
    },
    async service() {
      const { status, body } = await get("/api/service");
      if (status === 403 || status === 401) return null;
      if (body === null) throw new Error("no service view");
      return body as ServiceView;
    },
  };
}
