import { kopecks } from "../../../config/money.ts";
import { tlvString, type TlvItem } from "../../document/tlv.ts";
import { TAG, type ClosedDocument } from "../fiscal-drive/index.ts";
import type { DrawerFacts, FiscalStamp, QueuePrint } from "../paper/index.ts";
import { tlvOfHex } from "./open-receipt.ts";
import type { ShtrihKkt } from "./shtrih-kkt.ts";

const MAX_CASHIER_BYTES = 64;

/** Tags of FF0C for the document at hand; the cashier of table 2 when the host named none. */
export function documentTags(kkt: ShtrihKkt): TlvItem[] {
  const tags = tlvOfHex(kkt.state.headerTagsHex);
  if (tags.some(({ tag }) => tag === TAG.cashier)) return tags;
  const name = kkt.operatorName().slice(0, MAX_CASHIER_BYTES);
  return name === "" ? tags : [...tags, { tag: TAG.cashier, value: tlvString(name) }];
}

/** Zero = the only registered tax system. */
export function onlyTaxSystem(kkt: ShtrihKkt, given: number): number {
  const { taxSystems } = kkt.drive.state.registration;
  const onlyOne = (taxSystems & (taxSystems - 1)) === 0;
  return given === 0 && onlyOne ? taxSystems : given;
}

/** Name of the cashier as printed. */
export function cashierName(tags: readonly TlvItem[], decode: (bytes: Uint8Array) => string): string {
  const value = tags.find(({ tag }) => tag === TAG.cashier)?.value;
  return value === undefined ? "" : decode(value);
}

export function stampOf(
  kkt: ShtrihKkt,
  document: Pick<ClosedDocument, "fdNumber" | "fiscalSign" | "at" | "shiftNumber">,
  cashier: string,
): FiscalStamp {
  const { registration, serial } = kkt.drive.state;
  return { registration, fnSerial: serial, cashier, ...document };
}

export function drawerFacts(kkt: ShtrihKkt): DrawerFacts {
  const { state } = kkt;
  return {
    cashInDrawerKop: kopecks(state.drawerKop),
    cashInKop: kopecks(state.cashIn.sumKop),
    cashInCount: state.cashIn.count,
    cashOutKop: kopecks(state.cashOut.sumKop),
    cashOutCount: state.cashOut.count,
  };
}

export function queuePrint(kkt: ShtrihKkt): QueuePrint {
  const queue = kkt.drive.queue();
  return { unsentCount: queue.unsentCount, firstUnsentFd: queue.firstUnsent?.fdNumber ?? null };
}
