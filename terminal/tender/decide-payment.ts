import { appError, type AppError } from "../../config/errors/index.ts";
import { formatKop, kopecks, type Kopecks } from "../../config/money.ts";
import { ok, type Result } from "../../config/result.ts";
import type { CardOutcome } from "../../device-drivers/card-terminal/card-terminal.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type Consent, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import type { FiscalJob, Receipt } from "../receipt/receipt.ts";
import { headJobs, MAIN_REGISTRAR } from "../shift/book.ts";
import { sellerIdsOf } from "../receipt/sellers.ts";
import { freeCashKop } from "../shift/free-cash.ts";
import { bringsMoney } from "../shift/shift.ts";
import { cashRoundingOf } from "./cash-rounding.ts";
import { givePartBack } from "./decide-card-return.ts";
import { documentOf } from "./document-when-paid.ts";
import { payableReceipt, whenPaid } from "./payable-receipt.ts";
import { hasOpenCardOperation, type CardTender, type Tender } from "./tender.ts";

/** Cash: null = exactly what is due. More than is due gives change (money that comes in only). A receipt of nothing is completed by it. */
export function payCash(state: TillState, command: CoreCommandOf<"payCash">, context: DecideContext): Decision {
  const payable = payableReceipt(state, context);
  if (!payable.ok) return payable;
  const { receipt, dueKop, totals, operator } = payable.value;
  if (totals.totalKop === 0) return events(...payable.value.consent, documentOf(receipt, operator, state, context));
  const roundingKop = cashRoundingOf(receipt, totals, context.settings);
  const cashDueKop = kopecks(dueKop - roundingKop);
  const amountKop = command.amountKop ?? cashDueKop;
  if (amountKop <= 0) return refuse(appError("RCP439"));
  const fault = bringsMoney(receipt.kind)
    ? tooMuchFault(amountKop, cashDueKop, context.settings)
    : paidOutFault(state, receipt, amountKop, dueKop);
  if (fault !== null) return refuse(fault);
  const consent = consentToCash(state, receipt, amountKop, context);
  if (!consent.ok) return consent;
  const tender: Tender = { id: context.newId(), kind: "cash", amountKop };
  const isRounded = roundingKop > 0 && amountKop >= cashDueKop;
  const payment: TillEvent = { type: "cashTendered", tenderId: tender.id, amountKop };
  const rounding: readonly TillEvent[] = isRounded ? [{ type: "totalRounded", roundingKop }] : [];
  const paid = isRounded ? { ...receipt, roundingKop } : receipt;
  return events(...payable.value.consent, ...consent.value, ...rounding, payment, ...whenPaid(state, paid, tender, context));
}

function tooMuchFault(amountKop: Kopecks, dueKop: Kopecks, { changeLimitKop }: TillSettings): AppError | null {
  if (amountKop <= dueKop + changeLimitKop) return null;
  return appError("RCP423", { given: formatKop(amountKop), due: formatKop(dueKop) });
}

/** Exactly what is due, and no more than the book of the registrar holds: money is paid out by one seller only. */
function paidOutFault(state: TillState, receipt: Receipt, amountKop: Kopecks, dueKop: Kopecks): AppError | null {
  if (amountKop !== dueKop) return appError("RCP423", { given: formatKop(amountKop), due: formatKop(dueKop) });
  const freeKop = freeCashKop(state, sellerIdsOf(receipt)[0] ?? MAIN_REGISTRAR);
  return amountKop > freeKop ? appError("RCP433", { drawer: formatKop(freeKop), amount: formatKop(amountKop) }) : null;
}

/** Money paid by card goes back to the card; in cash only with the consent that a refund without receipt needs. */
function consentToCash(
  state: TillState,
  { original, kind }: Receipt,
  amountKop: Kopecks,
  context: DecideContext,
): Result<readonly TillEvent[], AppError> {
  if (kind !== "refund" || original === null || amountKop <= original.cash.paidKop - original.cash.returnedKop) return ok([]);
  const consent = authorise(state, context, "refund-without-receipt");
  return consent.ok ? ok(consent.value.events) : consent;
}

/** Card: null = all that is due. The operation id is committed before the terminal hears of it. */
export function payCard(state: TillState, command: CoreCommandOf<"payCard">, context: DecideContext): Decision {
  const payable = payableReceipt(state, context);
  if (!payable.ok) return payable;
  const { receipt, dueKop } = payable.value;
  if (dueKop === 0) return refuse(appError("RCP426"));
  if (receipt.kind === "purchase" || receipt.kind === "purchase-refund") return refuse(appError("DOC417"));
  if (!context.settings.hasCardTerminal) return refuse(appError("RCP455"));
  const card = receipt.original === null ? null : returnableCard(receipt);
  const limitKop = kopecks(card === null ? dueKop : Math.min(dueKop, card.leftKop));
  const amountKop = command.amountKop ?? limitKop;
  if (amountKop > dueKop) return refuse(appError("RCP424", { due: formatKop(dueKop) }));
  if (amountKop > limitKop || limitKop === 0) return refuse(appError("RCP434", { limit: formatKop(limitKop) }));
  if (amountKop <= 0) return refuse(appError("RCP439"));
  return events(...payable.value.consent, { type: "cardRequested", tenderId: context.newId(), amountKop, originalRrn: card?.rrn ?? null });
}

/** The first card of the sale that something is left to go back to; one tender for each. */
function returnableCard({ original, tenders }: Receipt): { readonly rrn: string | null; readonly leftKop: number } {
  for (const { rrn, paidKop: paid, returnedKop } of original?.cards ?? []) {
    const inThisRefund = tenders.reduce(
      (sum, tender) => sum + (tender.kind === "card" && tender.originalRrn === rrn && isTaken(tender) ? tender.amountKop : 0),
      0,
    );
    const leftKop = paid - returnedKop - inThisRefund;
    if (leftKop > 0) return { rrn, leftKop };
  }
  return { rrn: null, leftKop: 0 };
}

function isTaken({ state }: CardTender): boolean {
  return state !== "declined" && state !== "reversed";
}

/** What the bank terminal said of a charge (or, on a refund, of the refund). */
export function cardAnswered(state: TillState, command: CoreCommandOf<"cardAnswered">, context: DecideContext): Decision {
  const found = cardTender(state, command.receiptId, command.tenderId);
  if (found === null || (found.tender.state !== "charging" && found.tender.state !== "unknown")) return events();
  const settled = settlement(command.outcome);
  if (settled.state === "unknown" && found.tender.state === "unknown") return events();
  const event: TillEvent = { type: "cardSettled", receiptId: command.receiptId, tenderId: command.tenderId, ...settled };
  if (settled.state !== "approved" || state.receipt?.id !== command.receiptId) return events(event);
  const approved: CardTender = { ...found.tender, state: "approved", approval: settled.approval, text: settled.text };
  return events(event, ...whenPaid(state, found.receipt, approved, context));
}

function settlement(outcome: CardOutcome): Pick<Extract<TillEvent, { type: "cardSettled" }>, "state" | "approval" | "text"> {
  switch (outcome.kind) {
    case "approved":
      return { state: "approved", approval: outcome.approval, text: outcome.approval.maskedPan };
    case "declined":
      return { state: "declined", approval: null, text: outcome.reason };
    case "failed":
      return { state: "declined", approval: null, text: outcome.error.code };
    case "unknown":
      return { state: "unknown", approval: null, text: outcome.error.code };
  }
}

/** The cashier goes back to the goods: cash is returned, each approved card gets its reversal. */
export function cancelPayment(state: TillState, command: CoreCommandOf<"cancelPayment">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const heads = headJobs(state).filter((job) => command.jobId === null || job.id === command.jobId);
  const given = heads.find((job) => job.state === "failed") ?? heads.find(isGivenUp);
  if (given !== undefined) return cancelFailed(given, consent.value, context);
  if (command.jobId !== null) return refuse(appError("RCP428"));
  const receipt = state.receipt;
  if (receipt === null && heads.some((job) => job.purpose.kind === "receipt")) return refuse(appError("RCP428"));
  if (receipt === null || receipt.phase !== "paying") return refuse(appError("RCP427"));
  if (hasOpenCardOperation(receipt.tenders)) return refuse(appError("RCP425"));
  return events(...consent.value.events, cancelled(receipt, context));
}

/** Nothing of the document can have left: it failed for sure, or it still waits for a registrar that does not answer. */
export function isGivenUp(job: FiscalJob): boolean {
  return job.state === "failed" || (job.state === "waiting" && job.error !== null);
}

/** A document that the registrar surely did not register may still be given up; a paid receipt gives the money back. */
function cancelFailed(job: FiscalJob, consent: Consent, context: DecideContext): Decision {
  const receipt = job.purpose.kind === "receipt" ? job.purpose.receipt : null;
  if (receipt?.part !== undefined) return events(...consent.events, givePartBack(job, receipt, receipt.part, context));
  const given: TillEvent = { type: "fiscalCancelled", jobId: job.id };
  return receipt === null ? events(...consent.events, given) : events(...consent.events, given, cancelled(receipt, context));
}

function cancelled(receipt: Receipt, context: DecideContext): TillEvent {
  const reversals = receipt.tenders
    .filter((tender): tender is CardTender => tender.kind === "card" && tender.state === "approved")
    .map((tender) => ({ tenderId: tender.id, reversalId: context.newId() }));
  return { type: "paymentCancelled", receiptId: receipt.id, reversals };
}

export function cardReversalAnswered(state: TillState, command: CoreCommandOf<"cardReversalAnswered">): Decision {
  const found = cardTender(state, command.receiptId, command.tenderId);
  if (found === null || found.tender.state !== "reversing" || command.outcome.kind !== "approved") return events();
  return events({ type: "cardReversed", receiptId: command.receiptId, tenderId: command.tenderId, approval: command.outcome.approval });
}

function cardTender(state: TillState, receiptId: string, tenderId: string): { receipt: Receipt; tender: CardTender } | null {
  const receipt = [state.receipt, ...state.held.map((held) => held.receipt)].find((each) => each?.id === receiptId);
  const tender = receipt?.tenders.find((each): each is CardTender => each.kind === "card" && each.id === tenderId);
  return receipt && tender ? { receipt, tender } : null;
}
