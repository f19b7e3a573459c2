import type { EpochMs } from "../../config/clock.ts";
import type { Points } from "../../config/money.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { may, type Action } from "../access/permissions.ts";
import type { OpenDeal } from "../deals/deal.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import type { TillEvent } from "./event.ts";
import type { TillSettings } from "./settings.ts";
import type { Operator } from "../access/operator.ts";
import type { TillState } from "./state.ts";

/** Everything a decision may use besides state and command. */
export interface DecideContext {
  readonly now: EpochMs;
  /** Fresh UUID. */
  readonly newId: () => string;
  readonly settings: TillSettings;
  /** Points of a card as the till's ledger has them now; null for a card it does not know. */
  readonly balanceOf: (cardNumber: string) => Points | null;
  /** An open deal as completed receipts left it, by its whole reference; null: none. */
  readonly dealOf: (reference: string) => OpenDeal | null;
  /** Registration of a seller's registrar as last read from it; null while it is not known. */
  readonly registrationOf: (sellerId: string) => Registration | null;
  /** Why no EGAIS cheque would be taken now; absent or null: nothing is known against it. */
  readonly utmFault?: () => AppError | null;
  /** A second person who consents to this very command, already verified by PIN or badge. */
  readonly approver: Operator | null;
}

export type Decision = Result<readonly TillEvent[], AppError>;

export function events(...list: readonly TillEvent[]): Decision {
  return ok(list);
}

export function refuse(error: AppError): Decision {
  return err(error);
}

export interface Consent {
  readonly operator: Operator;
  readonly approvedBy: string | null;
  /** To be put before the events of the command: each approval is journalled. */
  readonly events: readonly TillEvent[];
}

/** Who is at the till, and may that person (or an approving senior) do `action`? */
export function authorise(state: TillState, context: DecideContext, action: Action): Result<Consent, AppError> {
  const operator = state.operator;
  if (operator === null) return err(appError("ACC101"));
  if (may(operator.role, action)) return ok({ operator, approvedBy: null, events: [] });
  return approve(operator, context, action);
}

/** As `authorise`, and a person who consents may do it although nobody is signed in at the till. */
export function authoriseAlone(state: TillState, context: DecideContext, action: Action): Result<Consent, AppError> {
  const { approver } = context;
  if (state.operator !== null || approver === null || !may(approver.role, action)) return authorise(state, context, action);
  return ok({ operator: approver, approvedBy: approver.id, events: [{ type: "approvalGiven", by: approver.id, action }] });
}

/** Consent of a second person although the first one's role would do for smaller cases (limits). */
export function approve(operator: Operator, context: DecideContext, action: Action): Result<Consent, AppError> {
  const approver = context.approver;
  if (approver === null || !may(approver.role, action)) return err(appError("ACC110", { action }));
  return ok({ operator, approvedBy: approver.id, events: [{ type: "approvalGiven", by: approver.id, action }] });
}
