import { appError, type AppError } from "../../../config/errors/index.ts";
import type { CoreCommandOf } from "../../core/command.ts";
import { events, refuse, type DecideContext, type Decision } from "../../core/context.ts";
import type { TillEvent } from "../../core/event.ts";
import type { TillState } from "../../core/state.ts";
import type { TillSettings } from "../../core/settings.ts";
import type { FiscalJob } from "../../receipt/receipt.ts";
import { headJobs } from "../../shift/book.ts";
import type { ChequeReply } from "../utm/utm-client.ts";
import { numberDetails } from "./cheque.ts";
import { goodsOfJob, stampsOf } from "./cheque-goods.ts";
import { chequeOf, egaisOf, nextChequeNumber, owedCheques, type ChequeRecord } from "./egais-state.ts";

/** Lost answers in a row after which a cheque waits for a person. */
const LOST_MAX = 3;

/** Has the UTM taken what must be with it before this document is made? */
export function isChequeMissing(state: TillState, job: FiscalJob, settings: TillSettings): boolean {
  return goodsOfJob(job, settings) !== null && chequeOf(state, job.id)?.state !== "accepted";
}

/**
 * Fixes the cheque of a waiting document before its first byte leaves; one that may have left already goes again as it was. This is the
 * one place where numbers are given.
 */
export function chequeSend(state: TillState, command: CoreCommandOf<"chequeSend">, context: DecideContext): Decision {
  const job = headJobs(state).find(({ id }) => id === command.jobId);
  if (job?.state !== "waiting" || job.purpose.kind !== "receipt") return refuse(appError("RCP438"));
  const goods = goodsOfJob(job, context.settings);
  const known = chequeOf(state, job.id);
  if (goods === null || known?.state === "accepted") return events();
  if (known?.state === "sent") return events(sent(known));
  const stamps = new Set(stampsOf(goods));
  const other = owedCheques(state).find((owed) => stampsOf(owed.goods).some((stamp) => stamps.has(stamp)));
  if (other !== undefined) return refuse(appError("ALC866", { number: other.number.number }));
  const { receipt } = job.purpose;
  return events({
    type: "chequeSent",
    cheque: {
      id: context.newId(),
      kind: receipt.kind === "refund" ? "refund" : "sale",
      number: nextChequeNumber(command, egaisOf(state), context.now),
      goods,
      jobId: job.id,
      receiptId: receipt.id,
      receiptNumber: receipt.number,
    },
  });
}

function sent({ id, kind, number, goods, jobId, receiptId, receiptNumber }: ChequeRecord): TillEvent {
  return { type: "chequeSent", cheque: { id, kind, number, goods, jobId, receiptId, receiptNumber } };
}

/** A given-up cheque that may be with the UTM goes again, to learn whether it is. */
export function chequeAsk(state: TillState, command: CoreCommandOf<"chequeAsk">): Decision {
  const known = owedCheques(state).find(({ id }) => id === command.chequeId);
  return known?.state === "sent" ? events(sent(known)) : events();
}

export function chequeAnswered(state: TillState, { chequeId, reply }: CoreCommandOf<"chequeAnswered">): Decision {
  const cheque = egaisOf(state).cheques.find(({ id }) => id === chequeId);
  if (cheque?.state !== "sent") return events();
  const outcome = outcomeOf(reply, cheque.attempts > 1, cheque);
  const answered: TillEvent = { type: "chequeAnswered", chequeId, ...outcome };
  const job = state.jobs.find(({ id }) => id === cheque.jobId);
  if (job?.state !== "waiting" || outcome.outcome === "accepted") return events(answered);
  const failed = (error: AppError | null): TillEvent => ({ type: "fiscalNotRegistered", jobId: job.id, error, retry: false });
  if (outcome.outcome === "refused") return events(answered, failed(outcome.error));
  if (cheque.lost + 1 >= LOST_MAX) {
    const reason = String(outcome.error?.details["reason"] ?? "");
    return events(answered, failed(appError("ALC860", { count: cheque.attempts, reason })));
  }
  return events(answered, ...(outcome.error === null ? [] : [{ type: "fiscalDelayed" as const, jobId: job.id, error: outcome.error }]));
}

type Outcome = Pick<Extract<TillEvent, { type: "chequeAnswered" }>, "outcome" | "answer" | "error">;

/**
 * Policy of repeats, in one place. EGAIS takes a cheque of one register, shift and number once [memory]: a repeat that is answered "known"
 * was taken the first time. At the first time the word means that another cheque has this number. A repeat that could not be delivered,
 * or was refused in other words, says nothing of the first time.
 */
function outcomeOf(reply: ChequeReply, isRepeated: boolean, { number }: ChequeRecord): Outcome {
  switch (reply.kind) {
    case "accepted":
      return { outcome: "accepted", answer: reply.answer, error: null };
    case "known":
      return isRepeated
        ? { outcome: "accepted", answer: { url: null, sign: null }, error: null }
        : { outcome: "refused", answer: null, error: appError("ALC869", numberDetails(number)) };
    case "refused":
    case "none":
      return { outcome: isRepeated ? "lost" : "refused", answer: null, error: reply.error };
    case "unknown":
      return { outcome: "lost", answer: null, error: reply.error };
  }
}

/** The opposite cheque of one that was taken for nothing; in the same shift, under a number of its own. */
export function undoSend(state: TillState, command: CoreCommandOf<"undoSend">, context: DecideContext): Decision {
  const cheque = owedCheques(state).find(({ id }) => id === command.chequeId);
  if (cheque?.state !== "accepted") return events();
  const { kassa, shift, number } = cheque.number;
  const undo = cheque.undo ?? {
    id: context.newId(),
    number: nextChequeNumber({ kassa, shift, fdNumber: number + 1 }, egaisOf(state), context.now),
  };
  return events({ type: "undoSent", chequeId: cheque.id, undo: { id: undo.id, number: undo.number } });
}

export function undoAnswered(state: TillState, { chequeId, reply }: CoreCommandOf<"undoAnswered">): Decision {
  const undo = owedCheques(state).find(({ id }) => id === chequeId)?.undo;
  if (undo === undefined) return events();
  const isDone = reply.kind === "accepted" || (reply.kind === "known" && undo.attempts > 1);
  if (isDone) {
    const answer = reply.kind === "accepted" ? reply.answer : { url: null, sign: null };
    return events({ type: "chequeUndone", chequeId, answer });
  }
  const error = "error" in reply ? reply.error : appError("ALC869", numberDetails(undo.number));
  if (undo.error?.code === error.code) return events();
  return events({ type: "undoDelayed", chequeId, error });
}

/** The slip is on paper, or a person must do without it. */
export function recordSlip(state: TillState, { receiptId }: CoreCommandOf<"recordSlip">): Decision {
  const isWaiting = egaisOf(state).slips.some((slip) => slip.receiptId === receiptId);
  return isWaiting ? events({ type: "chequeSlipPrinted", receiptId }) : events();
}
