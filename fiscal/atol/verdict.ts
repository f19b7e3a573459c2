import type { FiscalDocument } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import type { FoundDocument } from "./stored-document.ts";
import type { Settled } from "./task-port.ts";

/** Pure decisions after a lost answer: what the drive holds against what was wanted. */

/** Is this the document? A receipt by kind, sum and own tag; a shift's document by its kind and number. */
export function isOurs(found: FoundDocument, document: FiscalDocument, baseline: Baseline): boolean {
  if (found.fnSerial !== null && found.fnSerial !== baseline.fnSerial) return false;
  switch (document.kind) {
    case "receipt": {
      const { kind, totalKop, ownTag, correction } = document.receipt;
      return (
        found.kind === kind && found.totalKop === totalKop && found.ownTag === ownTag && found.isCorrection === (correction !== undefined)
      );
    }
    case "open-shift":
      return found.kind === "open-shift" && (found.shiftNumber === null || found.shiftNumber > baseline.shiftNumber || !baseline.shiftOpen);
    case "close-shift":
      return found.kind === "close-shift" && (found.shiftNumber === null || found.shiftNumber === baseline.shiftNumber);
    default:
      return false;
  }
}

/**
 * Cash movements: the request's own word first, then the count of movements of the shift. Counts begin anew with a shift, so they
 * only speak while it is the same one.
 */
export function judgeCash(
  settled: Settled,
  before: number,
  now: number,
  isSameShift: boolean,
): "registered" | "not-registered" | "undecided" {
  const grown = isSameShift ? now - before : null;
  if (settled.kind === "done") return grown === 0 ? "undecided" : "registered";
  if (settled.kind === "never" || (settled.kind === "failed" && settled.failure.effect === "none")) {
    return grown === null || grown === 0 ? "not-registered" : "undecided";
  }
  if (grown === 0) return "not-registered";
  return grown === 1 ? "registered" : "undecided";
}

/** For the person who must look: Russian, short. */
export function describeSeen(what: string, settled: Settled, lastFdNumber: number, baseline: Baseline): string {
  return `${what}; задание: ${SETTLED_WORDS[settled.kind]}, последний ФД ${lastFdNumber} (до операции ${baseline.lastFdNumber})`;
}

const SETTLED_WORDS: Readonly<Record<Settled["kind"], string>> = {
  done: "выполнено",
  failed: "с ошибкой",
  never: "не выполнялось",
  forgotten: "неизвестно",
  open: "выполняется",
};
