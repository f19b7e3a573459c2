import { appError } from "../../config/errors/index.ts";
import { quantity } from "../../config/money.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import { openShiftFault } from "../shift/decide-shift.ts";
import { newMarking } from "./decide-positions.ts";

/**
 * Opens a refund (возврат прихода). By receipt: filled with everything still returnable; the cashier takes lines away.
 * Without receipt (a senior's consent): empty, goods are scanned at today's price.
 */
export function openRefund(state: TillState, command: CoreCommandOf<"openRefund">, context: DecideContext): Decision {
  const consent = authorise(state, context, command.original === null ? "refund-without-receipt" : "refund");
  if (!consent.ok) return consent;
  const fault = openShiftFault(state, MAIN_REGISTRAR, context.now);
  if (fault !== null) return refuse(fault);
  if (state.receipt !== null) return refuse(appError("RCP407", { number: state.receipt.number }));
  const sale = command.original?.receiptId;
  const underWay = sale === undefined ? undefined : unfinishedReceipts(state).find((receipt) => receipt.original?.receiptId === sale);
  if (underWay !== undefined) return refuse(appError("RCP453", { number: underWay.number }));
  const returnable = command.lines.filter((line) => line.original.returnedQuantity < line.original.quantity);
  if (command.original !== null && returnable.length === 0) return refuse(appError("RCP431", { number: command.original.number }));
  const opened: TillEvent = {
    type: "receiptOpened",
    receiptId: context.newId(),
    number: state.nextReceiptNumber,
    kind: "refund",
    original: command.original,
    approvedBy: consent.value.approvedBy,
  };
  // Lines keep the numbers they had in the sale, so that what was returned can be counted per line.
  const added = returnable.map((line): TillEvent => ({
    type: "positionAdded",
    position: {
      line: line.original.line,
      item: line.item,
      barcode: line.barcode,
      quantity: quantity(line.original.quantity - line.original.returnedQuantity),
      discount: null,
      marking: line.marking === null ? null : newMarking(line.marking, "refund"),
      voided: false,
      original: line.original,
    },
  }));
  return events(...consent.value.events, opened, ...added);
}
