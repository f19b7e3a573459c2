import type { FiscalLine, FiscalMarking } from "./document/fiscal-document.ts";
import type { DriveCodeQuestion } from "./registrar.ts";

/** Bits of tag 2106 (результат проверки сведений о товаре; facts, marking 4.3); bit 4: the registrar is autonomous. */
const CODE_CHECKED = 0b0001;
const CODE_POSITIVE = 0b0010;
const STATUS_KNOWN = 0b0100;
const STATUS_RIGHT = 0b1000;

/** The drive or the operator (ОИСМ) said no to the code or to its planned status. */
export function isNegativeCheck(result: number): boolean {
  const isBadCode = (result & CODE_CHECKED) !== 0 && (result & CODE_POSITIVE) === 0;
  const isBadStatus = (result & STATUS_KNOWN) !== 0 && (result & STATUS_RIGHT) === 0;
  return isBadCode || isBadStatus;
}

/** What a check is about, and a marked position tells of it. */
export type MarkedGoods = Pick<FiscalLine, "quantity" | "measure"> & { readonly marking: FiscalMarking };
export type MarkedLine = FiscalLine & MarkedGoods;

export function isMarked(line: FiscalLine): line is MarkedLine {
  return line.marking !== undefined;
}

export function markedLines(lines: readonly FiscalLine[]): MarkedLine[] {
  return lines.filter(isMarked);
}

/** What the check of a line's code asks for. */
export function questionOf({ marking, quantity, measure }: MarkedGoods): DriveCodeQuestion {
  const { codeBase64, plannedStatus, fraction } = marking;
  return { codeBase64, plannedStatus, quantity, measure, ...(fraction === undefined ? {} : { fraction }) };
}

/** The other way round: both families write a question as they write the code of a position. */
export function goodsOf({ codeBase64, plannedStatus, quantity, measure, fraction }: DriveCodeQuestion): MarkedGoods {
  return { quantity, measure, marking: { codeBase64, plannedStatus, ...(fraction === undefined ? {} : { fraction }) } };
}

/** The same code asked about as another part of its piece is another question: the check is of what is sold (1291). */
export function isSameQuestion(one: DriveCodeQuestion, other: DriveCodeQuestion): boolean {
  return (
    one.codeBase64 === other.codeBase64 &&
    one.plannedStatus === other.plannedStatus &&
    one.quantity === other.quantity &&
    one.measure === other.measure &&
    one.fraction?.numerator === other.fraction?.numerator &&
    one.fraction?.denominator === other.fraction?.denominator
  );
}
