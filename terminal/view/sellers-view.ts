import type { CountersView } from "../../config/contract/counters.ts";
import type { CardReturnView, PurchasePartView, PurchaseView, RegistrarShiftView } from "../../config/contract/sellers-view.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import { errorText } from "../../config/errors/index.ts";
import { kopecks, sumKop, type Kopecks } from "../../config/money.ts";
import type { TillSettings } from "../core/settings.ts";
import type { CompletedReceipt, TillState } from "../core/state.ts";
import { ownerName, sellerById } from "../receipt/sellers.ts";
import type { PurchasePartState } from "../receipt/purchase.ts";
import { bookOf, isStuck, jobsOf } from "../shift/book.ts";
import { countersView, tillFigureViews } from "../shift/counters.ts";
import { openingBarred, parkedFault } from "../shift/decide-shift.ts";
import { shiftEndsAt } from "../shift/shift.ts";
import { isPaidOut, openReturnKop } from "../tender/decide-card-return.ts";
import { isGivenUp } from "../tender/decide-payment.ts";

/** Shift and cash of each registrar; empty on a till with one. */
export function registrarShifts(state: TillState, settings: TillSettings, language: "ru" | "en"): readonly RegistrarShiftView[] {
  const { sellers } = settings;
  if (sellers.length === 1) return [];
  return sellers.map(({ id, organisation, ffd, permittedTaxSystems: taxSystems }) => {
    const { shift, drawerKop } = bookOf(state, id);
    const { salesKop, salesCount, refundsKop, refundsCount } = shift.totals;
    const { status, number, openedAt } = shift;
    const times = { openedAt, endsAt: shiftEndsAt(shift) };
    return {
      registrarId: id,
      owner: organisation,
      ffd,
      taxSystems,
      status,
      canOpen: status === "closed" && openingBarred(state, id, { settings }) === null,
      stuck: stuckText(state, id, settings, language),
      number,
      ...times,
      drawerKop,
      salesKop,
      salesCount,
      refundsKop,
      refundsCount,
    };
  });
}

/** What till and registrar count differently, or did in this shift: of each registrar where it is so. */
export function countersViews(state: TillState, settings: TillSettings, language: "ru" | "en"): readonly CountersView[] {
  return settings.sellers.flatMap(({ id }) => {
    const { check } = bookOf(state, id);
    return check === null ? [] : [countersView(check, { registrarId: id, owner: ownerName(settings, id) }, language)];
  });
}

/** For the technician: the figures of every registrar's book as they stand, beside the last known difference. */
export function countedViews(state: TillState, settings: TillSettings, language: "ru" | "en"): ServiceView["counters"] {
  const known = countersViews(state, settings, language);
  return settings.sellers.map(({ id }) => {
    const { shift, drawerKop } = bookOf(state, id);
    const compared = known.find(({ registrarId }) => registrarId === id) ?? null;
    const till = tillFigureViews(shift, drawerKop, language);
    return { registrarId: id, owner: ownerName(settings, id), shiftNumber: shift.number, till, compared };
  });
}

function stuckText(state: TillState, registrarId: string, settings: TillSettings, language: "ru" | "en"): string | null {
  if (!isStuck(state, registrarId)) return null;
  const error = parkedFault(state, registrarId, settings) ?? jobsOf(state, registrarId)[0]?.error ?? null;
  return error === null ? null : errorText(error, language);
}

/** The last purchase from several sellers: what became of each part. */
export function purchaseView(state: TillState, settings: TillSettings, language: "ru" | "en"): PurchaseView | null {
  const { purchase } = state;
  const isOver = purchase === null || (!purchase.shown && purchase.parts.every((part) => !isOpen(part, state)));
  if (purchase === null || isOver) return null;
  const { number, totalKop, changeKop } = purchase;
  return { number, totalKop, changeKop, parts: purchase.parts.map((part) => partView(part, state, settings, language)) };
}

/** Goods or money of the part have not come to rest. */
function isOpen(part: PurchasePartState, state: TillState): boolean {
  return part.state === "under-way" || state.returning.some(({ receiptId }) => receiptId === part.receiptId);
}

/** From what is open, never from the last purchase: the next one must not hide it. */
export function cardReturnViews(state: TillState, settings: TillSettings): readonly CardReturnView[] {
  return state.returning.map((part): CardReturnView => {
    const { receiptId, number, sellerId, cards } = part;
    const refused = cards.find((card) => card.state === "refused");
    const isUnknown = cards.some((card) => card.state === "unknown");
    const bank = refused !== undefined ? "refused" : isUnknown ? "unknown" : "asked";
    return {
      receiptId,
      number,
      seller: sellerById(settings, sellerId).organisation,
      amountKop: openReturnKop(part),
      state: isPaidOut(state, receiptId) ? "paying-out" : bank,
      reason: refused?.text ?? null,
    };
  });
}

function partView(part: PurchasePartState, state: TillState, settings: TillSettings, language: "ru" | "en"): PurchasePartView {
  const { receiptId, number, sellerId, totalKop, fdNumber, cashBackKop } = part;
  const job = state.jobs.find((each) => each.purpose.kind === "receipt" && each.purpose.receipt.id === receiptId);
  const cards = state.returning.find((each) => each.receiptId === receiptId)?.cards ?? [];
  const waiting = cards.filter((card) => card.state !== "returned");
  const refused = waiting.find((card) => card.state === "refused");
  const isUnresolved = state.unresolved.some((each) => each.purpose.kind === "receipt" && each.purpose.receipt.id === receiptId);
  const error = job?.error ?? null;
  return {
    receiptId,
    number,
    seller: sellerById(settings, sellerId).organisation,
    totalKop,
    state: isUnresolved ? "unresolved" : job?.state === "failed" ? "failed" : part.state,
    fdNumber,
    cashBackKop,
    cardBackKop: kopecks(waiting.reduce((sum, card) => sum + card.amountKop, 0)),
    cardRefused: refused?.text ?? null,
    jobId: job?.id ?? null,
    canGiveBack: job !== undefined && isGivenUp(job),
    error: error === null ? null : errorText(error, language),
  };
}

/** Total and change of what was paid at once: the receipt, or the purchase that it is a part of, less what was given back of it. */
export function paymentOf(
  { fact }: CompletedReceipt,
  { purchase }: TillState,
): { readonly totalKop: Kopecks; readonly changeKop: Kopecks } {
  if (purchase === null || fact.purchaseId !== purchase.purchaseId) return fact;
  const standing = purchase.parts.filter((part) => part.state !== "given-back");
  return { totalKop: sumKop(standing.map((part) => part.totalKop)), changeKop: purchase.changeKop };
}
