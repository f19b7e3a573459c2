import type { EpochMs } from "../../config/clock.ts";
import { epochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import type { Operator } from "./operator.ts";
import { hashBadge, sameHash } from "./pin.ts";

/** A person of the shop as the configuration knows them. */
export interface StaffMember extends Operator {
  readonly pinHash: string;
  readonly badgeHash: string | null;
}

/** Wrong PINs of one person since the last right one. */
export interface Attempts {
  readonly count: number;
  readonly lockedUntil: EpochMs | null;
}

export const NO_ATTEMPTS: Attempts = { count: 0, lockedUntil: null };

export interface LockPolicy {
  readonly lockAfterFailures: number;
  readonly lockMs: number;
}

export type SignIn =
  | { readonly kind: "signed-in"; readonly operator: Operator; readonly by: "pin" | "badge" }
  /** `failure`: to be journalled, so that a restart does not give new attempts; null when nothing was tried. */
  | { readonly kind: "refused"; readonly error: AppError; readonly failure: ({ readonly staffId: string } & Attempts) | null };

export interface PinRequest {
  readonly staffId: string;
  readonly pin: string;
}

/** Everything a sign-in is decided on. */
export interface SignInFacts {
  readonly staff: readonly StaffMember[];
  readonly attemptsOf: (staffId: string) => Attempts;
  readonly policy: LockPolicy;
  readonly now: EpochMs;
  /** `verifyPin` of pin.ts; tests give a quick one. Not called while the person is locked out. */
  readonly verify: (pinHash: string, pin: string) => Promise<boolean>;
}

/** Right PIN, wrong PIN, or closed for a while. Also the check behind an approval: the caller then asks `may(operator.role, action)`. */
export async function signInByPin(request: PinRequest, facts: SignInFacts): Promise<SignIn> {
  const member = facts.staff.find((candidate) => candidate.id === request.staffId);
  if (member === undefined) return { kind: "refused", error: appError("ACC104"), failure: null };
  const attempts = facts.attemptsOf(member.id);
  if (attempts.lockedUntil !== null && attempts.lockedUntil > facts.now)
    return { kind: "refused", error: lockedError(attempts.lockedUntil, facts.now), failure: null };
  if (await facts.verify(member.pinHash, request.pin)) return { kind: "signed-in", operator: operatorOf(member), by: "pin" };
  return refuseWrongPin(member, attempts, facts);
}

/**
 * A badge proves the person whatever became of PIN attempts: the lock is against guessing, and a badge cannot be guessed.
 * `code`: the scanned text.
 */
export function signInByBadge(code: string, staff: readonly StaffMember[]): SignIn {
  const scanned = hashBadge(code);
  const member = staff.find((candidate) => candidate.badgeHash !== null && sameHash(candidate.badgeHash, scanned));
  if (member === undefined) return { kind: "refused", error: appError("ACC105"), failure: null };
  return { kind: "signed-in", operator: operatorOf(member), by: "badge" };
}

/** Hashes go no further than this module. */
function operatorOf({ id, name, role, inn }: StaffMember): Operator {
  return { id, name, role, inn };
}

/** A lock that has run out leaves no count behind; otherwise a single later slip would lock again. */
function refuseWrongPin(member: StaffMember, attempts: Attempts, facts: SignInFacts): SignIn {
  const count = (attempts.lockedUntil === null ? attempts.count : 0) + 1;
  const isLocked = count >= facts.policy.lockAfterFailures;
  const lockedUntil = isLocked ? epochMs(facts.now + facts.policy.lockMs) : null;
  const error =
    lockedUntil === null ? appError("ACC102", { left: facts.policy.lockAfterFailures - count }) : lockedError(lockedUntil, facts.now);
  return { kind: "refused", error, failure: { staffId: member.id, count, lockedUntil } };
}

const MINUTE_MS = 60_000;

function lockedError(until: EpochMs, now: EpochMs): AppError {
  return appError("ACC103", { minutes: Math.ceil((until - now) / MINUTE_MS), until });
}
