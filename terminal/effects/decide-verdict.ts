import { isDeepStrictEqual } from "node:util";
import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import type { FiscalDocument, FiscalReceipt, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Resolution } from "../../fiscal/registrar.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authoriseAlone, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { FiscalJob, FiscalPurpose, UnverifiedVerdict } from "../receipt/receipt.ts";
import { completion, printDebt } from "./decide-fiscal.ts";

/** The wizard's end: a person says what the paper and the registrar's memory show. */
export function settleUnresolved(state: TillState, command: CoreCommandOf<"settleUnresolved">, context: DecideContext): Decision {
  const consent = authoriseAlone(state, context, "settle-unresolved");
  if (!consent.ok) return consent;
  const job = state.unresolved.find((each) => each.id === command.jobId);
  if (job === undefined) return refuse(appError("RCP438"));
  const { as, reason, unverified: because } = command;
  const registered = command.as === "registered" ? command.registered : null;
  const settled: TillEvent = {
    type: "unresolvedSettled",
    jobId: job.id,
    as,
    approvedBy: consent.value.approvedBy ?? consent.value.operator.id,
    reason,
    ...(because === undefined ? {} : { unverified: { because, registered } }),
  };
  if (registered === null) return events(...consent.value.events, settled);
  return events(...consent.value.events, settled, completion(state, job, registered, context));
}

/** What becomes of a document that was said to be absent and is in the drive. */
type Fate =
  /** It, or the same receipt asked for anew, still waits: the document that was found completes it. */
  | { readonly kind: "taken"; readonly job: FiscalJob }
  /** The same receipt was paid again in another way: a second document is made by a person's word only. */
  | { readonly kind: "rival"; readonly job: FiscalJob }
  /** A correction moves nothing but what the registrar counts: it is taken into the books though it was given up. */
  | { readonly kind: "taken-back" }
  | { readonly kind: "given-up" };

function fateOf({ jobId, registrarId, purpose, document }: UnverifiedVerdict, { jobs }: TillState): Fate {
  const own = jobs.find((job) => job.id === jobId);
  if (own !== undefined) return { kind: "taken", job: own };
  const again = jobs.find((job) => job.registrarId === registrarId && job.state !== "sent" && isAskedAnew(job, purpose, document));
  if (again !== undefined) return { kind: isSameContent(again.document, document) ? "taken" : "rival", job: again };
  return { kind: purpose.kind === "correction" ? "taken-back" : "given-up" };
}

/** The same receipt, or the same correction of a receipt. */
function isAskedAnew(job: FiscalJob, purpose: FiscalPurpose, document: FiscalDocument): boolean {
  if (job.purpose.kind === "receipt") return purpose.kind === "receipt" && job.purpose.receipt.id === purpose.receipt.id;
  if (job.purpose.kind !== "correction" || purpose.kind !== "correction" || purpose.receiptId === undefined) return false;
  return job.purpose.receiptId === purpose.receiptId && signOf(job.document) === signOf(document);
}

function signOf(document: FiscalDocument): string {
  return document.kind === "receipt" ? document.receipt.kind : document.kind;
}

/** The same goods, money and buyer; who stood at the till and what was only printed may differ. */
function isSameContent(one: FiscalDocument, other: FiscalDocument): boolean {
  return one.kind === "receipt" && other.kind === "receipt" && isDeepStrictEqual(contentOf(one.receipt), contentOf(other.receipt));
}

function contentOf(receipt: FiscalReceipt): Partial<FiscalReceipt> {
  const { ownTag: _tag, cashier: _who, cashGivenKop: _given, footer: _footer, paper: _paper, senderEmail: _sender, ...content } = receipt;
  return content;
}

/**
 * The registrar answers again: what it says of a document that a person decided without it. One that was said to be absent and turns
 * out to be there is not made a second time: it completes what waits to be made in its place. The rest is left to people.
 */
export function verdictRecheck(state: TillState, { jobId, resolution }: CoreCommandOf<"verdictRecheck">, context: DecideContext): Decision {
  const verdict = state.verdicts.find((each) => each.jobId === jobId);
  if (verdict === undefined || resolution.outcome === "unreachable") return events();
  const registered = resolution.outcome === "registered" ? resolution.registered : null;
  const checked = { type: "verdictChecked", jobId, outcome: recheck(verdict, resolution), registered } as const;
  if (registered === null || verdict.as === "registered") return events(checked);
  const fate = fateOf(verdict, state);
  switch (fate.kind) {
    case "taken": {
      const { job } = fate;
      const takenBy = job.id === jobId ? {} : { takenBy: job.id };
      return events({ ...checked, ...takenBy }, completion(state, job, registered, context), ...printDebt(job, registered));
    }
    case "rival": {
      const error = rivalError(verdict, registered);
      return events(checked, { type: "fiscalNotRegistered", jobId: fate.job.id, error, retry: false });
    }
    case "taken-back":
      return events(...takenBack(verdict, checked, registered, state, context));
    case "given-up":
      return events(checked);
  }
}

/** The correction is asked for once more, as it was, and is there. */
function takenBack(
  { jobId, registrarId, purpose, document, operator }: UnverifiedVerdict,
  checked: TillEvent,
  registered: Registered,
  state: TillState,
  context: DecideContext,
): readonly TillEvent[] {
  assertInvariant(purpose.kind === "correction", "only corrections are taken back");
  const asked = { registrarId, purpose, document, operator };
  const waiting = { state: "waiting", baseline: null, earlierBaseline: null, error: null, attempts: 0 } as const;
  const job: FiscalJob = { ...asked, ...waiting, id: jobId, requestedAt: context.now };
  const made = completion(state, job, registered, context);
  return [{ type: "fiscalRequested", jobId, ...asked }, checked, made, ...printDebt(job, registered)];
}

/** The alarm that a contradiction is worth, with both sides; null: none. To be asked before the recheck is committed. */
export function contradictionOf(verdict: UnverifiedVerdict, resolution: Resolution, state: TillState): AppError | null {
  if (recheck(verdict, resolution) !== "contradicted") return null;
  const { document, as } = verdict;
  const sum = sumOf(document);
  const registered = resolution.outcome === "registered" ? resolution.registered : null;
  const found = numberOf(registered);
  if (document.kind !== "receipt") return otherContradiction(verdict, found, state);
  if (as === "registered") return appError("FIS594", { said: numberOf(verdict.registered), found, sum });
  const fate = fateOf(verdict, state);
  if (fate.kind === "rival") return rivalError(verdict, registered);
  return appError(fate.kind === "given-up" ? "FIS593" : "FIS592", { found, sum });
}

/** Of what is no receipt: a refund or a correction would mend nothing. */
function otherContradiction(verdict: UnverifiedVerdict, found: string, state: TillState): AppError {
  const sum = sumOf(verdict.document);
  if (verdict.as === "registered") return appError("FIS596", { said: numberOf(verdict.registered), found, sum });
  return appError(fateOf(verdict, state).kind === "taken" ? "FIS592" : "FIS597", { found, sum });
}

function rivalError({ document }: UnverifiedVerdict, registered: Registered | null): AppError {
  return appError("FIS595", { found: numberOf(registered), sum: sumOf(document) });
}

function sumOf(document: FiscalDocument): string {
  if (document.kind === "receipt") return formatKop(document.receipt.totalKop);
  return document.kind === "cash-in" || document.kind === "cash-out" ? formatKop(document.amountKop) : "—";
}

function numberOf(registered: Registered | null): string {
  return String(registered?.fdNumber ?? "—");
}

function recheck(verdict: UnverifiedVerdict, resolution: Resolution): "confirmed" | "contradicted" | "untold" {
  if (resolution.outcome === "undecided" || resolution.outcome === "unreachable") return "untold";
  const fits = resolution.outcome === "registered" ? isSame(verdict.registered, resolution.registered) : verdict.as === "not-registered";
  return fits ? "confirmed" : "contradicted";
}

function isSame(said: Registered | null, found: Registered): boolean {
  return said !== null && said.fdNumber === found.fdNumber && Number(said.fiscalSign) === Number(found.fiscalSign);
}
