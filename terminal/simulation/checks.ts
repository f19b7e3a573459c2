import type { Violation } from "../core/invariants.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { ownTag } from "../receipt/fiscal-receipt.ts";
import { localDate } from "../../config/local-date.ts";
import type { Fact, FactTender, ReceiptFact } from "../../config/contract/facts.ts";
import { checkReceipt } from "../../fiscal/document/check.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import { bookOf, MAIN_REGISTRAR } from "../shift/book.ts";
import type { Tender } from "../tender/tender.ts";
import { approvalOf } from "./bank-world.ts";
import type { Outside } from "./till-process.ts";

const MOSCOW_OFFSET_MINUTES = 180;
/** A fact never changes: once is enough. */
const checkedReceipts = new WeakSet<ReceiptFact>();

/** What the journal says was completed, collected as it was committed. */
export interface JournalFacts {
  readonly facts: readonly Fact[];
  readonly receipts: ReadonlyMap<string, ReceiptFact>;
  /** Card operation → receipt that it belongs to. */
  readonly cardReceipts: ReadonlyMap<string, string>;
}

/** Promises that bind the journal to the world outside; true at every moment. */
export function checkWorld(outside: Outside, journal: JournalFacts, state: TillState, sequence: number): readonly Violation[] {
  const violations: Violation[] = [];
  const broken = (promise: number, what: string): void => void violations.push({ promise, sequence, what });
  const tags = new Map<string, number>();
  for (const document of outside.fiscal.documents) {
    if (document.ownTag === null) continue;
    const before = tags.get(document.ownTag);
    if (before !== undefined) broken(1, `documents ${before} and ${document.fdNumber} carry the same tag ${document.ownTag}`);
    tags.set(document.ownTag, document.fdNumber);
  }
  for (const receipt of journal.receipts.values()) {
    const document = outside.fiscal.documents[receipt.fiscal.fdNumber - 1];
    if (document?.ownTag !== ownTag(receipt.id))
      broken(1, `receipt ${receipt.number} names document ${receipt.fiscal.fdNumber}, which is not its own`);
    if (document?.totalKop !== receipt.totalKop)
      broken(1, `receipt ${receipt.number}: ${receipt.totalKop}, document ${document?.totalKop}`);
    if (document !== undefined) checkPayments(receipt, document.document, broken);
    if (document?.fiscalSign !== receipt.fiscal.fiscalSign) broken(1, `receipt ${receipt.number}: foreign fiscal sign`);
  }
  for (const fact of journal.facts) {
    if (fact.type !== "correction") continue;
    const document = outside.fiscal.documents[fact.fiscal.fdNumber - 1];
    if (document?.ownTag !== ownTag(fact.id) || !document.isCorrection)
      broken(1, `correction ${fact.id} names document ${fact.fiscal.fdNumber}, which is not its own`);
    if (document?.totalKop !== fact.totalKop) broken(1, `correction ${fact.id}: ${fact.totalKop}, document ${document?.totalKop}`);
  }
  for (const id of outside.bank.repeated) broken(7, `card operation ${id} was asked for twice`);
  for (const [id, operation] of outside.bank.operations) {
    if (operation !== "captured") continue;
    const receipt = journal.receipts.get(journal.cardReceipts.get(id) ?? "");
    const isPaid = receipt?.tenders.some((tender) => tender.rrn === approvalOf(id).rrn) === true;
    const isHeld = unfinishedReceipts(state).some((unfinished) =>
      unfinished.tenders.some((tender) => tender.id === id && mayHoldMoney(tender)),
    );
    if (!isHeld && !isPaid) broken(7, `money of card operation ${id} is captured for no receipt`);
  }
  for (const [name, server] of Object.entries(outside.servers)) {
    for (const id of server.changed) broken(5, `${name}: fact ${id} came again with other content`);
    server.order.forEach((each, index) => {
      if (each !== index + 1) broken(5, `${name}: fact ${each} came at place ${index + 1}`);
    });
  }
  return violations;
}

/** The document says of the money what the receipt says; and the law takes the document. */
function checkPayments(receipt: ReceiptFact, document: FiscalDocument, broken: (promise: number, what: string) => void): void {
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
  const [unlawful] = checkReceipt(document.receipt, { ffd: "1.2", date: localDate(receipt.fiscal.at, MOSCOW_OFFSET_MINUTES) });
  if (unlawful !== undefined) broken(1, `receipt ${receipt.number}: ${unlawful.code} ${unlawful.reason}`);
}

/** What must hold when nothing is under way any more. */
export function checkQuiet(outside: Outside, journal: JournalFacts, state: TillState, sequence: number): readonly Violation[] {
  const violations: Violation[] = [];
  const broken = (promise: number, what: string): void => void violations.push({ promise, sequence, what });
  const known = new Set(journal.facts.map((fact) => ownTag(fact.id)));
  for (const document of outside.fiscal.documents) {
    if (document.ownTag !== null && !known.has(document.ownTag)) broken(1, `document ${document.fdNumber} belongs to no receipt`);
  }
  const counters = outside.fiscal.counters();
  const { shift, drawerKop, printOwed } = bookOf(state, MAIN_REGISTRAR);
  const { totals } = shift;
  if (printOwed !== null) broken(1, "paper is still owed although the registrar has printed everything");
  if (counters.salesKop !== totals.salesKop || counters.refundsKop !== totals.refundsKop) {
    broken(2, `shift: till ${totals.salesKop}/${totals.refundsKop}, registrar ${counters.salesKop}/${counters.refundsKop}`);
  }
  if (counters.purchasesKop !== totals.purchasesKop || counters.purchaseRefundsKop !== totals.purchaseRefundsKop) {
    const till = `${totals.purchasesKop}/${totals.purchaseRefundsKop}`;
    broken(2, `shift: till bought ${till}, registrar ${counters.purchasesKop}/${counters.purchaseRefundsKop}`);
  }
  if (counters.cashInDrawerKop !== drawerKop) broken(2, `drawer: till ${drawerKop}, registrar ${counters.cashInDrawerKop}`);
  for (const [name, server] of Object.entries(outside.servers)) {
    if (server.facts.size !== journal.facts.length) broken(5, `${name} has ${server.facts.size} facts of ${journal.facts.length}`);
    for (const fact of journal.facts) {
      if (JSON.stringify(server.facts.get(fact.id)) !== JSON.stringify(fact)) broken(5, `${name}: fact ${fact.sequence} differs`);
    }
  }
  return violations;
}

function mayHoldMoney(tender: Tender): boolean {
  return tender.kind === "card" && tender.state !== "declined" && tender.state !== "reversed";
}
