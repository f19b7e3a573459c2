import { isLocalDate } from "../../config/local-date.ts";
import { isPersonInn } from "../../config/inn.ts";
import { formatKop, sumKop } from "../../config/money.ts";
import { checkBuyer } from "./check-buyer.ts";
import { checkCorrection } from "./check-correction.ts";
import { checkIndustry, checkLine, checkUnwrittenLine, describeDefects } from "./check-line.ts";
import type { ReceiptRules } from "./check-rules.ts";
import { checkWhole } from "./check-whole.ts";
import { isEmail, isPhone } from "./contact.ts";
import { hasWrittenLines } from "./correction.ts";
import type { FiscalReceipt } from "./fiscal-document.ts";
import { placeOf } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { GOODS_CODE_BYTES, receiptTlv, REGISTRAR_BYTES } from "./receipt-tlv.ts";
import { structureDefects } from "./structure.ts";
import { MAX_DOCUMENT_BYTES } from "./tags.ts";
import { TAX_SYSTEM_INFO } from "./tax-system.ts";
import { encodeTlv } from "./tlv.ts";

export type { ReceiptRules } from "./check-rules.ts";
export type { Finding } from "./finding.ts";

const OWN_TAG = /^[A-Z0-9]{1,16}$/;
/** A receipt may be rounded down to a whole rouble (order, tag 1020). */
const ROUBLE_KOP = 100;
/** Registrars take a document for fitting when its TLV fills at most this part of 32 KB: the envelope to the OFD needs the rest. */
const FILL_PERCENT = 80;
const MAX_RECEIPT_BYTES = Math.floor((MAX_DOCUMENT_BYTES * FILL_PERCENT) / 100);
/** Findings after which the numbers have no coding. */
const UNCODABLE: ReadonlySet<string> = new Set(["FIS457", "FIS468", "FIS472"]);
/** Tags of the header whose form has findings of its own that say more than a wrong length would. */
const CHECKED_BY_FORM: ReadonlySet<number> = new Set([1192, 1203, 1228, 1243, 1244, 1245, 1262, 1263]);
/** Tags whose absence is told by another finding. */
const MISSED_ELSEWHERE: ReadonlySet<number> = new Set([1059]);

/**
 * What the law (54-ФЗ), the order ЕД-7-20/662@ and the format would refuse, found before the first byte goes to a registrar; all
 * of it at once. Empty when the receipt may be registered. Non-fiscal footer lines are not checked: they print "?" for what
 * CP866 lacks.
 */
export function checkReceipt(receipt: FiscalReceipt, rules: ReceiptRules): Finding[] {
  const sums = checkSums(receipt, rules.mayRound ?? true);
  const lines = checkLines(receipt, rules);
  const header = [...checkHeader(receipt, rules), ...sums, ...checkWhole(receipt, rules.ffd)];
  const isCodable = [...sums, ...lines].every(({ code }) => !UNCODABLE.has(code));
  return [...header, ...lines, ...(isCodable ? checkCoding(receipt, rules) : [])];
}

function checkLines(receipt: FiscalReceipt, rules: ReceiptRules): Finding[] {
  const { kind, correction, lines } = receipt;
  // The rate of a correction is that of the day it corrects.
  const date = correction !== undefined && isLocalDate(correction.correctedOn) ? correction.correctedOn : rules.date;
  const mayRepeatReturn = correction?.correctedFiscalSign !== undefined;
  if (!hasWrittenLines(receipt, rules.ffd)) return lines.flatMap((line, index) => checkUnwrittenLine(line, index, kind, date));
  const found = lines.flatMap((line, index) => checkLine(line, index, kind, { ...rules, date, mayRepeatReturn }));
  return [...found, ...repeatedCodes(receipt)];
}

function repeatedCodes({ lines }: FiscalReceipt): Finding[] {
  const first = new Map<string, number>();
  return lines.flatMap(({ marking }, index) => {
    if (marking === undefined || marking.codeBase64 === "") return [];
    const earlier = first.get(marking.codeBase64);
    if (earlier !== undefined) return [placeOf(index).finding("FIS494", 2000, { other: earlier + 1 })];
    first.set(marking.codeBase64, index);
    return [];
  });
}

function checkHeader(receipt: FiscalReceipt, rules: ReceiptRules): Finding[] {
  const place = placeOf(null);
  const { finding, text } = place;
  const { cashier, taxSystem, ownTag, senderEmail, userAttribute, buyer, industry, correction } = receipt;
  const found: Finding[] = [];
  if (receipt.lines.length === 0) found.push(finding("FIS461", 1059));
  if (!OWN_TAG.test(ownTag)) found.push(finding("FIS460", 1192, { ownTag }));
  found.push(...text(1021, cashier.name));
  if (cashier.inn !== undefined && !isPersonInn(cashier.inn)) found.push(finding("FIS466", 1203, { inn: cashier.inn }));
  found.push(...checkContact(receipt));
  if (senderEmail !== undefined && !isEmail(senderEmail)) found.push(finding("FIS483", 1117, { value: senderEmail }));
  if (rules.permittedTaxSystems !== undefined && !rules.permittedTaxSystems.includes(taxSystem)) {
    found.push(finding("FIS463", 1055, { taxSystem: TAX_SYSTEM_INFO[taxSystem].name }));
  }
  if (userAttribute !== undefined) found.push(...text(1085, userAttribute.name), ...text(1086, userAttribute.value));
  if (industry !== undefined) found.push(...checkIndustry(industry, place));
  if (buyer !== undefined) found.push(...checkBuyer(buyer, rules.ffd, rules.date, place));
  if (correction !== undefined) found.push(...checkCorrection(receipt, correction, rules.ffd, rules.date, place));
  return found;
}

function checkContact({ buyerContact, paper }: FiscalReceipt): Finding[] {
  const { finding, text } = placeOf(null);
  if (buyerContact === undefined) return paper === "none" ? [finding("FIS495", 1008)] : [];
  const unwritable = text(1008, buyerContact);
  if (unwritable.length > 0) return unwritable;
  return isPhone(buyerContact) || isEmail(buyerContact) ? [] : [finding("FIS467", 1008, { contact: buyerContact })];
}

function checkSums(receipt: FiscalReceipt, mayRound: boolean): Finding[] {
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
  const isRounding = mayRound && roundedOff > 0 && roundedOff < ROUBLE_KOP && totalKop % ROUBLE_KOP === 0;
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
  const document = receipt.correction === undefined ? "receipt" : "correction";
  const ofHeader = items.filter(({ tag }) => tag !== 1059);
  const defects = structureDefects(ofHeader, document, rules.ffd).filter(
    ({ kind, tag }) => !(kind === "length" ? CHECKED_BY_FORM : MISSED_ELSEWHERE).has(tag),
  );
  const found = describeDefects(defects, rules.ffd, place);
  const marked = receipt.lines.filter((line) => line.marking !== undefined).length;
  const bytes = encodeTlv(items).length + marked * GOODS_CODE_BYTES + REGISTRAR_BYTES;
  return bytes > MAX_RECEIPT_BYTES ? [...found, place.finding("FIS462", 1059, { bytes, max: MAX_RECEIPT_BYTES })] : found;
}
