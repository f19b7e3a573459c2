import type { Database } from "better-sqlite3";
import { Compile } from "typebox/compile";
import type { ErrorAnswer, FactResult, FactsAnswer, WireFact } from "../../iteem/wire.ts";
import { FactKeySchema, FactSchema, FactsBatchSchema } from "../../iteem/wire.ts";
import { WIRE_VERSION } from "../../iteem/protocol.ts";
import { contentHash } from "../canonical.ts";
import type { LoyaltyLedger } from "./ledger.ts";
import type { SequenceBook } from "./sequences.ts";

export interface Inbox {
  /** Takes one batch in one transaction; what the answer calls accepted is committed. */
  take(tillId: string, json: unknown, at: number): InboxAnswer;
}

export type InboxAnswer =
  | { readonly status: 200; readonly body: FactsAnswer }
  | { readonly status: 400 | 409 | 503; readonly body: ErrorAnswer };

export type CounterName = "batches" | "duplicates" | "conflicts" | "rejected" | "gaps";

const batchCheck = Compile(FactsBatchSchema);
const keyCheck = Compile(FactKeySchema);
const factCheck = Compile(FactSchema);

interface Keyed {
  readonly id: string;
  readonly tillId: string;
  readonly sequence: number;
}

type StoredFact = { readonly hash: Buffer };

export function createInbox(db: Database, book: SequenceBook, ledger: LoyaltyLedger, count: (name: CounterName) => void): Inbox {
  const selectFact = db.prepare<[string], StoredFact>("SELECT hash FROM fact WHERE id = ?");
  const insertFact = db.prepare(
    "INSERT INTO fact (id, type, kind, till_id, sequence, hash, amount_kop, received_at, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const insertQuarantine = db.prepare(
    "INSERT OR IGNORE INTO quarantine (fact_id, till_id, epoch, sequence, why, message, hash, received_at, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );

  /** Kept beside the inbox, never over it: a person decides. */
  const quarantine = (fact: Keyed, epoch: string, why: "conflict" | "rejected", message: string, at: number): FactResult => {
    insertQuarantine.run(fact.id, fact.tillId, epoch, fact.sequence, why, message, contentHash(fact), at, JSON.stringify(fact));
    if (book.holder(fact.tillId, epoch, fact.sequence) === null) {
      book.declareMissing(fact.tillId, epoch, { from: fact.sequence, to: fact.sequence });
    }
    count(why === "conflict" ? "conflicts" : "rejected");
    return { id: fact.id, sequence: fact.sequence, status: why, message };
  };

  const takeOne = (fact: Keyed, epoch: string, at: number): FactResult => {
    const { id, sequence, tillId } = fact;
    if (!factCheck.Check(fact)) return quarantine(fact, epoch, "rejected", firstFault(fact), at);
    const stored = selectFact.get(id);
    const hash = contentHash(fact);
    const holder = book.holder(tillId, epoch, sequence);
    if (holder !== null && holder !== id) return quarantine(fact, epoch, "conflict", "another document has this sequence", at);
    if (stored !== undefined && !hash.equals(stored.hash)) return quarantine(fact, epoch, "conflict", "same id, other content", at);
    book.place(tillId, epoch, sequence, id);
    if (stored !== undefined) {
      count("duplicates");
      return { id, sequence, status: "duplicate" };
    }
    insertFact.run(id, fact.type, fact.kind, tillId, sequence, hash, amountOf(fact), at, JSON.stringify(fact));
    ledger.apply(fact);
    return { id, sequence, status: "accepted" };
  };

  const take = (tillId: string, json: unknown, at: number): InboxAnswer => {
    if (!batchCheck.Check(json)) return refuse(400, { code: "bad-request", message: "not a batch of facts" });
    if (json.v > WIRE_VERSION) return refuse(503, { code: "till-too-new", message: `version ${json.v} is not known here yet` });
    const keyed: Keyed[] = [];
    for (const fact of json.facts) {
      if (!keyCheck.Check(fact))
        return refuse(400, { code: "invalid-fact", message: "id, tillId or sequence cannot be read", ...nameOf(fact) });
      if (fact.tillId !== tillId) return refuse(400, { code: "wrong-till", message: `document of till ${fact.tillId}`, ...nameOf(fact) });
      keyed.push(fact);
    }
    count("batches");
    const { epoch, heldBack } = json;
    const expected = book.firstGap(
      tillId,
      epoch,
      keyed.map((fact) => fact.sequence),
      heldBack,
    );
    if (expected !== null) {
      count("gaps");
      return { status: 409, body: { error: { code: "gap", message: `waiting for ${expected}` }, expected } };
    }
    const results = keyed.map((fact) => takeOne(fact, epoch, at));
    for (const range of heldBack) book.declareMissing(tillId, epoch, range);
    return { status: 200, body: { accepted: book.advance(tillId, epoch, at), serverTime: at, results } };
  };
  return { take: db.transaction(take) };
}

function refuse(status: 400 | 503, error: ErrorAnswer["error"]): InboxAnswer {
  return { status, body: { error } };
}

/** Whatever of the name can be read, so that the till can find the document. */
function nameOf(fact: unknown): { factId?: string; sequence?: number } {
  const { id, sequence } = (typeof fact === "object" && fact !== null ? fact : {}) as { id?: unknown; sequence?: unknown };
  return {
    ...(typeof id === "string" ? { factId: id } : {}),
    ...(typeof sequence === "number" && Number.isSafeInteger(sequence) && sequence > 0 ? { sequence } : {}),
  };
}

function firstFault(fact: unknown): string {
  const faults = factCheck.Errors(fact);
  const deepest = faults.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
  return deepest === undefined ? "does not fit the contract" : `${deepest.instancePath || "document"}: ${deepest.message}`;
}

function amountOf(fact: WireFact): number {
  switch (fact.type) {
    case "receipt":
    case "correction":
      return fact.totalKop;
    case "cash":
      return fact.amountKop;
    case "shift":
      return fact.totals.salesKop - fact.totals.refundsKop;
  }
}
