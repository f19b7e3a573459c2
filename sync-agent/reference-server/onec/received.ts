import type { Database } from "better-sqlite3";
import { METADATA } from "./metadata.ts";
import type { ObjectStore } from "./store.ts";

export interface OnecDocuments {
  readonly count: number;
  readonly posted: number;
  readonly archived: number;
  readonly sumKop: number;
}

/** What the reference 1C holds, counted. */
export interface OnecReceived {
  /** By object name, those with at least one. */
  readonly documents: Readonly<Record<string, OnecDocuments>>;
  readonly goods: number;
  readonly created: number;
  /** Objects that came again under a key that exists, and were not stored again. */
  readonly duplicatesRefused: number;
  readonly rejected: number;
}

export type OnecCounterName = "created" | "duplicates" | "rejected";

export interface OnecCounters {
  bump(name: OnecCounterName): void;
  read(name: OnecCounterName): number;
}

export function createOnecCounters(db: Database): OnecCounters {
  const add = db.prepare("INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1");
  const read = db.prepare<[string], number>("SELECT value FROM counter WHERE name = ?").pluck();
  return { bump: (name) => void add.run(name), read: (name) => read.get(name) ?? 0 };
}

export function readOnecReceived(store: ObjectStore, counters: OnecCounters): OnecReceived {
  const documents: Record<string, OnecDocuments> = {};
  for (const name of Object.keys(METADATA).filter((one) => one.startsWith("Document_"))) {
    const all = store.all(name);
    if (all.length === 0) continue;
    documents[name] = {
      count: all.length,
      posted: all.filter((document) => document["Posted"] === true).length,
      archived: all.filter((document) => document["Архивный"] === true).length,
      sumKop: all.reduce((sum, document) => sum + Math.round(Number(document["СуммаДокумента"] ?? 0) * 100), 0),
    };
  }
  return {
    documents,
    goods: store.all("Catalog_Номенклатура").length,
    created: counters.read("created"),
    duplicatesRefused: counters.read("duplicates"),
    rejected: counters.read("rejected"),
  };
}
