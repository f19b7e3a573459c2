import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import type { Clock } from "../../config/clock.ts";
import { CommandSchema, type CorrectionDraft, type CorrectionWay } from "../../config/contract/commands.ts";
import type { DealView, ReceiptSummaryView, SearchHitView, TillView } from "../../config/contract/view.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import type { UnresolvedEvidenceView } from "../../config/contract/unresolved-view.ts";
import { appError, errorHint, errorText, type AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import type { Result } from "../../config/result.ts";
import type { PhotoCode } from "../../config/contract/photo.ts";
import type { CustomerScan } from "../input/customer-scan.ts";
import type { Till } from "../till.ts";
import { attachFeed } from "./feed-socket.ts";
import { addressFault, cookieFor, roleOf, type ApiRole, type ApiTokens, type GuardSettings } from "./guard.ts";
import { openApiDocument } from "./openapi.ts";
import { pictureRoutes } from "./picture-routes.ts";
import type { ScreenFeed } from "./screen-feed.ts";
import { headersOf, loadScreenFiles } from "./screen-files.ts";

/** A correction of some hundred positions. */
const BODY_BYTES_MAX = 512 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const SEARCH_LIMIT_MAX = 50;
const INDEX = "/index.html";

/**
 * Our routes declare no schemas to fastify: commands are checked by the contract's own. Its two schema compilers, which would
 * be a fifth of all code that a start loads, stay out.
 */
const NO_SCHEMA_COMPILERS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

function refuseSchema(): never {
  throw new Error("routes of the till declare no schemas");
}

export interface ApiPorts {
  readonly till: Till;
  readonly feed: ScreenFeed;
  readonly tokens: ApiTokens;
  readonly search: (query: string, limit: number) => readonly SearchHitView[];
  readonly receipts: (query: string) => readonly ReceiptSummaryView[];
  readonly correction: (receiptId: string, way: CorrectionWay) => Result<CorrectionDraft, AppError>;
  readonly deals: (query: string) => readonly DealView[];
  readonly service: () => ServiceView;
  /** Null: no such document waits for a person. Asks the registrar. */
  readonly unresolved: (jobId: string) => Promise<UnresolvedEvidenceView | null>;
  readonly view: () => TillView;
  /** All codes of a photo, the likeliest first. */
  readonly photo: (file: Uint8Array) => Promise<Result<readonly PhotoCode[], AppError>>;
  /** What the customer's page read with its camera. */
  readonly customerScan: CustomerScan;
  readonly guard: Omit<GuardSettings, "port">;
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly screenDir: string;
  readonly language: "ru" | "en";
  readonly clock: Clock;
  readonly log: Log;
}

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  /** Requests that were refused by the guard, for the service page. */
  readonly refused: () => number;
  stop(): Promise<void>;
}

/** Serves the screens, the commands and the feed on loopback. */
export async function startApi(ports: ApiPorts): Promise<ApiServer> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    schemaController: { compilersFactory: NO_SCHEMA_COMPILERS },
  });
  const counters = { refused: 0 };
  let port = ports.port;
  const settings = (): GuardSettings => ({ ...ports.guard, port });
  const refuse = (error: AppError) => ({
    ok: false,
    code: error.code,
    text: errorText(error, ports.language),
    hint: errorHint(error),
  });

  app.addHook("onRequest", async (request, reply) => {
    const fault = addressFault(headOf(request), settings());
    if (fault === null) return;
    counters.refused += 1;
    ports.log.warn({ code: fault.code, what: fault.details["what"], url: request.url }, "request refused");
    return reply.code(403).send(refuse(fault));
  });
  const allow = (...roles: readonly ApiRole[]) => ({
    onRequest: async (request: FastifyRequest, reply: { code(status: number): { send(body: unknown): unknown } }) => {
      const role = roleOf(headOf(request), ports.tokens);
      if (role !== null && roles.includes(role)) return;
      counters.refused += 1;
      return reply.code(401).send(refuse(appError("API102")));
    },
  });
  screenRoutes(app, ports);
  commandRoutes(app, ports, allow, refuse);
  readRoutes(app, ports, allow, refuse);
  pictureRoutes(app, ports, allow, refuse);

  await app.listen({ host: ports.host, port: ports.port });
  port = (app.server.address() as AddressInfo).port;
  const sockets = attachFeed(app.server, ports.feed, ports.tokens, settings, ports.clock, () => (counters.refused += 1));
  return {
    url: `http://${ports.host.includes(":") ? `[${ports.host}]` : ports.host}:${port}`,
    port,
    refused: () => counters.refused,
    async stop() {
      sockets.close();
      await app.close();
    },
  };
}

export type Allow = (...roles: readonly ApiRole[]) => { onRequest: (request: FastifyRequest, reply: never) => Promise<unknown> };
export type Refuse = (error: AppError) => object;

/** Which cookie comes with which page. */
const PAGES: Readonly<Record<string, "screen" | "customer">> = {
  "/": "screen",
  "/service": "screen",
  "/customer": "customer",
  "/kiosk": "customer",
};

/** One route for all files, looked up in what was read at the start: fastify makes code for every route, while a start waits. */
function screenRoutes(app: FastifyInstance, ports: ApiPorts): void {
  const files = loadScreenFiles(ports.screenDir);
  app.get("/*", async (request, reply) => {
    const path = request.url.split("?")[0] ?? "";
    const kind = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
    const file = files.get(kind === undefined ? path : INDEX);
    if (kind === undefined) {
      if (file === undefined || path === INDEX) return reply.callNotFound();
      return reply.headers(headersOf(path)).header("cache-control", "no-cache").type(file.type).send(file.body);
    }
    if (file === undefined) return reply.code(503).type("text/plain; charset=utf-8").send("Экраны не собраны: выполните npm run build");
    return reply
      .headers(headersOf(path))
      .header("set-cookie", cookieFor(kind, ports.tokens[kind]))
      .header("cache-control", "no-store")
      .type(file.type)
      .send(file.body);
  });
}

function commandRoutes(app: FastifyInstance, ports: ApiPorts, allow: Allow, refuse: Refuse): void {
  let compiling: ReturnType<typeof compileCommandCheck> | null = null;
  app.post("/api/commands", allow("screen", "integrator") as object, async (request, reply) => {
    const { body } = request;
    compiling ??= compileCommandCheck();
    if (!(await compiling).Check(body)) {
      const type = typeof body === "object" && body !== null && "type" in body ? String(body.type) : "?";
      return reply.code(400).send(refuse(appError("API103", { detail: type })));
    }
    return ports.till.execute(body);
  });
}

/** With the first command, not with the till: making the code takes 25 ms. */
async function compileCommandCheck() {
  const { Compile } = await import("typebox/compile");
  return Compile(CommandSchema);
}

function readRoutes(app: FastifyInstance, ports: ApiPorts, allow: Allow, refuse: Refuse): void {
  app.get("/api/openapi.json", async () => openApiDocument());
  app.get("/api/view", allow("screen", "integrator", "technician") as object, async () => ports.view());
  app.get("/api/search", allow("screen", "integrator") as object, async (request) => {
    const { q = "", limit = "20" } = request.query as { q?: string; limit?: string };
    return { hits: ports.search(q.slice(0, 200), Math.min(SEARCH_LIMIT_MAX, Math.max(1, Number(limit) || 20))) };
  });
  app.get("/api/receipts", allow("screen", "integrator") as object, async (request) => {
    const { q = "" } = request.query as { q?: string };
    return { receipts: ports.receipts(q.slice(0, 200)) };
  });
  app.get("/api/receipts/:id/correction", allow("screen", "integrator") as object, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { as = "" } = request.query as { as?: string };
    const draft = ports.correction(id, as === "repeat" ? "repeat" : "reverse");
    return draft.ok ? draft.value : reply.code(404).send(refuse(draft.error));
  });
  app.get("/api/deals", allow("screen", "integrator") as object, async (request) => {
    const { q = "" } = request.query as { q?: string };
    return { deals: ports.deals(q.slice(0, 200)) };
  });
  app.get("/api/unresolved/:jobId", allow("screen", "integrator", "technician") as object, async (request, reply) => {
    const { jobId } = request.params as { jobId: string };
    return (await ports.unresolved(jobId)) ?? reply.code(404).send(refuse(appError("RCP438")));
  });
  app.get("/api/service", allow("screen", "technician") as object, async (request, reply) => {
    const isTechnician = roleOf(headOf(request), ports.tokens) === "technician";
    const operator = ports.till.state.operator;
    if (!isTechnician && operator?.role !== "technician" && operator?.role !== "manager")
      return reply.code(403).send(refuse(appError("API104")));
    return ports.service();
  });
}

function headOf(request: FastifyRequest) {
  const { host, origin, cookie, authorization } = request.headers;
  return { host, origin, cookie, authorization };
}
