import type { Database } from "better-sqlite3";
import type { WireFact } from "../../iteem/wire.ts";

export interface CardRow {
  readonly cardNumber: string;
  readonly name: string;
  readonly phone: string | null;
  readonly balance: number;
  readonly blocked: boolean;
}

export interface NewCard {
  readonly cardNumber: string;
  readonly name: string;
  readonly phone: string | null;
  /** Points given at registration, under an operation id of their own. */
  readonly points: number;
}

/** Points of one card by where they came from; `balance` is their sum. */
export interface CardPoints {
  readonly cardNumber: string;
  readonly registered: number;
  readonly accrued: number;
  readonly redeemed: number;
  readonly balance: number;
}

export interface LoyaltyLedger {
  /** Books the movements of one fact; each operation counts once, whatever comes how often. */
  apply(fact: WireFact): void;
  register(card: NewCard, at: number): void;
  card(cardNumber: string): CardRow | null;
  /** Accounts changed after `revision`, oldest change first, and the revision that they reach. */
  changedAfter(revision: number, limit: number): { readonly accounts: readonly CardRow[]; readonly revision: number };
  totals(): LoyaltyTotals;
}

export interface LoyaltyTotals {
  readonly cards: number;
  readonly accrued: number;
  readonly redeemed: number;
  readonly balance: number;
  readonly byCard: readonly CardPoints[];
}

/** Points as an account book: movements with operation ids; a balance is the sum of its movements. */
export function createLedger(db: Database): LoyaltyLedger {
  const insertMovement = db.prepare("INSERT OR IGNORE INTO movement (operation_id, card_number, points, at) VALUES (?, ?, ?, ?)");
  const insertCard = db.prepare(
    `INSERT INTO card (card_number, name, phone, blocked, revision) VALUES (?, ?, ?, 0, ?)
     ON CONFLICT DO UPDATE SET name = excluded.name, phone = excluded.phone, revision = excluded.revision`,
  );
  const insertUnknownCard = db.prepare(
    "INSERT OR IGNORE INTO card (card_number, name, phone, blocked, revision) VALUES (?, '', NULL, 0, ?)",
  );
  const touch = db.prepare("UPDATE card SET revision = ? WHERE card_number = ?");
  const next = db
    .prepare<[], number>(
      "INSERT INTO counter (name, value) VALUES ('revision', 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value",
    )
    .pluck();
  const nextRevision = (): number => next.get() ?? 0;
  const columns =
    "card_number AS cardNumber, name, phone, blocked, revision, (SELECT coalesce(sum(points), 0) FROM movement WHERE movement.card_number = card.card_number) AS balance";
  const selectOne = db.prepare<[string], StoredCard>(`SELECT ${columns} FROM card WHERE card_number = ?`);
  const selectChanged = db.prepare<[number, number], StoredCard>(
    `SELECT ${columns} FROM card WHERE revision > ? ORDER BY revision LIMIT ?`,
  );

  const book = (operationId: string, cardNumber: string, points: number, at: number): void => {
    if (points === 0) return;
    insertUnknownCard.run(cardNumber, nextRevision());
    if (insertMovement.run(operationId, cardNumber, points, at).changes > 0) touch.run(nextRevision(), cardNumber);
  };
  return {
    apply(fact) {
      if (fact.type !== "receipt" || fact.loyalty === null) return;
      // Signed in the fact: a refund has negative points, it takes accrued ones back and gives redeemed ones back.
      const { cardNumber, accrued, redeemed } = fact.loyalty;
      book(`${fact.id}:accrued`, cardNumber, accrued, fact.at);
      book(`${fact.id}:redeemed`, cardNumber, -redeemed, fact.at);
    },
    register(card, at) {
      insertCard.run(card.cardNumber, card.name, card.phone, nextRevision());
      book(`registration:${card.cardNumber}`, card.cardNumber, card.points, at);
    },
    card: (cardNumber) => {
      const row = selectOne.get(cardNumber);
      return row === undefined ? null : publicCard(row);
    },
    changedAfter(revision, limit) {
      const rows = selectChanged.all(revision, limit);
      return { accounts: rows.map(publicCard), revision: rows.at(-1)?.revision ?? revision };
    },
    totals() {
      const byCard = db
        .prepare<[], CardPoints>(
          `SELECT card_number AS cardNumber,
                  coalesce(sum(points) FILTER (WHERE operation_id LIKE 'registration:%'), 0) AS registered,
                  coalesce(sum(points) FILTER (WHERE operation_id LIKE '%:accrued'), 0) AS accrued,
                  -coalesce(sum(points) FILTER (WHERE operation_id LIKE '%:redeemed'), 0) AS redeemed,
                  sum(points) AS balance FROM movement GROUP BY card_number ORDER BY card_number`,
        )
        .all();
      const sum = (of: "accrued" | "redeemed" | "balance"): number => byCard.reduce((total, card) => total + card[of], 0);
      const cards = db.prepare<[], number>("SELECT count(*) FROM card").pluck().get() ?? 0;
      return { cards, accrued: sum("accrued"), redeemed: sum("redeemed"), balance: sum("balance"), byCard };
    },
  };
}

type StoredCard = Omit<CardRow, "blocked"> & { readonly blocked: number; readonly revision: number };

function publicCard({ cardNumber, name, phone, balance, blocked }: StoredCard): CardRow {
  return { cardNumber, name, phone, balance, blocked: blocked !== 0 };
}
