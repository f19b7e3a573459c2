import type { TillView } from "../../config/contract/view.ts";

export type ScreenName = "sign-in" | "shift" | "sale" | "payment" | "fiscal";

/** Which screen the view calls for. `isPaying`: the cashier went on to payment, nothing is paid yet. */
export function screenOf(view: Pick<TillView, "operator" | "shift" | "receipt">, isPaying: boolean): ScreenName {
  if (view.operator === null) return "sign-in";
  const { status, opensWithSale } = view.shift;
  const isFirstSale = opensWithSale && (status === "closed" || status === "opening");
  if (status !== "open" && !isFirstSale) return "shift";
  const phase = view.receipt?.phase;
  if (phase === "fiscalising") return "fiscal";
  if (phase === "paying" || (phase === "open" && isPaying)) return "payment";
  return "sale";
}
