import { appError } from "../../config/errors/index.ts";
import type { FactDeal } from "../../config/contract/facts.ts";
import { kopecks, quantity } from "../../config/money.ts";
import type { CoreCommandOf, ReturnableLine } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { creditUnderWay, leftOf, underWay } from "../deals/deal-left.ts";
import { spreadDiscount } from "../pricing/spread.ts";
import type { CorrectionStand } from "./correction-stand.ts";
import { openingFault } from "./opening-fault.ts";
import { isHeld, standFault } from "./own-correction.ts";
import { sellerOfItem } from "./sellers.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { returnedPositions } from "./open-receipt.ts";
import type { OriginalReceipt } from "./receipt.ts";

/**
 * Opens a refund (возврат прихода, or возврат расхода of a purchase). By receipt: filled with everything still returnable; the
 * cashier takes lines away. Without receipt (a senior's consent): empty, goods are scanned at today's price.
 */
export function openRefund(state: TillState, command: CoreCommandOf<"openRefund">, context: DecideContext): Decision {
  const { original } = command;
  const consent = authorise(state, context, original === null ? "refund-without-receipt" : "refund");
  if (!consent.ok) return consent;
  // A sale has one seller; a refund without receipt gets its seller with its goods.
  const [first] = command.lines;
  const seller = first === undefined ? null : sellerOfItem(first.item, context.settings);
  if (seller?.ok === false) return seller;
  const registrars = seller === null ? context.settings.sellers : [seller.value];
  const fault = openingFault(
    state,
    context,
    registrars.map(({ id }) => id),
  );
  if (fault !== null) return refuse(fault);
  const corrected = original === null ? null : correctedFault(state, original, command.stand);
  if (corrected !== null) return refuse(corrected);
  const other = original === null ? undefined : refundUnderWay(state, original);
  if (other !== undefined) return refuse(appError("RCP453", { number: other.number }));
  const credit = original === null ? undefined : creditOf(original);
  const onCredit = credit === undefined ? undefined : creditUnderWay(state, credit);
  if (credit !== undefined && onCredit !== undefined) return refuse(appError("DOC408", { reference: credit, number: onCredit.number }));
  const kind = original?.kind === "purchase" ? "purchase-refund" : "refund";
  const lines = original === null ? command.lines : returnable(original, command.lines, state, context);
  const positions = returnedPositions(lines, kind, seller?.value.id ?? MAIN_REGISTRAR, context.settings);
  if (original !== null && positions.length === 0) return refuse(appError("RCP431", { number: original.number }));
  const opened: TillEvent = {
    type: "receiptOpened",
    receiptId: context.newId(),
    number: state.nextReceiptNumber,
    kind,
    settlement: original?.settlement ?? "full",
    deal: original === null ? null : dealOfRefund(original),
    original,
    approvedBy: consent.value.approvedBy,
  };
  return events(...consent.value.events, opened, ...positions);
}

/** A receipt that a correction took back has given its goods and money back already. */
function correctedFault(state: TillState, { receiptId, number, deal, prepaid, credits }: OriginalReceipt, stand: CorrectionStand) {
  const names = [receiptId, ...(deal === null ? [] : [deal.reference]), ...[...prepaid, ...credits].map(({ reference }) => reference)];
  return isHeld(state, names) ? appError("DOC437") : standFault(stand, number);
}

/** What another receipt under way returns, or hands over of a prepayment, is not counted yet. */
function refundUnderWay(state: TillState, { receiptId, deal }: OriginalReceipt) {
  const same = unfinishedReceipts(state).find((receipt) => receipt.original?.receiptId === receiptId);
  return same ?? (deal?.kind === "prepayment" ? underWay(state, deal.reference) : undefined);
}

function dealOfRefund({ deal, receiptId }: OriginalReceipt): FactDeal | null {
  return deal === null || deal.openedBy !== undefined ? deal : { ...deal, openedBy: receiptId };
}

/** The credit that the receipt gave or paid. */
function creditOf({ deal, credits }: OriginalReceipt): string | undefined {
  return deal?.kind === "credit" ? deal.reference : credits[0]?.reference;
}

function returnable(original: OriginalReceipt, lines: readonly ReturnableLine[], state: TillState, context: DecideContext) {
  if (original.settlement === "advance") return advanceLeft(original, lines, state, context);
  return original.settlement === "credit-payment" ? paymentLeft(original, lines, context) : lines;
}

/** Of the payment of a credit comes back no more than is still paid: the rest went out when the goods came back. */
function paymentLeft(original: OriginalReceipt, lines: readonly ReturnableLine[], { dealOf }: DecideContext): readonly ReturnableLine[] {
  const left = lines.filter((line) => line.original.returnedQuantity < line.original.quantity);
  const paidKop = dealOf(original.deal?.reference ?? "")?.settledKop ?? kopecks(0);
  if (paidKop >= left.reduce((sum, line) => sum + line.original.sumKop, 0)) return left;
  const { sharesKop } = spreadDiscount(
    paidKop,
    left.map((line) => ({ weightKop: line.original.sumKop, capKop: line.original.sumKop })),
  );
  return left.flatMap((line, index) => {
    const sumKop = sharesKop[index] ?? kopecks(0);
    return sumKop === 0 ? [] : [{ ...line, original: { ...line.original, sumKop } }];
  });
}

/** Of an advance comes back what was not used, as one line. */
function advanceLeft(
  original: OriginalReceipt,
  lines: readonly ReturnableLine[],
  state: TillState,
  context: DecideContext,
): readonly ReturnableLine[] {
  const deal = original.deal === null ? null : context.dealOf(original.deal.reference);
  const [line] = lines;
  // A certificate that was sold again holds the money of its next owner.
  if (deal === null || line === undefined || deal.receiptId !== original.receiptId) return [];
  const moneyBack = original.cash.returnedKop + original.cards.reduce((sum, card) => sum + card.returnedKop, 0);
  const leftKop = kopecks(Math.min(leftOf(deal, state, context.settings), original.totalKop - moneyBack));
  if (leftKop <= 0) return [];
  return [{ ...line, original: { ...line.original, sumKop: leftKop, returnedQuantity: quantity(0) } }];
}
