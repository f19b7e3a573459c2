import type Database from "better-sqlite3";
import type { EpochMs } from "../../config/clock.ts";
import type { CorrectionFact, FactCodeShare, ReceiptFact } from "../../config/contract/facts.ts";
import type { FiscalDocument, FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import type { TillEvent } from "../core/event.ts";
import type { Corrected } from "../receipt/correction-stand.ts";
import type { OpenDeal } from "../deals/deal.ts";
import { kopecks, points, quantity, type Kopecks, type Points, type Quantity } from "../../config/money.ts";

/** A completed receipt found in the till's history, with what was returned of it since. */
export interface FoundReceipt extends Corrected {
  readonly returnedByLine: ReadonlyMap<number, Quantity>;
  /** The most that ever was returned of a line whose returns a correction took back: points of so much went back, and stay so. */
  readonly returnedMost: ReadonlyMap<number, Quantity>;
  /** Money given back by the sale's card operation (RRN), or "" for cash. */
  readonly returnedMoney: ReadonlyMap<string, Kopecks>;
}

/** A completed receipt with the document that its registrar wrote. */
export interface WrittenReceipt {
  readonly fact: ReceiptFact;
  readonly receipt: FiscalReceipt;
}

/** Questions to the tables that history fills; reads only. */
export interface History {
  receiptById(id: string): FoundReceipt | null;
  writtenReceipt(id: string): WrittenReceipt | null;
  receiptByNumber(number: number): FoundReceipt | null;
  receiptByDocument(fnSerial: string, fdNumber: number): FoundReceipt | null;
  /** Of all drives that the till has written to, latest first. */
  receiptsByFdNumber(fdNumber: number): readonly FoundReceipt[];
  /** Of all drives that the till has written to, latest first; leading zeros do not matter. */
  receiptsByFiscalSign(fiscalSign: string): readonly FoundReceipt[];
  latestReceipts(limit: number): readonly FoundReceipt[];
  /** Number of the receipt that sold this marking code, or null. */
  soldIn(cis: string): number | null;
  /** What was sold of a code in parts or portions; null: nothing. */
  codeUse(cis: string): FactCodeShare | null;
  /** A list says that another till, or this one before its journal, has sold the code. */
  isSoldElsewhere(cis: string): boolean;
  /** The server's last word about a card, and the till's own movements after it. */
  loyaltyAccount(card: string): LoyaltyAccountRow | null;
  /** A deal by its reference, as completed receipts left it. */
  deal(reference: string): OpenDeal | null;
  /** Deals with something left whose reference or holder contains the text, latest first. */
  openDeals(text: string, limit: number): readonly OpenDeal[];
  eventCount(): number;
}

interface DealColumns {
  readonly reference: string;
  readonly kind: OpenDeal["kind"];
  readonly receipt_id: string;
  readonly at: EpochMs;
  readonly holder: string | null;
  readonly opened_kop: number;
  readonly settled_kop: number;
}

function dealOfRow(row: DealColumns): OpenDeal {
  const { reference, kind, at, holder } = row;
  return {
    reference,
    kind,
    receiptId: row.receipt_id,
    at,
    holder,
    openedKop: kopecks(row.opened_kop),
    settledKop: kopecks(row.settled_kop),
  };
}

export interface LoyaltyAccountRow {
  readonly card: string;
  readonly name: string;
  readonly serverBalance: Points;
  /** Facts of this till up to here are in `serverBalance`, but for those that the server still misses. */
  readonly appliedSequence: number;
  /** Points taken by own movements that `serverBalance` does not hold: zero or negative. */
  readonly ownTaken: Points;
  readonly isBlocked: boolean;
}

interface AccountColumns {
  readonly card: string;
  readonly name: string;
  readonly balance: number;
  readonly applied_sequence: number;
  readonly missing: string;
  readonly blocked: number;
}

export function openHistory(db: Database.Database): History {
  const RECEIPT = "SELECT e.data FROM receipt r JOIN event e ON e.sequence = r.event_sequence";
  const byId = db.prepare<[string], { data: string }>(`${RECEIPT} WHERE r.id = ?`);
  const byNumber = db.prepare<[number], { data: string }>(`${RECEIPT} WHERE r.number = ?`);
  const byDocument = db.prepare<[string, number], { data: string }>(`${RECEIPT} WHERE r.fn_serial = ? AND r.fd_number = ?`);
  const byFdNumber = db.prepare<[number], { data: string }>(`${RECEIPT} WHERE r.fd_number = ? ORDER BY r.number DESC`);
  const byFiscalSign = db.prepare<[number], { data: string }>(`${RECEIPT} WHERE CAST(r.fiscal_sign AS INTEGER) = ? ORDER BY r.number DESC`);
  const completion = db.prepare<[string], { sequence: number; data: string }>(
    "SELECT e.sequence, e.data FROM receipt r JOIN event e ON e.sequence = r.event_sequence WHERE r.id = ?",
  );
  // Backwards from the completion: the request stands shortly before it. A purchase of several sellers is one request for all of them.
  const request = db.prepare<[number, string, string], { data: string }>(
    `SELECT data FROM event WHERE sequence < ? AND (
       (type = 'fiscalRequested' AND json_extract(data, '$.jobId') = ?) OR
       (type = 'purchaseRequested' AND EXISTS (SELECT 1 FROM json_each(data, '$.parts') WHERE json_extract(value, '$.jobId') = ?)))
     ORDER BY sequence DESC LIMIT 1`,
  );
  const corrections = correctionReader(db);
  const most = db.prepare<[string], { line: number; quantity: number }>("SELECT line, quantity FROM returned_most WHERE original_id = ?");
  const latest = db.prepare<[number], { data: string }>(`${RECEIPT} ORDER BY r.number DESC LIMIT ?`);
  const returned = db.prepare<[string], { line: number; quantity: number }>("SELECT line, quantity FROM returned WHERE original_id = ?");
  const returnedMoney = db.prepare<[string], { rrn: string; amount_kop: number }>(
    "SELECT rrn, amount_kop FROM returned_money WHERE original_id = ?",
  );
  const sold = db.prepare<[string], { receipt_number: number }>("SELECT receipt_number FROM sold_piece WHERE key = code_key(?)");
  const codeUse = db.prepare<[string], FactCodeShare>('SELECT unit, used, whole AS "of" FROM code_use WHERE key = code_key(?)');
  const soldElsewhere = db.prepare<[string], 1>("SELECT 1 FROM sold_elsewhere WHERE key = code_key(?)").pluck();
  const account = db.prepare<[string], AccountColumns>(
    "SELECT card, name, balance, applied_sequence, missing, blocked FROM loyalty_account WHERE card = ?",
  );
  const movements = db.prepare<[string, number], { total: number }>(
    "SELECT coalesce(sum(min(points, 0)), 0) AS total FROM loyalty_movement WHERE card = ? AND fact_sequence > ?",
  );
  const movementsWithin = db.prepare<[string, number, number], { total: number }>(
    "SELECT coalesce(sum(min(points, 0)), 0) AS total FROM loyalty_movement WHERE card = ? AND fact_sequence BETWEEN ? AND ?",
  );
  const deal = db.prepare<[string], DealColumns>("SELECT * FROM deal WHERE reference = ?");
  const openDeals = db.prepare<[string, string, number], DealColumns>(
    `SELECT * FROM deal WHERE opened_kop > settled_kop AND (instr(reference, ?) > 0 OR instr(coalesce(holder, ''), ?) > 0)
     ORDER BY at DESC, reference LIMIT ?`,
  );
  const count = db.prepare<[], { count: number }>("SELECT coalesce(max(sequence), 0) AS count FROM event");

  const found = (row: { data: string } | undefined): FoundReceipt | null => {
    if (row === undefined) return null;
    const { fact } = JSON.parse(row.data) as { fact: ReceiptFact };
    return {
      fact,
      corrections: corrections(fact.id),
      returnedMost: new Map(most.all(fact.id).map((each) => [each.line, quantity(each.quantity)])),
      returnedByLine: new Map(returned.all(fact.id).map((each) => [each.line, quantity(each.quantity)])),
      returnedMoney: new Map(returnedMoney.all(fact.id).map((each) => [each.rrn, kopecks(each.amount_kop)])),
    };
  };
  return {
    receiptById: (id) => found(byId.get(id)),
    writtenReceipt: (id) => {
      const completed = completion.get(id);
      if (completed === undefined) return null;
      const { jobId, fact } = JSON.parse(completed.data) as { jobId: string; fact: ReceiptFact };
      const asked = request.get(completed.sequence, jobId, jobId);
      if (asked === undefined) return null;
      const document = documentOf(JSON.parse(asked.data) as TillEvent, jobId);
      return document?.kind === "receipt" ? { fact, receipt: document.receipt } : null;
    },
    receiptsByFdNumber: (fdNumber) => byFdNumber.all(fdNumber).flatMap((row) => found(row) ?? []),
    receiptsByFiscalSign: (fiscalSign) => byFiscalSign.all(Number(fiscalSign)).flatMap((row) => found(row) ?? []),
    receiptByNumber: (number) => found(byNumber.get(number)),
    receiptByDocument: (fnSerial, fdNumber) => found(byDocument.get(fnSerial, fdNumber)),
    latestReceipts: (limit) => latest.all(limit).flatMap((row) => found(row) ?? []),
    soldIn: (cis) => sold.get(cis)?.receipt_number ?? null,
    codeUse: (cis) => codeUse.get(cis) ?? null,
    isSoldElsewhere: (cis) => soldElsewhere.get(cis) !== undefined,
    loyaltyAccount: (card) => {
      const row = account.get(card);
      if (row === undefined) return null;
      let own = movements.get(card, row.applied_sequence)?.total ?? 0;
      for (const gap of JSON.parse(row.missing) as SequenceGap[]) own += movementsWithin.get(card, gap.from, gap.to)?.total ?? 0;
      return {
        card: row.card,
        name: row.name,
        serverBalance: points(row.balance),
        appliedSequence: row.applied_sequence,
        ownTaken: points(own),
        isBlocked: row.blocked === 1,
      };
    },
    deal: (reference) => {
      const row = deal.get(reference);
      return row === undefined ? null : dealOfRow(row);
    },
    openDeals: (text, limit) => openDeals.all(text, text, limit).map(dealOfRow),
    eventCount: () => count.get()?.count ?? 0,
  };
}

/** The document that a job was asked for. */
function documentOf(event: TillEvent, jobId: string): FiscalDocument | undefined {
  if (event.type === "fiscalRequested") return event.document;
  return event.type === "purchaseRequested" ? event.parts.find((part) => part.jobId === jobId)?.document : undefined;
}

/** Corrections that were registered of a receipt of the till, in their order. `events`: where the events are, if not beside the tables. */
export function correctionReader(db: Database.Database, events = db): (receiptId: string) => readonly CorrectionFact[] {
  const rows = db.prepare<[string], { event_sequence: number }>(
    "SELECT event_sequence FROM correction WHERE receipt_id = ? ORDER BY event_sequence",
  );
  const data = events.prepare<[number], { data: string }>("SELECT data FROM event WHERE sequence = ?");
  return (receiptId) =>
    rows.all(receiptId).flatMap(({ event_sequence }) => {
      const row = data.get(event_sequence);
      return row === undefined ? [] : (JSON.parse(row.data) as { fact: CorrectionFact }).fact;
    });
}

export interface AccountSnapshot {
  readonly card: string;
  readonly name: string;
  readonly balance: Points;
  readonly appliedSequence: number;
  readonly missing: readonly SequenceGap[];
  readonly blocked: boolean;
}

/** Facts `from`…`to` (both included) that the server has not got although it has later ones. */
export interface SequenceGap {
  readonly from: number;
  readonly to: number;
}

/**
 * Takes the server's balances. An older word (lower applied sequence) never replaces a newer one. `isSnapshot`: these are all
 * accounts that exist, others are dropped.
 */
export function importAccounts(db: Database.Database, accounts: readonly AccountSnapshot[], at: number, isSnapshot = false): number {
  const upsert = db.prepare(
    `INSERT INTO loyalty_account (card, name, balance, applied_sequence, missing, blocked, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET name = excluded.name, balance = excluded.balance, applied_sequence = excluded.applied_sequence,
       missing = excluded.missing, blocked = excluded.blocked, updated_at = excluded.updated_at
     WHERE excluded.applied_sequence >= applied_sequence`,
  );
  const dropOthers = db.prepare("DELETE FROM loyalty_account WHERE card NOT IN (SELECT value FROM json_each(?))");
  let taken = 0;
  db.transaction(() => {
    if (isSnapshot) dropOthers.run(JSON.stringify(accounts.map((each) => each.card)));
    for (const each of accounts) {
      const { card, name, balance, appliedSequence, missing, blocked } = each;
      taken += upsert.run(card, name, balance, appliedSequence, JSON.stringify(missing), blocked ? 1 : 0, at).changes;
    }
  }).immediate();
  return taken;
}
