import type { LocalDate } from "../../config/local-date.ts";
import { localDateOf } from "../../config/local-date.ts";
import { formatKop, formatQuantity, QUANTITY_ONE } from "../../config/money.ts";
import { checkAgent } from "./check-agent.ts";
import { isCountryCode } from "./check-buyer.ts";
import { checkMarking } from "./check-marking.ts";
import type { LineRules } from "./check-rules.ts";
import type { FiscalLine, IndustryAttribute, ReceiptKind } from "./fiscal-document.ts";
import { placeOf } from "./finding.ts";
import type { Finding, Place } from "./finding.ts";
import { measureByCode } from "./measure.ts";
import { GOODS_CODE_BYTES, lineTlv } from "./receipt-tlv.ts";
import {
  isExciseSubject,
  isMarkingSubject,
  isPermittedPair,
  isPrepayment,
  isReturn,
  SETTLEMENT_METHODS,
  SETTLEMENT_SUBJECTS,
  takesCalculatedRate,
} from "./settlement.ts";
import { structureDefects } from "./structure.ts";
import type { StructureDefect } from "./structure.ts";
import { tagInfo } from "./tags.ts";
import type { Ffd } from "./tags.ts";
import { encodeTlv } from "./tlv.ts";
import { isVatRateValid, VAT_RATE_INFO } from "./vat.ts";

/** Tags whose form has findings of its own that say more than a wrong length would. */
const CHECKED_BY_FORM: ReadonlySet<number> = new Set([1226, 1016, 1230, 1262, 1263]);

/** Everything that can be said about one position alone; usable as soon as a line is added. `index` counts from 0. */
export function checkLine(line: FiscalLine, index: number, kind: ReceiptKind, rules: LineRules): Finding[] {
  const place = placeOf(index);
  const values = checkValues(line, place);
  const findings = [
    ...place.text(1030, line.name),
    ...values,
    ...checkPair(line, rules.ffd, place),
    ...checkVat(line, kind, rules, place),
    ...checkMarking(line, kind, rules, place),
    ...checkGoods(line, rules, place),
    ...(line.agent === undefined ? [] : checkAgent(line.agent, rules.permittedAgents, place)),
    ...(line.industry === undefined ? [] : checkIndustry(line.industry, place)),
  ];
  // Negative or unknown numbers have no coding; they are named already.
  return values.length > 0 ? findings : [...findings, ...checkCoding(line, rules.ffd, place)];
}

/** What matters of a line that is not written as 1059 (correction of ФФД 1.05): its sum and its VAT. */
export function checkUnwrittenLine(line: FiscalLine, index: number, kind: ReceiptKind, date: LocalDate): Finding[] {
  const place = placeOf(index);
  return [...checkValues(line, place), ...checkVat(line, kind, { date }, place)];
}

function checkValues(line: FiscalLine, { finding }: Place): Finding[] {
  const found: Finding[] = [];
  if (line.quantity <= 0) found.push(finding("FIS468", 1023));
  if (line.priceKop < 0) found.push(finding("FIS457", 1079));
  if (line.sumKop < 0) found.push(finding("FIS457", 1043));
  if (line.exciseKop !== undefined && line.exciseKop < 0) found.push(finding("FIS457", 1229));
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

function checkVat(
  line: FiscalLine,
  kind: ReceiptKind,
  { date, mayRepeatReturn = false }: Pick<LineRules, "date" | "mayRepeatReturn">,
  { finding }: Place,
): Finding[] {
  const info = VAT_RATE_INFO[line.vat];
  const found: Finding[] = [];
  const isOfReturn = isReturn(kind) || mayRepeatReturn;
  const continuesOlderDeal = isOfReturn || line.method === 7;
  if (!isVatRateValid(line.vat, date, continuesOlderDeal)) found.push(finding("FIS459", 1199, { rate: info.name, date }));
  // The return of a credit's payment repeats the rate that other programs put there.
  const isCalculated = isOfReturn ? isPrepayment(line.method) : takesCalculatedRate(line.method);
  if (isCalculated && info.percent > 0 && !info.calculated) found.push(finding("FIS464", 1199, { rate: info.name }));
  return found;
}

/** Extra attribute, excise, country, customs declaration, and what the registration must permit. */
function checkGoods(line: FiscalLine, rules: LineRules, { finding, text }: Place): Finding[] {
  const { extra, exciseKop, countryCode, customsDeclaration, subject } = line;
  const found: Finding[] = [];
  if (extra !== undefined) found.push(...text(1191, extra));
  if (exciseKop !== undefined && !isExciseSubject(subject))
    found.push(finding("FIS489", 1229, { subject: SETTLEMENT_SUBJECTS.get(subject) ?? subject }));
  if (exciseKop !== undefined && exciseKop > line.sumKop)
    found.push(finding("FIS490", 1229, { excise: formatKop(exciseKop), sum: formatKop(line.sumKop) }));
  if (countryCode !== undefined && !isCountryCode(countryCode)) found.push(finding("FIS483", 1230, { value: countryCode }));
  if (customsDeclaration !== undefined) found.push(...text(1231, customsDeclaration));
  if (rules.sellsExcise === false && isExciseSubject(subject)) found.push(finding("FIS491", 1212));
  return found;
}

export function checkIndustry(industry: IndustryAttribute, place: Place): Finding[] {
  const bad = (tag: number, value: string): Finding => place.finding("FIS474", tag, { value });
  return [
    ...(/^\d{3}$/.test(industry.foivId) ? [] : [bad(1262, industry.foivId)]),
    ...(localDateOf(industry.date) === null ? [bad(1263, industry.date)] : []),
    ...place.text(1264, industry.number),
    ...place.text(1265, industry.value),
  ];
}

function checkCoding(line: FiscalLine, ffd: Ffd, place: Place): Finding[] {
  const items = lineTlv(line, ffd);
  const found = describeDefects(structureDefects(items, 1059, ffd), ffd, place).filter(
    ({ tag, code }) => code !== "FIS452" || !CHECKED_BY_FORM.has(tag),
  );
  const bytes = encodeTlv(items).length + (line.marking === undefined ? 0 : GOODS_CODE_BYTES);
  const maxBytes = tagInfo(1059)?.maxBytes ?? 0;
  return bytes > maxBytes ? [...found, place.finding("FIS473", 1059, { bytes, max: maxBytes })] : found;
}

export function describeDefects(defects: readonly StructureDefect[], ffd: Ffd, { finding }: Place): Finding[] {
  return defects.map(({ kind, tag, bytes, maxBytes }) => {
    switch (kind) {
      case "missing":
        return finding("FIS471", tag);
      case "length":
        return finding(tagInfo(tag)?.type === "text" || tagInfo(tag)?.type === "container" ? "FIS452" : "FIS492", tag, {
          bytes,
          max: maxBytes,
        });
      case "not-here":
      case "container":
        return finding("FIS475", tag, { ffd });
    }
  });
}
