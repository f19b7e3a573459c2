import type { Receipt } from "../receipt/receipt.ts";
import { sellerIdOf } from "../receipt/sellers.ts";
import type { TillEvent } from "./event.ts";

type Broken = (promise: number, what: string) => void;

/** Promise 2 at the split of a purchase: goods and money of the parts are those of the whole, each counted once. */
export function checkPurchase(
  { receiptId, parts }: Extract<TillEvent, { type: "purchaseRequested" }>,
  whole: Receipt | null,
  broken: Broken,
): void {
  if (whole?.id !== receiptId) return broken(1, `purchase ${receiptId} is not the receipt that was paid`);
  const live = whole.positions.filter((position) => !position.voided);
  const sellerOf = new Map(live.map((position) => [position.line, sellerIdOf(position)]));
  const lines = parts.flatMap((part) => part.part.lines.map((line) => ({ line: line.line, sellerId: part.sellerId })));
  if (lines.length !== live.length || lines.some(({ line, sellerId }) => sellerOf.get(line) !== sellerId))
    broken(2, `purchase ${whole.number}: its parts do not have each position once, at its own seller`);
  const paid = byTender(whole.tenders.filter((tender) => tender.kind !== "card" || tender.state === "approved"));
  const shared = byTender(parts.flatMap((part) => part.tenders));
  for (const id of new Set([...paid.keys(), ...shared.keys()])) {
    if (paid.get(id) !== shared.get(id)) broken(2, `purchase ${whole.number}: tender ${id} of ${paid.get(id)}, shares ${shared.get(id)}`);
  }
  for (const { number, part, tenders, document } of parts) {
    const totalKop = part.lines.reduce((sum, line) => sum + line.sumKop, 0);
    if (document.receipt.totalKop !== totalKop) broken(2, `receipt ${number}: lines ${totalKop}, document ${document.receipt.totalKop}`);
    if (tenders.reduce((sum, tender) => sum + tender.amountKop, 0) < totalKop) broken(2, `receipt ${number} is not paid in full`);
  }
}

/** Cash is one sum, whatever number of times it was handed over. */
function byTender(tenders: Receipt["tenders"]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const tender of tenders) {
    const id = tender.kind === "cash" ? "cash" : tender.id;
    sums.set(id, (sums.get(id) ?? 0) + tender.amountKop);
  }
  return sums;
}
