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
import { sellerById } from "../receipt/sellers.ts";
import { bookOf, isStuck, jobsOf, parkedJob } from "./book.ts";
import { countedByRegistrar } from "./counted-cash.ts";
import { freeCashKop } from "./free-cash.ts";
import { shiftEndsAt } from "./shift.ts";

/** Why this registrar may neither sell nor refund now; null when its shift allows it. */
export function openShiftFault(state: TillState, registrarId: string, now: EpochMs): AppError | null {
  const { shift } = bookOf(state, registrarId);
  const endsAt = shiftEndsAt(shift);
  const moving = jobsOf(state, registrarId).map((job) => job.purpose.kind);
  if (shift.status !== "open" || endsAt === null) return appError(moving.includes("open-shift") ? "RCP460" : "RCP404");
  if (moving.includes("close-shift")) return appError(moving.includes("open-shift") ? "RCP460" : "RCP404");
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
  if (fault.code === "RCP460") return events();
  const barred = openingBarred(state, registrarId, context);
  return barred === null ? openShift(state, context) : refuse(barred);
}

/** The till's shift is that of all its registrars: each whose shift is closed, and which takes documents, gets its own. */
export function openShift(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "open-shift");
  if (!consent.ok) return consent;
  const closed = registrarsWith(state, context.settings, "closed");
  if (closed.length === 0) return refuse(appError("RCP405"));
  const ready = closed.filter((id) => openingBarred(state, id, context) === null);
  const [first] = closed;
  if (ready.length === 0) return refuse((first === undefined ? null : openingBarred(state, first, context)) ?? appError("RCP409"));
  const { operator } = consent.value;
  const document = { kind: "open-shift" as const, cashier: cashierOf(operator) };
  return events(...consent.value.events, ...ready.map((id) => request(context, operator, id, { kind: "open-shift" }, document)));
}

/** Why the closed shift of this registrar can't be opened now; null when it can. */
export function openingBarred(state: TillState, registrarId: string, { settings }: Pick<DecideContext, "settings">): AppError | null {
  const parked = parkedFault(state, registrarId, settings);
  if (parked !== null) return parked;
  if (jobsOf(state, registrarId).length > 0) return appError("RCP409");
  return hasUnresolved(state, registrarId, "open-shift", "close-shift") ? appError("RCP454") : null;
}

/** Why nothing new may go to this registrar: it has not told about a document that a senior put aside. */
export function parkedFault(state: TillState, registrarId: string, settings: TillSettings): AppError | null {
  if (parkedJob(state, registrarId) === null) return null;
  return appError("RCP465", { owner: sellerById(settings, registrarId).organisation });
}

/**
 * Closes every shift that is open and can be closed; the drawer is counted once for all of them. A shift whose registrar hangs on a
 * document stays open, and is named. A return to a card that the bank owes stays open into the next shift: neither drawer nor
 * registrar counts that money.
 */
export function closeShift(state: TillState, command: CoreCommandOf<"closeShift">, context: DecideContext): Decision {
  const consent = authorise(state, context, "close-shift");
  if (!consent.ok) return consent;
  const open = registrarsWith(state, context.settings, "open");
  if (open.length === 0) return refuse(appError("RCP404"));
  if (open.some((id) => isWorking(state, id))) return refuse(appError("RCP409"));
  if (state.receipt !== null) return refuse(appError("RCP407", { number: state.receipt.number }));
  const left = open.flatMap((registrarId) => {
    const error = closingBarred(state, registrarId);
    return error === null ? [] : [{ type: "shiftLeftOpen" as const, registrarId, error }];
  });
  const closing = open.filter((id) => left.every(({ registrarId }) => registrarId !== id));
  if (closing.length === 0) return refuse(left[0]?.error ?? appError("RCP409"));
  if (state.held.length > 0) return refuse(appError("RCP408", { count: state.held.length }));
  const countedKop = kopecks(command.counted.reduce((sum, each) => sum + each.noteKop * each.count, 0));
  const shares = countedByRegistrar(state.books, closing, countedKop);
  const { operator } = consent.value;
  const document = { kind: "close-shift" as const, cashier: cashierOf(operator) };
  const requests = closing.map((id, index) => {
    const counted = index === 0 ? command.counted : [];
    return request(context, operator, id, { kind: "close-shift", countedKop: shares[id] ?? kopecks(0), counted }, document);
  });
  return events(...consent.value.events, ...requests, ...left);
}

/** Why the open shift of this registrar can't be closed now; null when it can. */
function closingBarred(state: TillState, registrarId: string): AppError | null {
  if (jobsOf(state, registrarId).length > 0) return appError("RCP409");
  const count = state.unresolved.filter((job) => job.registrarId === registrarId).length;
  return count > 0 ? appError("RCP444", { count }) : null;
}

/** Its documents come on by themselves, and will be through in a moment. */
function isWorking(state: TillState, registrarId: string): boolean {
  return jobsOf(state, registrarId).length > 0 && !isStuck(state, registrarId);
}

/** One report of each registrar whose shift is open and which takes documents. */
export function xReport(state: TillState, context: DecideContext): Decision {
  const consent = authorise(state, context, "x-report");
  if (!consent.ok) return consent;
  const open = registrarsWith(state, context.settings, "open");
  if (open.length === 0) return refuse(appError("RCP404"));
  if (open.some((id) => isWorking(state, id))) return refuse(appError("RCP409"));
  const barred = open.map((id) => reportBarred(state, id, context));
  const ready = open.filter((_, index) => barred[index] === null);
  if (ready.length === 0) return refuse(barred[0] ?? appError("RCP409"));
  const { operator } = consent.value;
  return events(...consent.value.events, ...ready.map((id) => request(context, operator, id, { kind: "x-report" }, { kind: "x-report" })));
}

function reportBarred(state: TillState, registrarId: string, { settings }: DecideContext): AppError | null {
  if (jobsOf(state, registrarId).length > 0) return appError("RCP409");
  return parkedFault(state, registrarId, settings) ?? (hasUnresolved(state, registrarId, "x-report") ? appError("RCP454") : null);
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
  { now, settings }: DecideContext,
): AppError | null {
  const fault = openShiftFault(state, registrarId, now) ?? parkedFault(state, registrarId, settings);
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
