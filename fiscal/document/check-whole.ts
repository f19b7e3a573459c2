import type { FiscalReceipt } from "./fiscal-document.ts";
import { placeOf } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { isReturn } from "./settlement.ts";

/** Codes that the drive's table of checks holds (таблица проверки КМ). */
export const MARKED_LINES_MAX = 128;
/** Department of a position (отдел); registrars of both families take 0 to 16. */
const DEPARTMENT_MAX = 16;
/** Handed over on credit, in part (5) or in full (6). */
const CREDIT_METHODS: ReadonlySet<number> = new Set([5, 6]);

/** What no position shows alone: credit, tax system against VAT, and how much one document holds. */
export function checkWhole(receipt: FiscalReceipt): Finding[] {
  const { finding } = placeOf(null);
  const { kind, lines, payments, taxSystem } = receipt;
  const found: Finding[] = [];
  const isOnCredit = lines.some(({ method }) => CREDIT_METHODS.has(method));
  if (payments.creditKop > 0 && !isOnCredit) found.push(finding("FIS498", 1216));
  // The refund of a credit that was paid off meanwhile repeats the method and pays money out.
  if (isOnCredit && payments.creditKop === 0 && !isReturn(kind)) found.push(finding("FIS499", 1214));
  const marked = lines.filter((line) => line.marking !== undefined).length;
  if (marked > MARKED_LINES_MAX) found.push(finding("FIS446", 2000, { count: marked, max: MARKED_LINES_MAX }));
  lines.forEach((line, index) => {
    const place = placeOf(index);
    // A patent frees from VAT (Tax Code, article 346.43 § 11).
    if (taxSystem === "patent" && line.vat !== "none") found.push(place.finding("FIS447", 1199, { vat: line.vat }));
    if (line.department > DEPARTMENT_MAX) found.push(place.finding("FIS448", 1059, { department: line.department, max: DEPARTMENT_MAX }));
  });
  return found;
}
