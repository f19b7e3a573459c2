import type { Operation } from "../fiscal-drive/index.ts";
import type { ShtrihKkt } from "./shtrih-kkt.ts";

/** Low nibble of the mode byte (режим). */
export const MODE = { dump: 1, shiftOpen: 2, shiftExpired: 3, shiftClosed: 4, dateConfirm: 6, documentOpen: 8, testRun: 10 } as const;

/** Order of the four settlement signs on the wire: sale, buy, sale return, buy return. */
export const WIRE_OPERATIONS: readonly Operation[] = [1, 3, 2, 4];

/** High nibble of mode 8 by settlement sign: 08 sale, 18 buy, 28 sale return, 38 buy return. */
function openDocumentMode(operation: Operation): number {
  return MODE.documentOpen | (WIRE_OPERATIONS.indexOf(operation) << 4);
}

export function modeOf(kkt: ShtrihKkt): number {
  if (kkt.volatile.dump !== null) return MODE.dump;
  if (kkt.state.receipt !== null) return openDocumentMode(kkt.state.receipt.operation);
  if (kkt.state.dateToConfirm !== null) return MODE.dateConfirm;
  if (kkt.state.testRun) return MODE.testRun;
  if (!kkt.drive.state.shift.open) return MODE.shiftClosed;
  return kkt.drive.shiftExpired(kkt.now()) ? MODE.shiftExpired : MODE.shiftOpen;
}
