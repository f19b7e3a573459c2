import type { ReceiptFact } from "../../config/contract/facts.ts";

type Broken = (promise: number, what: string) => void;

/** Promise 9: of money received before the goods no more is used or paid back than came in; of a credit no more is paid than was given. */
export interface DealChecker {
  completed(fact: ReceiptFact, broken: Broken): void;
  /** A correction has taken back all that the receipt did (−1), or has made it count again (1). */
  corrected(fact: ReceiptFact, turn: Turn, broken: Broken): void;
}

type Turn = -1 | 1;

interface DealBook {
  /** Received before the goods, or given on credit; less what went back. */
  opened: number;
  /** Used or paid; less what refunds gave back. */
  settled: number;
  /** Lines of a prepayment that are still to be handed over or paid back: what was prepaid for each. */
  readonly goods: Map<number, number>;
  /** Receipt that brought what money is there now. */
  openedBy: string;
}

/** Goods that were handed over, with all or a part left on credit. */
interface CreditSale {
  readonly reference: string;
  /** What the goods cost that the customer still has. */
  keptKop: number;
}

/** Counts from the facts alone, apart from the tables that the till looks deals up in. */
export function createDealChecker(): DealChecker {
  const deals = new Map<string, DealBook>();
  const creditSales = new Map<string, CreditSale>();
  const saleOfCredit = new Map<string, CreditSale>();
  const bookOf = (reference: string): DealBook => {
    const known = deals.get(reference) ?? { opened: 0, settled: 0, goods: new Map(), openedBy: "" };
    deals.set(reference, known);
    return known;
  };

  function move(reference: string, opened: number, settled: number, fact: ReceiptFact, broken: Broken): void {
    const book = bookOf(reference);
    book.opened += opened;
    book.settled += settled;
    if (book.settled < 0 || book.settled > book.opened)
      broken(9, `receipt ${fact.number}: of ${reference} ${book.opened} came in and ${book.settled} are used`);
  }

  function moveGoods(fact: ReceiptFact, turn: Turn, broken: Broken): void {
    const { deal, settlement, kind } = fact;
    if (deal?.kind !== "prepayment") return;
    const { goods, opened, settled } = bookOf(deal.reference);
    // A prepayment brings its lines in; handing over and paying back take them out; the refund of a hand-over brings them back.
    const brings = (kind === (settlement === "full" ? "refund" : "sale")) === (turn === 1);
    for (const { line, sumKop, offsetKop } of fact.lines) {
      const prepaid = settlement === "full" ? (offsetKop ?? 0) : sumKop;
      if (brings) goods.set(line, prepaid);
      else if (goods.get(line) === prepaid) goods.delete(line);
      else broken(9, `receipt ${fact.number} line ${line}: ${prepaid} were not prepaid for it in ${deal.reference}`);
    }
    const left = [...goods.values()].reduce((sum, kop) => sum + kop, 0);
    if (left !== opened - settled) broken(9, `${deal.reference}: ${opened - settled} are left for goods of ${left}`);
  }

  /** An advance goes back by the receipt that brought it: a certificate sold again holds another's money. */
  function checkAdvance({ id, kind, settlement, deal, number, originalReceiptId }: ReceiptFact, turn: Turn, broken: Broken): void {
    if (settlement !== "advance" || deal === undefined) return;
    const book = bookOf(deal.reference);
    if (kind === "sale" && turn === 1) book.openedBy = id;
    else if (book.openedBy !== (kind === "sale" ? id : originalReceiptId))
      broken(9, `receipt ${number}: what ${deal.reference} holds came in by ${book.openedBy}`);
  }

  /** Nobody owes for goods that came back, so no money goes out for goods that nobody paid for, nor twice. */
  function checkCredit(fact: ReceiptFact, turn: Turn, broken: Broken): void {
    const { id, kind, deal, totalKop, tenders, originalReceiptId } = fact;
    const given = kind === "sale" ? tenders.find((tender) => tender.kind === "credit")?.reference : undefined;
    if (given !== undefined) {
      const opened = { reference: given, keptKop: turn === 1 ? totalKop : 0 };
      creditSales.set(id, opened);
      saleOfCredit.set(given, opened);
    }
    const returned = originalReceiptId === null ? undefined : creditSales.get(originalReceiptId);
    if (returned !== undefined) returned.keptKop -= turn * totalKop;
    const sale = returned ?? saleOfCredit.get(deal?.reference ?? "");
    if (sale === undefined) return;
    const { opened, settled } = bookOf(sale.reference);
    if (opened - settled > sale.keptKop)
      broken(9, `receipt ${fact.number}: ${opened - settled} are owed on ${sale.reference} for goods of ${sale.keptKop}`);
  }

  function apply(fact: ReceiptFact, turn: Turn, broken: Broken): void {
    const sign = fact.kind === "sale" ? turn : -turn;
    const { deal, settlement = "full" } = fact;
    if (deal !== undefined && settlement === "credit-payment") move(deal.reference, 0, sign * fact.totalKop, fact, broken);
    else if (deal !== undefined && settlement !== "full") move(deal.reference, sign * fact.totalKop, 0, fact, broken);
    for (const { kind, amountKop, reference } of fact.tenders) {
      if (kind !== "prepaid" && kind !== "credit") continue;
      if (reference === undefined) broken(9, `receipt ${fact.number}: ${kind} of ${amountKop} names no deal`);
      else if (kind === "prepaid") move(reference, 0, sign * amountKop, fact, broken);
      else move(reference, sign * amountKop, 0, fact, broken);
    }
    moveGoods(fact, turn, broken);
    checkAdvance(fact, turn, broken);
    checkCredit(fact, turn, broken);
  }

  return { completed: (fact, broken) => apply(fact, 1, broken), corrected: apply };
}
