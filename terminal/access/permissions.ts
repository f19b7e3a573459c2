import type { Role } from "../../config/contract/view.ts";

/**
 * What a person may do at the till. A role without an action can still do it once, when somebody whose role has it
 * approves: the same table answers both questions.
 */
export type Action =
  /** Scan, change quantity, hold and recall, take payment. */
  | "sell"
  /** Strike out a position (сторно). */
  | "void-line"
  /** Strike out a marked position whose code can't be scanned again. */
  | "void-without-code"
  | "void-receipt"
  /** Discount by hand, up to the role's limit in the configuration. */
  | "discount"
  /** Sell a marked item that could not be checked, where the policy leaves it to a person. */
  | "allow-marked-line"
  | "refund"
  | "refund-without-receipt"
  /** Return a marked piece whose code can't be read. */
  | "refund-without-code"
  /** Внесение and изъятие. */
  | "cash-in"
  | "cash-out"
  /** Open the drawer without a sale. */
  | "open-drawer"
  | "open-shift"
  | "close-shift"
  | "x-report"
  | "reprint"
  /** Decide what became of a document that the registrar cannot tell. */
  | "settle-unresolved"
  /** Buy from a person, for cash of the drawer (расход). */
  | "purchase"
  /** Hand goods over on credit. */
  | "give-credit"
  /** Correction receipt (чек коррекции). */
  | "correct"
  /** Send a fact again that a destination refused. */
  | "requeue"
  | "service-page"
  | "set-config";

const CASHIER: readonly Action[] = [
  "sell",
  "void-line",
  "discount",
  "cash-in",
  "open-shift",
  "close-shift",
  "x-report",
  "reprint",
  "refund",
];
const SENIOR: readonly Action[] = [
  ...CASHIER,
  "void-without-code",
  "void-receipt",
  "allow-marked-line",
  "refund-without-receipt",
  "refund-without-code",
  "cash-out",
  "open-drawer",
  "settle-unresolved",
  "purchase",
  "give-credit",
  "correct",
];
const MANAGER: readonly Action[] = [...SENIOR, "requeue", "service-page"];
/** Handles devices and settings, never money. */
const TECHNICIAN: readonly Action[] = ["x-report", "requeue", "service-page", "set-config"];

const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Action>>> = {
  cashier: new Set(CASHIER),
  senior: new Set(SENIOR),
  manager: new Set(MANAGER),
  technician: new Set(TECHNICIAN),
};

export function may(role: Role, action: Action): boolean {
  return PERMISSIONS[role].has(action);
}

/** Roles that may approve `action`, for the text that asks for one. */
export function rolesThatMay(action: Action): readonly Role[] {
  return (Object.keys(PERMISSIONS) as Role[]).filter((role) => may(role, action));
}
