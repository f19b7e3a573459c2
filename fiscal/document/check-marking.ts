import { QUANTITY_ONE } from "../../config/money.ts";
import type { LineRules } from "./check-rules.ts";
import type { FiscalLine, FiscalMarking, PieceFraction, ReceiptKind } from "./fiscal-document.ts";
import type { Finding, Place } from "./finding.ts";
import { PIECE } from "./measure.ts";
import { plannedStatus } from "./planned-status.ts";
import { isMarkingSubject, needsMarkingCode } from "./settlement.ts";
import { tagInfo } from "./tags.ts";

/** Findings about the marking code of a position (2000, 2003, and 1023 with 2108 beside it). */
export function checkMarking(line: FiscalLine, kind: ReceiptKind, rules: LineRules, place: Place): Finding[] {
  const { marking, subject } = line;
  const { finding } = place;
  const isCodeExpected = needsMarkingCode(subject);
  const found: Finding[] = [];
  if (rules.sellsMarkedGoods === false && isMarkingSubject(subject)) found.push(finding("FIS493", 1212));
  // Before ФФД 1.2 there were no kinds for marked goods: a code may stand beside any of them.
  if (isCodeExpected !== (marking !== undefined) && (rules.ffd === "1.2" || isCodeExpected)) {
    found.push(finding("FIS469", 1212, { subject }));
    return found;
  }
  return marking === undefined
    ? found
    : [...found, ...checkDecision(marking, kind, rules, place), ...checkCode(line, marking, kind, place)];
}

/**
 * Goods under a code are sold only when its check took it (rules of the permission mode, ПП 1944); a correction of a sale repeats how
 * that check ended, since the code is not checked anew. The check itself is asked for where the registration is known to be of marked
 * goods; a refusal is one under any registration.
 */
function checkDecision({ check }: FiscalMarking, kind: ReceiptKind, rules: LineRules, { finding }: Place): Finding[] {
  if (kind !== "sale" || check === "accepted") return [];
  if (check === "refused") return [finding("FIS443", 2106)];
  return rules.sellsMarkedGoods === true ? [finding("FIS444", 1163)] : [];
}

/** 1291 goes with measure 0 and quantity 1, and names a part, not the whole. */
function isPartOfPiece({ numerator, denominator }: PieceFraction, { measure, quantity }: FiscalLine): boolean {
  const isPart = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator) && numerator >= 1 && numerator < denominator;
  return isPart && measure === PIECE && quantity === QUANTITY_ONE;
}

function checkCode(line: FiscalLine, marking: FiscalMarking, kind: ReceiptKind, { finding }: Place): Finding[] {
  const found: Finding[] = [];
  const bytes = Buffer.from(marking.codeBase64, "base64").length;
  const maxBytes = tagInfo(2000)?.maxBytes ?? 0;
  if (bytes === 0) found.push(finding("FIS471", 2000));
  if (bytes > maxBytes) found.push(finding("FIS452", 2000, { bytes, max: maxBytes }));
  // One code is one piece, a part of it (1291), or an amount by measure.
  if (line.measure === PIECE && line.quantity > QUANTITY_ONE) found.push(finding("FIS470", 1023));
  const { fraction } = marking;
  if (fraction !== undefined && !isPartOfPiece(fraction, line)) found.push(finding("MRK589", 1291, { ...fraction }));
  const planned = plannedStatus({ ...line, fraction }, kind);
  if (marking.plannedStatus !== planned) found.push(finding("FIS477", 2003, { status: marking.plannedStatus, kind }));
  return found;
}
