import type { Fact } from "../../config/contract/facts.ts";

/**
 * Goods sold and returned for money have ЧекККМ. Money before or after goods, offsets, credit, purchases and corrections have nothing
 * that is known here: a ЧекККМ must be paid in cash and by cards.
 */
export function hasDocument(fact: Fact): boolean {
  if (fact.type === "correction") return false;
  if (fact.type !== "receipt") return true;
  const isForMoney = fact.tenders.every(({ kind }) => kind === "cash" || kind === "card");
  return (fact.kind === "sale" || fact.kind === "refund") && (fact.settlement ?? "full") === "full" && isForMoney;
}
