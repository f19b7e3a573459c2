import { quantity } from "../../config/money.ts";
import type { ReturnableLine } from "../core/command.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { newMarking } from "./new-marking.ts";
import { stampField } from "./stamped-goods.ts";
import type { Receipt } from "./receipt.ts";

export function openSale(state: TillState, context: DecideContext): TillEvent {
  const { nextReceiptNumber: number } = state;
  return { type: "receiptOpened", receiptId: context.newId(), number, kind: "sale", original: null, approvedBy: null };
}

/** What is left of an earlier receipt's lines. They keep the numbers they had there, so that what came back can be counted per line. */
export function returnedPositions(
  lines: readonly ReturnableLine[],
  kind: Receipt["kind"],
  sellerId: string,
  settings: TillSettings,
): readonly TillEvent[] {
  const isScanned = kind === "refund" && settings.refundMarkedByScan;
  return lines
    .filter(({ original }) => original.returnedQuantity < original.quantity)
    .map(({ item, barcode, original, marking, stamp, part, keg }): TillEvent => ({
      type: "positionAdded",
      position: {
        line: original.line,
        item,
        barcode,
        quantity: quantity(original.quantity - original.returnedQuantity),
        discount: null,
        marking: marking === null ? null : newMarking(marking, kind, settings, true),
        ...stampField(stamp),
        voided: false,
        sellerId,
        ...(part === undefined ? {} : { part }),
        ...(keg === undefined ? {} : { keg }),
        // A portion has no code of its own that could be scanned.
        ...(isScanned && marking !== null && keg === undefined ? { toScan: true as const } : {}),
        original,
      },
    }));
}
