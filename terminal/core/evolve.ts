import type { EpochMs } from "../../config/clock.ts";
import type { CashFact, CorrectionFact, ReceiptFact } from "../../config/contract/facts.ts";
import { kopecks } from "../../config/money.ts";
import { evolveCheque } from "../alcohol/cheque/evolve-cheque.ts";
import { evolveFiscal } from "../effects/evolve-fiscal.ts";
import { evolvePayment } from "../tender/evolve-payment.ts";
import { evolvePurchase } from "../receipt/evolve-purchase.ts";
import { evolveReceipt } from "../receipt/evolve-receipt.ts";
import { figurePairs } from "../shift/counters.ts";
import { MAIN_REGISTRAR, registrarOf, withBook, type Book } from "../shift/book.ts";
import {
  addCorrection,
  addReceipt,
  cashMovedBy,
  cashOfCorrection,
  isInShift,
  isNewShift,
  ZERO_TOTALS,
  type ShiftState,
  type ShiftTotals,
} from "../shift/shift.ts";
import { openKegs } from "../tap/keg.ts";
import type { JournalledEvent, TillEvent } from "./event.ts";
import type { TillState } from "./state.ts";

/**
 * The state after one more event. Total and pure: any event that `decide` has made is accepted, nothing is refused here.
 * Each room folds its own events; what belongs to the whole till is folded below.
 */
export function evolve(state: TillState, { at, event }: JournalledEvent): TillState {
  const registrarId = "jobId" in event ? registrarOf(event.jobId, state) : MAIN_REGISTRAR;
  const moved = evolvePurchase(evolveFiscal(evolvePayment(evolveReceipt(state, event, at), event), event, at), event, at);
  return evolveTill(evolveCheque(state, moved, event), event, registrarId, at);
}

function evolveTill(state: TillState, event: TillEvent, registrarId: string, at: EpochMs): TillState {
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
      const { fact } = event;
      const booked = withBook(state, registrarId, (book) => ({
        ...book,
        drawerKop: kopecks(book.drawerKop + cashMovedBy(fact)),
        shift: inShift(book.shift, fact, (totals) => addReceipt(totals, fact)),
      }));
      return pouredOf({ ...booked, factSequence: fact.sequence, completed: { fact, registrarId, shown: true } }, fact);
    }
    case "correctionRegistered":
      return withBook({ ...state, factSequence: event.fact.sequence }, registrarId, (book) => ({
        ...book,
        drawerKop: kopecks(book.drawerKop + cashOfCorrection(event.fact)),
        shift: inShift(book.shift, event.fact, (totals) => addCorrection(totals, event.fact)),
      }));
    case "shiftOpened":
      return withBook({ ...state, factSequence: event.fact.sequence }, registrarId, (book) => ({
        ...book,
        // A difference that stands is compared anew; one that is gone was told of long enough.
        check: book.check?.settledAt === null ? book.check : null,
        shift: isInShift(book.shift, event.fact.shiftNumber)
          ? book.shift
          : { status: "open", number: event.fact.shiftNumber, openedAt: event.fact.fiscal?.at ?? at, totals: ZERO_TOTALS },
      }));
    case "shiftClosed":
      return withBook({ ...state, factSequence: event.fact.sequence }, registrarId, (book) => ({
        ...book,
        shift: { status: "closed", number: event.fact.shiftNumber, openedAt: null, totals: { ...ZERO_TOTALS, ...event.totals } },
      }));
    case "cashMoved":
      return withBook({ ...state, factSequence: event.fact.sequence }, registrarId, (book) => addCash(book, event.fact));
    case "countersDiffered":
    case "countersAgreed": {
      const figures = figurePairs({ ...ZERO_TOTALS, ...event.till }, event.drawerKop, event.registrar);
      const settledAt = event.type === "countersAgreed" ? at : null;
      return withBook(state, event.registrarId ?? MAIN_REGISTRAR, (book) => ({ ...book, check: { at, figures, settledAt } }));
    }
    case "kegConnected":
      return { ...state, kegs: [...openKegs(state), event.keg] };
    case "kegClosed":
      return { ...state, kegs: openKegs(state).filter(({ id }) => id !== event.kegId) };
    case "completedClosed":
      return state.completed === null ? state : { ...state, completed: { ...state.completed, shown: false } };
    default:
      return state;
  }
}

/** Portions of a completed receipt are gone from their kegs; what came back is in the register of codes, not in the keg. */
function pouredOf(state: TillState, { kind, lines }: ReceiptFact): TillState {
  if (kind !== "sale" || state.kegs === undefined || lines.every(({ codeShare }) => codeShare?.unit !== "millilitre")) return state;
  const kegs = state.kegs.map((keg) => {
    const portions = lines.filter(({ markingCode, codeShare }) => codeShare?.unit === "millilitre" && markingCode === keg.codeBase64);
    return { ...keg, pouredMl: portions.reduce((sum, { codeShare }) => sum + (codeShare?.used ?? 0), keg.pouredMl) };
  });
  return { ...state, kegs };
}

function addCash(book: Book, { kind, amountKop }: CashFact): Book {
  const { shift, drawerKop } = book;
  const isIn = kind === "in";
  const { cashInKop, cashOutKop } = shift.totals;
  return {
    ...book,
    drawerKop: kopecks(isIn ? drawerKop + amountKop : drawerKop - amountKop),
    shift: {
      ...shift,
      totals: {
        ...shift.totals,
        cashInKop: kopecks(cashInKop + (isIn ? amountKop : 0)),
        cashOutKop: kopecks(cashOutKop + (isIn ? 0 : amountKop)),
      },
    },
  };
}

/**
 * The document of a shift that the till does not know of yet opens it in the books: the registrar has opened it, and only the answer to
 * that is still missing. When it comes, or a person tells it, what was counted since stays.
 */
function inShift(shift: ShiftState, fact: ReceiptFact | CorrectionFact, add: (totals: ShiftTotals) => ShiftTotals): ShiftState {
  if (!isNewShift(shift, fact.shiftNumber)) return { ...shift, totals: add(shift.totals) };
  return { status: "open", number: fact.shiftNumber, openedAt: fact.fiscal.at, totals: add(ZERO_TOTALS) };
}
