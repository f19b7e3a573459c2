import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { parseJson } from "../../http/classify.ts";
import type { JsonObject } from "../../http/decode.ts";
import { asObject } from "../../http/decode.ts";
import { controlHandler } from "../control.ts";
import { openDatabase } from "../database.ts";
import type { FaultBoard } from "../faults.ts";
import { createFaultBoard } from "../faults.ts";
import type { HostAnswer, HostRequest } from "../host.ts";
import { startHost } from "../host.ts";
import { METADATA, metadataXml } from "./metadata.ts";
import type { EntityType } from "./metadata.ts";
import { orderBy, parseFilter, select } from "./query.ts";
import type { OnecReceived } from "./received.ts";
import { createOnecCounters, readOnecReceived } from "./received.ts";
import type { OnecCounters } from "./received.ts";
import type { ObjectStore } from "./store.ts";
import { ONEC_SCHEMA_SQL, createObjectStore } from "./store.ts";
import { complaintAtPosting, readFields } from "./validate.ts";

export interface OnecServerOptions {
  /** Folder of the database, or ":memory:". */
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port: number;
  readonly controlPort?: number;
  readonly hostname?: string;
  /** User of 1C; null or absent: any. */
  readonly credentials?: { readonly user: string; readonly password: string } | null;
  /** Objects that are published; absent: all that the server knows. */
  readonly published?: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

export interface OnecServer {
  /** Publication of the base: the OData path is below it. */
  readonly url: string;
  readonly controlUrl: string;
  readonly faults: FaultBoard;
  received(): OnecReceived;
  /** One stored object; null when there is none. */
  object(entity: string, key: string): JsonObject | null;
  /** Puts reference data (goods, rates, barcodes) into the base. */
  add(entity: string, fields: JsonObject): void;
  stop(): Promise<void>;
}

const BODY_BYTES_MAX = 8 * 1024 * 1024;
const ROOT = "/base/odata/standard.odata";
const PAGE_ROWS_MAX = 1_000;

/** A small 1C base with the standard OData interface, to develop, demonstrate and test against. */
export async function startOneCServer(options: OnecServerOptions): Promise<OnecServer> {
  const db = openDatabase(options.dataDir, "onec.db", ONEC_SCHEMA_SQL);
  const store = createObjectStore(db);
  const counters = createOnecCounters(db);
  const faults = createFaultBoard();
  const published = options.published ?? Object.keys(METADATA);
  const room: Room = { store, counters, published, credentials: options.credentials ?? null };
  const refusal = (id: string, named: boolean): HostAnswer =>
    named ? failure(400, 4, `отказ по команде: ${id}`) : { status: 500, body: "внутренняя ошибка" };
  const common = {
    hostname: options.hostname ?? "127.0.0.1",
    bodyBytesMax: BODY_BYTES_MAX,
    clock: options.clock,
    log: options.log,
    refusal,
  };
  const answer = db.transaction((request: HostRequest) => handle(room, request));
  const host = await startHost({ ...common, port: options.port, handler: (request) => answer(request), faults });
  const received = (): OnecReceived => readOnecReceived(store, counters);
  const control = await startHost({ ...common, port: options.controlPort ?? 0, handler: controlHandler(faults, received), faults: null });
  return {
    url: `${host.url}/base`,
    controlUrl: control.url,
    faults,
    received,
    object: (entity, key) => store.get(entity, key),
    add: (entity, fields) => void store.insert(entity, typeof fields["Ref_Key"] === "string" ? fields["Ref_Key"] : null, fields),
    async stop() {
      await host.stop();
      await control.stop();
      db.close();
    },
  };
}

interface Room {
  readonly store: ObjectStore;
  readonly counters: OnecCounters;
  readonly published: readonly string[];
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

function handle(room: Room, request: HostRequest): HostAnswer {
  if (!isAllowed(room, request)) return { status: 401, headers: { "www-authenticate": 'Basic realm="1C"' }, body: null };
  if (!request.path.startsWith(`${ROOT}/`)) return { status: 404, body: "нет такой публикации" };
  const path = request.path.slice(ROOT.length + 1);
  if (path === "$metadata") return { status: 200, headers: { "content-type": "application/xml" }, body: metadataXml(room.published) };
  const match = /^([\p{L}_]+)(?:\(guid'([0-9a-fA-F-]{36})'\))?(?:\/(Post|Unpost)(?:\(\))?)?$/u.exec(path);
  const [, name, key, action] = match ?? [];
  if (name === undefined) return failure(400, 6, "Неверный адрес");
  const entity = room.published.includes(name) ? METADATA[name] : undefined;
  if (entity === undefined) return failure(404, 8, `Тип сущности "${name}" не найден`);
  const target = { name, entity };
  if (action !== undefined) return act(room, target, key, action, request.method);
  if (key === undefined) return request.method === "GET" ? list(room, target, request.query) : create(room, target, request);
  const object = room.store.get(name, key);
  if (object === null) return failure(404, 9, "Экземпляр сущности не найден");
  if (request.method === "GET") return { status: 200, body: select(object, request.query.get("$select")) };
  return change(room, target, key, object, request);
}

interface Target {
  readonly name: string;
  readonly entity: EntityType;
}

function list(room: Room, { name, entity }: Target, query: URLSearchParams): HostAnswer {
  const filterText = query.get("$filter");
  const filter = filterText === null ? () => true : parseFilter(filterText, (field) => field in entity.fields || field === "IsFolder");
  if (filter === null) return failure(400, 14, "Ошибка разбора опций запроса");
  const matching = orderBy(room.store.all(name).filter(filter), query.get("$orderby"));
  const skip = Number(query.get("$skip") ?? 0);
  const top = Math.min(PAGE_ROWS_MAX, Number(query.get("$top") ?? PAGE_ROWS_MAX));
  const value = matching.slice(skip, skip + top).map((object) => select(object, query.get("$select")));
  return { status: 200, body: { "odata.metadata": `${ROOT}/$metadata#${name}`, value } };
}

function create(room: Room, { name, entity }: Target, request: HostRequest): HostAnswer {
  if (request.method !== "POST") return failure(405, 19, "Метод не разрешен");
  const body = asObject(parseJson(request.body));
  if (body === undefined) return failure(400, 2, "Неверный формат запроса");
  const read = readFields(entity, body, true);
  if ("code" in read) return rejected(room, read.status, read.code, read.message);
  const key = typeof body["Ref_Key"] === "string" ? body["Ref_Key"] : null;
  const stored = room.store.insert(name, key, read.fields);
  if (stored === null) {
    room.counters.bump("duplicates");
    return failure(400, 15, "Экземпляр сущности с таким ключом уже существует");
  }
  room.counters.bump("created");
  return { status: 201, headers: { location: `${ROOT}/${encodeURIComponent(name)}(guid'${String(stored["Ref_Key"])}')` }, body: stored };
}

/** PATCH: the fields given. PUT: all fields, those not given become empty. */
function change(room: Room, { name, entity }: Target, key: string, object: JsonObject, request: HostRequest): HostAnswer {
  if (request.method !== "PATCH" && request.method !== "PUT") return failure(405, 19, "Метод не разрешен");
  const expected = request.headers["if-match"];
  if (expected !== undefined && expected !== object["DataVersion"]) return { status: 412, body: null };
  const body = asObject(parseJson(request.body));
  if (body === undefined) return failure(400, 2, "Неверный формат запроса");
  const read = readFields(entity, body, request.method === "PUT");
  if ("code" in read) return rejected(room, read.status, read.code, read.message);
  const names = [...Object.keys(entity.fields), ...Object.keys(entity.tables)];
  const emptied = request.method === "PUT" ? Object.fromEntries(names.map((field) => [field, undefined])) : {};
  const { Ref_Key: _key, DataVersion: _version, Posted: _posted, ...cleared } = emptied;
  return { status: 200, body: room.store.update(name, key, { ...cleared, ...read.fields }) };
}

function act(room: Room, { name, entity }: Target, key: string | undefined, action: string, method: string): HostAnswer {
  if (method !== "POST") return failure(405, 19, "Метод не разрешен");
  const document = key === undefined ? null : room.store.get(name, key);
  if (key === undefined || document === null) return failure(404, 9, "Экземпляр сущности не найден");
  if (entity.kind !== "document") return failure(404, 11, "Метод не найден");
  if (action === "Post") {
    const complaint = complaintAtPosting(name, entity, document, room.store);
    if (complaint !== null) return rejected(room, complaint.status, complaint.code, complaint.message);
  }
  room.store.setPosted(name, key, action === "Post");
  return { status: 200, body: null };
}

function rejected(room: Room, status: number, code: number, message: string): HostAnswer {
  room.counters.bump("rejected");
  return failure(status, code, message);
}

function failure(status: number, code: number, message: string): HostAnswer {
  return { status, body: { "odata.error": { code: String(code), message: { lang: "ru", value: message } } } };
}

function isAllowed({ credentials }: Room, request: HostRequest): boolean {
  if (credentials === null) return true;
  const wanted = Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64");
  return request.headers.authorization === `Basic ${wanted}`;
}
