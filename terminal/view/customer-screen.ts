import type { CustomerScreenView, TillView } from "../../config/contract/view.ts";
import { kopecks } from "../../config/money.ts";

/** What the customer may see of the cashier's view. */
export function customerScreen(view: TillView): CustomerScreenView {
  const { info, receipt, completed } = view;
  const state = stateOf(view);
  return {
    info: { shopName: info.shopName, language: info.language, theme: info.theme },
    lines: view.lines.map(({ line, name, quantity, unit, weighed, priceKop, discountKop, sumKop, voided }) => ({
      line,
      name,
      quantity,
      unit,
      weighed,
      priceKop,
      discountKop,
      sumKop,
      voided,
    })),
    totalKop: receipt?.totalKop ?? completed?.totalKop ?? kopecks(0),
    discountKop: receipt?.discountKop ?? kopecks(0),
    dueKop: receipt?.dueKop ?? kopecks(0),
    state,
    changeKop: state === "completed" ? (completed?.changeKop ?? null) : null,
    customer: receipt?.customer
      ? {
          maskedCard: receipt.customer.maskedCard,
          balance: receipt.customer.balance,
          redeemed: receipt.customer.redeemed,
          willAccrue: receipt.customer.willAccrue,
        }
      : null,
  };
}

function stateOf({ receipt, completed, shift, operator }: TillView): CustomerScreenView["state"] {
  if (receipt !== null) return receipt.phase === "open" ? "sale" : "payment";
  if (completed !== null) return "completed";
  return shift.status === "open" && operator !== null ? "idle" : "closed";
}
