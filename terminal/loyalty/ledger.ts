import type { EpochMs } from "../../config/clock.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { points, type Points } from "../../config/money.ts";
import { assertInvariant, err, ok, type Result } from "../../config/result.ts";

/**
 * `accrue`: earned by a sale; `redeem`: spent on one; `refund-accrue`: earned points taken back; `refund-redeem`: spent points
 * given back.
 */
export type MovementKind = "accrue" | "redeem" | "refund-accrue" | "refund-redeem";

/** One movement of points (движение баллов). Never changed, never deleted: what was wrong is put right by another one. */
export interface Movement {
  /** Idempotency key, here and at the server. */
  readonly operationId: string;
  readonly card: string;
  readonly kind: MovementKind;
  /** Change of the balance: positive for `accrue` and `refund-redeem`, negative for the others. Never zero. */
  readonly points: Points;
  readonly receiptId: string;
  /** Number of the till's own fact that carries the movement: grows. */
  readonly sequence: number;
  readonly at: EpochMs;
}

/** Sequences `from`…`to`, both included. */
export interface SequenceGap {
  readonly from: number;
  readonly to: number;
}

/** The server's word about a card. */
export interface ServerSnapshot {
  readonly card: string;
  readonly balance: Points;
  /** The balance contains this till's movements up to this sequence, save the missing ones, and none after it. */
  readonly appliedSequence: number;
  /** Facts that the server has not got although it has later ones (set aside on the way); absent means none. */
  readonly missing?: readonly SequenceGap[];
  readonly at: EpochMs;
}

/** What the till knows of one card. */
export interface LoyaltyAccount {
  readonly card: string;
  /** Null until the server has told a balance. */
  readonly snapshot: ServerSnapshot | null;
  /** Own movements that the snapshot does not contain, in order of sequence. */
  readonly movements: readonly Movement[];
}

/** Under which conditions a redemption is granted. */
export type RedeemConditions =
  /** The server has just confirmed the snapshot. */
  | { readonly link: "online" }
  /**
   * The server is out of reach. Redemptions since the last snapshot are limited per card and per till, so that a card carried from
   * till to till can lose no more than limit × tills (exposure). Limits of 0 forbid redeeming offline.
   */
  | {
      readonly link: "offline";
      readonly cardLimit: Points;
      readonly tillLimit: Points;
      /** Redeemed offline at this till, on all cards, since its last contact. */
      readonly tillUsed: Points;
    };

export interface Posted {
  readonly account: LoyaltyAccount;
  /** False when the movement was there already. */
  readonly applied: boolean;
}

export function openAccount(card: string): LoyaltyAccount {
  return { card, snapshot: null, movements: [] };
}

/** Server's balance and own movements after it. May be negative: a return can take back points that are spent. */
export function balanceOf(account: LoyaltyAccount): Points {
  return points((account.snapshot?.balance ?? 0) + sum(account.movements));
}

/**
 * Points that may be redeemed: what the server knows, less everything taken since. Points added since are the server's to confirm
 * first, so they do not count. Never negative; 0 without a snapshot.
 */
export function availablePoints(account: LoyaltyAccount): Points {
  if (account.snapshot === null) return points(0);
  const taken = sum(account.movements.filter((movement) => movement.points < 0));
  return points(Math.max(0, account.snapshot.balance + taken));
}

/** Redeemed here since the snapshot. */
export function redeemedSinceSnapshot(account: LoyaltyAccount): Points {
  return points(-sum(account.movements.filter((movement) => movement.kind === "redeem")));
}

/** May `wanted` points be redeemed? LOY607 balance never known, LOY602 too few, LOY603 over an offline limit. */
export function checkRedemption(account: LoyaltyAccount, wanted: Points, conditions: RedeemConditions): Result<void, AppError> {
  if (account.snapshot === null) return err(appError("LOY607"));
  const available = availablePoints(account);
  if (wanted > available) return err(appError("LOY602", { available }));
  if (conditions.link === "online") return ok(undefined);
  const leftOnCard = conditions.cardLimit - redeemedSinceSnapshot(account);
  const leftAtTill = conditions.tillLimit - conditions.tillUsed;
  const limit = Math.max(0, Math.min(leftOnCard, leftAtTill));
  return wanted > limit ? err(appError("LOY603", { limit })) : ok(undefined);
}

/**
 * Adds one movement. The same operation again changes nothing; the same id with other content is refused (LOY604), and so is a
 * redemption that the conditions do not grant. Everything else is a fact that happened and is always taken.
 */
export function post(account: LoyaltyAccount, movement: Movement, conditions: RedeemConditions): Result<Posted, AppError> {
  assertInvariant(movement.card === account.card, "a movement belongs to its card's account");
  assertInvariant(Math.sign(movement.points) === signOf(movement.kind), `${movement.kind} of ${movement.points} points`);
  const known = account.movements.find((earlier) => earlier.operationId === movement.operationId);
  if (known !== undefined) {
    return isSame(known, movement) ? ok({ account, applied: false }) : err(appError("LOY604", { operationId: movement.operationId }));
  }
  if (account.snapshot !== null && contains(account.snapshot, movement)) return ok({ account, applied: false });
  if (movement.kind === "redeem") {
    const granted = checkRedemption(account, points(-movement.points), conditions);
    if (!granted.ok) return granted;
  }
  const movements = [...account.movements, movement].toSorted((a, b) => a.sequence - b.sequence);
  return ok({ account: { ...account, movements }, applied: true });
}

/** Takes the server's word: movements that it contains are counted in its balance from now on. An older word changes nothing. */
export function applySnapshot(account: LoyaltyAccount, snapshot: ServerSnapshot): LoyaltyAccount {
  assertInvariant(snapshot.card === account.card, "a snapshot belongs to its card's account");
  const known = account.snapshot;
  if (known !== null && snapshot.appliedSequence < known.appliedSequence) return account;
  if (known !== null && snapshot.appliedSequence === known.appliedSequence && snapshot.at < known.at) return account;
  const movements = account.movements.filter((movement) => !contains(snapshot, movement));
  return { card: account.card, snapshot, movements };
}

export function signOf(kind: MovementKind): 1 | -1 {
  return kind === "accrue" || kind === "refund-redeem" ? 1 : -1;
}

/** Is the movement in the server's balance? */
function contains(snapshot: ServerSnapshot, { sequence }: Movement): boolean {
  const isMissing = snapshot.missing?.some((gap) => sequence >= gap.from && sequence <= gap.to) ?? false;
  return sequence <= snapshot.appliedSequence && !isMissing;
}

function isSame(a: Movement, b: Movement): boolean {
  return a.kind === b.kind && a.points === b.points && a.receiptId === b.receiptId && a.sequence === b.sequence;
}

function sum(movements: readonly Movement[]): number {
  return movements.reduce((total, movement) => total + movement.points, 0);
}
