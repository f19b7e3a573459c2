import { kopecks, type Kopecks } from "../../config/money.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { TillState } from "../core/state.ts";
import type { UnverifiedVerdict } from "../receipt/receipt.ts";
import { bookOf } from "./book.ts";

/**
 * Cash that may still be paid out of one registrar's book: what it holds less what its documents on their way, or without an outcome, will take from it. Cash that
 * such documents bring does not count yet: they may come to nothing.
 */
export function freeCashKop(state: TillState, registrarId: string): Kopecks {
  const own = [...state.jobs, ...state.unresolved, ...givenUpCorrections(state)].filter((job) => job.registrarId === registrarId);
  const promised = own.reduce((sum, job) => sum + paidOutBy(job.document), 0);
  return kopecks(Math.max(0, bookOf(state, registrarId).drawerKop - promised));
}

/** Said to be absent by a person alone, and given up: taken into the books after all if its registrar turns out to have it. */
function givenUpCorrections({ verdicts, jobs }: TillState): readonly UnverifiedVerdict[] {
  return verdicts.filter(
    ({ as, purpose, jobId }) => as === "not-registered" && purpose.kind === "correction" && jobs.every(({ id }) => id !== jobId),
  );
}

function paidOutBy(document: FiscalDocument): number {
  if (document.kind === "cash-out") return document.amountKop;
  if (document.kind !== "receipt") return 0;
  const { kind, payments } = document.receipt;
  return kind === "refund" || kind === "purchase" ? payments.cashKop : 0;
}
