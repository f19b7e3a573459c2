import type { Clock } from "../../../config/clock.ts";
import { appError } from "../../../config/errors/index.ts";
import type { Log } from "../../../config/log.ts";
import type { Baseline, Registrar } from "../../../fiscal/registrar.ts";
import { commitOutcome } from "../../effects/commit-outcome.ts";
import type { FiscalJob } from "../../receipt/receipt.ts";
import type { Till } from "../../till.ts";
import type { Utm } from "../utm/utm-client.ts";
import { numberDetails, oppositeKind, type Cheque } from "./cheque.ts";
import { chequeOf, owedCheques, type ChequeRecord } from "./egais-state.ts";

export interface ChequePorts {
  readonly till: Till;
  /** Null: no UTM is configured. */
  readonly utm: Utm | null;
  /** Cheques whose answer is awaited just now: never sent a second time meanwhile. */
  readonly inFlight: Set<string>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Sends the cheque of a document that waits for it: its number is journalled, then it goes, then the answer is journalled. True when the
 * document may be looked at anew; false: after a pause.
 */
export async function sendCheque(
  job: FiscalJob,
  baseline: Baseline,
  ports: ChequePorts & { readonly registrar: Pick<Registrar, "status"> },
): Promise<boolean> {
  const { till, utm, registrar, signal } = ports;
  if (utm === null) {
    await commitOutcome(ports, { type: "fiscalNotDone", jobId: job.id, error: appError("ALC851") });
    return false;
  }
  const status = await registrar.status();
  if (signal.aborted) return false;
  if (!status.ok) {
    await commitOutcome(ports, { type: "fiscalDelay", jobId: job.id, error: status.error });
    return false;
  }
  // The cheque names the shift that the receipt will be in: one that is over is renewed before.
  if (status.value.shift === "expired" && job.isShiftRenewed !== true && chequeOf(till.state, job.id) === null) {
    await commitOutcome(ports, { type: "fiscalNotDone", jobId: job.id, error: appError("FIS320", { vendor: "" }) });
    return true;
  }
  const { shiftNumber: shift, lastFdNumber } = baseline;
  const begun = till.outcome({ type: "chequeSend", jobId: job.id, kassa: status.value.serial, shift, fdNumber: lastFdNumber + 1 });
  if (!begun.ok) {
    if (begun.error.code === "ALC866") await commitOutcome(ports, { type: "fiscalDelay", jobId: job.id, error: begun.error });
    return false;
  }
  const cheque = chequeOf(till.state, job.id);
  if (cheque === null || cheque.state !== "sent") return true;
  await exchange(cheque, ports);
  return chequeOf(till.state, job.id)?.state === "accepted";
}

async function exchange(cheque: ChequeRecord, ports: ChequePorts): Promise<void> {
  const { till, utm, signal } = ports;
  if (utm === null) return;
  ports.inFlight.add(cheque.id);
  const reply = await utm.sendCheque(cheque, signal).finally(() => ports.inFlight.delete(cheque.id));
  if (signal.aborted) return;
  await commitOutcome(ports, { type: "chequeAnswered", chequeId: cheque.id, reply });
  // Taken now, and perhaps before: only the UTM can show whether it has it once.
  if (reply.kind === "accepted" && cheque.attempts > 1) till.raise(appError("ALC861", numberDetails(cheque.number)));
}

const UNDO_FIRST_MS = 1_000;
const UNDO_LONGEST_MS = 60_000;

/** Undoes what the UTM has taken for receipts that were given up, oldest first, until it takes that. Found in the state at a start. */
export function createUndoEffect(ports: ChequePorts): { wake(): void } {
  const { till, clock, signal } = ports;
  let isRunning = false;
  async function work(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const [cheque] = owedCheques(till.state);
      if (cheque === undefined || ports.utm === null) return;
      const isOver = cheque.state === "sent" ? await askAgain(cheque, ports) : await undo(cheque, failures === 0, ports);
      failures = isOver ? 0 : failures + 1;
      if (!isOver) await clock.sleep(Math.min(UNDO_LONGEST_MS, UNDO_FIRST_MS * 2 ** Math.min(failures - 1, 10)), signal);
    }
  }
  return {
    wake() {
      if (isRunning || owedCheques(till.state).length === 0) return;
      isRunning = true;
      void work().finally(() => {
        isRunning = false;
      });
    },
  };
}

async function askAgain(cheque: ChequeRecord, ports: ChequePorts): Promise<boolean> {
  if (ports.inFlight.has(cheque.id)) return false;
  await commitOutcome(ports, { type: "chequeAsk", chequeId: cheque.id });
  const again = owedCheques(ports.till.state).find(({ id, state }) => id === cheque.id && state === "sent");
  if (again !== undefined && !ports.signal.aborted) await exchange(again, ports);
  return owedCheques(ports.till.state).every(({ id, state }) => id !== cheque.id || state !== "sent");
}

async function undo(cheque: ChequeRecord, isFirst: boolean, ports: ChequePorts): Promise<boolean> {
  const { till, utm, signal } = ports;
  await commitOutcome(ports, { type: "undoSend", chequeId: cheque.id });
  const begun = owedCheques(till.state).find(({ id }) => id === cheque.id)?.undo;
  if (begun === undefined || utm === null || signal.aborted) return false;
  const { id, number } = begun;
  const opposite: Cheque = { id, number, kind: oppositeKind(cheque.kind), goods: cheque.goods };
  const reply = await utm.sendCheque(opposite, signal);
  if (signal.aborted) return false;
  await commitOutcome(ports, { type: "undoAnswered", chequeId: cheque.id, reply });
  const isOver = owedCheques(till.state).every((owed) => owed.id !== cheque.id);
  if (!isOver && isFirst) till.raise(undoAlarm(cheque, reply.kind === "refused" ? String(reply.error.details["message"]) : null));
  if (isOver && reply.kind === "accepted" && begun.attempts > 1) till.raise(appError("ALC861", numberDetails(number)));
  return isOver;
}

function undoAlarm({ number }: ChequeRecord, message: string | null) {
  if (message === null) return appError("ALC862", { number: number.number, reason: "" });
  return appError("ALC867", { ...numberDetails(number), message });
}
