import { randomUUID, timingSafeEqual } from "node:crypto";
import type { Database } from "better-sqlite3";
import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { asInteger, asObject, asString } from "../../http/decode.ts";
import { parseJson } from "../../http/classify.ts";
import { LOYALTY_PAGE_ROWS_MAX } from "../../iteem/protocol.ts";
import { controlHandler } from "../control.ts";
import { openDatabase } from "../database.ts";
import type { FaultBoard } from "../faults.ts";
import { createFaultBoard } from "../faults.ts";
import type { HostAnswer, HostHandler, HostRequest } from "../host.ts";
import { startHost } from "../host.ts";
import { createInbox } from "./inbox.ts";
import type { LoyaltyLedger, NewCard } from "./ledger.ts";
import { createLedger } from "./ledger.ts";
import type { IteemReceived } from "./received.ts";
import { createCounters, readReceived } from "./received.ts";
import { ITEEM_SCHEMA_SQL } from "./schema.ts";
import type { SequenceBook } from "./sequences.ts";
import { createSequenceBook } from "./sequences.ts";

export interface IteemServerOptions {
  /** Folder of the database, or ":memory:". */
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port: number;
  readonly controlPort?: number;
  readonly hostname?: string;
  /** Token that tills must bring; null or absent: any. */
  readonly token?: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

export interface IteemServer {
  readonly url: string;
  readonly controlUrl: string;
  readonly faults: FaultBoard;
  /** Everything the server holds, counted: for reports and tests. */
  received(): IteemReceived;
  registerCard(card: NewCard): void;
  stop(): Promise<void>;
}

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const FACTS_PAGE_ROWS_MAX = 500;

/** A small ITEEM centre to develop, demonstrate and test against: the ingest, the loyalty ledger, and views of both. */
export async function startIteemServer(options: IteemServerOptions): Promise<IteemServer> {
  const db = openDatabase(options.dataDir, "iteem.db", ITEEM_SCHEMA_SQL);
  const book = createSequenceBook(db);
  const ledger = createLedger(db);
  const counters = createCounters(db);
  const inbox = createInbox(db, book, ledger, (name) => counters.bump(name));
  const faults = createFaultBoard();
  const room: Room = { db, book, ledger, generation: generationOf(db), clock: options.clock };
  const hostname = options.hostname ?? "127.0.0.1";
  const common = { hostname, bodyBytesMax: BODY_BYTES_MAX, clock: options.clock, log: options.log, refusal: refuseDocument };
  const received = (): IteemReceived => readReceived(db, book, ledger, counters);
  const registerCard = (card: NewCard): void => ledger.register(card, options.clock.now());

  const handler: HostHandler = (request) => {
    if (!isAllowed(request, options.token ?? null)) return failure(401, "unauthorized", "token required");
    const facts = /^\/v1\/tills\/([^/]+)\/facts$/.exec(request.path);
    if (facts?.[1] !== undefined && request.method === "POST") return inbox.take(facts[1], parseJson(request.body), options.clock.now());
    return request.method === "GET" ? readRoutes(room, request) : failure(404, "not-found", request.path);
  };
  const host = await startHost({ ...common, port: options.port, handler, faults });
  const control = await startHost({
    ...common,
    port: options.controlPort ?? 0,
    handler: controlHandler(faults, received, { "/loyalty/cards": (json) => registerFromJson(json, registerCard) }),
    faults: null,
  });
  return {
    url: host.url,
    controlUrl: control.url,
    faults,
    received,
    registerCard,
    async stop() {
      await host.stop();
      await control.stop();
      db.close();
    },
  };
}

interface Room {
  readonly db: Database;
  readonly book: SequenceBook;
  readonly ledger: LoyaltyLedger;
  /** Random name of this database: a cursor of another one is worth nothing here. */
  readonly generation: string;
  readonly clock: Clock;
}

function readRoutes(room: Room, { path, query }: HostRequest): HostAnswer {
  const accounts = /^\/v1\/tills\/([^/]+)\/loyalty\/accounts$/.exec(path)?.[1];
  if (accounts !== undefined) return loyaltyPage(room, accounts, query);
  const till = /^\/v1\/tills\/([^/]+)$/.exec(path)?.[1];
  if (till !== undefined) {
    const epoch = query.get("epoch") ?? room.book.lastEpoch(till);
    const known = epoch ?? "";
    return {
      status: 200,
      body: { tillId: till, epoch, accepted: room.book.accepted(till, known), missing: room.book.missing(till, known) },
    };
  }
  const card = /^\/v1\/loyalty\/cards\/([^/]+)$/.exec(path)?.[1];
  if (card !== undefined) {
    const found = room.ledger.card(card);
    return found === null ? failure(404, "not-found", "no such card") : { status: 200, body: found };
  }
  if (path === "/v1/facts") return factsPage(room.db, query);
  return failure(404, "not-found", path);
}

/** Balances and the sequence that they contain, read in one transaction: the till adds its own later movements. */
function loyaltyPage({ db, book, ledger, generation }: Room, tillId: string, query: URLSearchParams): HostAnswer {
  const epoch = query.get("epoch") ?? book.lastEpoch(tillId) ?? "";
  if (book.isKnownTill(tillId) && !book.isKnownEpoch(tillId, epoch)) return failure(409, "epoch-unknown", "send facts of this epoch first");
  const revision = readCursor(query.get("after"), generation);
  if (revision === null) return failure(410, "cursor-gone", "begin again without a cursor");
  const limit = Math.min(LOYALTY_PAGE_ROWS_MAX, Math.max(1, Number(query.get("limit") ?? LOYALTY_PAGE_ROWS_MAX) || 1));
  const page = db.transaction(() => ({
    ...ledger.changedAfter(revision, limit),
    appliedSequence: book.accepted(tillId, epoch),
    missing: book.missing(tillId, epoch),
  }))();
  const { accounts, appliedSequence, missing } = page;
  const body = { accounts, cursor: `${generation}.${page.revision}`, more: accounts.length === limit, appliedSequence, missing };
  return { status: 200, body };
}

function readCursor(cursor: string | null, generation: string): number | null {
  if (cursor === null) return 0;
  const match = /^(.+)\.(\d{1,15})$/.exec(cursor);
  return match?.[1] === generation ? Number(match[2]) : null;
}

function factsPage(db: Database, query: URLSearchParams): HostAnswer {
  const after = Number(query.get("after") ?? 0) || 0;
  const rows = db
    .prepare<[number, string | null, string | null, number], { number: number; payload: string }>(
      "SELECT rowid AS number, payload FROM fact WHERE rowid > ? AND (? IS NULL OR till_id = ?) ORDER BY rowid LIMIT ?",
    )
    .all(after, query.get("tillId"), query.get("tillId"), FACTS_PAGE_ROWS_MAX);
  const facts = rows.map((row) => JSON.parse(row.payload) as unknown);
  return { status: 200, body: { facts, next: rows.at(-1)?.number ?? after } };
}

function registerFromJson(json: unknown, register: (card: NewCard) => void): HostAnswer {
  const object = asObject(json);
  const cardNumber = asString(object?.["cardNumber"]);
  if (cardNumber === undefined || cardNumber === "") return failure(400, "bad-request", "cardNumber is missing");
  const points = asInteger(object?.["points"]) ?? 0;
  register({ cardNumber, name: asString(object?.["name"]) ?? "", phone: asString(object?.["phone"]) ?? null, points });
  return { status: 204, body: null };
}

function refuseDocument(id: string, named: boolean): HostAnswer {
  const message = "отказ по команде";
  return { status: 400, body: { error: { code: "invalid-fact", message, ...(named ? { factId: id } : {}) } } };
}

function failure(status: number, code: string, message: string): HostAnswer {
  return { status, body: { error: { code, message } } };
}

function isAllowed(request: HostRequest, token: string | null): boolean {
  if (token === null) return true;
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}

function generationOf(db: Database): string {
  db.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('generation', ?)").run(randomUUID());
  return db.prepare<[], string>("SELECT value FROM meta WHERE name = 'generation'").pluck().get() ?? "";
}
