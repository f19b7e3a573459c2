import { randomUUID } from "node:crypto";
import type { Database } from "better-sqlite3";
import type { JsonObject } from "../../http/decode.ts";

/** Objects of the reference 1C: one row each, its properties as JSON. */
export const ONEC_SCHEMA_SQL = `
CREATE TABLE IF NOT EXISTS object (
  number  INTEGER PRIMARY KEY,
  entity  TEXT NOT NULL,
  key     TEXT NOT NULL,
  posted  INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data    TEXT NOT NULL,
  UNIQUE (entity, key)
) STRICT;
CREATE TABLE IF NOT EXISTS counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export interface ObjectStore {
  /** Null when there is none. */
  get(entity: string, key: string): JsonObject | null;
  all(entity: string): readonly JsonObject[];
  /** False when an object with this key exists. */
  insert(entity: string, key: string | null, fields: JsonObject): JsonObject | null;
  update(entity: string, key: string, fields: JsonObject): JsonObject;
  setPosted(entity: string, key: string, posted: boolean): void;
}

interface StoredRow {
  readonly number: number;
  readonly key: string;
  readonly posted: number;
  readonly version: number;
  readonly data: string;
}

export function createObjectStore(db: Database): ObjectStore {
  const selectOne = db.prepare<[string, string], StoredRow>("SELECT * FROM object WHERE entity = ? AND key = ?");
  const selectAll = db.prepare<[string], StoredRow>("SELECT * FROM object WHERE entity = ? ORDER BY number");
  const insertOne = db.prepare("INSERT OR IGNORE INTO object (entity, key, posted, version, data) VALUES (?, ?, 0, 1, ?)");
  const updateOne = db.prepare("UPDATE object SET data = ?, version = version + 1 WHERE entity = ? AND key = ?");
  const updatePosted = db.prepare("UPDATE object SET posted = ?, version = version + 1 WHERE entity = ? AND key = ?");
  const get = (entity: string, key: string): JsonObject | null => {
    const row = selectOne.get(entity, key.toLowerCase());
    return row === undefined ? null : toObject(entity, row);
  };
  return {
    get,
    all: (entity) => selectAll.all(entity).map((row) => toObject(entity, row)),
    insert(entity, given, fields) {
      const key = (given ?? randomUUID()).toLowerCase();
      return insertOne.run(entity, key, JSON.stringify(fields)).changes > 0 ? get(entity, key) : null;
    },
    update(entity, key, fields) {
      const old = selectOne.get(entity, key.toLowerCase());
      const merged = { ...(JSON.parse(old?.data ?? "{}") as JsonObject), ...fields };
      updateOne.run(JSON.stringify(merged), entity, key.toLowerCase());
      return get(entity, key) ?? merged;
    },
    setPosted: (entity, key, posted) => void updatePosted.run(posted ? 1 : 0, entity, key.toLowerCase()),
  };
}

const NUMBER_DIGITS = 9;

/** The properties that 1C itself adds to every object. */
function toObject(entity: string, row: StoredRow): JsonObject {
  const data = JSON.parse(row.data) as JsonObject;
  if (entity.startsWith("InformationRegister_")) return data;
  const version = Buffer.from(String(row.version).padStart(8, "0")).toString("base64");
  const common = { Ref_Key: row.key, DataVersion: version, DeletionMark: false, ...data };
  if (!entity.startsWith("Document_")) return { IsFolder: false, ...common };
  return { Number: String(row.number).padStart(NUMBER_DIGITS, "0"), ...common, Posted: row.posted !== 0 };
}
