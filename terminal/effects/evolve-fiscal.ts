import type { EpochMs } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import type { JournalledPurpose, TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import { jobsOf, MAIN_REGISTRAR, withBook } from "../shift/book.ts";
import type { FiscalJob, FiscalPurpose, UnresolvedJob } from "../receipt/receipt.ts";

/** Folds the life of fiscal documents: requested → started → registered | not registered | undecided. */
export function evolveFiscal(state: TillState, event: TillEvent, at: EpochMs): TillState {
  switch (event.type) {
    case "fiscalRequested":
      return request(state, event, at);
    case "fiscalStarted":
      return withJob(state, event.jobId, (job) => ({
        ...job,
        state: "sent",
        baseline: event.baseline,
        error: null,
        attempts: job.attempts + 1,
      }));
    case "fiscalDelayed":
      return withJob(state, event.jobId, (job) => ({ ...job, error: event.error }));
    case "fiscalParked":
      return putAside(state, event.jobId, { seen: "", at, isParked: true });
    case "fiscalNotRegistered":
      return withJob(backInQueue(state, event.jobId), event.jobId, (job) => ({
        ...job,
        state: event.retry ? "waiting" : "failed",
        baseline: null,
        earlierBaseline: firstBaseline(job),
        error: event.error,
      }));
    case "fiscalRetried":
      return withJob(state, event.jobId, ({ isShiftRenewed: _once, ...job }) => ({
        ...job,
        state: "waiting",
        baseline: null,
        earlierBaseline: firstBaseline(job),
        error: null,
        attempts: 0,
      }));
    case "fiscalCancelled":
      return cancel(state, event.jobId);
    case "fiscalUndecided":
      return putAside(backInQueue(state, event.jobId), event.jobId, { seen: event.seen, at });
    case "printOwed":
      return withBook(state, event.registrarId ?? MAIN_REGISTRAR, (book) => ({
        ...book,
        printOwed: { fdNumber: event.fdNumber, receiptNumber: event.receiptNumber },
      }));
    case "printFinished":
      return withBook(state, event.registrarId ?? MAIN_REGISTRAR, (book) => ({ ...book, printOwed: null }));
    case "unresolvedSettled":
      return settle(noted(state, event), event);
    case "verdictChecked":
      return { ...state, verdicts: state.verdicts.filter((verdict) => verdict.jobId !== event.jobId) };
    case "receiptCompleted":
    case "correctionRegistered":
    case "shiftOpened":
    case "shiftClosed":
    case "cashMoved":
    case "xReported":
      return withoutJob({ ...state, unresolved: state.unresolved.filter((job) => job.id !== event.jobId) }, event.jobId);
    default:
      return state;
  }
}

function request(state: TillState, event: Extract<TillEvent, { type: "fiscalRequested" }>, at: EpochMs): TillState {
  const purpose = unpack(state, event.purpose);
  const job: FiscalJob = {
    id: event.jobId,
    registrarId: event.registrarId ?? MAIN_REGISTRAR,
    purpose,
    document: event.document,
    state: "waiting",
    baseline: null,
    earlierBaseline: null,
    error: null,
    requestedAt: at,
    attempts: 0,
    operator: event.operator,
  };
  return { ...state, receipt: purpose.kind === "receipt" ? null : state.receipt, jobs: queued(state.jobs, job, event.before) };
}

/** In order of asking; ahead of others go cash that a document refused by the same registrar needs, and the shift that it needs. */
function queued(jobs: readonly FiscalJob[], job: FiscalJob, before: string | undefined): readonly FiscalJob[] {
  if (before !== undefined)
    return jobs.flatMap((each) => (each.id === before ? [job, { ...each, isShiftRenewed: true as const }] : [each]));
  const [first] = jobsOf({ jobs }, job.registrarId);
  return job.purpose.kind === "cash-in" && first?.state === "failed" ? [job, ...jobs] : [...jobs, job];
}

function unpack(state: TillState, purpose: JournalledPurpose): FiscalPurpose {
  if (purpose.kind !== "receipt") return purpose;
  const receipt = state.receipt;
  assertInvariant(receipt !== null && receipt.id === purpose.receiptId, "the paid receipt is the open one");
  return { kind: "receipt", receipt: { ...receipt, phase: "fiscalising" } };
}

/** The paid receipt comes back to the screen, or to the held ones when another is open already. */
function cancel(state: TillState, jobId: string): TillState {
  const job = state.jobs.find((each) => each.id === jobId);
  if (job === undefined) return state;
  const rest = withoutJob(state, jobId);
  if (job.purpose.kind !== "receipt") return rest;
  const receipt = { ...job.purpose.receipt, phase: "paying" as const };
  if (rest.receipt === null) return { ...rest, receipt };
  return { ...rest, held: [...rest.held, { receipt, at: job.requestedAt, by: "" }] };
}

function settle(state: TillState, event: Extract<TillEvent, { type: "unresolvedSettled" }>): TillState {
  const found = state.unresolved.find((job) => job.id === event.jobId);
  if (found === undefined || event.as === "registered") return state; // completion follows in the same batch
  const job = { ...bare(found), isSaidAbsent: true as const };
  return {
    ...state,
    unresolved: state.unresolved.filter((each) => each !== found),
    jobs: [...state.jobs, { ...job, state: "waiting", baseline: null, earlierBaseline: firstBaseline(job), error: null, attempts: 0 }],
  };
}

/** A word that the registrar could not be asked about is held against it later. An X report leaves nothing that could be found. */
function noted(state: TillState, { jobId, as, approvedBy, unverified }: Extract<TillEvent, { type: "unresolvedSettled" }>): TillState {
  const found = state.unresolved.find((job) => job.id === jobId);
  if (unverified === undefined || found === undefined || found.baseline === null || found.document.kind === "x-report") return state;
  const { registrarId, purpose, document, operator, baseline } = found;
  const { registered } = unverified;
  const verdict = { jobId, registrarId, purpose, document, operator, baseline, as, registered, approvedBy };
  return { ...state, verdicts: [...state.verdicts, verdict] };
}

function bare({ seen: _seen, at: _at, isParked: _isParked, ...job }: UnresolvedJob): FiscalJob {
  return job;
}

function putAside(state: TillState, jobId: string, as: Pick<UnresolvedJob, "seen" | "at" | "isParked">): TillState {
  const job = state.jobs.find((each) => each.id === jobId);
  if (job === undefined) return state;
  const unresolved: UnresolvedJob = { ...job, baseline: job.baseline ?? job.earlierBaseline, ...as };
  return { ...withoutJob(state, jobId), unresolved: [...state.unresolved, unresolved] };
}

/** A document that was put aside is the registrar's business again, before all others: nothing was begun after it. */
function backInQueue(state: TillState, jobId: string): TillState {
  const parked = state.unresolved.find((job) => job.id === jobId && job.isParked === true);
  if (parked === undefined) return state;
  return { ...state, unresolved: state.unresolved.filter((job) => job !== parked), jobs: [bare(parked), ...state.jobs] };
}

function firstBaseline({ earlierBaseline, baseline }: FiscalJob): FiscalJob["baseline"] {
  return earlierBaseline ?? baseline;
}

function withJob(state: TillState, jobId: string, change: (job: FiscalJob) => FiscalJob): TillState {
  return { ...state, jobs: state.jobs.map((job) => (job.id === jobId ? change(job) : job)) };
}

function withoutJob(state: TillState, jobId: string): TillState {
  return { ...state, jobs: state.jobs.filter((job) => job.id !== jobId) };
}
