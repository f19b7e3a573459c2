import type { TillEvent } from "../../core/event.ts";
import type { TillState } from "../../core/state.ts";
import { registrarOf } from "../../shift/book.ts";
import { egaisOf, type ChequeRecord, type ChequeSlip, type EgaisState } from "./egais-state.ts";

/** Folds the life of EGAIS cheques: sent → accepted | refused, then complete with their receipt, or undone. */
export function evolveCheque(before: TillState, state: TillState, event: TillEvent): TillState {
  switch (event.type) {
    case "chequeSent":
      return withEgais(state, (egais) => ({
        ...egais,
        cheques: sentAgain(egais.cheques, event),
        last: laterOf(egais.last, event.cheque.number),
      }));
    case "chequeAnswered": {
      const change = ({ lost, ...cheque }: ChequeRecord): ChequeRecord => ({
        ...cheque,
        state: event.outcome === "lost" ? "sent" : event.outcome,
        lost: event.outcome === "lost" ? lost + 1 : 0,
        answer: event.answer,
        error: event.error,
      });
      return withEgais(state, (egais) => ({ ...egais, cheques: standing(changed(egais.cheques, event.chequeId, change)) }));
    }
    case "fiscalRetried":
      return state.egais === undefined ? state : withJobs(state, event.jobId, (cheque) => ({ ...cheque, lost: 0 }));
    case "fiscalCancelled":
    case "partGivenBack":
      return state.egais === undefined ? state : withJobs(state, event.jobId, (cheque) => ({ ...cheque, isGivenUp: true }));
    case "undoSent":
      return withEgais(state, (egais) => ({
        ...egais,
        last: laterOf(egais.last, event.undo.number),
        cheques: changed(egais.cheques, event.chequeId, (cheque) => ({
          ...cheque,
          undo: { ...event.undo, attempts: (cheque.undo?.attempts ?? 0) + 1, error: cheque.undo?.error ?? null },
        })),
      }));
    case "undoDelayed":
      return withEgais(state, (egais) => ({
        ...egais,
        cheques: changed(egais.cheques, event.chequeId, (cheque) =>
          cheque.undo === undefined ? cheque : { ...cheque, undo: { ...cheque.undo, error: event.error } },
        ),
      }));
    case "chequeUndone":
      return withEgais(state, (egais) => ({ ...egais, cheques: egais.cheques.filter(({ id }) => id !== event.chequeId) }));
    case "receiptCompleted":
      return state.egais === undefined ? state : completed(before, state, event);
    case "chequeSlipPrinted":
      return withEgais(state, (egais) => ({ ...egais, slips: egais.slips.filter(({ receiptId }) => receiptId !== event.receiptId) }));
    default:
      return state;
  }
}

/** A cheque that was refused before makes room for the next one of the same document. */
function sentAgain(cheques: readonly ChequeRecord[], { cheque }: Extract<TillEvent, { type: "chequeSent" }>): readonly ChequeRecord[] {
  if (cheques.some(({ id }) => id === cheque.id))
    return changed(cheques, cheque.id, (known) => ({ ...known, attempts: known.attempts + 1 }));
  const others = cheques.filter(({ jobId }) => jobId !== cheque.jobId);
  return [...others, { ...cheque, state: "sent", attempts: 1, lost: 0, answer: null, error: null }];
}

function completed(before: TillState, state: TillState, event: Extract<TillEvent, { type: "receiptCompleted" }>): TillState {
  const { id: receiptId, number, egais: cheque } = event.fact;
  const registrarId = registrarOf(event.jobId, before);
  return withEgais(state, (egais) => {
    const cheques = egais.cheques.filter(({ jobId }) => jobId !== event.jobId);
    if (!cheque) return { ...egais, cheques };
    const slip: ChequeSlip = { receiptId, registrarId, receiptNumber: number, answer: { url: cheque.url, sign: cheque.sign } };
    return { ...egais, cheques, slips: [...egais.slips, slip] };
  });
}

/** What was refused and given up never was. */
function standing(cheques: readonly ChequeRecord[]): readonly ChequeRecord[] {
  return cheques.filter(({ state, isGivenUp }) => !(state === "refused" && isGivenUp === true));
}

function withJobs(state: TillState, jobId: string, change: (cheque: ChequeRecord) => ChequeRecord): TillState {
  return withEgais(state, (egais) => ({
    ...egais,
    cheques: standing(egais.cheques.map((cheque) => (cheque.jobId === jobId ? change(cheque) : cheque))),
  }));
}

function withEgais(state: TillState, change: (egais: EgaisState) => EgaisState): TillState {
  return { ...state, egais: change(egaisOf(state)) };
}

function changed(
  cheques: readonly ChequeRecord[],
  chequeId: string,
  change: (cheque: ChequeRecord) => ChequeRecord,
): readonly ChequeRecord[] {
  return cheques.map((cheque) => (cheque.id === chequeId ? change(cheque) : cheque));
}

function laterOf(last: EgaisState["last"], number: NonNullable<EgaisState["last"]>): EgaisState["last"] {
  if (last === null || last.kassa !== number.kassa || last.shift !== number.shift) return number;
  return last.number > number.number ? last : number;
}
