/**
 * Tables of the reference ITEEM server. `fact` is the inbox (unique by id, and by till, epoch and sequence); `movement`
 * the loyalty ledger, unique by operation: a balance is its sum, never a number that somebody sent.
 */
export const ITEEM_SCHEMA_SQL = `
CREATE TABLE IF NOT EXISTS fact (
  id          TEXT PRIMARY KEY,
  type        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  till_id     TEXT NOT NULL,
  sequence    INTEGER NOT NULL,
  hash        BLOB NOT NULL,
  amount_kop  INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  payload     TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS fact_key (
  till_id  TEXT NOT NULL,
  epoch    TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  fact_id  TEXT NOT NULL,
  PRIMARY KEY (till_id, epoch, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS till (
  till_id  TEXT NOT NULL,
  epoch    TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  seen_at  INTEGER NOT NULL,
  PRIMARY KEY (till_id, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS missing (
  till_id  TEXT NOT NULL,
  epoch    TEXT NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER NOT NULL,
  PRIMARY KEY (till_id, epoch, from_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine (
  number      INTEGER PRIMARY KEY,
  fact_id     TEXT NOT NULL,
  till_id     TEXT NOT NULL,
  epoch       TEXT NOT NULL,
  sequence    INTEGER NOT NULL,
  why         TEXT NOT NULL,
  message     TEXT NOT NULL,
  hash        BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  payload     TEXT NOT NULL,
  UNIQUE (fact_id, why, hash)
) STRICT;
CREATE TABLE IF NOT EXISTS card (
  card_number TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  phone       TEXT,
  blocked     INTEGER NOT NULL,
  revision    INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS movement (
  operation_id TEXT PRIMARY KEY,
  card_number  TEXT NOT NULL REFERENCES card,
  points       INTEGER NOT NULL,
  at           INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS movement_by_card ON movement (card_number, points);
CREATE TABLE IF NOT EXISTS counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
