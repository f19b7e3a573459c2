import type { EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks } from "../../config/money.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { CoreCommandOf } from "../core/command.ts";
import type { Operator } from "../access/operator.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { JournalledPurpose, TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { FiscalPurpose } from "../receipt/receipt.ts";
import { cashierOf } from "../receipt/fiscal-receipt.ts";
import { freeCashKop } from "./free-cash.ts";
import { shiftEndsAt } from "./shift.ts";

/** Why nothing may be sold or refunded now; null when the shift allows it. */
export function openShiftFault(state: TillState, now: EpochMs): AppError | null {
  const endsAt = shiftEndsAt(state.shift);
  if (state.shift.status !== "open" || endsAt === null) return appError("RCP404");
  if (state.jobs.some((job) => job.purpose.kind === "close-shift")) return appError("RCP404");
  return now >= endsAt ? appError("RCP406") : null;
}

export function openShift(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "open-shift");
  if (!consent.ok) return consent;
  if (state.shift.status === "open") return refuse(appError("RCP405"));
  if (state.jobs.length > 0) return refuse(appError("RCP409"));
  if (hasUnresolved(state, "open-shift", "close-shift")) return refuse(appError("RCP454"));
  const { operator } = consent.value;
  return events(
    ...consent.value.events,
    request(context, operator, { kind: "open-shift" }, { kind: "open-shift", cashier: cashierOf(operator) }),
  );
}

export function closeShift(state: TillState, command: CoreCommandOf<"closeShift">, context: DecideContext): Decision {
  const consent = authorise(state, context, "close-shift");
  if (!consent.ok) return consent;
  if (state.shift.status !== "open") return refuse(appError("RCP404"));
  if (state.jobs.length > 0) return refuse(appError("RCP409"));
  if (state.receipt !== null) return refuse(appError("RCP407", { number: state.receipt.number }));
  if (state.unresolved.length > 0) return refuse(appError("RCP444", { count: state.unresolved.length }));
  if (state.held.length > 0) return refuse(appError("RCP408", { count: state.held.length }));
  const countedKop = kopecks(command.counted.reduce((sum, each) => sum + each.noteKop * each.count, 0));
  const purpose = { kind: "close-shift" as const, countedKop, counted: command.counted };
  const { operator } = consent.value;
  return events(...consent.value.events, request(context, operator, purpose, { kind: "close-shift", cashier: cashierOf(operator) }));
}

export function xReport(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "x-report");
  if (!consent.ok) return consent;
  if (state.shift.status !== "open") return refuse(appError("RCP404"));
  if (state.jobs.length > 0) return refuse(appError("RCP409"));
  if (hasUnresolved(state, "x-report")) return refuse(appError("RCP454"));
  return events(...consent.value.events, request(context, consent.value.operator, { kind: "x-report" }, { kind: "x-report" }));
}

/** Cash in (внесение) and cash out (изъятие, инкассация). */
export function moveCash(state: TillState, command: CoreCommandOf<"cashIn" | "cashOut">, context: DecideContext): Decision {
  const kind = command.type === "cashIn" ? "cash-in" : "cash-out";
  const consent = authorise(state, context, kind);
  if (!consent.ok) return consent;
  const fault = openShiftFault(state, context.now);
  if (fault !== null) return refuse(fault);
  if (command.amountKop <= 0) return refuse(appError("RCP439"));
  const isNeeded = kind === "cash-in" && state.jobs[0]?.state === "failed";
  if (state.jobs.length > 0 && !isNeeded) return refuse(appError("RCP409"));
  if (hasUnresolved(state, "cash-in", "cash-out")) return refuse(appError("RCP454"));
  const freeKop = freeCashKop(state);
  if (kind === "cash-out" && command.amountKop > freeKop) {
    return refuse(appError("RCP433", { drawer: formatKop(freeKop), amount: formatKop(command.amountKop) }));
  }
  const { operator, approvedBy } = consent.value;
  const purpose = { kind, amountKop: command.amountKop, reason: command.reason, approvedBy } as const;
  return events(
    ...consent.value.events,
    request(context, operator, purpose, { kind, amountKop: command.amountKop, cashier: cashierOf(operator) }),
  );
}

/** Documents of one kind that follow an unresolved one could not be told from it afterwards. */
function hasUnresolved(state: TillState, ...kinds: readonly FiscalPurpose["kind"][]): boolean {
  return state.unresolved.some((job) => kinds.includes(job.purpose.kind));
}

function request(context: DecideContext, operator: Operator, purpose: JournalledPurpose, document: FiscalDocument): TillEvent {
  return { type: "fiscalRequested", jobId: context.newId(), purpose, document, operator };
}
