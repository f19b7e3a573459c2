import type Database from "better-sqlite3";
import type { CorrectionFact, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import { dealMovements, returnedKey } from "../deals/deal.ts";
import { cisOf } from "../marking/code/parse-marking.ts";
import { codeHolder, isReturnOfAnySale } from "../receipt/code-holder.ts";
import { repeatOf, standOf, turnOf, type Corrected } from "../receipt/correction-stand.ts";
import { codeUseWriter } from "./code-use.ts";
import { correctionReader } from "./history.ts";

/**
 * What a registered correction makes of the tables: the receipt that it takes back has sold, returned and settled nothing, the one that it
 * says again has. Cards are left alone: no correction moves money at the bank, so what went back to a card does not go there twice.
 */
export function createCorrectionProjector(
  db: Database.Database,
  events: Database.Database,
): (fact: CorrectionFact, eventSequence: number) => void {
  const statements = prepareStatements(db, events);
  const correctionsOf = correctionReader(db, events);
  return (fact, eventSequence) => {
    const { correctedReceiptId } = fact;
    const receipt = correctedReceiptId === undefined ? null : receiptById(statements, correctedReceiptId);
    if (correctedReceiptId === undefined || receipt === null) return;
    const before = correctionsOf(correctedReceiptId);
    statements.addCorrection.run(correctedReceiptId, eventSequence);
    const turn = turnOf(receipt.kind, before, fact);
    if (turn !== 0) {
      turnShares(statements, receipt, turn);
      if (isReturnOfAnySale(receipt)) holdCodes(statements, receipt, correctionsOf);
      else turnCodes(statements, receipt, turn);
      turnReceipt(statements, receipt, turn);
    }
    const after = [...before, fact];
    if (receipt.kind === "sale" && standOf("sale", after) === "replaced")
      sellOthers(statements, receipt, repeatOf("sale", after)?.lines ?? []);
  };
}

function receiptById(statements: Statements, id: string): ReceiptFact | null {
  const sequence = statements.receiptEvent.get(id)?.event_sequence;
  const row = sequence === undefined ? undefined : statements.event.get(sequence);
  return row === undefined ? null : (JSON.parse(row.data) as { fact: ReceiptFact }).fact;
}

function turnReceipt(statements: Statements, fact: ReceiptFact, turn: -1 | 1): void {
  const { originalReceiptId, settlement, deal, kind } = fact;
  if (originalReceiptId !== null) {
    for (const { line, quantity } of settlement === "advance" ? [] : fact.lines) {
      if (turn === -1) statements.keepMost.run(originalReceiptId, line);
      statements.moveReturned.run(turn * quantity, originalReceiptId, line);
    }
    for (const tender of fact.tenders) {
      const key = returnedTo(tender);
      if (key !== null) statements.moveReturnedMoney.run(turn * tender.amountKop, originalReceiptId, key);
    }
  }
  if (deal?.kind === "prepayment" && deal.openedBy !== undefined && (settlement ?? "full") === "full") {
    const sign = kind === "sale" ? turn : -turn;
    for (const { line, quantity } of fact.lines) statements.moveReturned.run(sign * quantity, deal.openedBy, line);
  }
  for (const { reference, openedKop, settledKop } of dealMovements(fact))
    statements.moveDeal.run(turn * openedKop, turn * settledKop, reference);
}

/** Where money of a refund went, as the tables name it; null: to a card. */
function returnedTo({ kind, reference = "" }: FactTender): string | null {
  if (kind === "card") return null;
  return kind === "cash" ? "" : returnedKey(kind, reference);
}

/** What is gone of codes that are sold in parts or portions. */
function turnShares(statements: Statements, fact: ReceiptFact, turn: -1 | 1): void {
  for (const { markingCode, codeShare } of fact.lines) {
    const cis = codeShare === undefined ? null : cisOf(markingCode);
    if (cis !== null && codeShare !== undefined) statements.useCode(cis, codeShare, isSoldNow(fact, turn) ? 1 : -1);
  }
}

/** Whole pieces. */
function turnCodes(statements: Statements, fact: ReceiptFact, turn: -1 | 1): void {
  const seller = fact.originalReceiptId === null ? undefined : statements.receiptNumber.get(fact.originalReceiptId);
  const number = seller?.number ?? fact.number;
  for (const cis of wholeCodes(fact)) {
    if (isSoldNow(fact, turn)) statements.addSoldCode.run(cis, number);
    else statements.dropSoldCode.run(cis, number);
  }
}

function isSoldNow({ kind }: ReceiptFact, turn: -1 | 1): boolean {
  return (kind === "sale") === (turn === 1);
}

function wholeCodes({ lines }: ReceiptFact): readonly string[] {
  return lines.flatMap(({ markingCode, codeShare }) => (codeShare === undefined ? (cisOf(markingCode) ?? []) : []));
}

/** A return without a receipt does not tell which sale it undoes: its codes are sold where the receipts that count say so. */
function holdCodes(statements: Statements, fact: ReceiptFact, correctionsOf: CorrectionsOf): void {
  const codes = wholeCodes(fact);
  // All at once: a statement that is being read from would keep the connection from writing.
  const ids = codes.length === 0 ? [] : statements.latest.all();
  for (const cis of codes) {
    const holder = codeHolder(cis, receiptsOf(ids, statements, correctionsOf));
    statements.freeCode.run(cis);
    if (holder !== null) statements.addSoldCode.run(cis, holder);
  }
}

type CorrectionsOf = (receiptId: string) => readonly CorrectionFact[];

function* receiptsOf(ids: readonly { readonly id: string }[], statements: Statements, correctionsOf: CorrectionsOf): Iterable<Corrected> {
  for (const { id } of ids) {
    const fact = receiptById(statements, id);
    if (fact !== null) yield { fact, corrections: correctionsOf(id) };
  }
}

/** The right document names other goods: these are sold now. */
function sellOthers(statements: Statements, { number }: ReceiptFact, lines: CorrectionFact["lines"]): void {
  for (const { markingCode } of lines) {
    const cis = cisOf(markingCode);
    if (cis !== null) statements.addSoldCode.run(cis, number);
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: Database.Database, events: Database.Database) {
  return {
    receiptEvent: db.prepare<[string], { event_sequence: number }>("SELECT event_sequence FROM receipt WHERE id = ?"),
    event: events.prepare<[number], { data: string }>("SELECT data FROM event WHERE sequence = ?"),
    receiptNumber: db.prepare<[string], { number: number }>("SELECT number FROM receipt WHERE id = ?"),
    addCorrection: db.prepare("INSERT INTO correction (receipt_id, event_sequence) VALUES (?, ?)"),
    useCode: codeUseWriter(db),
    addSoldCode: db.prepare("INSERT INTO sold_piece (key, receipt_number) VALUES (code_key(?), ?) ON CONFLICT DO NOTHING"),
    latest: db.prepare<[], { id: string }>("SELECT id FROM receipt WHERE kind IN ('sale', 'refund') ORDER BY event_sequence DESC"),
    freeCode: db.prepare("DELETE FROM sold_piece WHERE key = code_key(?)"),
    dropSoldCode: db.prepare("DELETE FROM sold_piece WHERE key = code_key(?) AND receipt_number = ?"),
    keepMost: db.prepare(
      `INSERT INTO returned_most (original_id, line, quantity) SELECT original_id, line, quantity FROM returned WHERE original_id = ? AND line = ?
       ON CONFLICT DO UPDATE SET quantity = max(quantity, excluded.quantity)`,
    ),
    moveReturned: db.prepare("UPDATE returned SET quantity = quantity + ? WHERE original_id = ? AND line = ?"),
    moveReturnedMoney: db.prepare("UPDATE returned_money SET amount_kop = amount_kop + ? WHERE original_id = ? AND rrn = ?"),
    moveDeal: db.prepare("UPDATE deal SET opened_kop = opened_kop + ?, settled_kop = settled_kop + ? WHERE reference = ?"),
  };
}
