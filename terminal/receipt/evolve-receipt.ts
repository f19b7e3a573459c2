import type { EpochMs } from "../../config/clock.ts";
import { kopecks, points } from "../../config/money.ts";
import { ageCheckOnRecall } from "../alcohol/age-check.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillState } from "../core/state.ts";
import type { Position, PositionMarking, Receipt } from "./receipt.ts";

/** Folds the events of goods and receipts; all others leave the state as it is. */
export function evolveReceipt(state: TillState, event: TillEvent, at: EpochMs): TillState {
  switch (event.type) {
    case "receiptOpened":
      return {
        ...state,
        nextReceiptNumber: event.number + 1,
        completed: state.completed === null ? null : { ...state.completed, shown: false },
        receipt: {
          id: event.receiptId,
          number: event.number,
          kind: event.kind,
          settlement: event.settlement ?? "full",
          deal: event.deal ?? null,
          prepayKop: null,
          openedAt: at,
          positions: [],
          activeLine: null,
          discount: null,
          customer: null,
          redeem: points(0),
          buyerContact: null,
          buyer: null,
          paper: "print",
          credit: null,
          roundingKop: kopecks(0),
          original: event.original,
          tenders: [],
          phase: "open",
        },
      };
    case "positionAdded":
      return withReceipt({ ...state, nextQuantity: null }, (receipt) => ({
        ...receipt,
        positions: [...receipt.positions, event.position],
        activeLine: event.position.line,
      }));
    case "quantityChanged":
      return withPosition({ ...state, nextQuantity: null }, event.line, (position) => ({ ...position, quantity: event.quantity }));
    case "positionVoided":
      return withPosition(state, event.line, (position) => ({ ...position, voided: true }));
    case "positionDiscounted":
      return withPosition(state, event.line, (position) => ({ ...position, discount: event.discount }));
    case "receiptDiscounted":
      return withReceipt(state, (receipt) => ({ ...receipt, discount: event.discount }));
    case "markDecided":
      return withUnfinished(state, event.receiptId, (receipt) =>
        replacePosition(receipt, event.line, (position) =>
          position.marking === null ? position : { ...position, marking: { ...position.marking, ...event.decision } },
        ),
      );
    case "ageConfirmed": {
      const { answer, by } = event;
      return withReceipt(state, (receipt) => ({ ...receipt, ageCheck: { answer, by, at } }));
    }
    case "codeScanned":
      return withPosition(state, event.line, (position) => ({ ...position, marking: event.marking }));
    case "codeDropped":
      return withPosition(state, event.line, (position) => ({ ...position, marking: null }));
    case "partsSet":
      return withPosition(state, event.line, ({ part: _was, ...position }) => ({
        ...position,
        item: event.item,
        ...(event.part === null ? {} : { part: event.part }),
        marking: position.marking === null || state.receipt?.kind !== "sale" ? position.marking : checkedAnew(position.marking),
      }));
    case "returnScanned":
      return withPosition(state, event.line, ({ toScan: _ticked, ...position }) => position);
    case "returnedWithoutCode":
      return withPosition(state, event.line, ({ toScan: _ticked, ...position }) => ({ ...position, marking: null }));
    case "nextQuantitySet":
      return { ...state, nextQuantity: event.quantity };
    case "customerAttached":
      return withReceipt(state, (receipt) => ({ ...receipt, customer: event.customer, redeem: points(0) }));
    case "customerDetached":
      return withReceipt(state, (receipt) => ({ ...receipt, customer: null, redeem: points(0) }));
    case "redemptionSet":
      return withReceipt(state, (receipt) => ({ ...receipt, redeem: event.points }));
    case "buyerContactSet":
      return withReceipt(state, (receipt) => ({
        ...receipt,
        buyerContact: event.contact,
        paper: event.contact === null ? "print" : receipt.paper,
      }));
    case "buyerSet":
      return withReceipt(state, (receipt) => ({ ...receipt, buyer: event.buyer }));
    case "paperSet":
      return withReceipt(state, (receipt) => ({ ...receipt, paper: event.paper }));
    case "settlementSet":
      return withReceipt(state, (receipt) => ({
        ...receipt,
        settlement: event.settlement,
        deal: event.deal,
        prepayKop: event.prepayKop,
        redeem: points(0),
      }));
    case "receiptHeld":
      return state.receipt === null
        ? state
        : { ...state, receipt: null, nextQuantity: null, held: [...state.held, { receipt: state.receipt, at, by: event.by }] };
    case "receiptRecalled": {
      const found = state.held.find((held) => held.receipt.id === event.receiptId);
      if (found === undefined) return state;
      const { ageCheck: _answered, ...receipt } = found.receipt;
      const ageCheck = ageCheckOnRecall(found.receipt, state.operator?.id ?? null);
      const recalled = ageCheck === undefined ? receipt : found.receipt;
      return { ...state, receipt: recalled, held: state.held.filter((held) => held !== found) };
    }
    case "receiptVoided":
      return { ...state, receipt: null, nextQuantity: null };
    default:
      return state;
  }
}

/** A part has another planned status and price than the whole: what was said of that is asked anew. */
function checkedAnew({ checked: _was, ...marking }: PositionMarking): PositionMarking {
  return { ...marking, state: "checking", reason: null, details: {}, industry: null, approvedBy: null };
}

function withReceipt(state: TillState, change: (receipt: Receipt) => Receipt): TillState {
  return state.receipt === null ? state : { ...state, receipt: change(state.receipt) };
}

function withPosition(state: TillState, line: number, change: (position: Position) => Position): TillState {
  return withReceipt(state, (receipt) => ({ ...replacePosition(receipt, line, change), activeLine: line }));
}

function replacePosition(receipt: Receipt, line: number, change: (position: Position) => Position): Receipt {
  return { ...receipt, positions: receipt.positions.map((position) => (position.line === line ? change(position) : position)) };
}

/** Changes a receipt that is open or held; paid ones are fixed. */
export function withUnfinished(state: TillState, receiptId: string, change: (receipt: Receipt) => Receipt): TillState {
  if (state.receipt?.id === receiptId) return { ...state, receipt: change(state.receipt) };
  return {
    ...state,
    held: state.held.map((held) => (held.receipt.id === receiptId ? { ...held, receipt: change(held.receipt) } : held)),
  };
}
