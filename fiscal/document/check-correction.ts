import { isLocalDate } from "../../config/local-date.ts";
import type { LocalDate } from "../../config/local-date.ts";
import { CORRECTION_RULES } from "./correction.ts";
import type { Correction, FiscalReceipt } from "./fiscal-document.ts";
import type { Finding, Place } from "./finding.ts";
import { RECEIPT_KIND_NAMES } from "./settlement.ts";
import type { Ffd } from "./tags.ts";

const FISCAL_SIGN = /^\d{1,10}$/;
const MAX_U32 = 0xffff_ffff;

/** Findings about what makes a receipt a correction (1054, 1173, 1174, 1192). `today` is the day of the document. */
export function checkCorrection(
  receipt: FiscalReceipt,
  correction: Correction,
  ffd: Ffd,
  today: LocalDate,
  { finding, text }: Place,
): Finding[] {
  const { basis, correctedOn, orderNumber, description, correctedFiscalSign: sign } = correction;
  const rules = CORRECTION_RULES[ffd];
  const found: Finding[] = [];
  if (!rules.kinds.includes(receipt.kind)) found.push(finding("FIS485", 1054, { kind: RECEIPT_KIND_NAMES[receipt.kind], ffd }));
  if (!isLocalDate(correctedOn)) found.push(finding("FIS482", 1178, { date: correctedOn }));
  else if (correctedOn > today) found.push(finding("FIS486", 1178, { date: correctedOn }));
  if (basis === "order") found.push(...text(1179, orderNumber ?? ""));
  else if (orderNumber !== undefined) found.push(finding("FIS487", 1179, { order: orderNumber }));
  if (description !== undefined) {
    if (rules.hasDescription) found.push(...text(1177, description));
    else found.push(finding("FIS475", 1177, { ffd }));
  }
  if (sign !== undefined && !(FISCAL_SIGN.test(sign) && Number(sign) <= MAX_U32)) found.push(finding("FIS483", 1192, { value: sign }));
  if (receipt.userAttribute !== undefined) found.push(finding("FIS488", 1084));
  return found;
}
