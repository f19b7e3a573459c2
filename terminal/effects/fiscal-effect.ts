import type { Clock } from "../../config/clock.ts";
import { appError, retryClass, type AppError } from "../../config/errors/index.ts";
import type { Log } from "../../config/log.ts";
import { sendCheque } from "../alcohol/cheque/cheque-effect.ts";
import { isChequeMissing } from "../alcohol/cheque/decide-cheque.ts";
import { type ChequeSlip, egaisOf } from "../alcohol/cheque/egais-state.ts";
import { chequeSlip } from "../alcohol/cheque/cheque-slip.ts";
import type { Utm } from "../alcohol/utm/utm-client.ts";
import type { TillSettings } from "../core/settings.ts";
import type { Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Baseline, Registrar, Resolution } from "../../fiscal/registrar.ts";
import type { FiscalJob } from "../receipt/receipt.ts";
import { bookOf, jobsOf, type Book } from "../shift/book.ts";
import { isDifferenceOutdated } from "../shift/counters.ts";
import type { Till } from "../till.ts";
import { backOff } from "./back-off.ts";
import { commitOutcome } from "./commit-outcome.ts";
import { compareCounters } from "./compare-counters.ts";
import { contradictionOf } from "./decide-verdict.ts";
import { questionOf, type OpenQuestion } from "./open-question.ts";
import { leavesDocument } from "./settle-unresolved.ts";

export interface FiscalEffectPorts {
  readonly till: Till;
  /** Its jobs are worked off, and no other's. */
  readonly registrarId: string;
  readonly registrar: Registrar;
  /** Null: no UTM is configured. */
  readonly utm: Utm | null;
  /** EGAIS cheques whose answer is awaited just now. */
  readonly inFlight: Set<string>;
  readonly settings: TillSettings;
  /** Seller's name where there are several registrars; null on a till with one. */
  readonly owner: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Resolves when the state may have changed. */
  readonly changed: () => Promise<void>;
}

/**
 * Works off the fiscal documents of one registrar, one at a time, oldest first; further registrars work beside it. A job found in `sent`
 * (after a crash or a lost answer) is only ever resolved; a `waiting` one gets a fresh baseline, committed before the document's first
 * byte. What was put aside or decided without the registrar is asked for before that.
 */
export async function runFiscalEffect(ports: FiscalEffectPorts): Promise<void> {
  const { till, signal } = ports;
  let failures = 0;
  /** The book whose difference was looked at last: once each. */
  let asked: Book | null = null;
  while (!signal.aborted) {
    const question = questionOf(till.state, ports.registrarId);
    const [job] = jobsOf(till.state, ports.registrarId);
    if (question === null && (job === undefined || job.state === "failed")) {
      failures = 0;
      const book = bookOf(till.state, ports.registrarId);
      const isNew = job === undefined && book !== asked && isDifferenceOutdated(book);
      asked = book;
      // Nothing may be awaited between the look at the jobs and `changed`: a document asked for meanwhile would wait for the next change.
      const slip = owedSlip(ports);
      if (slip !== undefined) {
        if (!(await printSlip(slip, ports))) await Promise.race([ports.clock.sleep(SLIP_AGAIN_MS, signal), ports.changed()]);
        continue;
      }
      if (isNew) await compareCounters(ports, () => isBusy(ports));
      else await ports.changed();
      continue;
    }
    const settled = question !== null ? await askAgain(question, ports) : job === undefined || (await workOn(job, ports));
    failures = settled ? 0 : failures + 1;
    if (!settled) await ports.clock.sleep(backOff(failures), signal);
  }
}

function workOn(job: FiscalJob, ports: FiscalEffectPorts): Promise<boolean> {
  return job.state === "waiting" ? begin(job, ports) : recover(job, ports);
}

/** What the registrar has not told of comes before anything new: until it answers, the next document waits and may be given up. */
async function askAgain({ document, baseline, about }: OpenQuestion, ports: FiscalEffectPorts): Promise<boolean> {
  const { till, registrarId, log } = ports;
  const resolution = await ports.registrar.resolve(document, baseline);
  if (ports.signal.aborted) return false;
  if (resolution.outcome === "unreachable") {
    const [head] = jobsOf(till.state, registrarId);
    if (head?.state === "waiting") await commitOutcome(ports, { type: "fiscalDelay", jobId: head.id, error: resolution.error });
    return false;
  }
  if (about.kind === "parked") return takeResolution(about.job, resolution, ports);
  const { verdict } = about;
  const alarm = contradictionOf(verdict, resolution, till.state);
  log.info({ job: verdict.jobId, said: verdict.as, outcome: resolution.outcome }, "an unverified decision was held against the registrar");
  await commitOutcome(ports, { type: "verdictRecheck", jobId: verdict.jobId, resolution });
  if (alarm !== null) till.raise(alarm);
  return true;
}

/** True when the job moved on; false = try again after a pause. */
async function begin(job: FiscalJob, ports: FiscalEffectPorts): Promise<boolean> {
  const { till, registrar } = ports;
  const earlier = await recoverEarlier(job, ports);
  if (earlier !== null) return earlier;
  const baseline = await registrar.baseline();
  if (ports.signal.aborted) return false;
  if (!baseline.ok) return refuseBeforeStart(job, baseline.error, ports);
  // Stamped alcohol: the UTM comes before the registrar, and a shift that is over before both.
  if (baseline.value.shiftOpen && isChequeMissing(till.state, job, ports.settings)) return sendCheque(job, baseline.value, ports);
  if (job.document.kind === "close-shift") await compareCounters(ports, () => ports.signal.aborted);
  if (ports.signal.aborted) return false;
  const started = till.outcome({ type: "fiscalStart", jobId: job.id, baseline: baseline.value });
  if (!started.ok) return false;
  if (!started.value.some(({ event }) => event.type === "fiscalStarted")) return true;
  const answer = await registrar.register(job.document, baseline.value);
  if (ports.signal.aborted) return false;
  if (answer.ok) return complete(job, answer.value, ports);
  const { effect, error } = answer.error;
  ports.log.warn({ job: job.id, code: error.code, vendorCode: error.vendorCode, effect }, "fiscal document not confirmed");
  if (effect === "unknown") {
    await commitOutcome(ports, { type: "fiscalDelay", jobId: job.id, error });
    return recover({ ...job, state: "sent", baseline: baseline.value }, ports);
  }
  await commitOutcome(ports, { type: "fiscalNotDone", jobId: job.id, error });
  return false;
}

/**
 * A document that was begun before and is said not to be there is asked for once more, from its first baseline on, before it is made
 * again: whoever was wrong then, the drive is not. Only for what a drive keeps. Null: it is not there, go on.
 */
async function recoverEarlier(job: FiscalJob, ports: FiscalEffectPorts): Promise<boolean | null> {
  if (job.earlierBaseline === null || !leavesDocument(job.document)) return null;
  const resolution = await ports.registrar.resolve(job.document, job.earlierBaseline);
  if (ports.signal.aborted) return false;
  if (resolution.outcome === "undecided" && job.isSaidAbsent === true && (await isOtherDrive(job.earlierBaseline, ports))) return null;
  return resolution.outcome === "not-registered" ? null : takeResolution(job, resolution, ports);
}

/** The drive that the document was begun on is gone: only people can tell of it, and they have. */
async function isOtherDrive({ fnSerial }: Baseline, { registrar }: FiscalEffectPorts): Promise<boolean> {
  const now = await registrar.baseline();
  return now.ok && now.value.fnSerial !== fnSerial;
}

/** Nothing was sent: passing troubles are shown and tried again, others wait for a person. */
async function refuseBeforeStart(job: FiscalJob, error: AppError, ports: FiscalEffectPorts): Promise<boolean> {
  const kind = retryClass(error);
  const passing = kind === "retry-now" || kind === "retry-later" || kind === "unknown-outcome";
  await commitOutcome(ports, passing ? { type: "fiscalDelay", jobId: job.id, error } : { type: "fiscalNotDone", jobId: job.id, error });
  return false;
}

async function recover(job: FiscalJob, ports: FiscalEffectPorts): Promise<boolean> {
  if (job.baseline === null) return false;
  const resolution = await ports.registrar.resolve(job.document, job.baseline);
  return ports.signal.aborted ? false : takeResolution(job, resolution, ports);
}

async function takeResolution(job: FiscalJob, resolution: Resolution, ports: FiscalEffectPorts): Promise<boolean> {
  ports.log.info({ job: job.id, outcome: resolution.outcome }, "fiscal document resolved");
  switch (resolution.outcome) {
    case "registered":
      return complete(job, resolution.registered, ports);
    case "not-registered":
      await commitOutcome(ports, { type: "fiscalNotDone", jobId: job.id, error: null });
      return true;
    case "undecided":
      await commitOutcome(ports, { type: "fiscalUndecided", jobId: job.id, seen: resolution.seen });
      ports.till.raise(appError("FIS590", { seen: resolution.seen }));
      return true;
    case "unreachable":
      await commitOutcome(ports, { type: "fiscalDelay", jobId: job.id, error: resolution.error });
      return false;
  }
}

async function complete(job: FiscalJob, registered: Registered, ports: FiscalEffectPorts): Promise<boolean> {
  await commitOutcome(ports, { type: "fiscalDone", jobId: job.id, registered });
  const slip = ports.signal.aborted ? undefined : owedSlip(ports);
  if (slip !== undefined) await printSlip(slip, ports);
  if (!ports.signal.aborted) await afterDocument(job, ports);
  return true;
}

/** Address and sign of an EGAIS cheque, after its receipt. One that could not be printed is tried again when nothing else is to do. */
function owedSlip({ till, registrarId }: FiscalEffectPorts): ChequeSlip | undefined {
  return egaisOf(till.state).slips.find((each) => each.registrarId === registrarId);
}

async function printSlip(slip: ChequeSlip, ports: FiscalEffectPorts): Promise<boolean> {
  const printed = await ports.registrar.printSlip(chequeSlip(slip));
  if (ports.signal.aborted) return false;
  if (printed.ok) await commitOutcome(ports, { type: "recordSlip", receiptId: slip.receiptId });
  else ports.log.info({ code: printed.error.code }, "the slip of an EGAIS cheque is not printed yet");
  return printed.ok;
}

const SLIP_AGAIN_MS = 2_000;

/** After every document, and right before the one that ends the shift: its figures go into the fact of the closing. */
async function afterDocument(job: FiscalJob, ports: FiscalEffectPorts): Promise<void> {
  const isShiftEnd = job.document.kind === "close-shift" || job.document.kind === "open-shift";
  if (!isShiftEnd && !isBusy(ports)) await compareCounters(ports, () => isBusy(ports));
}

/** Figures are compared between documents only. */
function isBusy({ registrarId, till, signal }: FiscalEffectPorts): boolean {
  return signal.aborted || jobsOf(till.state, registrarId).length > 0;
}
