import { isRateOfSystem } from "../../config/contract/vat.ts";
import { formatKop, kopecks, sumKop } from "../../config/money.ts";
import { hasWrittenLines } from "./correction.ts";
import type { FiscalReceipt } from "./fiscal-document.ts";
import { placeOf } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { isReturn } from "./settlement.ts";
import type { Ffd } from "./tags.ts";
import { TAX_SYSTEM_INFO } from "./tax-system.ts";
import { VAT_RATE_INFO } from "./vat.ts";

/** Codes that the drive's table of checks holds (таблица проверки КМ). */
export const MARKED_LINES_MAX = 128;
/** Department of a position (отдел); registrars of both families take 0 to 16. */
export const DEPARTMENT_MAX = 16;
export const USUAL_DEPARTMENT = 1;
/** Handed over on credit: paid in part (5), or not at all (6). */
const PART_ON_CREDIT = 5;
const ALL_ON_CREDIT = 6;
const ADVANCE = 3;
const CREDIT_PAYMENT = 7;

/** What no position shows alone: credit and offset, tax system against VAT, and how much one document holds. */
export function checkWhole(receipt: FiscalReceipt, ffd: Ffd): Finding[] {
  // Lines that are not written give sums of VAT alone: no method, department or code reaches the document.
  if (!hasWrittenLines(receipt, ffd)) return [];
  return [...checkCredit(receipt), ...checkOffset(receipt), ...checkRoom(receipt), ...checkRates(receipt)];
}

/**
 * A return says again what the sale said, however its money goes back; a correction of any kind may say again what a return said. So the
 * methods of neither tell how it was paid.
 */
function isRepeating({ kind, correction }: FiscalReceipt): boolean {
  return isReturn(kind) || correction !== undefined;
}

/** 1216 and the methods of the lines. */
function checkCredit(receipt: FiscalReceipt): Finding[] {
  const { lines, totalKop } = receipt;
  const { creditKop } = receipt.payments;
  const { finding } = placeOf(null);
  const [partKop, wholeKop] = [sumOf(lines, PART_ON_CREDIT), sumOf(lines, ALL_ON_CREDIT)];
  const isOnCredit = lines.some(({ method }) => method === PART_ON_CREDIT || method === ALL_ON_CREDIT);
  if (creditKop > 0 && !isOnCredit) return [finding("FIS498", 1216)];
  if (isRepeating(receipt) || !isOnCredit) return [];
  if (creditKop === 0) return [finding("FIS499", 1214)];
  // The total may be rounded down: that part of the lines is owed by nobody.
  const roundedOffKop = Math.max(0, sumKop(lines.map((line) => line.sumKop)) - totalKop);
  const found: Finding[] = [];
  if (wholeKop > creditKop + roundedOffKop) {
    found.push(finding("FIS442", 1214, { sum: formatKop(kopecks(wholeKop)), credit: formatKop(creditKop) }));
  }
  if (partKop > 0 && creditKop >= partKop + wholeKop) found.push(finding("FIS441", 1214, { credit: formatKop(creditKop) }));
  return found;
}

/** 1215 is money of an earlier receipt: an advance is money that comes now. */
function checkOffset(receipt: FiscalReceipt): Finding[] {
  const { lines } = receipt;
  const { prepaidKop } = receipt.payments;
  const otherKop = sumKop(lines.filter(({ method }) => method !== ADVANCE).map((line) => line.sumKop));
  const isAdvance = lines.some(({ method }) => method === ADVANCE);
  if (isRepeating(receipt) || !isAdvance || prepaidKop <= otherKop) return [];
  return [placeOf(null).finding("FIS440", 1215, { prepaid: formatKop(prepaidKop) })];
}

function checkRoom({ lines }: FiscalReceipt): Finding[] {
  const marked = lines.filter((line) => line.marking !== undefined).length;
  const found = marked > MARKED_LINES_MAX ? [placeOf(null).finding("FIS446", 2000, { count: marked, max: MARKED_LINES_MAX })] : [];
  const wrong = lines.flatMap(({ department }, index) =>
    department > DEPARTMENT_MAX ? [placeOf(index).finding("FIS448", 1059, { department, max: DEPARTMENT_MAX })] : [],
  );
  return [...found, ...wrong];
}

/**
 * A tax system against the rates of a sale. Not held against it: returns and corrections, which repeat what was sold under another system,
 * the payment of a credit given under one, and an agent's line, whose rate is the supplier's.
 */
function checkRates({ kind, correction, lines, taxSystem }: FiscalReceipt): Finding[] {
  if (kind !== "sale" || correction !== undefined) return [];
  return lines.flatMap(({ vat, method, agent }, index) => {
    if (agent !== undefined || method === CREDIT_PAYMENT) return [];
    const { finding } = placeOf(index);
    if (isRateOfSystem(vat, taxSystem)) return [];
    const { name } = VAT_RATE_INFO[vat];
    if (taxSystem === "patent") return [finding("FIS447", 1199, { vat: name })];
    return [finding("FIS445", 1199, { vat: name, taxSystem: TAX_SYSTEM_INFO[taxSystem].name })];
  });
}

function sumOf(lines: FiscalReceipt["lines"], method: number): number {
  return sumKop(lines.filter((line) => line.method === method).map((line) => line.sumKop));
}
