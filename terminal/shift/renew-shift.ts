import { appError, type AppError } from "../../config/errors/index.ts";
import { cashierOf } from "../receipt/fiscal-receipt.ts";
import type { FiscalJob, FiscalPurpose } from "../receipt/receipt.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { bookOf, jobsOf } from "./book.ts";

/** Money has moved already: these are made in whatever shift there is. An X report is about the shift that ended. */
const NEEDS_SHIFT: ReadonlySet<FiscalPurpose["kind"]> = new Set(["receipt", "correction", "cash-in", "cash-out"]);

/** The shift at the registrar is older than 24 hours, or closed there. */
export const SHIFT_ENDED: ReadonlySet<string> = new Set(["FIS320", "FIS321"]);

/**
 * A shift with documents that nobody has settled is not closed (as by hand, RCP444): one that turns out to be made would count in the
 * new shift, where the registrar counts it in the old one. Null: nothing of the kind.
 */
export function renewalFault({ unresolved }: TillState, { purpose, registrarId }: FiscalJob): AppError | null {
  const count = unresolved.filter((each) => each.registrarId === registrarId).length;
  return count > 0 && NEEDS_SHIFT.has(purpose.kind) ? appError("RCP470", { count }) : null;
}

/**
 * A document waits whose shift ended at the registrar before it was made: closing and opening go ahead of it, in the name of the same
 * person. Nobody counts the drawer then: it is taken to hold what the books say. Empty: not for this document, or not once more.
 */
export function shiftRenewal(state: TillState, job: FiscalJob, { newId }: DecideContext): readonly TillEvent[] {
  if (!NEEDS_SHIFT.has(job.purpose.kind) || job.isShiftRenewed === true) return [];
  const { registrarId, operator } = job;
  const isShiftMoving = jobsOf(state, registrarId).some(({ purpose }) => purpose.kind === "open-shift" || purpose.kind === "close-shift");
  if (isShiftMoving) return [];
  const { shift, drawerKop } = bookOf(state, registrarId);
  const cashier = cashierOf(operator);
  const common = { type: "fiscalRequested", registrarId, operator, before: job.id } as const;
  const closing: TillEvent = {
    ...common,
    jobId: newId(),
    purpose: { kind: "close-shift", countedKop: drawerKop, counted: [] },
    document: { kind: "close-shift", cashier },
  };
  const opening: TillEvent = { ...common, jobId: newId(), purpose: { kind: "open-shift" }, document: { kind: "open-shift", cashier } };
  return shift.status === "open" ? [closing, opening] : [opening];
}
