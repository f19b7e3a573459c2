import type { AppError } from "../../../config/errors/index.ts";
import type { Cheque, ChequeAnswer, ChequeNumber } from "./cheque.ts";

/**
 * The cheque of one fiscal document, from the intent to send it until its receipt is complete or it is undone. `sent`: it may be with the
 * UTM; only the UTM's own word on this very cheque ends that.
 */
export interface ChequeRecord extends Cheque {
  readonly jobId: string;
  readonly receiptId: string;
  readonly receiptNumber: number;
  readonly state: "sent" | "accepted" | "refused";
  /** Times it was sent. */
  readonly attempts: number;
  /** Lost answers since a person last asked for the document. */
  readonly lost: number;
  readonly answer: ChequeAnswer | null;
  readonly error: AppError | null;
  /** Its document was given up: what the UTM has taken must be undone. */
  readonly isGivenUp?: true;
  /** The cheque that undoes it, once its number is fixed. */
  readonly undo?: ChequeUndo;
}

export interface ChequeUndo {
  readonly id: string;
  readonly number: ChequeNumber;
  readonly attempts: number;
  readonly error: AppError | null;
}

/** Address and sign of a cheque that are to be printed after the receipt. */
export interface ChequeSlip {
  readonly receiptId: string;
  readonly registrarId: string;
  readonly receiptNumber: number;
  readonly answer: ChequeAnswer;
}

export interface EgaisState {
  readonly cheques: readonly ChequeRecord[];
  /** Number of the last cheque, taken or not: no two have the same. */
  readonly last: ChequeNumber | null;
  readonly slips: readonly ChequeSlip[];
}

export const NO_CHEQUES: EgaisState = { cheques: [], last: null, slips: [] };

/** Absent in the state of tills that have never sold stamped alcohol. */
export function egaisOf(state: { readonly egais?: EgaisState }): EgaisState {
  return state.egais ?? NO_CHEQUES;
}

export function chequeOf(state: { readonly egais?: EgaisState }, jobId: string): ChequeRecord | null {
  return egaisOf(state).cheques.find((cheque) => cheque.jobId === jobId) ?? null;
}

/** Cheques that the UTM may have and that no receipt stands behind any more, oldest first. */
export function owedCheques(state: { readonly egais?: EgaisState }): readonly ChequeRecord[] {
  return egaisOf(state).cheques.filter(({ isGivenUp }) => isGivenUp === true);
}

/** The number is that of the next fiscal document, and goes past those that given-up cheques of this shift have used. */
export function nextChequeNumber(
  next: { readonly kassa: string; readonly shift: number; readonly fdNumber: number },
  { last }: EgaisState,
  at: ChequeNumber["at"],
): ChequeNumber {
  const { kassa, shift, fdNumber } = next;
  const isSameShift = last !== null && last.kassa === kassa && last.shift === shift;
  return { kassa, shift, number: isSameShift ? Math.max(fdNumber, last.number + 1) : fdNumber, at };
}
