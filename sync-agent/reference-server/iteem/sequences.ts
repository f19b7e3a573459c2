import type { Database } from "better-sqlite3";
import type { SequenceRange } from "../../destination.ts";

/**
 * Completeness of one till's stream. `accepted` is the highest sequence below which everything is here, refused, or
 * declared as held back; what is not here below it stands in `missing`.
 */
export interface SequenceBook {
  accepted(tillId: string, epoch: string): number;
  isKnownTill(tillId: string): boolean;
  isKnownEpoch(tillId: string, epoch: string): boolean;
  /** Epoch seen last; null for a till never seen. */
  lastEpoch(tillId: string): string | null;
  missing(tillId: string, epoch: string): readonly SequenceRange[];
  /** First sequence up to the last of `sequences` that is neither here, nor among them, nor held back; null when none. */
  firstGap(tillId: string, epoch: string, sequences: readonly number[], heldBack: readonly SequenceRange[]): number | null;
  /** Who stands at this place of the stream; null when nobody. */
  holder(tillId: string, epoch: string, sequence: number): string | null;
  place(tillId: string, epoch: string, sequence: number, factId: string): void;
  declareMissing(tillId: string, epoch: string, range: SequenceRange): void;
  /** Moves `accepted` on over everything that is settled; returns it. */
  advance(tillId: string, epoch: string, at: number): number;
}

type RangeRow = { readonly from: number; readonly to: number };

export function createSequenceBook(db: Database): SequenceBook {
  const selectAccepted = db.prepare<[string, string], number>("SELECT accepted FROM till WHERE till_id = ? AND epoch = ?").pluck();
  const selectTill = db.prepare<[string], string>("SELECT epoch FROM till WHERE till_id = ? ORDER BY seen_at DESC LIMIT 1").pluck();
  const upsertTill = db.prepare(
    "INSERT INTO till (till_id, epoch, accepted, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET accepted = excluded.accepted, seen_at = excluded.seen_at",
  );
  const selectKey = db
    .prepare<[string, string, number], string>("SELECT fact_id FROM fact_key WHERE till_id = ? AND epoch = ? AND sequence = ?")
    .pluck();
  const insertKey = db.prepare("INSERT OR IGNORE INTO fact_key (till_id, epoch, sequence, fact_id) VALUES (?, ?, ?, ?)");
  const selectMissing = db.prepare<[string, string], RangeRow>(
    'SELECT from_seq AS "from", to_seq AS "to" FROM missing WHERE till_id = ? AND epoch = ? ORDER BY from_seq',
  );
  const selectCovering = db.prepare<[string, string, number, number], RangeRow>(
    'SELECT from_seq AS "from", to_seq AS "to" FROM missing WHERE till_id = ? AND epoch = ? AND from_seq <= ? AND to_seq >= ? LIMIT 1',
  );
  const insertMissing = db.prepare("INSERT OR IGNORE INTO missing (till_id, epoch, from_seq, to_seq) VALUES (?, ?, ?, ?)");
  const deleteMissing = db.prepare("DELETE FROM missing WHERE till_id = ? AND epoch = ? AND from_seq = ?");

  const accepted = (tillId: string, epoch: string): number => selectAccepted.get(tillId, epoch) ?? 0;
  const covering = (tillId: string, epoch: string, sequence: number): RangeRow | undefined =>
    selectCovering.get(tillId, epoch, sequence, sequence);
  const holder = (tillId: string, epoch: string, sequence: number): string | null => selectKey.get(tillId, epoch, sequence) ?? null;

  /** From `start` over everything settled; `has` adds what is not stored yet. Returns the first sequence not settled. */
  const walk = (tillId: string, epoch: string, start: number, has: (sequence: number) => number | null): number => {
    let next = start;
    while (true) {
      const end = has(next) ?? covering(tillId, epoch, next)?.to ?? (holder(tillId, epoch, next) === null ? null : next);
      if (end === null) return next;
      next = end + 1;
    }
  };

  return {
    accepted,
    isKnownTill: (tillId) => selectTill.get(tillId) !== undefined,
    isKnownEpoch: (tillId, epoch) => selectAccepted.get(tillId, epoch) !== undefined,
    lastEpoch: (tillId) => selectTill.get(tillId) ?? null,
    missing: (tillId, epoch) => selectMissing.all(tillId, epoch),
    firstGap(tillId, epoch, sequences, heldBack) {
      const sent = new Set(sequences);
      const last = Math.max(...sequences);
      const gap = walk(tillId, epoch, accepted(tillId, epoch) + 1, (sequence) => {
        if (sent.has(sequence)) return sequence;
        return heldBack.find((range) => range.from <= sequence && sequence <= range.to)?.to ?? null;
      });
      return gap <= last ? gap : null;
    },
    holder,
    place(tillId, epoch, sequence, factId) {
      insertKey.run(tillId, epoch, sequence, factId);
      const hole = covering(tillId, epoch, sequence);
      if (hole === undefined) return;
      deleteMissing.run(tillId, epoch, hole.from);
      if (hole.from < sequence) insertMissing.run(tillId, epoch, hole.from, sequence - 1);
      if (sequence < hole.to) insertMissing.run(tillId, epoch, sequence + 1, hole.to);
    },
    declareMissing(tillId, epoch, range) {
      // Only what is neither here nor declared already: a late document may lie inside the range.
      let from = range.from;
      while (from <= range.to) {
        const declared = covering(tillId, epoch, from);
        const to = holder(tillId, epoch, from) === null && declared === undefined ? endOfHole(tillId, epoch, from, range.to) : null;
        if (to !== null) insertMissing.run(tillId, epoch, from, to);
        from = (to ?? declared?.to ?? from) + 1;
      }
    },
    advance(tillId, epoch, at) {
      const reached = walk(tillId, epoch, accepted(tillId, epoch) + 1, () => null) - 1;
      upsertTill.run(tillId, epoch, reached, at);
      return reached;
    },
  };

  function endOfHole(tillId: string, epoch: string, from: number, to: number): number {
    const next = db
      .prepare<[string, string, number, string, string, number], number | null>(
        `SELECT min(s) FROM (SELECT min(sequence) AS s FROM fact_key WHERE till_id = ? AND epoch = ? AND sequence > ?
         UNION ALL SELECT min(from_seq) FROM missing WHERE till_id = ? AND epoch = ? AND from_seq > ?)`,
      )
      .pluck()
      .get(tillId, epoch, from, tillId, epoch, from);
    return next === null || next === undefined ? to : Math.min(to, next - 1);
  }
}
