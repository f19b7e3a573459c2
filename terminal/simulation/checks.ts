import { egaisOf } from "../alcohol/cheque/egais-state.ts";
import type { Violation } from "../core/invariants.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { ownTag } from "../receipt/fiscal-receipt.ts";
import { localDate } from "../../config/local-date.ts";
import type { Fact, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import { checkReceipt } from "../../fiscal/document/check.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import { sellerById } from "../receipt/sellers.ts";
import { bookOf, MAIN_REGISTRAR } from "../shift/book.ts";
import { differing, figurePairs } from "../shift/counters.ts";
import type { Tender } from "../tender/tender.ts";
import { approvalOf } from "./bank-world.ts";
import { fiscalWorlds, type Outside } from "./till-process.ts";

const MOSCOW_OFFSET_MINUTES = 180;
/** A fact never changes: once is enough. */
const checkedReceipts = new WeakSet<ReceiptFact>();

/** What the journal says was completed, collected as it was committed. */
export interface JournalFacts {
  readonly facts: readonly Fact[];
  readonly receipts: ReadonlyMap<string, ReceiptFact>;
  /** Operations that return a part of another card operation's money, by their own id. */
  readonly returns: ReadonlyMap<string, { readonly tenderId: string; readonly amountKop: number }>;
  /** Card operation → what was paid out of the drawer instead of its return. */
  readonly paidInCash: ReadonlyMap<string, number>;
}

type Broken = (promise: number, what: string) => void;

/** Promises that bind the journal to the world outside; true at every moment. */
export function checkWorld(outside: Outside, journal: JournalFacts, state: TillState, sequence: number): readonly Violation[] {
  const violations: Violation[] = [];
  const broken: Broken = (promise, what) => void violations.push({ promise, sequence, what });
  checkDocuments(outside, journal, broken);
  checkCorrections(outside, journal, broken);
  checkCards(outside, journal, state, broken);
  for (const [name, server] of Object.entries(outside.servers)) {
    for (const id of server.changed) broken(5, `${name}: fact ${id} came again with other content`);
    server.order.forEach((each, index) => {
      if (each !== index + 1) broken(5, `${name}: fact ${each} came at place ${index + 1}`);
    });
  }
  return violations;
}

/** The document says of the money what the receipt says; and the law takes the document. */
function checkPayments(receipt: ReceiptFact, document: FiscalDocument, ffd: Ffd, broken: Broken): void {
  if (checkedReceipts.has(receipt)) return;
  checkedReceipts.add(receipt);
  if (document.kind !== "receipt") return broken(1, `receipt ${receipt.number} is no receipt in the drive`);
  const { payments, kind } = document.receipt;
  const paid = (tender: FactTender["kind"]): number =>
    receipt.tenders.reduce((sum, each) => (each.kind === tender ? sum + each.amountKop : sum), 0);
  const isSame =
    kind === receipt.kind &&
    payments.cashKop === paid("cash") - receipt.changeKop &&
    payments.electronicKop === paid("card") &&
    payments.prepaidKop === paid("prepaid") &&
    payments.creditKop === paid("credit");
  if (!isSame) broken(2, `receipt ${receipt.number}: tenders ${JSON.stringify(receipt.tenders)}, document ${JSON.stringify(payments)}`);
  const [unlawful] = checkReceipt(document.receipt, {
    ffd,
    date: localDate(receipt.fiscal.at, MOSCOW_OFFSET_MINUTES),
    sellsMarkedGoods: ffd === "1.2",
  });
  if (unlawful !== undefined) broken(1, `receipt ${receipt.number}: ${unlawful.code} ${unlawful.reason}`);
}

function checkDocuments(outside: Outside, journal: JournalFacts, broken: Broken): void {
  const worlds = [...fiscalWorlds(outside).values()];
  const tags = new Map<string, string>();
  for (const { fnSerial, documents } of worlds) {
    for (const { ownTag: tag, fdNumber } of documents) {
      if (tag === null) continue;
      const before = tags.get(tag);
      if (before !== undefined) broken(1, `documents ${before} and ${fnSerial}/${fdNumber} carry the same tag ${tag}`);
      tags.set(tag, `${fnSerial}/${fdNumber}`);
    }
  }
  const bySerial = new Map(worlds.map((world) => [world.fnSerial, world]));
  for (const receipt of journal.receipts.values()) {
    const { fnSerial, fdNumber, fiscalSign } = receipt.fiscal;
    const document = bySerial.get(fnSerial)?.documents[fdNumber - 1];
    if (document?.ownTag !== ownTag(receipt.id))
      broken(1, `receipt ${receipt.number} names document ${fnSerial}/${fdNumber}, which is not its own`);
    if (document?.totalKop !== receipt.totalKop)
      broken(1, `receipt ${receipt.number}: ${receipt.totalKop}, document ${document?.totalKop}`);
    const { ffd } = sellerById(outside.settings, receipt.sellerId ?? MAIN_REGISTRAR);
    if (document !== undefined) checkPayments(receipt, document.document, ffd, broken);
    if (document?.fiscalSign !== fiscalSign) broken(1, `receipt ${receipt.number}: foreign fiscal sign`);
  }
}

function checkCorrections(outside: Outside, journal: JournalFacts, broken: Broken): void {
  const bySerial = new Map([...fiscalWorlds(outside).values()].map((world) => [world.fnSerial, world]));
  const made = new Set<string>();
  for (const fact of journal.facts) {
    if (fact.type !== "correction") continue;
    const document = bySerial.get(fact.fiscal.fnSerial)?.documents[fact.fiscal.fdNumber - 1];
    if (document?.ownTag !== ownTag(fact.id) || !document.isCorrection)
      broken(1, `correction ${fact.id} names document ${fact.fiscal.fdNumber}, which is not its own`);
    if (document?.totalKop !== fact.totalKop) broken(1, `correction ${fact.id}: ${fact.totalKop}, document ${document?.totalKop}`);
    const corrected = fact.correctedReceiptId === undefined ? undefined : journal.receipts.get(fact.correctedReceiptId);
    if (fact.correctedReceiptId === undefined) continue;
    const name = `${fact.correctedReceiptId} ${fact.kind}`;
    if (made.has(name)) broken(1, `correction ${fact.id} is made twice`);
    made.add(name);
    // The simulated senior says the receipt again as it was.
    if (corrected?.totalKop !== fact.totalKop || corrected.fiscal.fiscalSign !== fact.correctedFiscalSign)
      broken(2, `correction ${fact.id}: ${fact.totalKop}, its receipt ${corrected?.totalKop}`);
  }
}

/** All money that the bank holds by an operation is that of completed receipts, of receipts under way, or went back. */
function checkCards({ bank }: Outside, journal: JournalFacts, state: TillState, broken: Broken): void {
  for (const id of bank.repeated) broken(7, `card operation ${id} was asked for twice`);
  const completed = new Map<string, number>();
  for (const { tenders } of journal.receipts.values()) {
    for (const { rrn, amountKop } of tenders) if (rrn !== null) completed.set(rrn, (completed.get(rrn) ?? 0) + amountKop);
  }
  const held = new Map<string, number>();
  const hold = (id: string, amountKop: number): void => void held.set(id, (held.get(id) ?? 0) + amountKop);
  for (const { tenders } of unfinishedReceipts(state))
    for (const tender of tenders) if (mayHoldMoney(tender)) hold(tender.id, tender.amountKop);
  const goingBack = new Set<string>();
  for (const { cards } of state.returning) {
    for (const card of cards) {
      if (card.state === "returned") continue;
      hold(card.tenderId, card.amountKop);
      goingBack.add(card.refundId);
    }
  }
  for (const [id, { tenderId, amountKop }] of journal.returns) if (!goingBack.has(id)) hold(tenderId, amountKop);
  for (const [tenderId, amountKop] of journal.paidInCash) hold(tenderId, amountKop);
  for (const [id, operation] of bank.operations) {
    const amountKop = bank.amounts.get(id) ?? 0;
    const returned = journal.returns.get(id);
    if (operation === "captured" && returned === undefined) {
      const accounted = (completed.get(approvalOf(id).rrn) ?? 0) + (held.get(id) ?? 0);
      if (accounted !== amountKop) broken(7, `card operation ${id}: ${amountKop} captured, ${accounted} accounted for`);
    }
    if (returned !== undefined && amountKop !== returned.amountKop)
      broken(7, `return ${id} of ${returned.amountKop} was made for ${amountKop}`);
  }
}

/** What must hold when nothing is under way any more. */
export function checkQuiet(outside: Outside, journal: JournalFacts, state: TillState, sequence: number): readonly Violation[] {
  const violations: Violation[] = [];
  const broken: Broken = (promise, what) => void violations.push({ promise, sequence, what });
  const known = new Set(journal.facts.map((fact) => ownTag(fact.id)));
  for (const [id, world] of fiscalWorlds(outside)) {
    for (const document of world.documents) {
      if (document.ownTag !== null && !known.has(document.ownTag)) broken(1, `${id}: document ${document.fdNumber} belongs to no receipt`);
    }
    const counters = world.counters();
    const { shift, drawerKop, printOwed, check } = bookOf(state, id);
    const { totals } = shift;
    if (printOwed !== null) broken(1, `${id}: paper is still owed although the registrar has printed everything`);
    for (const { key, till, registrar } of differing(figurePairs(totals, drawerKop, counters)))
      broken(2, `${id}: ${key}: till ${till}, registrar ${registrar}`);
    if (check?.settledAt === null) broken(2, `${id}: the alarm about counters stands although all of them agree`);
  }
  checkStamps(outside, journal, state, broken);
  for (const [id, { tenderId }] of journal.returns) {
    if (outside.bank.operations.get(id) !== "captured") broken(7, `return ${id} of card operation ${tenderId} never reached the bank`);
  }
  for (const [name, server] of Object.entries(outside.servers)) {
    if (server.facts.size !== journal.facts.length) broken(5, `${name} has ${server.facts.size} facts of ${journal.facts.length}`);
    for (const fact of journal.facts) {
      if (JSON.stringify(server.facts.get(fact.id)) !== JSON.stringify(fact)) broken(5, `${name}: fact ${fact.sequence} differs`);
    }
  }
  return violations;
}

/** EGAIS counts a bottle as sold exactly when a receipt has sold it and none has taken it back. */
function checkStamps({ utm }: Outside, journal: JournalFacts, state: TillState, broken: Broken): void {
  const sold = new Set<string>();
  for (const { kind, lines } of journal.receipts.values()) {
    for (const { alcohol } of lines) {
      if (!alcohol?.stamp) continue;
      if (kind === "sale") sold.add(alcohol.stamp);
      else sold.delete(alcohol.stamp);
    }
  }
  for (const [stamp, known] of Object.entries(utm.book.stamps())) {
    if ((known === "sold") !== sold.has(stamp))
      broken(3, `stamp ${stamp.slice(0, 14)}: ${known} in EGAIS, ${sold.has(stamp) ? "sold" : "not sold"} here`);
    sold.delete(stamp);
  }
  for (const stamp of sold) broken(3, `stamp ${stamp.slice(0, 14)} is sold here and unknown to EGAIS`);
  const left = egaisOf(state).cheques.length;
  if (left > 0) broken(3, `${left} cheques of EGAIS are still under way although everything works`);
}

function mayHoldMoney(tender: Tender): boolean {
  return tender.kind === "card" && tender.state !== "declined" && tender.state !== "reversed";
}
