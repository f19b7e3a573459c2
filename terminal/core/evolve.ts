import type { EpochMs } from "../../config/clock.ts";
import { kopecks } from "../../config/money.ts";
import { evolveFiscal } from "../effects/evolve-fiscal.ts";
import { evolvePayment } from "../tender/evolve-payment.ts";
import { evolveReceipt } from "../receipt/evolve-receipt.ts";
import { addReceipt, cashMovedBy, ZERO_TOTALS } from "../shift/shift.ts";
import type { JournalledEvent, TillEvent } from "./event.ts";
import type { TillState } from "./state.ts";

/**
 * The state after one more event. Total and pure: any event that `decide` has made is accepted, nothing is refused here.
 * Each room folds its own events; what belongs to the whole till is folded below.
 */
export function evolve(state: TillState, { at, event }: JournalledEvent): TillState {
  return evolveTill(evolveFiscal(evolvePayment(evolveReceipt(state, event, at), event), event, at), event, at);
}

function evolveTill(state: TillState, event: TillEvent, at: EpochMs): TillState {
  switch (event.type) {
    case "signedIn": {
      const { [event.operator.id]: _cleared, ...others } = state.signInFailures;
      return { ...state, operator: event.operator, signInFailures: others };
    }
    case "signedOut":
      return { ...state, operator: null, nextQuantity: null };
    case "signInFailed":
      return {
        ...state,
        signInFailures: { ...state.signInFailures, [event.staffId]: { count: event.count, lockedUntil: event.lockedUntil } },
      };
    case "approvalGiven": {
      const { [event.by]: _cleared, ...others } = state.signInFailures;
      return { ...state, signInFailures: others };
    }
    case "receiptCompleted": {
      const cashKop = cashMovedBy(event.fact);
      return {
        ...state,
        drawerKop: kopecks(state.drawerKop + cashKop),
        factSequence: event.fact.sequence,
        shift: { ...state.shift, totals: addReceipt(state.shift.totals, event.fact) },
        completed: { fact: event.fact, shown: true },
      };
    }
    case "shiftOpened":
      return {
        ...state,
        factSequence: event.fact.sequence,
        shift: { status: "open", number: event.fact.shiftNumber, openedAt: event.fact.fiscal?.at ?? at, totals: ZERO_TOTALS },
      };
    case "shiftClosed":
      return {
        ...state,
        factSequence: event.fact.sequence,
        shift: { status: "closed", number: event.fact.shiftNumber, openedAt: null, totals: event.totals },
      };
    case "cashMoved": {
      const sign = event.fact.kind === "in" ? 1 : -1;
      const totals = state.shift.totals;
      return {
        ...state,
        factSequence: event.fact.sequence,
        drawerKop: kopecks(state.drawerKop + sign * event.fact.amountKop),
        shift: {
          ...state.shift,
          totals: {
            ...totals,
            cashInKop: kopecks(totals.cashInKop + (sign > 0 ? event.fact.amountKop : 0)),
            cashOutKop: kopecks(totals.cashOutKop + (sign < 0 ? event.fact.amountKop : 0)),
          },
        },
      };
    }
    case "completedClosed":
      return state.completed === null ? state : { ...state, completed: { ...state.completed, shown: false } };
    default:
      return state;
  }
}
