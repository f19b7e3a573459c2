import { describe, expect, it } from "vitest";
import type { Role } from "../../config/contract/view.ts";
import { may, rolesThatMay, type Action } from "./permissions.ts";

/** Columns: cashier, senior, manager, technician. Written out by hand, so that a change of the table is seen here. */
const MATRIX: Readonly<Record<Action, string>> = {
  sell: "CSM-",
  "void-line": "CSM-",
  "void-without-code": "-SM-",
  "void-receipt": "-SM-",
  discount: "CSM-",
  "allow-marked-line": "-SM-",
  refund: "CSM-",
  "refund-without-receipt": "-SM-",
  "refund-without-code": "-SM-",
  "cash-in": "CSM-",
  "cash-out": "-SM-",
  "open-drawer": "-SM-",
  "open-shift": "CSM-",
  "close-shift": "CSM-",
  "x-report": "CSMT",
  reprint: "CSM-",
  "settle-unresolved": "-SM-",
  purchase: "-SM-",
  "give-credit": "-SM-",
  correct: "-SM-",
  requeue: "--MT",
  "service-page": "--MT",
  "set-config": "---T",
};
const ROLES: readonly Role[] = ["cashier", "senior", "manager", "technician"];

describe("permissions", () => {
  it.each(Object.entries(MATRIX) as [Action, string][])("%s: %s", (action, row) => {
    ROLES.forEach((role, column) => expect(may(role, action), role).toBe(row[column] !== "-"));
    expect(rolesThatMay(action)).toEqual(ROLES.filter((_, column) => row[column] !== "-"));
  });

  it("never give a junior what a senior lacks", () => {
    for (const action of Object.keys(MATRIX) as Action[]) {
      if (may("cashier", action)) expect(may("senior", action)).toBe(true);
      if (may("senior", action)) expect(may("manager", action)).toBe(true);
    }
  });
});
