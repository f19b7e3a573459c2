import { kopecks, mulDivRound, quantity, QUANTITY_ONE, type Kopecks } from "../../../config/money.ts";
import { decodeTlv, findTag, type TlvItem } from "../../document/tlv.ts";
import { TAG, vatOf, type DriveItem, type DrivePayments, type VatCode, type VatSums } from "../fiscal-drive/index.ts";
import type { OpenItem, OpenReceipt } from "./state.ts";

/** FF45 payment kinds: 1 cash, 2–13 electronic, 14 prepayment, 15 credit, 16 counter-provision. */
const FIRST_ELECTRONIC = 1;
const AFTER_ELECTRONIC = 13;
const PREPAID = 13;
const CREDIT = 14;
const COUNTER = 15;

export function tlvOfHex(hex: string): TlvItem[] {
  const items = decodeTlv(Buffer.from(hex, "hex"));
  return items.ok ? items.value : [];
}

export function receiptTotal(receipt: OpenReceipt): number {
  return receipt.items.reduce((sum, item) => sum + item.sumKop, 0);
}

/** price × quantity, and the sum that the host may name: at most one kopeck aside. Null = refused. */
export function itemSum(priceKop: number, millionths: number, given: number | null): number | null {
  const exact = mulDivRound(priceKop, millionths, QUANTITY_ONE);
  if (given === null) return exact;
  return Math.abs(given - exact) <= 1 ? given : null;
}

export function driveItem(item: OpenItem): DriveItem {
  const tags = tlvOfHex(item.tagsHex);
  const measure = findTag(tags, TAG.measure)?.value[0] ?? 0;
  return {
    name: item.name,
    priceKop: kopecks(item.priceKop),
    quantity: quantity(item.quantity),
    sumKop: kopecks(item.sumKop),
    vatCode: item.vatCode,
    vatKop: kopecks(item.vatKop),
    method: item.method,
    subject: item.subject,
    measure,
    tags: tags.filter(({ tag }) => tag !== TAG.measure),
    marking: item.marking && {
      code: new Uint8Array(Buffer.from(item.marking.codeHex, "hex")),
      plannedStatus: item.marking.plannedStatus,
      kind: item.marking.kind,
      result: item.marking.result,
    },
  };
}

export function deviceVat(sumKop: number, vatCode: VatCode | null): number {
  return vatCode === null ? 0 : vatOf(kopecks(sumKop), vatCode);
}

/** The sixteen payments folded into the five of the document; cash without the change. */
export function drivePayments(payments: readonly number[], changeKop: number): DrivePayments {
  const electronic = payments.slice(FIRST_ELECTRONIC, AFTER_ELECTRONIC).reduce((sum, value) => sum + value, 0);
  return {
    cashKop: kopecks((payments[0] ?? 0) - changeKop),
    electronicKop: kopecks(electronic),
    prepaidKop: kopecks(payments[PREPAID] ?? 0),
    creditKop: kopecks(payments[CREDIT] ?? 0),
    counterKop: kopecks(payments[COUNTER] ?? 0),
  };
}

/** VAT fields of FF45 by their place in the request; the four newer ones only in the 202-byte form. */
const FF45_TAX_CODES: readonly VatCode[] = [1, 2, 5, 6, 3, 4, 7, 8, 9, 10];

/**
 * Tax mode 1: the host's sums count, also those that are zero while the receipt has the rate. Rates that FF45 has no
 * place for (22 %, and the newer ones in the short form) come from the items.
 */
export function hostVat(fields: readonly number[], ofItems: VatSums): VatSums {
  const vat: VatSums = { ...ofItems };
  fields.forEach((value, i) => {
    const code = FF45_TAX_CODES[i];
    if (code === undefined) return;
    if (value > 0 || ofItems[code] !== undefined) vat[code] = kopecks(value);
  });
  return vat;
}

/** "20 % is 22 %" of table 17 field 71. */
export function replacedVat(code: VatCode | null, replace20by22: boolean): VatCode | null {
  if (!replace20by22) return code;
  return code === 1 ? 11 : code === 3 ? 12 : code;
}

export function change(payments: readonly number[], totalKop: number): Kopecks {
  const paid = payments.reduce((sum, value) => sum + value, 0);
  return kopecks(Math.max(0, paid - totalKop));
}
