import type { ReadMarking } from "../core/command.ts";
import type { TillSettings } from "../core/settings.ts";
import type { PositionMarking, Receipt } from "./receipt.ts";

/**
 * A code that was just read. Sold ones are always checked; returned ones where there is a service to ask, which may doubt them but
 * whose silence never keeps the money. Other documents take codes as they are.
 */
export function newMarking(read: ReadMarking, kind: Receipt["kind"], settings: TillSettings, isOwnSale = false): PositionMarking {
  const isReturn = kind === "refund";
  return {
    codeBase64: read.codeBase64,
    cis: read.cis,
    gtin: read.gtin,
    state: kind === "sale" || (isReturn && settings.checksReturnedCodes === true) ? "checking" : "allowed",
    reason: null,
    details: {},
    industry: null,
    approvedBy: null,
    ...(isReturn ? { soldHere: isOwnSale || read.soldInReceipt !== null } : {}),
    ...(read.repaired === undefined ? {} : { repaired: read.repaired }),
  };
}
