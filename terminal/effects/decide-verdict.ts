import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop } from "../../config/money.ts";
import type { FiscalDocument, Registered } from "../../fiscal/document/fiscal-document.ts";
import type { Resolution } from "../../fiscal/registrar.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authoriseAlone, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { UnverifiedVerdict } from "../receipt/receipt.ts";
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

/**
 * The registrar answers again: what it says of a document that a person decided without it. A document that was said to be absent, still
 * waits to be made and turns out to be there is completed by that one; every other contradiction is left to people.
 */
export function verdictRecheck(state: TillState, { jobId, resolution }: CoreCommandOf<"verdictRecheck">, context: DecideContext): Decision {
  const verdict = state.verdicts.find((each) => each.jobId === jobId);
  if (verdict === undefined || resolution.outcome === "unreachable") return events();
  const registered = resolution.outcome === "registered" ? resolution.registered : null;
  const checked: TillEvent = { type: "verdictChecked", jobId, outcome: recheck(verdict, resolution), registered };
  const waiting = state.jobs.find((job) => job.id === jobId);
  if (registered === null || waiting === undefined) return events(checked);
  return events(checked, completion(state, waiting, registered, context), ...printDebt(waiting, registered));
}

/** The alarm that a contradiction is worth, with both sides; null: none. To be asked before the recheck is committed. */
export function contradictionOf(verdict: UnverifiedVerdict, resolution: Resolution, state: TillState): AppError | null {
  const outcome = recheck(verdict, resolution);
  if (outcome !== "contradicted") return null;
  const { document, as } = verdict;
  const sum = sumOf(document);
  const found = resolution.outcome === "registered" ? numberOf(resolution.registered) : "—";
  if (as === "registered") return appError("FIS594", { said: numberOf(verdict.registered), found, sum });
  return appError(state.jobs.some((job) => job.id === verdict.jobId) ? "FIS592" : "FIS593", { found, sum });
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
