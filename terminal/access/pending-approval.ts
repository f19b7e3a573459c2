import type { TillCommand } from "../../config/contract/commands.ts";
import type { TillState } from "../core/state.ts";
import type { Action } from "./permissions.ts";
import { tillShift } from "../shift/book.ts";

/** A scan is never one of them: what it refuses is in the red panel. */
export type ApprovableCommand = Exclude<TillCommand, { type: "scan" }>;

/** What a badge would approve now. */
export interface PendingApproval {
  readonly command: ApprovableCommand;
  readonly action: Action;
  /** What was on the screen when it was asked for: the consent is for that and for nothing that came later. */
  readonly askedFor: Occasion;
  /** `Clock.monotonicMs` of the question. */
  readonly askedAtMs: number;
}

interface Occasion {
  readonly operatorId: string | null;
  readonly receiptId: string | null;
  readonly shift: string;
}

/** A senior who comes later finds the question gone and is asked again. */
const APPROVAL_STANDS_MS = 60_000;

export function pendingApproval(command: ApprovableCommand, action: Action, state: TillState, nowMs: number): PendingApproval {
  return { command, action, askedFor: occasionOf(state), askedAtMs: nowMs };
}

/** False once another person is at the till, another receipt (or none) is open, the shift changed, or a minute has gone. */
export function stillStands(pending: PendingApproval, state: TillState, nowMs: number): boolean {
  const { askedFor } = pending;
  const now = occasionOf(state);
  return (
    nowMs - pending.askedAtMs < APPROVAL_STANDS_MS &&
    now.operatorId === askedFor.operatorId &&
    now.receiptId === askedFor.receiptId &&
    now.shift === askedFor.shift
  );
}

function occasionOf(state: TillState): Occasion {
  const { operator, receipt } = state;
  const shift = tillShift(state);
  return { operatorId: operator?.id ?? null, receiptId: receipt?.id ?? null, shift: `${shift.number} ${shift.status}` };
}
