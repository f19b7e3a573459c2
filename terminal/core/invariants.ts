import type { CorrectionFact, Fact, FactCodeShare, FactReceiptKind, ReceiptFact } from "../../config/contract/facts.ts";
import { createAlcoholChecker, type AlcoholChecker } from "./alcohol-invariants.ts";
import { createDealChecker, type DealChecker } from "./deal-invariants.ts";
import type { JournalledEvent } from "./event.ts";
import { createCardChecker, type CardChecker } from "./card-invariants.ts";
import { createPointsChecker, type PointsChecker } from "./points-invariants.ts";
import { checkPurchase } from "./purchase-invariants.ts";
import type { TillState } from "./state.ts";
import { cisOf } from "../marking/code/parse-marking.ts";
import { codeShareOf } from "../receipt/code-share.ts";
import { codeHolder, isReturnOfAnySale } from "../receipt/code-holder.ts";
import { isInForce, repeatOf, standOf, standOfReceipt, turnOf, type CorrectionSaid } from "../receipt/correction-stand.ts";
import { hangsTogether } from "../receipt/own-correction.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { bookOf, registrarOf } from "../shift/book.ts";
import { cashMovedBy, cashOfCorrection, isInShift, isNewShift, ZERO_TOTALS, type ShiftTotals } from "../shift/shift.ts";

/** A promise of the design that a journal breaks; `promise` is its number there. */
export interface Violation {
  readonly promise: number;
  readonly sequence: number;
  readonly what: string;
}

export interface InvariantChecker {
  step(journalled: JournalledEvent, before: TillState, after: TillState): void;
  /** Violations found so far, and what can only be said at the end. */
  finish(state: TillState): readonly Violation[];
  readonly counts: { readonly events: number; readonly receipts: number; readonly facts: number };
}

interface CheckedReceipt {
  readonly fact: ReceiptFact;
  readonly corrections: CorrectionFact[];
  returnedKop: number;
}

interface Books {
  readonly documents: Map<string, string>;
  readonly receipts: Map<string, CheckedReceipt>;
  readonly soldCodes: Map<string, number>;
  /** Codes that are sold in parts or portions, and what is gone of them. */
  readonly usedCodes: Map<string, number>;
  readonly points: PointsChecker;
  readonly deals: DealChecker;
  readonly cards: CardChecker;
  readonly alcohol: AlcoholChecker;
  readonly started: Set<string>;
  /** By registrar: its cash, and the turnover of its running shift. */
  readonly ledgers: Map<string, Ledger>;
  sequence: number;
}

interface Ledger {
  drawerKop: number;
  readonly turnover: Record<FactReceiptKind, number>;
}

const KINDS: readonly FactReceiptKind[] = ["sale", "refund", "purchase", "purchase-refund"];

function noTurnover(): Pick<Ledger, "turnover"> {
  return { turnover: { sale: 0, refund: 0, purchase: 0, "purchase-refund": 0 } };
}

function turnoverOf(totals: ShiftTotals): Ledger["turnover"] {
  const { salesKop, refundsKop, purchasesKop, purchaseRefundsKop } = totals;
  return { sale: salesKop, refund: refundsKop, purchase: purchasesKop, "purchase-refund": purchaseRefundsKop };
}

/** Checks the promises that the journal alone can prove; used by `till verify` and by the simulator after each step. */
export function createInvariantChecker(): InvariantChecker {
  const violations: Violation[] = [];
  const counts = { events: 0, receipts: 0, facts: 0 };
  const books: Books = {
    documents: new Map(),
    receipts: new Map(),
    soldCodes: new Map(),
    usedCodes: new Map(),
    points: createPointsChecker(),
    deals: createDealChecker(),
    cards: createCardChecker(),
    alcohol: createAlcoholChecker(),
    started: new Set(),
    ledgers: new Map(),
    sequence: 0,
  };
  return {
    counts,
    step(journalled, before, after) {
      const broken = (promise: number, what: string): void => {
        violations.push({ promise, sequence: journalled.sequence, what });
      };
      counts.events += 1;
      checkEvent(journalled, before, books, broken);
      books.alcohol.step(journalled.event, before, broken);
      for (const [id, { drawerKop }] of Object.entries(after.books)) {
        const moved = ledgerOf(books, id).drawerKop;
        if (drawerKop !== moved) broken(2, `drawer of ${id}: ${drawerKop} is not the sum of cash movements ${moved}`);
        if (drawerKop < 0) broken(2, `drawer of ${id} is negative: ${drawerKop}`);
      }
      if (after.factSequence !== books.sequence) broken(5, `fact sequence ${after.factSequence}, facts seen ${books.sequence}`);
      counts.receipts = books.receipts.size;
      counts.facts = books.sequence;
    },
    finish(state) {
      return [
        ...violations,
        ...books.cards.finish(state).map((what) => ({ promise: 7, sequence: counts.events, what })),
        ...books.alcohol.finish(state).map((what) => ({ promise: 3, sequence: counts.events, what })),
      ];
    },
  };
}

type Broken = (promise: number, what: string) => void;

function ledgerOf({ ledgers }: Books, registrarId: string): Ledger {
  const known = ledgers.get(registrarId) ?? { drawerKop: 0, ...noTurnover() };
  ledgers.set(registrarId, known);
  return known;
}

/** A document of a shift that the till does not know of yet is the first one of it. */
function beginShift(number: number, registrarId: string, before: TillState, books: Books): void {
  if (isNewShift(bookOf(before, registrarId).shift, number)) Object.assign(ledgerOf(books, registrarId), noTurnover());
}

function checkEvent({ event }: JournalledEvent, before: TillState, books: Books, broken: Broken): void {
  switch (event.type) {
    case "fiscalStarted":
      books.started.add(event.jobId);
      return;
    case "receiptCompleted":
      if (!books.started.has(event.jobId)) broken(1, `receipt ${event.fact.number} completed without a journalled baseline`);
      checkFact(event.fact, books, broken);
      beginShift(event.fact.shiftNumber, registrarOf(event.jobId, before), before, books);
      checkReceipt(event.fact, ledgerOf(books, registrarOf(event.jobId, before)), before, books, broken);
      return;
    case "correctionRegistered": {
      if (!books.started.has(event.jobId)) broken(1, `correction ${event.fact.id} registered without a journalled baseline`);
      checkFact(event.fact, books, broken);
      beginShift(event.fact.shiftNumber, registrarOf(event.jobId, before), before, books);
      const ledger = ledgerOf(books, registrarOf(event.jobId, before));
      ledger.drawerKop += cashOfCorrection(event.fact);
      ledger.turnover[event.fact.kind] += event.fact.totalKop;
      checkCorrection(event.fact, books, broken);
      return;
    }
    case "shiftOpened":
      checkFact(event.fact, books, broken);
      if (!isInShift(bookOf(before, registrarOf(event.jobId, before)).shift, event.fact.shiftNumber))
        Object.assign(ledgerOf(books, registrarOf(event.jobId, before)), noTurnover());
      return;
    case "shiftClosed": {
      checkFact(event.fact, books, broken);
      const { turnover } = ledgerOf(books, registrarOf(event.jobId, before));
      const told = turnoverOf({ ...ZERO_TOTALS, ...event.totals });
      for (const kind of KINDS) {
        if (told[kind] !== turnover[kind]) broken(2, `shift ${event.fact.shiftNumber}: ${kind} ${told[kind]}, receipts ${turnover[kind]}`);
      }
      return;
    }
    case "verdictChecked":
      // One that still waits, or was asked for anew, is completed in the same breath.
      if (event.takenBy !== undefined && books.started.has(event.jobId)) books.started.add(event.takenBy);
      if (event.outcome === "contradicted" && before.jobs.every(({ id }) => id !== event.jobId && id !== event.takenBy))
        broken(
          1,
          `document ${event.jobId} was decided without its registrar, which says otherwise: ${event.registered?.fdNumber ?? "none"}`,
        );
      return;
    case "customerAttached":
      books.points.attached(event.customer, before);
      return;
    case "cashMoved":
      checkFact(event.fact, books, broken);
      books.cards.step(event, before, broken);
      ledgerOf(books, registrarOf(event.jobId, before)).drawerKop +=
        event.fact.kind === "in" ? event.fact.amountKop : -event.fact.amountKop;
      return;
    case "purchaseRequested":
      checkPurchase(event, before.receipt, broken);
      return;
    default:
      books.cards.step(event, before, broken);
  }
}

function checkFact(fact: Fact, books: Books, broken: Broken): void {
  if (fact.sequence !== books.sequence + 1) broken(5, `fact ${fact.id} has sequence ${fact.sequence} after ${books.sequence}`);
  books.sequence = fact.sequence;
  const fiscal = fact.type === "cash" ? null : fact.fiscal;
  if (fiscal === null) return;
  const document = `${fiscal.fnSerial}/${fiscal.fdNumber}`;
  const earlier = books.documents.get(document);
  if (earlier !== undefined) broken(1, `fiscal document ${document} belongs to ${earlier} and to ${fact.id}`);
  books.documents.set(document, fact.id);
}

function checkReceipt(fact: ReceiptFact, ledger: Ledger, before: TillState, books: Books, broken: Broken): void {
  if (books.receipts.has(fact.id)) broken(1, `receipt ${fact.number} completed twice`);
  books.receipts.set(fact.id, {
    fact,
    corrections: [],
    returnedKop: 0,
  });
  if (!/^\d+$/.test(fact.fiscal.fiscalSign)) broken(1, `receipt ${fact.number} has no fiscal sign`);
  const lines = fact.lines.reduce((sum, line) => sum + line.sumKop, 0);
  const roundingKop = fact.roundingKop ?? 0;
  if (lines !== fact.totalKop + roundingKop || roundingKop < 0 || roundingKop >= 100)
    broken(2, `receipt ${fact.number}: lines ${lines}, rounded by ${roundingKop}, total ${fact.totalKop}`);
  const paid = fact.tenders.reduce((sum, tender) => sum + tender.amountKop, 0);
  if (paid - fact.changeKop !== fact.totalKop || fact.changeKop < 0)
    broken(2, `receipt ${fact.number}: paid ${paid}, change ${fact.changeKop}, total ${fact.totalKop}`);
  ledger.drawerKop += cashMovedBy(fact);
  ledger.turnover[fact.kind] += fact.totalKop;
  books.deals.completed(fact, broken);
  checkCodes(fact, before, books, broken);
  books.cards.completed(fact, receiptOf(fact, before), broken);
  books.points.completed(fact, receiptOf(fact, before), broken);
  if (fact.originalReceiptId !== null) checkReturn(fact, books, broken);
}

/** What a completed receipt was made of. */
function receiptOf(fact: ReceiptFact, before: TillState): Receipt | null {
  for (const { purpose } of [...before.jobs, ...before.unresolved]) {
    if (purpose.kind === "receipt" && purpose.receipt.id === fact.id) return purpose.receipt;
  }
  return null;
}

function checkCodes(fact: ReceiptFact, before: TillState, books: Books, broken: Broken): void {
  for (const position of receiptOf(fact, before)?.positions ?? []) {
    if (position.voided || position.marking === null) continue;
    const { cis, state } = position.marking;
    if (state !== "allowed") broken(3, `receipt ${fact.number} line ${position.line}: code sold in state ${state}`);
    const share = codeShareOf(position);
    if (share !== null) {
      useCode(cis, share, fact.kind === "sale" ? 1 : -1, fact.number, books, broken);
      continue;
    }
    if (fact.kind !== "sale") {
      books.soldCodes.delete(cis);
      continue;
    }
    const sold = books.soldCodes.get(cis);
    if (sold !== undefined) broken(3, `code ${cis} sold in receipts ${sold} and ${fact.number}`);
    if ((books.usedCodes.get(cis) ?? 0) > 0) broken(3, `code ${cis} sold whole in receipt ${fact.number}, and in parts before`);
    books.soldCodes.set(cis, fact.number);
  }
}

/** Parts and portions of one code come to no more than the whole. */
function useCode(cis: string, { used, of }: FactCodeShare, sign: 1 | -1, number: number, books: Books, broken: Broken): void {
  const gone = (books.usedCodes.get(cis) ?? 0) + sign * used;
  if (gone > of) broken(3, `code ${cis}: ${gone} of ${of} sold with receipt ${number}`);
  const sold = books.soldCodes.get(cis);
  if (sign === 1 && sold !== undefined) broken(3, `code ${cis} sold in parts in receipt ${number}, and whole in ${sold}`);
  books.usedCodes.set(cis, Math.max(0, gone));
}

function checkReturn(fact: ReceiptFact, books: Books, broken: Broken): void {
  const original = books.receipts.get(fact.originalReceiptId ?? "");
  if (original === undefined) return;
  const { number, totalKop } = original.fact;
  if (!isInForce(standOfReceipt(original))) broken(2, `receipt ${fact.number} returns receipt ${number}, which a correction took back`);
  original.returnedKop += fact.totalKop;
  if (original.returnedKop > totalKop) broken(2, `receipt ${number} of ${totalKop} refunded for ${original.returnedKop}`);
}

/** A receipt that is taken back has done nothing: what came of it must be taken back before. Said again, it has done all of it. */
function checkCorrection(correction: CorrectionFact, books: Books, broken: Broken): void {
  const corrected = books.receipts.get(correction.correctedReceiptId ?? "");
  if (corrected === undefined) return;
  const { fact, corrections } = corrected;
  const turn = turnOf(fact.kind, corrections, correction);
  corrections.push(correction);
  if (turn !== 0) checkTurn(corrected, turn, books, broken);
  const right = repeatOf(fact.kind, corrections);
  if (right !== undefined && standOf(fact.kind, corrections) === "replaced") checkReplacement(fact, right, books, broken);
}

function checkTurn({ fact, returnedKop }: CheckedReceipt, turn: -1 | 1, books: Books, broken: Broken): void {
  if (turn === -1 && returnedKop > 0) broken(2, `receipt ${fact.number} was taken back although ${returnedKop} of it were returned`);
  const original = books.receipts.get(fact.originalReceiptId ?? "");
  if (original !== undefined && turn === 1) checkReturn(fact, books, broken);
  else if (original !== undefined) original.returnedKop -= fact.totalKop;
  turnCodes(fact, turn, original?.fact.number ?? fact.number, books, broken);
  for (const { markingCode, codeShare } of fact.lines) {
    const cis = cisOf(markingCode);
    const sign = (fact.kind === "sale") === (turn === 1) ? 1 : -1;
    if (cis !== null && codeShare !== undefined) useCode(cis, codeShare, sign, fact.number, books, broken);
  }
  books.deals.corrected(fact, turn, broken);
  books.points.corrected(fact, turn);
}

/** Other goods are said only of what nothing hangs on, and of no piece that another receipt has sold. */
function checkReplacement(fact: ReceiptFact, right: CorrectionSaid, { soldCodes }: Books, broken: Broken): void {
  if (hangsTogether(fact, right)) broken(2, `receipt ${fact.number}, which others hang on, was said again with other goods or sums`);
  for (const { markingCode } of fact.kind === "sale" ? right.lines : []) {
    const cis = cisOf(markingCode);
    if (cis === null) continue;
    const sold = soldCodes.get(cis);
    if (sold !== undefined) broken(3, `code ${cis} sold in receipt ${sold}, and again by the correction of ${fact.number}`);
    soldCodes.set(cis, fact.number);
  }
}

function turnCodes(fact: ReceiptFact, turn: -1 | 1, number: number, { soldCodes, receipts }: Books, broken: Broken): void {
  for (const { markingCode, codeShare } of fact.lines) {
    const cis = cisOf(markingCode);
    if (cis === null || codeShare !== undefined) continue;
    const sold = soldCodes.get(cis);
    const sells = (fact.kind === "sale") === (turn === 1);
    if (sells && sold !== undefined) broken(3, `code ${cis} sold in receipt ${sold}, and again by the correction of ${fact.number}`);
    if (isReturnOfAnySale(fact)) {
      soldCodes.delete(cis);
      const holder = codeHolder(cis, [...receipts.values()].toReversed());
      if (holder !== null) soldCodes.set(cis, holder);
    } else if (sells) soldCodes.set(cis, number);
    else if (sold === number) soldCodes.delete(cis);
  }
}
