import { kopecks, points, type Kopecks, type Points } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import type { TillSettings } from "../core/settings.ts";
import { receiptLoyalty } from "../loyalty/receipt-loyalty.ts";
import { spreadDiscount } from "../pricing/spread.ts";
import type { Tender } from "../tender/tender.ts";
import { livePositions, receiptTotals, type PricedPosition } from "./receipt-totals.ts";
import type { PurchasePart, Receipt } from "./receipt.ts";
import { sellerIdOf, sellerIdsOf } from "./sellers.ts";

/** What one seller gets of a purchase: its goods at their final sums, and its shares of money and points. */
export interface SellerShare {
  readonly sellerId: string;
  readonly tenders: readonly Tender[];
  readonly part: Pick<PurchasePart, "lines" | "loyalty">;
}

/**
 * Splits a receipt whose money is complete among the sellers of its goods. Discounts and points were counted on the whole: each
 * line keeps its sum, and shares of tenders and points add up exactly to those of the whole. Each card is shared in proportion to
 * what is still to be paid, cash pays the rest, and the change is given once, out of the largest cash share.
 */
export function splitReceipt(receipt: Receipt, settings: TillSettings): readonly SellerShare[] {
  const totals = receiptTotals(receipt, settings);
  const live = livePositions(receipt);
  const ids = sellerIdsOf(receipt);
  const lines = ids.map((id) =>
    live.flatMap((position): PricedPosition[] => {
      const priced = sellerIdOf(position) === id ? totals.lines.get(position.line) : undefined;
      return priced === undefined ? [] : [priced];
    }),
  );
  const tenders = shareTenders(
    receipt.tenders,
    lines.map((own) => sumOf(own, (line) => line.sumKop)),
  );
  const frozen = new Set(live.filter((position) => position.item.frozenPrice).map((position) => position.line));
  const loyalty = receiptLoyalty(receipt, settings);
  const accrued = sharePoints(
    loyalty?.accrued ?? points(0),
    lines.map((own) => sumOf(own, (line) => (frozen.has(line.line) ? 0 : line.sumKop))),
  );
  const redeemed = sharePoints(
    loyalty?.redeemed ?? points(0),
    lines.map((own) => sumOf(own, (line) => line.pointsDiscountKop)),
  );
  return ids.map((sellerId, index) => ({
    sellerId,
    tenders: tenders[index] ?? [],
    part: {
      lines: lines[index] ?? [],
      loyalty:
        loyalty === null
          ? null
          : { cardNumber: loyalty.cardNumber, accrued: accrued[index] ?? points(0), redeemed: redeemed[index] ?? points(0) },
    },
  }));
}

/** The receipt of one share: the seller's goods alone, priced as they were in the whole. */
export function partReceipt(whole: Receipt, { sellerId, tenders, part }: SellerShare, own: { receiptId: string; number: number }): Receipt {
  return {
    ...whole,
    id: own.receiptId,
    number: own.number,
    positions: livePositions(whole).filter((position) => sellerIdOf(position) === sellerId),
    activeLine: null,
    discount: null,
    redeem: part.loyalty?.redeemed ?? points(0),
    tenders,
    phase: "fiscalising",
    part: { ...part, purchaseId: whole.id, purchaseNumber: whole.number },
  };
}

/** Tenders of each part of the given totals; a share keeps the id of the tender that it is a share of. */
function shareTenders(tenders: readonly Tender[], totalsKop: readonly Kopecks[]): readonly (readonly Tender[])[] {
  const dueKop: number[] = [...totalsKop];
  const shares: Tender[][] = totalsKop.map(() => []);
  for (const tender of tenders) {
    if (tender.kind !== "card" || tender.state !== "approved") continue;
    const { sharesKop, undistributedKop } = spreadDiscount(
      tender.amountKop,
      dueKop.map((due) => ({ weightKop: kopecks(due), capKop: kopecks(due) })),
    );
    assertInvariant(undistributedKop === 0, "cards pay no more than the receipt");
    let { approval } = tender;
    sharesKop.forEach((amountKop, index) => {
      if (amountKop === 0) return;
      shares[index]?.push({ ...tender, amountKop, approval });
      dueKop[index] = (dueKop[index] ?? 0) - amountKop;
      // The bank's slip is printed once.
      if (approval !== null) approval = { ...approval, slip: [] };
    });
  }
  const cash = tenders.filter((tender) => tender.kind === "cash");
  const [first] = cash;
  if (first === undefined) return shares;
  const changeKop = sumOf(cash, (tender) => tender.amountKop) - dueKop.reduce((sum, due) => sum + due, 0);
  const givesChange = dueKop.indexOf(Math.max(...dueKop));
  dueKop.forEach((due, index) => {
    if (due > 0) shares[index]?.push({ ...first, amountKop: kopecks(due + (index === givesChange ? changeKop : 0)) });
  });
  return shares;
}

/** Whole points by weight; a part of no weight gets none. */
function sharePoints(whole: Points, weightsKop: readonly Kopecks[]): readonly Points[] {
  const lines = weightsKop.map((weightKop) => ({ weightKop, capKop: kopecks(weightKop === 0 ? 0 : whole) }));
  const { sharesKop, undistributedKop } = spreadDiscount(kopecks(whole), lines);
  assertInvariant(undistributedKop === 0, "points belong to goods");
  return sharesKop.map((share) => points(share));
}

function sumOf<T>(list: readonly T[], amountOf: (each: T) => number): Kopecks {
  return kopecks(list.reduce((sum, each) => sum + amountOf(each), 0));
}
