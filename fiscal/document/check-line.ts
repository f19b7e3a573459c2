import type { LocalDate } from "../../config/local-date.ts";
import { formatKop, formatQuantity, QUANTITY_ONE } from "../../config/money.ts";
import type { FiscalLine, FiscalMarking, IndustryAttribute, ReceiptKind } from "./fiscal-document.ts";
import { placeOf } from "./finding.ts";
import type { Finding, Place } from "./finding.ts";
import { measureByCode, PIECE } from "./measure.ts";
import { GOODS_CODE_BYTES, lineTlv } from "./receipt-tlv.ts";
import {
  isMarkingSubject,
  isPermittedPair,
  isPrepayment,
  isReturn,
  needsMarkingCode,
  SETTLEMENT_METHODS,
  SETTLEMENT_SUBJECTS,
} from "./settlement.ts";
import { structureDefects } from "./structure.ts";
import type { StructureDefect } from "./structure.ts";
import { tagInfo } from "./tags.ts";
import type { Ffd } from "./tags.ts";
import { encodeTlv } from "./tlv.ts";
import { isVatRateValid, VAT_RATE_INFO } from "./vat.ts";

export interface LineRules {
  readonly ffd: Ffd;
  /** Day of the document at the till. */
  readonly date: LocalDate;
}

/** Everything that can be said about one position alone; usable as soon as a line is added. `index` counts from 0. */
export function checkLine(line: FiscalLine, index: number, kind: ReceiptKind, rules: LineRules): Finding[] {
  const place = placeOf(index);
  const values = checkValues(line, place);
  const findings = [
    ...place.text(1030, line.name),
    ...values,
    ...checkPair(line, rules.ffd, place),
    ...checkVat(line, kind, rules.date, place),
    ...checkMarking(line, kind, rules.ffd, place),
    ...(line.industry === undefined ? [] : checkIndustry(line.industry, place)),
  ];
  // Negative or unknown numbers have no coding; they are named already.
  return values.length > 0 ? findings : [...findings, ...checkCoding(line, rules.ffd, place)];
}

function checkValues(line: FiscalLine, { finding }: Place): Finding[] {
  const found: Finding[] = [];
  if (line.quantity <= 0) found.push(finding("FIS468", 1023));
  if (line.priceKop < 0) found.push(finding("FIS457", 1079));
  if (line.sumKop < 0) found.push(finding("FIS457", 1043));
  if (!(line.method in SETTLEMENT_METHODS)) found.push(finding("FIS472", 1214, { value: line.method }));
  if (!SETTLEMENT_SUBJECTS.has(line.subject)) found.push(finding("FIS472", 1212, { value: line.subject }));
  if (measureByCode(line.measure) === undefined) found.push(finding("FIS472", 2108, { value: line.measure }));
  if (found.length === 0 && !isProduct(line)) {
    const details = { sum: formatKop(line.sumKop), price: formatKop(line.priceKop), quantity: formatQuantity(line.quantity) };
    found.push(finding("FIS454", 1043, details));
  }
  return found;
}

/** |1079 × 1023 − 1043| ≤ half a kopeck: exact, whichever way a device rounds the half. */
function isProduct({ priceKop, quantity, sumKop }: FiscalLine): boolean {
  const twiceOff = 2n * (BigInt(priceKop) * BigInt(quantity) - BigInt(sumKop) * BigInt(QUANTITY_ONE));
  return twiceOff <= BigInt(QUANTITY_ONE) && twiceOff >= -BigInt(QUANTITY_ONE);
}

function checkPair(line: FiscalLine, ffd: Ffd, { finding }: Place): Finding[] {
  const subject = SETTLEMENT_SUBJECTS.get(line.subject);
  if (subject === undefined || !(line.method in SETTLEMENT_METHODS)) return [];
  if (ffd !== "1.2" && isMarkingSubject(line.subject)) return [finding("FIS476", 1212, { subject, subjectCode: line.subject, ffd })];
  if (isPermittedPair(line.method, line.subject)) return [];
  const method = SETTLEMENT_METHODS[line.method];
  return [finding("FIS458", 1214, { method, methodCode: line.method, subject, subjectCode: line.subject })];
}

function checkVat(line: FiscalLine, kind: ReceiptKind, date: LocalDate, { finding }: Place): Finding[] {
  const info = VAT_RATE_INFO[line.vat];
  const found: Finding[] = [];
  const continuesOlderDeal = isReturn(kind) || line.method === 7;
  if (!isVatRateValid(line.vat, date, continuesOlderDeal)) found.push(finding("FIS459", 1199, { rate: info.name, date }));
  if (isPrepayment(line.method) && info.percent > 0 && !info.calculated) found.push(finding("FIS464", 1199, { rate: info.name }));
  return found;
}

function checkMarking(line: FiscalLine, kind: ReceiptKind, ffd: Ffd, place: Place): Finding[] {
  const { marking, subject } = line;
  const isCodeExpected = needsMarkingCode(subject);
  // Before ФФД 1.2 there were no kinds for marked goods: a code may stand beside any of them.
  if (isCodeExpected !== (marking !== undefined) && (ffd === "1.2" || isCodeExpected)) return [place.finding("FIS469", 1212, { subject })];
  return marking === undefined ? [] : checkCode(line, marking, kind, place);
}

function checkCode(line: FiscalLine, marking: FiscalMarking, kind: ReceiptKind, { finding }: Place): Finding[] {
  const found: Finding[] = [];
  const bytes = Buffer.from(marking.codeBase64, "base64").length;
  const maxBytes = tagInfo(2000)?.maxBytes ?? 0;
  if (bytes === 0) found.push(finding("FIS471", 2000));
  if (bytes > maxBytes) found.push(finding("FIS452", 2000, { bytes, max: maxBytes }));
  if (line.measure === PIECE && line.quantity !== QUANTITY_ONE) found.push(finding("FIS470", 1023));
  const isForSale = marking.plannedStatus === 1 || marking.plannedStatus === 2;
  if (isForSale !== (kind === "sale" || kind === "purchase-refund"))
    found.push(finding("FIS477", 2003, { status: marking.plannedStatus, kind }));
  return found;
}

function checkIndustry(industry: IndustryAttribute, place: Place): Finding[] {
  const bad = (tag: number, value: string): Finding => place.finding("FIS474", tag, { value });
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(industry.date) ?? [];
  const iso = `${year}-${month}-${day}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  const isDate = !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
  return [
    ...(/^\d{3}$/.test(industry.foivId) ? [] : [bad(1262, industry.foivId)]),
    ...(isDate ? [] : [bad(1263, industry.date)]),
    ...place.text(1264, industry.number),
    ...place.text(1265, industry.value),
  ];
}

function checkCoding(line: FiscalLine, ffd: Ffd, place: Place): Finding[] {
  const items = lineTlv(line, ffd);
  // A malformed id or date of the attribute is named by its form already.
  const defects = structureDefects(items, 1059, ffd).filter(({ tag }) => tag !== 1262 && tag !== 1263);
  const found = defects.map((defect) => describeDefect(defect, ffd, place));
  const bytes = encodeTlv(items).length + (line.marking === undefined ? 0 : GOODS_CODE_BYTES);
  const maxBytes = tagInfo(1059)?.maxBytes ?? 0;
  return bytes > maxBytes ? [...found, place.finding("FIS473", 1059, { bytes, max: maxBytes })] : found;
}

export function describeDefect({ kind, tag, bytes, maxBytes }: StructureDefect, ffd: Ffd, { finding }: Place): Finding {
  if (kind === "missing") return finding("FIS471", tag);
  return kind === "length" ? finding("FIS452", tag, { bytes, max: maxBytes }) : finding("FIS475", tag, { ffd });
}
