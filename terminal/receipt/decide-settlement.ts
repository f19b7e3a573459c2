import { appError } from "../../config/errors/index.ts";
import type { VatRate } from "../../config/contract/vat.ts";
import { isInn } from "../../config/inn.ts";
import { localDate, type LocalDate } from "../../config/local-date.ts";
import { generalVatRate, isVatRateValid } from "../../fiscal/document/vat.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { takenFault, underWay } from "../deals/deal-left.ts";
import { dealReference } from "../deals/deal.ts";
import { isMoneyOnly } from "./line-terms.ts";
import { openingFault } from "./opening-fault.ts";
import { isHeld, standFault } from "./own-correction.ts";
import { livePositions } from "./receipt-totals.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { dealFault } from "./sellers.ts";
import { openSale, returnedPositions } from "./open-receipt.ts";

/** Chosen before payment: goods handed over now, or paid for (in full or in part) and handed over later. Opens a sale when none is open. */
export function setSettlement(state: TillState, command: CoreCommandOf<"setSettlement">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const { receipt } = state;
  const { settlement } = command;
  if (settlement === "part-prepayment" && command.amountKop === null) return refuse(appError("DOC411"));
  if (receipt === null) {
    const fault = openingFault(state, context);
    if (fault !== null) return refuse(fault);
  } else {
    if (receipt.phase !== "open") return refuse(appError("RCP402"));
    const isPlainSale = receipt.kind === "sale" && receipt.original === null && !isMoneyOnly(receipt.settlement);
    const isHandOver = receipt.deal !== null && receipt.settlement === "full";
    if (!isPlainSale || isHandOver) return refuse(appError("DOC410"));
    const foreign = settlement === "full" ? null : dealFault(receipt, context.settings);
    if (foreign !== null) return refuse(foreign);
    // A piece that is prepaid has no code yet, one that is handed over needs its code: such lines are added anew.
    if (
      livePositions(receipt).some(({ item }) => item.markingGroup !== null) &&
      (settlement === "full") !== (receipt.settlement === "full")
    )
      return refuse(appError("DOC427"));
  }
  const number = receipt?.number ?? state.nextReceiptNumber;
  const reference = dealReference(context.settings.tillId, number);
  const taken = settlement === "full" ? null : takenFault(reference, context);
  if (taken !== null) return refuse(taken);
  return events(...consent.value.events, ...(receipt === null ? [openSale(state, context)] : []), {
    type: "settlementSet",
    settlement,
    deal: settlement === "full" ? null : { reference, kind: "prepayment" },
    prepayKop: settlement === "part-prepayment" ? command.amountKop : null,
  });
}

/** Hand-over (выдача) of goods that were prepaid, at the prices agreed then. */
export function openHandOver(state: TillState, command: CoreCommandOf<"openHandOver">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const fault = openingFault(state, context);
  if (fault !== null) return refuse(fault);
  const deal = context.dealOf(command.reference);
  if (deal === null) return refuse(appError("DOC402", { reference: command.reference }));
  const { reference, kind, receiptId } = deal;
  if (kind !== "prepayment") return refuse(appError("DOC404", { reference }));
  const other = underWay(state, reference);
  if (other !== undefined) return refuse(appError("DOC408", { reference, number: other.number }));
  if (isHeld(state, [reference, receiptId])) return refuse(appError("DOC437"));
  const corrected = command.openedBy === null ? null : standFault(command.openedBy.stand, command.openedBy.number);
  if (corrected !== null) return refuse(corrected);
  const date = localDate(context.now, context.settings.utcOffsetMinutes);
  const lines = command.lines.map((line) => ({ ...line, item: { ...line.item, vat: rateOfDay(line.item.vat, date) } }));
  const positions = returnedPositions(lines, "sale", MAIN_REGISTRAR, context.settings);
  if (positions.length === 0) return refuse(appError("DOC418", { reference }));
  const opened: TillEvent = {
    type: "receiptOpened",
    receiptId: context.newId(),
    number: state.nextReceiptNumber,
    kind: "sale",
    settlement: "full",
    deal: { reference, kind, openedBy: receiptId },
    original: null,
    approvedBy: null,
  };
  return events(...consent.value.events, opened, ...positions);
}

/** Goods that were prepaid under a rate which has ended since are handed over under the one that took its place. */
function rateOfDay(rate: VatRate, date: LocalDate): VatRate {
  return isVatRateValid(rate, date, false) ? rate : (generalVatRate(date) ?? rate);
}

export function openPurchase(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "purchase");
  if (!consent.ok) return consent;
  const fault = openingFault(state, context);
  if (fault !== null) return refuse(fault);
  return events(...consent.value.events, {
    type: "receiptOpened",
    receiptId: context.newId(),
    number: state.nextReceiptNumber,
    kind: "purchase",
    original: null,
    approvedBy: consent.value.approvedBy,
  });
}

export function setBuyer(state: TillState, { buyer }: CoreCommandOf<"setBuyer">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  if (state.receipt === null) return refuse(appError("RCP401"));
  if (state.receipt.phase !== "open") return refuse(appError("RCP402"));
  if (buyer?.inn !== undefined && !isInn(buyer.inn)) return refuse(appError("DOC419", { inn: buyer.inn }));
  return events(...consent.value.events, { type: "buyerSet", buyer });
}

/** Without paper only when the receipt goes to the buyer's phone or e-mail. */
export function setPaper(state: TillState, { paper }: CoreCommandOf<"setPaper">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  if (state.receipt === null) return refuse(appError("RCP401"));
  if (state.receipt.phase !== "open") return refuse(appError("RCP402"));
  if (paper === "none" && state.receipt.buyerContact === null) return refuse(appError("DOC420"));
  return events(...consent.value.events, { type: "paperSet", paper });
}
