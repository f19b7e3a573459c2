import type { ReceiptFact } from "../../config/contract/facts.ts";
import { points, quantity, type Points } from "../../config/money.ts";
import type { TillSettings } from "../core/settings.ts";
import { livePositions, receiptTotals } from "../receipt/receipt-totals.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { signOf, type Movement, type MovementKind } from "./ledger.ts";
import { accrualFor } from "./programme.ts";
import { pointsOfReturn } from "./returns.ts";

/** Points that a receipt moves when it is completed; signed as in the fact: a refund takes accrued back and gives redeemed back. */
export interface ReceiptPoints {
  readonly cardNumber: string;
  readonly accrued: Points;
  readonly redeemed: Points;
}

/** Null when the receipt has no card. */
export function receiptLoyalty(receipt: Receipt, settings: TillSettings): ReceiptPoints | null {
  if (receipt.part !== undefined) return receipt.part.loyalty;
  if (receipt.original !== null) return returnPoints(receipt);
  if (receipt.customer === null || settings.loyalty === null || receipt.kind !== "sale" || receipt.settlement !== "full") return null;
  const totals = receiptTotals(receipt, settings);
  const lines = livePositions(receipt).map((position) => ({
    sumKop: totals.lines.get(position.line)?.sumKop ?? totals.totalKop,
    frozenPrice: position.item.frozenPrice,
  }));
  const accrued = accrualFor(lines, { paidKop: totals.totalKop, redeemed: totals.redeemed }, settings.loyalty);
  return { cardNumber: receipt.customer.cardNumber, accrued, redeemed: totals.redeemed };
}

function returnPoints(receipt: Receipt): ReceiptPoints | null {
  const { original } = receipt;
  if (original === null || original.cardNumber === null) return null;
  // Points of goods that came back once, by a refund that a correction took back, went back then.
  const now = livePositions(receipt).map(({ line, quantity: returns, original: sold }) => {
    const before = original.returned.find((each) => each.line === line)?.quantity ?? 0;
    const ahead = Math.max(0, before - (sold?.returnedQuantity ?? 0));
    return { line, quantity: quantity(Math.max(0, returns - ahead)) };
  });
  const moved = pointsOfReturn({ lines: original.sold, accrued: original.accrued, redeemed: original.redeemed }, original.returned, now);
  if (!moved.ok) return null;
  return { cardNumber: original.cardNumber, accrued: points(0 - moved.value.takeBack), redeemed: points(0 - moved.value.giveBack) };
}

/** Movements of the ledger that a completed receipt makes; idempotent by their ids, here and at the server. */
export function movementsOf(fact: ReceiptFact): readonly Movement[] {
  if (fact.loyalty === null) return [];
  const { cardNumber, accrued, redeemed } = fact.loyalty;
  const isSale = fact.kind === "sale";
  const amounts: readonly (readonly [MovementKind, number])[] = [
    [isSale ? "redeem" : "refund-redeem", Math.abs(redeemed)],
    [isSale ? "accrue" : "refund-accrue", Math.abs(accrued)],
  ];
  return amounts
    .filter(([, amount]) => amount !== 0)
    .map(([kind, amount]) => ({
      operationId: `${fact.id}:${kind}`,
      card: cardNumber,
      kind,
      points: points(signOf(kind) * amount),
      receiptId: fact.id,
      sequence: fact.sequence,
      at: fact.at,
    }));
}
