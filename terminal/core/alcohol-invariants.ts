import { chequeOf, egaisOf } from "../alcohol/cheque/egais-state.ts";
import type { TillEvent } from "./event.ts";
import type { TillState } from "./state.ts";

type Broken = (promise: number, what: string) => void;

export interface AlcoholChecker {
  step(event: TillEvent, before: TillState, broken: Broken): void;
  finish(state: TillState): readonly string[];
}

/** Stamped alcohol: no document is begun and no receipt complete without a cheque that the UTM took; each such cheque has its receipt, or is undone. */
export function createAlcoholChecker(): AlcoholChecker {
  /** Accepted cheques by id that nothing stands behind yet. */
  const open = new Map<string, string>();
  return {
    step(event, before, broken) {
      switch (event.type) {
        case "chequeAnswered":
          if (event.outcome === "accepted")
            open.set(event.chequeId, egaisOf(before).cheques.find(({ id }) => id === event.chequeId)?.jobId ?? "");
          return;
        case "chequeUndone":
          open.delete(event.chequeId);
          return;
        case "fiscalStarted":
        case "receiptCompleted": {
          const job = [...before.jobs, ...before.unresolved].find(({ id }) => id === event.jobId);
          const receipt = job?.purpose.kind === "receipt" ? job.purpose.receipt : null;
          const isStamped = receipt?.positions.some(({ voided, stamp }) => !voided && stamp !== undefined) === true;
          const cheque = chequeOf(before, event.jobId);
          if (isStamped && cheque?.state !== "accepted")
            broken(3, `stamped alcohol of receipt ${receipt.number} without a cheque of EGAIS`);
          if (event.type === "receiptCompleted" && cheque !== null) open.delete(cheque.id);
          return;
        }
        default:
      }
    },
    finish(state) {
      const standing = new Set(egaisOf(state).cheques.map(({ id }) => id));
      return [...open.keys()].filter((id) => !standing.has(id)).map((id) => `cheque ${id} of EGAIS has neither receipt nor return`);
    },
  };
}
