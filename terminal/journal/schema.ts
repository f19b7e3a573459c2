/**
 * Tables of till.db. Migrations are numbered by their place, run once in order, and are never edited: a change is a new
 * one at the end. (`head` is the end of `event`, told a second time.) `event` is the truth; every other table can be rebuilt from it, except `loyalty_account` (the server's
 * snapshot), `delivery` and `destination` (how far each upload got) and `command` (stored replies).
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE event (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;

  CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;

  CREATE TABLE command (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    reply TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE receipt (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    total_kop INTEGER NOT NULL,
    fn_serial TEXT NOT NULL,
    fd_number INTEGER NOT NULL,
    fiscal_sign TEXT NOT NULL,
    event_sequence INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX receipt_number ON receipt (number);
  CREATE UNIQUE INDEX receipt_document ON receipt (fn_serial, fd_number);

  CREATE TABLE returned (
    original_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (original_id, line)
  ) STRICT, WITHOUT ROWID;

  -- Money given back of a sale: rrn of the sale's card operation, or '' for cash.
  CREATE TABLE returned_money (
    original_id TEXT NOT NULL,
    rrn TEXT NOT NULL,
    amount_kop INTEGER NOT NULL,
    PRIMARY KEY (original_id, rrn)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sold_code (
    cis TEXT PRIMARY KEY,
    receipt_number INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE loyalty_account (
    card TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    balance INTEGER NOT NULL,
    applied_sequence INTEGER NOT NULL,
    missing TEXT NOT NULL,
    blocked INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE loyalty_movement (
    operation_id TEXT PRIMARY KEY,
    card TEXT NOT NULL,
    kind TEXT NOT NULL,
    points INTEGER NOT NULL,
    receipt_id TEXT NOT NULL,
    fact_sequence INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX loyalty_movement_card ON loyalty_movement (card, fact_sequence);

  CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY,
    event_sequence INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE destination (
    name TEXT PRIMARY KEY,
    waiting INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    last_delivered_at INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE delivery (
    destination TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    set_aside_at INTEGER,
    PRIMARY KEY (destination, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX delivery_waiting ON delivery (destination, sequence) WHERE set_aside_at IS NULL;
  CREATE INDEX delivery_set_aside ON delivery (destination, sequence) WHERE set_aside_at IS NOT NULL;
  `,
  // Cutting events off the end leaves a sound chain: where it ended stands here as well.
  `
  CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;
  INSERT INTO head (id, sequence, hash) SELECT 1, sequence, hash FROM event ORDER BY sequence DESC LIMIT 1;
  `,
  // Money before the goods (advance, certificate, prepayment) and after them (credit). Older journals have no such receipts.
  `
  CREATE TABLE deal (
    reference TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    receipt_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    holder TEXT,
    opened_kop INTEGER NOT NULL,
    settled_kop INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deal_open ON deal (at) WHERE opened_kop > settled_kop;
  `,
  // What corrections of the till's own receipts have made of them. Filled, with the tables that follow, when the journal is opened.
  `
  CREATE TABLE correction (
    receipt_id TEXT NOT NULL,
    event_sequence INTEGER NOT NULL,
    PRIMARY KEY (receipt_id, event_sequence)
  ) STRICT, WITHOUT ROWID;

  -- The most that ever was returned of a line, where a correction took returns back: points of so much went back, and stay so.
  CREATE TABLE returned_most (
    original_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (original_id, line)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX event_correction ON event (sequence) WHERE type = 'correctionRegistered';
  `,
  // People and corrections name a receipt by what its paper says: asked at every digit that is typed.
  `
  CREATE INDEX receipt_fd_number ON receipt (fd_number);
  CREATE INDEX receipt_fiscal_sign ON receipt (CAST(fiscal_sign AS INTEGER));
  `,
  // Sold codes by their key (code-key.ts): a third of the bytes. sold_elsewhere: codes that were sold by other tills of the shop, or
  // before this journal began; read from lists, not from events.
  `
  CREATE TABLE sold_piece (
    key INTEGER PRIMARY KEY,
    receipt_number INTEGER NOT NULL
  ) STRICT;
  INSERT INTO sold_piece (key, receipt_number) SELECT code_key(cis), receipt_number FROM sold_code WHERE true
    ON CONFLICT(key) DO NOTHING;
  DROP TABLE sold_code;

  CREATE TABLE sold_elsewhere (
    key INTEGER PRIMARY KEY,
    day INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sold_elsewhere_day ON sold_elsewhere (day);
  `,
  // Codes that are sold more than once, in parts of a piece or portions of a keg: what is gone of each. Older journals have none.
  `
  CREATE TABLE code_use (
    key INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    used INTEGER NOT NULL,
    whole INTEGER NOT NULL
  ) STRICT;
  `,
];
