import type { ReceiptFact } from "../../config/contract/facts.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import type { FiscalReceipt } from "../../fiscal/document/fiscal-document.ts";
import type { OwnReceipt, RelatedReceipt } from "../core/command.ts";
import type { DecideContext } from "../core/context.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { dealMovements } from "../deals/deal.ts";
import {
  isInForce,
  OPPOSITE_KIND,
  saidBy,
  saysSame,
  saysSameGoods,
  standOfReceipt,
  turnOf,
  type CorrectionSaid,
  type CorrectionStand,
} from "./correction-stand.ts";
import type { Receipt } from "./receipt.ts";

type Turn = -1 | 1;

/**
 * Why a receipt of the till may not be corrected so now. A correction that takes it back undoes all that the receipt did, one that says
 * it again does it again: what others have built upon it since must be taken back first, so that neither money nor goods go out twice.
 */
export function ownCorrectionFault(state: TillState, own: OwnReceipt, asked: FiscalReceipt, context: DecideContext): AppError | null {
  const { fact, said, isTouched, corrections } = own;
  const correction = saidBy(asked);
  const isReverse = correction.kind === OPPOSITE_KIND[fact.kind];
  if (!isReverse && correction.kind !== fact.kind) return appError("DOC443", { number: fact.number });
  if (isReverse && !saysSame(correction, said)) return appError("DOC434", { number: fact.number });
  const busy = underWayFault(state, own);
  if (busy !== null) return busy;
  if (isTouched && isInForce(standOfReceipt(own))) return appError("DOC435", { number: fact.number });
  if (!isReverse && !saysSameGoods(correction, said)) return replacementFault(own, correction);
  const turn = turnOf(fact.kind, corrections, correction);
  return turn === 0 ? null : (codeFault(own, turn) ?? goodsFault(own, turn) ?? dealsFault(own, turn, context));
}

/**
 * Other goods or sums are said of what was taken back before, and only where nothing hangs on them: what a deal or a return would be
 * worth after that, no table tells. Its pieces are sold by it from now on.
 */
function replacementFault(own: OwnReceipt, correction: CorrectionSaid): AppError | null {
  const { fact, askedCodes } = own;
  if (hangsTogether(fact, correction)) return appError("DOC445", { number: fact.number });
  if (standOfReceipt(own) !== "reversed") return appError("DOC444", { number: fact.number });
  const sold = fact.kind === "sale" ? askedCodes.find(({ soldInReceipt }) => soldInReceipt !== null) : undefined;
  return sold === undefined ? null : appError("RCP414", { number: sold.soldInReceipt ?? 0 });
}

/** A return, or a receipt that opens, settles or moves a deal, by what it was or by what it is to be. */
export function hangsTogether(fact: ReceiptFact, { payments }: CorrectionSaid): boolean {
  const isPlain = (fact.kind === "sale" || fact.kind === "purchase") && (fact.settlement ?? "full") === "full" && fact.deal === undefined;
  return !isPlain || dealsOf(fact).length > 0 || payments.prepaidKop + payments.creditKop + payments.counterKop > 0;
}

/** What no other receipt or correction may touch until the correction of this one is registered or given up. */
export function heldBy({ fact, codes, askedCodes }: OwnReceipt): readonly string[] {
  const { id, originalReceiptId, deal } = fact;
  const receipts = [id, originalReceiptId, deal?.openedBy].filter((each) => typeof each === "string");
  return [...new Set([...receipts, ...dealsOf(fact), ...[...codes, ...askedCodes].map(({ cis }) => cis)])];
}

/** A correction that is under way holds one of these, or one that a person gave up and its silent registrar may have. */
export function isHeld({ jobs, unresolved, verdicts }: TillState, names: readonly string[]): boolean {
  return [...jobs, ...unresolved, ...verdicts].some(
    ({ purpose }) => purpose.kind === "correction" && names.some((name) => purpose.holds?.includes(name)),
  );
}

/** Why nothing is returned or handed over of a receipt that corrections have changed; null: it counts, as it was or as it was said again. */
export function standFault(stand: CorrectionStand, number: number): AppError | null {
  switch (stand) {
    case "stands":
    case "repeated":
      return null;
    case "reversed":
      return appError("DOC438", { number });
    case "doubled":
      return appError("DOC439", { number });
    case "replaced":
      return appError("DOC440", { number });
  }
}

function dealsOf(fact: ReceiptFact): readonly string[] {
  return dealMovements(fact).map(({ reference }) => reference);
}

function underWayFault(state: TillState, own: OwnReceipt): AppError | null {
  const held = heldBy(own);
  if (isHeld(state, held)) return appError("DOC437");
  const other = [...unfinishedReceipts(state), ...givenUpReceipts(state)].find((receipt) =>
    touchedBy(receipt).some((name) => held.includes(name)),
  );
  return other === undefined ? null : appError("DOC441", { number: other.number });
}

/** Receipts that a person took for absent, and that their silent registrar may have. */
function givenUpReceipts({ verdicts }: TillState): readonly Receipt[] {
  return verdicts.flatMap(({ as, purpose }) => (as === "not-registered" && purpose.kind === "receipt" ? purpose.receipt : []));
}

/** Receipts, deals and codes that a receipt under way works on. */
function touchedBy({ original, deal, tenders, positions }: Receipt): readonly string[] {
  const references = [...tenders, ...(original?.prepaid ?? []), ...(original?.credits ?? [])].flatMap((each) =>
    "reference" in each ? each.reference : [],
  );
  const codes = positions.flatMap(({ voided, marking }) => (voided || marking === null ? [] : marking.cis));
  return [original?.receiptId, deal?.openedBy, deal?.reference, ...references, ...codes].filter((each) => typeof each === "string");
}

/** Pieces that are sold by the turn are not sold by another receipt meanwhile. */
function codeFault({ fact, codes }: OwnReceipt, turn: Turn): AppError | null {
  if ((fact.kind === "sale") !== (turn === 1)) return null;
  const sold = codes.find(({ soldInReceipt }) => soldInReceipt !== null);
  return sold === undefined ? null : appError("RCP414", { number: sold.soldInReceipt ?? 0 });
}

/** Goods that are returned or handed over again must still be there to be. */
function goodsFault({ fact, original, opener }: OwnReceipt, turn: Turn): AppError | null {
  const { settlement = "full", deal, kind } = fact;
  const returns = turn === 1 && settlement !== "advance" ? original : null;
  if (returns !== null && !isLeft(returns, fact)) return appError("RCP431", { number: returns.fact.number });
  const isOfPrepayment = deal?.kind === "prepayment" && settlement === "full";
  const takes = isOfPrepayment && (kind === "sale") === (turn === 1) ? opener : null;
  return takes === null || isLeft(takes, fact) ? null : appError("DOC418", { reference: deal?.reference ?? "" });
}

function isLeft(of: RelatedReceipt, { lines }: ReceiptFact): boolean {
  if (!isInForce(standOfReceipt(of))) return false;
  return lines.every(({ line, quantity }) => {
    const sold = of.fact.lines.find((each) => each.line === line)?.quantity ?? 0;
    const returned = of.returned.find((each) => each.line === line)?.quantity ?? 0;
    return quantity <= sold - returned;
  });
}

/** Deals bear it: never more used or paid than came in or was given, and by the receipt that holds the deal now. */
function dealsFault({ fact, opener }: OwnReceipt, turn: Turn, { dealOf }: DecideContext): AppError | null {
  const movements = dealMovements(fact);
  for (const reference of new Set(dealsOf(fact))) {
    const deal = dealOf(reference);
    const moved = movements.filter((each) => each.reference === reference);
    const openedKop = moved.reduce((sum, each) => sum + turn * each.openedKop, deal?.openedKop ?? 0);
    const settledKop = moved.reduce((sum, each) => sum + turn * each.settledKop, deal?.settledKop ?? 0);
    if (deal === null || settledKop < 0 || settledKop > openedKop) return appError("DOC436", { reference });
    // A certificate that was sold again holds another's money.
    const holder = fact.kind === "sale" ? fact.id : fact.originalReceiptId;
    const isOpened = moved.some((each) => each.isOpening) || (fact.settlement === "advance" && fact.deal?.reference === reference);
    if (isOpened && deal.receiptId !== holder) return appError("DOC436", { reference });
  }
  // What is owed for goods that came back was taken off or paid out with them: it is not owed anew.
  const owesMore = fact.settlement === "credit-payment" && (fact.kind === "sale") !== (turn === 1);
  if (!owesMore || opener === null || opener.returned.every(({ quantity }) => quantity === 0)) return null;
  return appError("DOC435", { number: opener.fact.number });
}
