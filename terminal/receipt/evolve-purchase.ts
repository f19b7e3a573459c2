import type { EpochMs } from "../../config/clock.ts";
import { assertInvariant } from "../../config/result.ts";
import { kopecks, ZERO_KOP } from "../../config/money.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { CardReturn, PurchasePartState } from "./purchase.ts";
import type { FiscalJob } from "./receipt.ts";
import { partReceipt } from "./split-receipt.ts";

type EventOf<T extends TillEvent["type"]> = Extract<TillEvent, { type: T }>;

/** Folds the events of purchases from several sellers: paid as one → documents of each → registered or given back. */
export function evolvePurchase(state: TillState, event: TillEvent, at: EpochMs): TillState {
  switch (event.type) {
    case "purchaseRequested":
      return request(state, event, at);
    case "receiptCompleted":
      return withPart(state, event.fact.id, { state: "registered", fdNumber: event.fact.fiscal.fdNumber });
    case "partGivenBack":
      return giveBack(state, event);
    case "cardReturnSettled":
      return withReturn(state, event.receiptId, event.refundId, (card) => ({
        ...card,
        state: event.state,
        approval: event.approval,
        text: event.text,
      }));
    case "cardReturnRepeated":
      return withReturn(state, event.receiptId, event.refundId, (card) => ({
        ...card,
        refundId: event.newRefundId,
        state: "asked",
        text: "",
      }));
    case "cardReturnDecided":
      return withoutReturn(state, event.receiptId);
    case "cashMoved":
      return event.insteadOfCard === undefined ? state : withoutReturn(state, event.insteadOfCard);
    case "receiptOpened":
    case "receiptRecalled":
    case "completedClosed":
      return state.purchase === null ? state : { ...state, purchase: { ...state.purchase, shown: false } };
    default:
      return state;
  }
}

/** The whole receipt becomes one of each seller, and each has its document in its own registrar's queue. */
function request(state: TillState, event: EventOf<"purchaseRequested">, at: EpochMs): TillState {
  const whole = state.receipt;
  assertInvariant(whole !== null && whole.id === event.receiptId, "the paid receipt is the open one");
  const jobs = event.parts.map((part): FiscalJob => ({
    id: part.jobId,
    registrarId: part.sellerId,
    purpose: { kind: "receipt", receipt: partReceipt(whole, part, part) },
    document: part.document,
    state: "waiting",
    baseline: null,
    earlierBaseline: null,
    error: null,
    requestedAt: at,
    attempts: 0,
    operator: event.operator,
  }));
  const parts = event.parts.map(({ receiptId, number, sellerId, document }): PurchasePartState => ({
    receiptId,
    number,
    sellerId,
    totalKop: document.receipt.totalKop,
    state: "under-way",
    fdNumber: null,
    cashBackKop: ZERO_KOP,
  }));
  const totalKop = kopecks(parts.reduce((sum, part) => sum + part.totalKop, 0));
  const paidKop = event.parts.flatMap((part) => part.tenders).reduce((sum, tender) => sum + tender.amountKop, 0);
  return {
    ...state,
    receipt: null,
    nextReceiptNumber: Math.max(state.nextReceiptNumber, ...parts.map((part) => part.number + 1)),
    jobs: [...state.jobs, ...jobs],
    purchase: { purchaseId: whole.id, number: whole.number, totalKop, changeKop: kopecks(paidKop - totalKop), parts, shown: true },
  };
}

function giveBack(state: TillState, event: EventOf<"partGivenBack">): TillState {
  const { jobId, receiptId, number, purchaseId, sellerId, cashBackKop } = event;
  const cards = event.cards.map((card): CardReturn => ({ ...card, state: "asked", approval: null, text: "" }));
  const without = { ...state, jobs: state.jobs.filter((job) => job.id !== jobId) };
  const isOver = cards.length === 0;
  return withPart(
    isOver ? without : { ...without, returning: [...state.returning, { receiptId, number, purchaseId, sellerId, cards }] },
    receiptId,
    { state: "given-back", cashBackKop },
  );
}

function withPart(state: TillState, receiptId: string, change: Partial<PurchasePartState>): TillState {
  const { purchase } = state;
  if (purchase === null || !purchase.parts.some((part) => part.receiptId === receiptId)) return state;
  return {
    ...state,
    purchase: { ...purchase, parts: purchase.parts.map((part) => (part.receiptId === receiptId ? { ...part, ...change } : part)) },
  };
}

/** A part whose cards all have their money is done with. */
function withReturn(state: TillState, receiptId: string, refundId: string, change: (card: CardReturn) => CardReturn): TillState {
  const returning = state.returning.map((part) =>
    part.receiptId === receiptId ? { ...part, cards: part.cards.map((card) => (card.refundId === refundId ? change(card) : card)) } : part,
  );
  return { ...state, returning: returning.filter((part) => part.cards.some((card) => card.state !== "returned")) };
}

function withoutReturn(state: TillState, receiptId: string): TillState {
  return { ...state, returning: state.returning.filter((part) => part.receiptId !== receiptId) };
}
