import type { AgeView } from "../../config/contract/view.ts";
import { localDate } from "../../config/local-date.ts";
import { appError } from "../../config/errors/index.ts";
import type { AgeRestriction } from "../catalog/catalog-item.ts";
import type { CoreCommandOf } from "../core/command.ts";
import { authorise, events, refuse, type DecideContext, type Decision } from "../core/context.ts";
import type { TillEvent } from "../core/event.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { livePositions } from "../receipt/receipt-totals.ts";
import type { AgeCheck, Position, Receipt } from "../receipt/receipt.ts";
import { restrictionOf } from "./restriction.ts";

/**
 * Lines of a sale that are not sold to minors, by the law of the day on which the receipt was opened. Goods that come back, and money
 * before the goods, need no age. `only`: of one kind.
 */
export function restrictedLines(receipt: Receipt, settings: TillSettings, only?: AgeRestriction): readonly Position[] {
  if (receipt.kind !== "sale") return [];
  const date = localDate(receipt.openedAt, settings.utcOffsetMinutes);
  return livePositions(receipt).filter(({ item }) => {
    const restriction = restrictionOf(item, settings.saleRules.law.ages, date);
    return restriction !== null && (only === undefined || restriction === only);
  });
}

/** True while somebody must say whether the buyer is of age. */
export function isAgeAsked(receipt: Receipt, settings: TillSettings): boolean {
  return receipt.ageCheck === undefined && restrictedLines(receipt, settings).length > 0;
}

/** What the screen asks; null: nothing in the receipt is restricted. A paid receipt was answered for. */
export function ageView(receipt: Receipt, settings: TillSettings): AgeView | null {
  const lines = restrictedLines(receipt, settings).map(({ line }) => line);
  if (lines.length === 0) return null;
  const { ageCheck, phase } = receipt;
  return { isAsked: ageCheck === undefined && phase === "open", lines, answer: ageCheck?.answer ?? null };
}

/** The cashier's word on the buyer's age; "refused" strikes out every restricted line. No senior is needed for either. */
export function confirmAge(state: TillState, { answer }: CoreCommandOf<"confirmAge">, context: DecideContext): Decision {
  const consent = authorise(state, context, "sell");
  if (!consent.ok) return consent;
  const receipt = state.receipt;
  if (receipt === null) return refuse(appError("RCP401"));
  if (receipt.phase !== "open") return refuse(appError("RCP402"));
  const lines = restrictedLines(receipt, context.settings).map(({ line }) => line);
  if (lines.length === 0 || (receipt.ageCheck !== undefined && answer !== "refused")) return refuse(appError("ALC885"));
  const by = consent.value.operator.id;
  if (answer !== "refused") return events(...consent.value.events, { type: "ageConfirmed", receiptId: receipt.id, answer, by });
  const voided = lines.map((line): TillEvent => ({ type: "positionVoided", line, reason: "age-refused", approvedBy: null }));
  return events(...consent.value.events, { type: "ageRefused", receiptId: receipt.id, lines, by }, ...voided);
}

/** Whoever takes a receipt up from another cashier looks at the buyer anew; what is being paid was answered for before. */
export function ageCheckOnRecall({ ageCheck, phase }: Receipt, operatorId: string | null): AgeCheck | undefined {
  return ageCheck === undefined || phase !== "open" || ageCheck.by === operatorId ? ageCheck : undefined;
}
