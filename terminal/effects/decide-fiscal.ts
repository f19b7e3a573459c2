import { appError, retryClass } from "../../config/errors/index.ts";
import type { FactEgais, ShiftFact } from "../../config/contract/facts.ts";
import { kopecks } from "../../config/money.ts";
import { numberDetails } from "../alcohol/cheque/cheque.ts";
import { isChequeMissing } from "../alcohol/cheque/decide-cheque.ts";
import { chequeOf } from "../alcohol/cheque/egais-state.ts";
import type { Baseline } from "../../fiscal/registrar.ts";
import type { Registered } from "../../fiscal/document/fiscal-document.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, authoriseAlone, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import { FISCAL_ATTEMPTS_MAX } from "../core/settings.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { correctionFact } from "../receipt/decide-correction.ts";
import { factFiscal, factHeader, receiptFact } from "../receipt/receipt-fact.ts";
import type { FiscalJob } from "../receipt/receipt.ts";
import { ZERO_TOTALS } from "../shift/shift.ts";
import { bookOf, headJobs } from "../shift/book.ts";
import { renewalFault, SHIFT_ENDED, shiftRenewal } from "../shift/renew-shift.ts";
import { questionOf } from "./open-question.ts";

/** The baseline is committed before the first byte of a document leaves. */
export function fiscalStart(state: TillState, command: CoreCommandOf<"fiscalStart">, context: DecideContext): Decision {
  const job = headJobs(state).find((each) => each.id === command.jobId);
  if (job?.state !== "waiting" || questionOf(state, job.registrarId) !== null) return refuse(appError("RCP438"));
  // The registrar closed its shift without us (a restored journal, another program): there is no document to make.
  if (job.purpose.kind === "close-shift" && !command.baseline.shiftOpen)
    return events(closedElsewhere(state, job, command.baseline, context));
  const unsettled = command.baseline.shiftOpen ? null : renewalFault(state, job);
  if (unsettled !== null) return events({ type: "fiscalNotRegistered", jobId: job.id, error: unsettled, retry: false });
  const renewal = command.baseline.shiftOpen ? [] : shiftRenewal(state, job, context);
  if (renewal.length > 0) return events(...renewal);
  // No bottle leaves without the UTM's word.
  if (isChequeMissing(state, job, context.settings)) {
    if (command.baseline.shiftOpen) return refuse(appError("RCP438"));
    // Renewed once already, and closed again: a person repeats, or gives the money back.
    return events({ type: "fiscalNotRegistered", jobId: job.id, error: appError("FIS321", { command: "receipt" }), retry: false });
  }
  return events({ type: "fiscalStarted", jobId: job.id, baseline: command.baseline });
}

/** The registrar is silent: shown, and tried again by the effect; journalled only when the reason changes. */
export function fiscalDelay(state: TillState, command: CoreCommandOf<"fiscalDelay">): Decision {
  const job = state.jobs.find((each) => each.id === command.jobId);
  if (job === undefined || job.error?.code === command.error.code) return events();
  return events({ type: "fiscalDelayed", jobId: job.id, error: command.error });
}

/** A document that the registrar may tell about: under way, or put aside until it answers. */
function askedJob({ jobs, unresolved }: TillState, jobId: string): FiscalJob | undefined {
  return [...jobs, ...unresolved.filter((job) => job.isParked === true)].find((each) => each.id === jobId);
}

/**
 * Surely not registered. Passing troubles are tried again, a shift that ended is renewed first; what a person must mend waits for
 * `retryFiscal`.
 */
export function fiscalNotDone(state: TillState, command: CoreCommandOf<"fiscalNotDone">, context: DecideContext): Decision {
  const job = askedJob(state, command.jobId);
  if (job === undefined) return events();
  if (command.error === null && job.attempts >= FISCAL_ATTEMPTS_MAX) {
    const error = appError("RCP457", { count: job.attempts });
    return events({ type: "fiscalNotRegistered", jobId: job.id, error, retry: false });
  }
  const isShiftEnded = command.error !== null && SHIFT_ENDED.has(command.error.code);
  const unsettled = isShiftEnded ? renewalFault(state, job) : null;
  if (unsettled !== null) return events({ type: "fiscalNotRegistered", jobId: job.id, error: unsettled, retry: false });
  const renewal = isShiftEnded ? shiftRenewal(state, job, context) : [];
  if (renewal.length > 0) return events({ type: "fiscalNotRegistered", jobId: job.id, error: command.error, retry: true }, ...renewal);
  const kind = command.error === null ? "retry-now" : retryClass(command.error);
  const retry = kind === "retry-now" || kind === "retry-later";
  return events({ type: "fiscalNotRegistered", jobId: job.id, error: command.error, retry });
}

export function fiscalUndecided(state: TillState, command: CoreCommandOf<"fiscalUndecided">): Decision {
  const job = askedJob(state, command.jobId);
  return job === undefined ? events() : events({ type: "fiscalUndecided", jobId: job.id, seen: command.seen });
}

export function fiscalDone(state: TillState, command: CoreCommandOf<"fiscalDone">, context: DecideContext): Decision {
  const job = askedJob(state, command.jobId);
  if (job === undefined) return events();
  return events(
    ...overtaken(state, job, command.registered),
    completion(state, job, command.registered, context),
    ...printDebt(job, command.registered),
  );
}

/** An answer that was on its way while a person decided without it: the document waits to be made, and is there. */
function overtaken({ verdicts }: TillState, { id: jobId }: FiscalJob, registered: Registered): TillEvent[] {
  if (!verdicts.some((verdict) => verdict.jobId === jobId)) return [];
  return [{ type: "verdictChecked", jobId, outcome: "contradicted", registered }];
}

export function printDebt({ purpose, registrarId }: FiscalJob, { isPrintOwed, fdNumber }: Registered): TillEvent[] {
  if (!isPrintOwed) return [];
  return [{ type: "printOwed", registrarId, fdNumber, receiptNumber: purpose.kind === "receipt" ? purpose.receipt.number : null }];
}

/** Without a job's id: the refused document that has waited longest. */
export function retryFiscal(state: TillState, command: CoreCommandOf<"retryFiscal">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const job = headJobs(state).find((each) => each.state === "failed" && (command.jobId === null || each.id === command.jobId));
  if (job === undefined) return refuse(appError("RCP438"));
  return events(...consent.value.events, { type: "fiscalRetried", jobId: job.id });
}

/** Without a job's id or a registrar: the oldest document whose registrar is silent. */
export function parkFiscal(state: TillState, command: CoreCommandOf<"parkFiscal">, context: DecideContext): Decision {
  const consent = authoriseAlone(state, context, "settle-unresolved");
  if (!consent.ok) return consent;
  const { jobId, registrarId } = command;
  if (registrarId !== null && context.settings.sellers.every(({ id }) => id !== registrarId))
    return refuse(appError("RCP487", { registrarId }));
  const job = headJobs(state).find(
    (each) => isUnanswered(each) && (jobId === null || each.id === jobId) && (registrarId === null || each.registrarId === registrarId),
  );
  if (job === undefined) return refuse(appError("RCP468"));
  const approvedBy = consent.value.approvedBy ?? consent.value.operator.id;
  return events(...consent.value.events, { type: "fiscalParked", jobId: job.id, approvedBy });
}

/** Bytes may have left, and the registrar does not say what became of them. */
export function isUnanswered(job: FiscalJob): boolean {
  return job.state === "sent" && job.error !== null;
}

/** The event that makes the document a completed fact. */
export function completion(state: TillState, job: FiscalJob, registered: Registered, context: DecideContext): TillEvent {
  const { settings, now } = context;
  const { purpose } = job;
  const book = bookOf(state, job.registrarId);
  switch (purpose.kind) {
    case "receipt":
      return {
        type: "receiptCompleted",
        jobId: job.id,
        fact: {
          ...receiptFact(purpose.receipt, registered, factHeader(purpose.receipt.id, state, job, settings, now), settings),
          ...egaisFact(state, job),
        },
      };
    case "correction":
      return { type: "correctionRegistered", jobId: job.id, fact: correctionFact(job, purpose, registered, state, context) };
    case "open-shift":
      return { type: "shiftOpened", jobId: job.id, fact: shiftFact(state, job, registered, context, null) };
    case "close-shift":
      return {
        type: "shiftClosed",
        jobId: job.id,
        fact: shiftFact(state, job, registered, context, purpose.countedKop),
        totals: book.shift.totals,
        differenceKop: kopecks(purpose.countedKop - book.drawerKop),
      };
    case "x-report":
      return { type: "xReported", jobId: job.id };
    case "cash-in":
    case "cash-out":
      return {
        type: "cashMoved",
        jobId: job.id,
        approvedBy: purpose.approvedBy,
        ...(purpose.insteadOfCard === undefined ? {} : { insteadOfCard: purpose.insteadOfCard }),
        fact: {
          ...factHeader(job.id, state, job, settings, now),
          type: "cash",
          kind: purpose.kind === "cash-in" ? "in" : "out",
          amountKop: purpose.amountKop,
          reason: purpose.reason,
        },
      };
  }
}

function egaisFact(state: TillState, { id }: FiscalJob): { readonly egais?: FactEgais } {
  const cheque = chequeOf(state, id);
  if (cheque?.state !== "accepted") return {};
  return { egais: { ...numberDetails(cheque.number), url: cheque.answer?.url ?? null, sign: cheque.answer?.sign ?? null } };
}

/** The till's shift ends on the registrar's word, without a document of its own. */
function closedElsewhere(state: TillState, job: FiscalJob, baseline: Baseline, context: DecideContext): TillEvent {
  const { fnSerial, shiftNumber } = baseline;
  const registered = { fdNumber: null, fiscalSign: null, fnSerial, at: context.now, shiftNumber, qr: null, isPrintOwed: false };
  return completion(state, job, registered, context);
}

function shiftFact(
  state: TillState,
  job: FiscalJob,
  registered: Registered,
  context: DecideContext,
  countedKop: ShiftFact["totals"]["countedKop"],
): ShiftFact {
  const closing = job.purpose.kind === "close-shift";
  const { shift, drawerKop, check } = bookOf(state, job.registrarId);
  const { cashInKop: _in, cashOutKop: _out, ...totals } = closing ? shift.totals : ZERO_TOTALS;
  return {
    ...factHeader(job.id, state, job, context.settings, context.now),
    shiftNumber: registered.shiftNumber,
    type: "shift",
    kind: closing ? "closed" : "opened",
    fiscal: registered.fdNumber === null ? null : factFiscal(registered),
    totals: {
      ...totals,
      drawerKop,
      countedKop,
    },
    ...(closing && check?.settledAt === null ? { difference: { at: check.at, figures: check.figures } } : {}),
  };
}
