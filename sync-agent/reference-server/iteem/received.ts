import type { Database } from "better-sqlite3";
import type { SequenceRange } from "../../destination.ts";
import type { CounterName } from "./inbox.ts";
import type { LoyaltyLedger, LoyaltyTotals } from "./ledger.ts";
import type { SequenceBook } from "./sequences.ts";

interface CountAndSum {
  readonly count: number;
  readonly sumKop: number;
}

/** What the reference ITEEM server holds, counted. */
export interface IteemReceived {
  readonly facts: number;
  readonly sales: CountAndSum;
  readonly refunds: CountAndSum;
  readonly purchases: CountAndSum;
  readonly purchaseRefunds: CountAndSum;
  readonly corrections: CountAndSum;
  readonly cashIn: CountAndSum;
  readonly cashOut: CountAndSum;
  readonly shiftsOpened: number;
  readonly shiftsClosed: number;
  readonly batches: number;
  /** Documents that came again and were not stored again. */
  readonly duplicatesRefused: number;
  /** Same identity, other content: kept aside. */
  readonly conflicts: number;
  readonly rejected: number;
  /** Batches answered 409 because something before them was missing. */
  readonly gapsRefused: number;
  readonly tills: readonly {
    readonly tillId: string;
    readonly epoch: string;
    readonly accepted: number;
    readonly missing: readonly SequenceRange[];
  }[];
  /** Documents that were stored after a later one of the same till and epoch; those that were held back come late by right. */
  readonly outOfOrder: number;
  readonly loyalty: LoyaltyTotals;
}

/** `rowid` is the order of storing. */
const OUT_OF_ORDER_SQL = `
SELECT count(*) FROM (
  SELECT k.sequence, max(k.sequence) OVER (
    PARTITION BY k.till_id, k.epoch ORDER BY f.rowid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS latest
  FROM fact f JOIN fact_key k ON k.fact_id = f.id
) WHERE sequence < latest`;

export function readReceived(db: Database, book: SequenceBook, ledger: LoyaltyLedger, counters: Counters): IteemReceived {
  const sums = db
    .prepare<[], CountAndSum & { readonly what: string }>(
      "SELECT type || ':' || kind AS what, count(*) AS count, coalesce(sum(amount_kop), 0) AS sumKop FROM fact GROUP BY type, kind",
    )
    .all();
  const of = (what: string): CountAndSum => {
    const { count, sumKop } = sums.find((row) => row.what === what) ?? { count: 0, sumKop: 0 };
    return { count, sumKop };
  };
  const tills = db.prepare<[], { tillId: string; epoch: string; accepted: number }>(
    "SELECT till_id AS tillId, epoch, accepted FROM till ORDER BY till_id, seen_at",
  );
  return {
    facts: sums.reduce((sum, row) => sum + row.count, 0),
    sales: of("receipt:sale"),
    refunds: of("receipt:refund"),
    purchases: of("receipt:purchase"),
    purchaseRefunds: of("receipt:purchase-refund"),
    corrections: total(sums.filter((row) => row.what.startsWith("correction:"))),
    cashIn: of("cash:in"),
    cashOut: of("cash:out"),
    shiftsOpened: of("shift:opened").count,
    shiftsClosed: of("shift:closed").count,
    batches: counters.read("batches"),
    duplicatesRefused: counters.read("duplicates"),
    conflicts: counters.read("conflicts"),
    rejected: counters.read("rejected"),
    gapsRefused: counters.read("gaps"),
    tills: tills.all().map((till) => ({ ...till, missing: book.missing(till.tillId, till.epoch) })),
    outOfOrder: db.prepare<[], number>(OUT_OF_ORDER_SQL).pluck().get() ?? 0,
    loyalty: ledger.totals(),
  };
}

function total(rows: readonly CountAndSum[]): CountAndSum {
  return { count: rows.reduce((sum, row) => sum + row.count, 0), sumKop: rows.reduce((sum, row) => sum + row.sumKop, 0) };
}

/** Counters that outlive a restart. */
export interface Counters {
  bump(name: CounterName): void;
  read(name: CounterName): number;
}

export function createCounters(db: Database): Counters {
  const add = db.prepare("INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1");
  const read = db.prepare<[string], number>("SELECT value FROM counter WHERE name = ?").pluck();
  return { bump: (name) => void add.run(name), read: (name) => read.get(name) ?? 0 };
}
