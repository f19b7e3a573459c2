import type { TaxSystem } from "../../config/contract/vat.ts";
import { isPersonInn } from "../../config/inn.ts";
import { formatKop, sumKop } from "../../config/money.ts";
import { checkLine, describeDefect } from "./check-line.ts";
import type { LineRules } from "./check-line.ts";
import type { FiscalReceipt } from "./fiscal-document.ts";
import { placeOf } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { GOODS_CODE_BYTES, receiptTlv, REGISTRAR_BYTES } from "./receipt-tlv.ts";
import { structureDefects } from "./structure.ts";
import { MAX_DOCUMENT_BYTES } from "./tags.ts";
import { TAX_SYSTEM_INFO } from "./tax-system.ts";
import { encodeTlv } from "./tlv.ts";

export type { Finding } from "./finding.ts";

export interface ReceiptRules extends LineRules {
  /** Tag 1062 of the registration; not checked when absent. */
  readonly permittedTaxSystems?: readonly TaxSystem[];
}

const OWN_TAG = /^[A-Z0-9]{1,16}$/;
const PHONE = /^\+\d{10,15}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
/** A receipt may be rounded down to a whole rouble (order, tag 1020). */
const ROUBLE_KOP = 100;
/** Registrars take a document for fitting when its TLV fills at most this part of 32 KB: the envelope to the OFD needs the rest. */
const FILL_PERCENT = 80;
const MAX_RECEIPT_BYTES = Math.floor((MAX_DOCUMENT_BYTES * FILL_PERCENT) / 100);

/**
 * What the law (54-ФЗ), the order ЕД-7-20/662@ and the format would refuse, found before the first byte goes to a registrar.
 * Empty when the receipt may be registered. Non-fiscal footer lines are not checked: they print "?" for what CP866 lacks.
 */
export function checkReceipt(receipt: FiscalReceipt, rules: ReceiptRules): Finding[] {
  const sums = checkSums(receipt);
  const lines = receipt.lines.flatMap((line, index) => checkLine(line, index, receipt.kind, rules));
  const header = [...checkHeader(receipt, rules), ...sums];
  // Negative money and unknown values have no coding: sizes are looked at when the numbers are sound.
  const isCodable = [...sums, ...lines].every((finding) => !["FIS457", "FIS468", "FIS472"].includes(finding.code));
  return [...header, ...lines, ...(isCodable ? checkCoding(receipt, rules) : [])];
}

function checkHeader(receipt: FiscalReceipt, rules: ReceiptRules): Finding[] {
  const { finding, text } = placeOf(null);
  const { cashier, buyerContact, taxSystem, ownTag } = receipt;
  const found: Finding[] = [];
  if (receipt.lines.length === 0) found.push(finding("FIS461", 1059));
  if (!OWN_TAG.test(ownTag)) found.push(finding("FIS460", 1192, { ownTag }));
  found.push(...text(1021, cashier.name));
  if (cashier.inn !== undefined && !isPersonInn(cashier.inn)) found.push(finding("FIS466", 1203, { inn: cashier.inn }));
  if (buyerContact !== undefined) {
    const contact = text(1008, buyerContact);
    if (contact.length > 0) found.push(...contact);
    else if (!PHONE.test(buyerContact) && !EMAIL.test(buyerContact)) found.push(finding("FIS467", 1008, { contact: buyerContact }));
  }
  if (rules.permittedTaxSystems !== undefined && !rules.permittedTaxSystems.includes(taxSystem)) {
    found.push(finding("FIS463", 1055, { taxSystem: TAX_SYSTEM_INFO[taxSystem].name }));
  }
  return found;
}

function checkSums(receipt: FiscalReceipt): Finding[] {
  const { finding } = placeOf(null);
  const { payments, totalKop, cashGivenKop } = receipt;
  const money: readonly [number, number][] = [
    [1020, totalKop],
    [1031, payments.cashKop],
    [1081, payments.electronicKop],
    [1215, payments.prepaidKop],
    [1216, payments.creditKop],
    [1217, payments.counterKop],
  ];
  const negative = money.filter(([, kop]) => kop < 0).map(([tag]) => finding("FIS457", tag));
  if (negative.length > 0) return negative;

  const found: Finding[] = [];
  const lines = sumKop(receipt.lines.map((line) => line.sumKop));
  const roundedOff = lines - totalKop;
  const isRounding = roundedOff > 0 && roundedOff < ROUBLE_KOP && totalKop % ROUBLE_KOP === 0;
  if (roundedOff !== 0 && !isRounding) found.push(finding("FIS455", 1020, { total: formatKop(totalKop), sum: formatKop(lines) }));
  const paid = sumKop([payments.cashKop, payments.electronicKop, payments.prepaidKop, payments.creditKop, payments.counterKop]);
  if (paid !== totalKop) found.push(finding("FIS456", 1020, { total: formatKop(totalKop), paid: formatKop(paid) }));
  if (cashGivenKop < payments.cashKop) {
    found.push(finding("FIS465", 1031, { given: formatKop(cashGivenKop), cash: formatKop(payments.cashKop) }));
  }
  return found;
}

function checkCoding(receipt: FiscalReceipt, rules: ReceiptRules): Finding[] {
  const place = placeOf(null);
  const items = receiptTlv(receipt, rules.ffd);
  // Positions, the own tag and the INN have checks of their own that say more.
  const document = receipt.correction === undefined ? "receipt" : "correction";
  const header = items.filter(({ tag }) => tag !== 1059);
  const defects = structureDefects(header, document, rules.ffd).filter(({ tag }) => tag !== 1059 && tag !== 1192 && tag !== 1203);
  const found = defects.map((defect) => describeDefect(defect, rules.ffd, place));
  const marked = receipt.lines.filter((line) => line.marking !== undefined).length;
  const bytes = encodeTlv(items).length + marked * GOODS_CODE_BYTES + REGISTRAR_BYTES;
  return bytes > MAX_RECEIPT_BYTES ? [...found, place.finding("FIS462", 1059, { bytes, max: MAX_RECEIPT_BYTES })] : found;
}
