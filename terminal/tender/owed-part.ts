import { kopecks, type Kopecks } from "../../config/money.ts";
import type { DecideContext } from "../core/context.ts";
import type { TillState } from "../core/state.ts";
import { leftOf } from "../deals/deal-left.ts";
import type { Receipt } from "../receipt/receipt.ts";

/** What a refund must take off its sale's credit before any money goes out: nobody gets money for goods that were never paid for. */
export function owedPart(
  { kind, original, tenders }: Receipt,
  dueKop: Kopecks,
  state: TillState,
  { dealOf, settings }: DecideContext,
): { readonly reference: string; readonly limitKop: Kopecks } | null {
  if (kind !== "refund" || original === null) return null;
  for (const { reference, paidKop, returnedKop } of original.credits) {
    const deal = dealOf(reference);
    const taken = tenders.reduce((sum, each) => (each.kind === "credit" && each.reference === reference ? sum + each.amountKop : sum), 0);
    const owedKop = deal === null ? 0 : leftOf(deal, state, settings);
    const limitKop = Math.min(dueKop, paidKop - returnedKop - taken, owedKop);
    if (limitKop > 0) return { reference, limitKop: kopecks(limitKop) };
  }
  return null;
}
