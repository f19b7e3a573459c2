import type { FiscalDocument, FiscalReceipt } from "../document/fiscal-document.ts";
import type { Baseline } from "../registrar.ts";
import type { FoundDocument } from "./stored-document.ts";
import type { Settled } from "./task-port.ts";

/** Pure decisions after a lost answer: what the drive holds against what was wanted. */

/** `unclear`: it may be ours and may be not; a person must look. */
export type FoundVerdict = { readonly kind: "ours" | "another's" } | { readonly kind: "unclear"; readonly what: string };

const OURS: FoundVerdict = { kind: "ours" };
const ANOTHERS: FoundVerdict = { kind: "another's" };

/** Is this the document? A receipt by its own tag, then kind and sum; a shift's document by its kind and number. */
export function judgeFound(found: FoundDocument, document: FiscalDocument, baseline: Baseline): FoundVerdict {
  const { fdNumber, form, shiftNumber } = found;
  if (found.fnSerial !== null && found.fnSerial !== baseline.fnSerial) return unclear(`ФД ${fdNumber} записан под номером другого ФН`);
  if (document.kind === "receipt") return judgeReceipt(found, document.receipt);
  if (form === "unknown") return unclear(`вид ФД ${fdNumber} не читается`);
  switch (document.kind) {
    case "open-shift":
      return found.kind === "open-shift" && (shiftNumber === null || shiftNumber > baseline.shiftNumber || !baseline.shiftOpen)
        ? OURS
        : ANOTHERS;
    case "close-shift":
      return found.kind === "close-shift" && (shiftNumber === null || shiftNumber === baseline.shiftNumber) ? OURS : ANOTHERS;
    default:
      return ANOTHERS;
  }
}

/** The tag decides: only another tag that could be read proves a document of the same kind and sum to be somebody else's. */
function judgeReceipt(found: FoundDocument, receipt: FiscalReceipt): FoundVerdict {
  const { fdNumber, form, kind, totalKop } = found;
  const wantedForm = receipt.correction === undefined ? "receipt" : "correction";
  if (found.ownTag === receipt.ownTag) {
    if (form === wantedForm && kind === receipt.kind && totalKop === receipt.totalKop) return OURS;
    return unclear(`ФД ${fdNumber} с меткой этого чека, но другого вида или на другую сумму`);
  }
  // A correction of ours names the corrected document in 1192; that is no tag of its own.
  const isTagRead = found.ownTag !== null && found.ownTag !== "" && found.ownTag !== receipt.correction?.correctedFiscalSign;
  if (isTagRead) return ANOTHERS;
  const canBeForm = form === wantedForm || form === "unknown";
  const canBeKind = kind === receipt.kind || kind === "other";
  const canBeSum = totalKop === receipt.totalKop || totalKop === null;
  return canBeForm && canBeKind && canBeSum ? unclear(`ФД ${fdNumber} похож на этот чек, но его метка не читается`) : ANOTHERS;
}

function unclear(what: string): FoundVerdict {
  return { kind: "unclear", what };
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
