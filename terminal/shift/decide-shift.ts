import type { EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import type { CoreCommandOf } from "../core/command.ts";
import type { Operator } from "../access/operator.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { JournalledPurpose, TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import type { FiscalPurpose } from "../receipt/receipt.ts";
import { cashierOf } from "../receipt/fiscal-receipt.ts";
import { bookOf, jobsOf } from "./book.ts";
import { countedByRegistrar } from "./counted-cash.ts";
import { freeCashKop } from "./free-cash.ts";
import { shiftEndsAt } from "./shift.ts";

/** Why this registrar may neither sell nor refund now; null when its shift allows it. */
export function openShiftFault(state: TillState, registrarId: string, now: EpochMs): AppError | null {
  const { shift } = bookOf(state, registrarId);
  const endsAt = shiftEndsAt(shift);
  const moving = jobsOf(state, registrarId).map((job) => job.purpose.kind);
  if (shift.status !== "open" || endsAt === null) return appError(moving.includes("open-shift") ? "RCP460" : "RCP404");
  if (moving.includes("close-shift")) return appError("RCP404");
  return now >= endsAt ? appError("RCP406") : null;
}

/**
 * What lets goods be scanned on this registrar now: nothing while its shift is open or being opened, the opening of the shift where
 * the first sale does that.
 */
export function shiftForSale(state: TillState, registrarId: string, context: DecideContext): Decision {
  const fault = openShiftFault(state, registrarId, context.now);
  if (fault === null) return events();
  if (!context.settings.openShiftWithFirstSale || fault.code === "RCP406") return refuse(fault);
  return fault.code === "RCP460" ? events() : openShift(state, context);
}

/** The till's shift is that of all its registrars: each whose shift is closed gets its document. */
export function openShift(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "open-shift");
  if (!consent.ok) return consent;
  const notOpen = registrarsWith(state, context.settings, "closed");
  if (notOpen.length === 0) return refuse(appError("RCP405"));
  const closed = notOpen.filter((id) => !jobsOf(state, id).some((job) => job.purpose.kind === "open-shift"));
  if (closed.length === 0) return refuse(appError("RCP409"));
  if (closed.some((id) => jobsOf(state, id).length > 0)) return refuse(appError("RCP409"));
  if (closed.some((id) => hasUnresolved(state, id, "open-shift", "close-shift"))) return refuse(appError("RCP454"));
  const { operator } = consent.value;
  const document = { kind: "open-shift" as const, cashier: cashierOf(operator) };
  return events(...consent.value.events, ...closed.map((id) => request(context, operator, id, { kind: "open-shift" }, document)));
}

/**
 * Closes every shift that is open; the drawer is counted once for all of them. A return to a card that the bank owes stays open into
 * the next shift: neither drawer nor registrar counts that money.
 */
export function closeShift(state: TillState, command: CoreCommandOf<"closeShift">, context: DecideContext): Decision {
  const consent = authorise(state, context, "close-shift");
  if (!consent.ok) return consent;
  const open = registrarsWith(state, context.settings, "open");
  if (open.length === 0) return refuse(appError("RCP404"));
  if (state.jobs.length > 0) return refuse(appError("RCP409"));
  if (state.receipt !== null) return refuse(appError("RCP407", { number: state.receipt.number }));
  if (state.unresolved.length > 0) return refuse(appError("RCP444", { count: state.unresolved.length }));
  if (state.held.length > 0) return refuse(appError("RCP408", { count: state.held.length }));
  const countedKop = kopecks(command.counted.reduce((sum, each) => sum + each.noteKop * each.count, 0));
  const shares = countedByRegistrar(state.books, open, countedKop);
  const { operator } = consent.value;
  const document = { kind: "close-shift" as const, cashier: cashierOf(operator) };
  const requests = open.map((id, index) => {
    const counted = index === 0 ? command.counted : [];
    return request(context, operator, id, { kind: "close-shift", countedKop: shares[id] ?? kopecks(0), counted }, document);
  });
  return events(...consent.value.events, ...requests);
}

/** One report of each registrar whose shift is open. */
export function xReport(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "x-report");
  if (!consent.ok) return consent;
  const open = registrarsWith(state, context.settings, "open");
  if (open.length === 0) return refuse(appError("RCP404"));
  if (state.jobs.length > 0) return refuse(appError("RCP409"));
  if (open.some((id) => hasUnresolved(state, id, "x-report"))) return refuse(appError("RCP454"));
  const { operator } = consent.value;
  return events(...consent.value.events, ...open.map((id) => request(context, operator, id, { kind: "x-report" }, { kind: "x-report" })));
}

/** Cash in (внесение) and cash out (изъятие, инкассация), in the books of one registrar. */
export function moveCash(state: TillState, command: CoreCommandOf<"cashIn" | "cashOut">, context: DecideContext): Decision {
  const kind = command.type === "cashIn" ? ("cash-in" as const) : ("cash-out" as const);
  const { registrarId, amountKop, reason } = command;
  const consent = authorise(state, context, kind);
  if (!consent.ok) return consent;
  const fault = cashFault(state, kind, registrarId, amountKop, context);
  if (fault !== null) return refuse(fault);
  const { operator, approvedBy } = consent.value;
  const purpose = { kind, amountKop, reason, approvedBy } as const;
  const document: FiscalDocument = { kind, amountKop, cashier: cashierOf(operator) };
  return events(...consent.value.events, request(context, operator, registrarId, purpose, document));
}

/** Why this cash can't be moved in the books of this registrar now. */
export function cashFault(
  state: TillState,
  kind: "cash-in" | "cash-out",
  registrarId: string,
  amountKop: Kopecks,
  { now }: DecideContext,
): AppError | null {
  const fault = openShiftFault(state, registrarId, now);
  if (fault !== null) return fault;
  if (amountKop <= 0) return appError("RCP439");
  const jobs = jobsOf(state, registrarId);
  const isNeeded = kind === "cash-in" && jobs[0]?.state === "failed";
  if (jobs.length > 0 && !isNeeded) return appError("RCP409");
  if (hasUnresolved(state, registrarId, "cash-in", "cash-out")) return appError("RCP454");
  const freeKop = freeCashKop(state, registrarId);
  if (kind === "cash-out" && amountKop > freeKop) {
    return appError("RCP433", { drawer: formatKop(freeKop), amount: formatKop(amountKop) });
  }
  return null;
}

function registrarsWith(state: TillState, { sellers }: TillSettings, status: "open" | "closed"): readonly string[] {
  return sellers.flatMap(({ id }) => (bookOf(state, id).shift.status === status ? [id] : []));
}

/** Documents of one kind that follow an unresolved one could not be told from it afterwards. */
function hasUnresolved(state: TillState, registrarId: string, ...kinds: readonly FiscalPurpose["kind"][]): boolean {
  return state.unresolved.some((job) => job.registrarId === registrarId && kinds.includes(job.purpose.kind));
}

function request(
  context: DecideContext,
  operator: Operator,
  registrarId: string,
  purpose: JournalledPurpose,
  document: FiscalDocument,
): TillEvent {
  return { type: "fiscalRequested", jobId: context.newId(), registrarId, purpose, document, operator };
}
