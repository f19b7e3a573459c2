import type Database from "better-sqlite3";
import type { Fact, ReceiptFact } from "../../config/contract/facts.ts";
import { assertInvariant } from "../../config/result.ts";
import type { JournalledEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { dealMovements, returnedKey } from "../deals/deal.ts";
import { createCorrectionProjector } from "./project-correction.ts";
import { codeShareOf } from "../receipt/code-share.ts";
import { codeUseWriter } from "./code-use.ts";
import { movementsOf } from "../loyalty/receipt-loyalty.ts";
import type { Position, Receipt } from "../receipt/receipt.ts";
import type { Tender } from "../tender/tender.ts";

/** Brings the tables that history fills up to date with one event, in the event's own transaction. */
export type Project = (event: JournalledEvent, before: TillState) => void;

/** `events`: the journal that is read, where the tables are made elsewhere. */
export function createProjector(db: Database.Database, events = db): Project {
  const addFact = db.prepare("INSERT INTO outbox (sequence, event_sequence, at) VALUES (?, ?, ?)");
  const addDeliveries = db.prepare("INSERT INTO delivery (destination, sequence) SELECT name, ? FROM destination");
  const countWaiting = db.prepare("UPDATE destination SET waiting = waiting + 1");
  const projectTables = createTableProjector(db, events);
  return (journalled, before) => {
    const fact = factOf(journalled);
    if (fact === null) return;
    addFact.run(fact.sequence, journalled.sequence, journalled.at);
    addDeliveries.run(fact.sequence);
    countWaiting.run();
    projectTables(journalled, before);
  };
}

/** The same without the outbox: tables that the events alone make. */
export function createTableProjector(db: Database.Database, events = db): Project {
  const statements = prepareStatements(db);
  const projectCorrection = createCorrectionProjector(db, events);
  return (journalled, before) => {
    const fact = factOf(journalled);
    if (fact?.type === "receipt") projectReceipt(statements, fact, journalled, before);
    if (fact?.type === "correction") projectCorrection(fact, journalled.sequence);
  };
}

/** The completed fact that an event carries, or null. */
export function factOf({ event }: JournalledEvent): Fact | null {
  switch (event.type) {
    case "receiptCompleted":
    case "correctionRegistered":
    case "shiftOpened":
    case "shiftClosed":
    case "cashMoved":
      return event.fact;
    default:
      return null;
  }
}

function projectReceipt(statements: Statements, fact: ReceiptFact, journalled: JournalledEvent, before: TillState): void {
  const { fiscal } = fact;
  statements.addReceipt.run(
    fact.id,
    fact.number,
    fact.kind,
    fact.at,
    fact.totalKop,
    fiscal.fnSerial,
    fiscal.fdNumber,
    fiscal.fiscalSign,
    journalled.sequence,
  );
  const receipt = completedReceipt(journalled, before);
  for (const position of receipt.positions) {
    if (position.voided) continue;
    const share = position.marking === null ? null : codeShareOf(position);
    if (share !== null && position.marking !== null) {
      statements.useCode(position.marking.cis, share, fact.kind === "sale" ? 1 : -1);
      continue;
    }
    for (const code of soldAs(position)) {
      if (fact.kind === "sale") statements.addSoldCode.run(code, fact.number);
      else {
        statements.dropSoldCode.run(code);
        statements.dropElsewhere.run(code);
      }
    }
  }
  if (fact.originalReceiptId !== null) {
    // Of an advance comes back what was not used: its one line is never returned as such.
    const returned = fact.settlement === "advance" ? [] : fact.lines;
    for (const line of returned) statements.addReturned.run(fact.originalReceiptId, line.line, line.quantity);
    for (const tender of receipt.tenders) {
      if (tender.kind === "card" && tender.state !== "approved") continue;
      statements.addReturnedMoney.run(fact.originalReceiptId, returnedTo(tender), tender.amountKop);
    }
  }
  projectHandOver(statements, fact);
  for (const each of dealMovements(fact)) {
    const { reference, kind, holder, openedKop, settledKop, isOpening } = each;
    if (isOpening) statements.openDeal.run(reference, kind, fact.id, fact.at, holder, openedKop, settledKop);
    else statements.moveDeal.run(openedKop, settledKop, reference);
  }
  for (const movement of movementsOf(fact)) {
    statements.addMovement.run(
      movement.operationId,
      movement.card,
      movement.kind,
      movement.points,
      movement.receiptId,
      movement.sequence,
      movement.at,
    );
  }
}

/** What a piece is known by: the identification code of its marking, the text of its excise stamp. */
function soldAs({ marking, stamp }: Position): readonly string[] {
  return [...(marking === null ? [] : [marking.cis]), ...(stamp === undefined ? [] : [stamp.text])];
}

/** Where money of a refund goes back to: rrn of a card, "" for cash, or the deal. */
function returnedTo(tender: Tender): string {
  if (tender.kind === "cash") return "";
  return tender.kind === "card" ? (tender.originalRrn ?? "") : returnedKey(tender.kind, tender.reference);
}

/** Goods of a prepayment that are handed over are gone from it; a refund of the hand-over puts them back. */
function projectHandOver(statements: Statements, { deal, settlement, kind, lines }: ReceiptFact): void {
  if (deal?.kind !== "prepayment" || deal.openedBy === undefined || settlement !== "full") return;
  const sign = kind === "sale" ? 1 : -1;
  for (const line of lines) statements.addReturned.run(deal.openedBy, line.line, sign * line.quantity);
}

function completedReceipt({ event }: JournalledEvent, before: TillState): Receipt {
  assertInvariant(event.type === "receiptCompleted", "only a completed receipt is projected");
  const job = [...before.jobs, ...before.unresolved].find((each) => each.id === event.jobId);
  assertInvariant(job?.purpose.kind === "receipt", "a completed receipt had its job");
  return job.purpose.receipt;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: Database.Database) {
  return {
    addReceipt: db.prepare(
      "INSERT INTO receipt (id, number, kind, at, total_kop, fn_serial, fd_number, fiscal_sign, event_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    // The document is made: a piece that an older program sold twice is the latest receipt's, and `till verify` tells of it.
    addSoldCode: db.prepare(
      "INSERT INTO sold_piece (key, receipt_number) VALUES (code_key(?), ?) ON CONFLICT(key) DO UPDATE SET receipt_number = excluded.receipt_number",
    ),
    useCode: codeUseWriter(db),
    dropSoldCode: db.prepare("DELETE FROM sold_piece WHERE key = code_key(?)"),
    dropElsewhere: db.prepare("DELETE FROM sold_elsewhere WHERE key = code_key(?)"),
    addReturned: db.prepare(
      "INSERT INTO returned (original_id, line, quantity) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
    ),
    addReturnedMoney: db.prepare(
      "INSERT INTO returned_money (original_id, rrn, amount_kop) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount_kop = amount_kop + excluded.amount_kop",
    ),
    openDeal: db.prepare(
      `INSERT INTO deal (reference, kind, receipt_id, at, holder, opened_kop, settled_kop) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET receipt_id = excluded.receipt_id, at = excluded.at, holder = excluded.holder,
         opened_kop = opened_kop + excluded.opened_kop, settled_kop = settled_kop + excluded.settled_kop`,
    ),
    moveDeal: db.prepare("UPDATE deal SET opened_kop = opened_kop + ?, settled_kop = settled_kop + ? WHERE reference = ?"),
    addMovement: db.prepare(
      "INSERT INTO loyalty_movement (operation_id, card, kind, points, receipt_id, fact_sequence, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
  };
}
