import { expect, test } from "vitest";
import type { OperatorView, ReceiptView, ShiftView, TillView } from "../../config/contract/view.ts";
import { screenOf } from "./screen-of.ts";

const anna: OperatorView = { id: "anna", name: "Анна", role: "cashier" };

function view(shift: ShiftView["status"], phase: ReceiptView["phase"] | null, operator: OperatorView | null = anna) {
  return {
    operator,
    shift: { status: shift, opensWithSale: false } as ShiftView,
    receipt: phase === null ? null : ({ phase } as ReceiptView),
  } satisfies Pick<TillView, "operator" | "shift" | "receipt">;
}

function firstSale(status: ShiftView["status"], phase: ReceiptView["phase"] | null) {
  return { ...view(status, phase), shift: { status, opensWithSale: true } as ShiftView };
}

test.each([
  ["nobody at the till", view("open", "open", null), false, "sign-in"],
  ["shift closed", view("closed", null), false, "shift"],
  ["shift closing", view("closing", null), true, "shift"],
  ["no receipt", view("open", null), false, "sale"],
  ["no receipt, payment was on the screen", view("open", null), true, "sale"],
  ["goods", view("open", "open"), false, "sale"],
  ["goods, cashier asks for payment", view("open", "open"), true, "payment"],
  ["shift closed, the first sale opens it", firstSale("closed", null), false, "sale"],
  ["shift being opened by the first sale", firstSale("opening", "open"), true, "payment"],
  ["shift closing where the first sale opens it", firstSale("closing", null), false, "shift"],
  ["money was taken", view("open", "paying"), false, "payment"],
  ["document on its way", view("open", "fiscalising"), true, "fiscal"],
] as const)("%s", (_name, state, isPaying, screen) => {
  expect(screenOf(state, isPaying)).toBe(screen);
});
