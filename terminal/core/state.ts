import type { EpochMs } from "../../config/clock.ts";
import type { ReceiptFact } from "../../config/contract/facts.ts";
import type { Quantity } from "../../config/money.ts";
import type { EgaisState } from "../alcohol/cheque/egais-state.ts";
import type { Operator } from "../access/operator.ts";
import type { PurchaseState, ReturningPart } from "../receipt/purchase.ts";
import type { FiscalJob, Receipt, UnresolvedJob, UnverifiedVerdict } from "../receipt/receipt.ts";
import type { OpenKeg } from "../tap/keg.ts";
import { EMPTY_BOOK, MAIN_REGISTRAR, type Books } from "../shift/book.ts";

/** Failed sign-ins of one person: reset by a good one. */
export interface SignInFailures {
  readonly count: number;
  readonly lockedUntil: EpochMs | null;
}

export interface HeldReceipt {
  readonly receipt: Receipt;
  readonly at: EpochMs;
  readonly by: string;
}

/** The last completed receipt, for the change on the screen and the next reprint. */
export interface CompletedReceipt {
  readonly fact: ReceiptFact;
  /** The registrar that printed it. */
  readonly registrarId: string;
  /** False once the cashier went on. */
  readonly shown: boolean;
}

/**
 * Everything the till knows between two events, except what grows with history (receipts, sold codes, movements: those
 * are tables). fold(journal) gives it; a restart changes nothing.
 */
export interface TillState {
  readonly operator: Operator | null;
  readonly signInFailures: Readonly<Record<string, SignInFailures>>;
  /** By registrar: each counts its own shift and cash. */
  readonly books: Books;
  readonly nextReceiptNumber: number;
  readonly factSequence: number;
  readonly nextQuantity: Quantity | null;
  readonly receipt: Receipt | null;
  readonly held: readonly HeldReceipt[];
  /** Fiscal documents on their way, oldest first; each registrar works on the first of its own. */
  readonly jobs: readonly FiscalJob[];
  readonly unresolved: readonly UnresolvedJob[];
  readonly completed: CompletedReceipt | null;
  readonly purchase: PurchaseState | null;
  /** Parts of purchases whose card money is on its way back. */
  readonly returning: readonly ReturningPart[];
  /** What people said of documents while their registrar could not be asked: it is asked before anything new goes to it. */
  readonly verdicts: readonly UnverifiedVerdict[];
  /** EGAIS cheques under way; absent where none ever was. */
  readonly egais?: EgaisState;
  /** Kegs on tap; absent: there never was one. */
  readonly kegs?: readonly OpenKeg[];
}

/**
 * Counts the forms that `TillState` has had. A snapshot of another form is not read: the whole journal is folded again, once. Raise
 * it with every released change of the state or of anything inside it.
 */
export const STATE_FORM = 9;

export const EMPTY_STATE: TillState = {
  operator: null,
  signInFailures: {},
  books: { [MAIN_REGISTRAR]: EMPTY_BOOK },
  nextReceiptNumber: 1,
  factSequence: 0,
  nextQuantity: null,
  receipt: null,
  held: [],
  jobs: [],
  unresolved: [],
  completed: null,
  purchase: null,
  returning: [],
  verdicts: [],
};

/** Every receipt that is not yet completed, wherever it stands: their codes and points are taken. */
export function unfinishedReceipts(state: TillState): readonly Receipt[] {
  const all: Receipt[] = state.receipt === null ? [] : [state.receipt];
  for (const held of state.held) all.push(held.receipt);
  for (const job of [...state.jobs, ...state.unresolved]) if (job.purpose.kind === "receipt") all.push(job.purpose.receipt);
  return all;
}
