import { kopecks, priceTimesQuantity, points, sumKop, type Kopecks, type Points } from "../../config/money.ts";
import type { PriceNote } from "../pricing/price-note.ts";
import { priceReceipt } from "../pricing/price-receipt.ts";
import { spreadDiscount } from "../pricing/spread.ts";
import type { TillSettings } from "../core/settings.ts";
import { redeemLimit } from "../loyalty/programme.ts";
import type { ManualDiscount, OriginalLine, Position, PurchasePart, Receipt } from "./receipt.ts";

/** Sums of one position after all discounts. */
export interface PricedPosition {
  readonly line: number;
  readonly grossKop: Kopecks;
  readonly discountKop: Kopecks;
  /** Part of `discountKop` that points paid. */
  readonly pointsDiscountKop: Kopecks;
  /** What is paid for the line now. */
  readonly sumKop: Kopecks;
  /** What it costs in all: more than `sumKop` when it is prepaid in part. */
  readonly agreedKop: Kopecks;
  readonly explanation: readonly PriceNote[];
}

export interface ReceiptTotals {
  /** Live positions only. */
  readonly lines: ReadonlyMap<number, PricedPosition>;
  readonly grossKop: Kopecks;
  readonly discountKop: Kopecks;
  readonly pointsDiscountKop: Kopecks;
  /** What the goods cost; more than the total only when a part is prepaid, or cash was rounded. */
  readonly goodsKop: Kopecks;
  readonly totalKop: Kopecks;
  /** Points really spent: never more than asked, balance and share of the receipt allow. */
  readonly redeemed: Points;
}

/** Ties between equal lines go to the smaller id, so ids sort as numbers do. */
const LINE_ID_WIDTH = 6;

const WHOLE_BASIS_POINTS = 10_000;

/** One receipt object always has the same totals, so they are computed once for it. */
const known = new WeakMap<Receipt, ReceiptTotals>();

export function receiptTotals(receipt: Receipt, settings: TillSettings): ReceiptTotals {
  const before = known.get(receipt);
  if (before !== undefined) return before;
  const totals = receipt.part === undefined ? wholeTotals(receipt, settings) : partTotals(receipt.part);
  known.set(receipt, totals);
  return totals;
}

function wholeTotals(receipt: Receipt, settings: TillSettings): ReceiptTotals {
  return rounded(receipt, hasFixedSums(receipt) ? priceReturn(receipt) : prepaidPart(receipt, priceGoods(receipt, settings)));
}

/** Priced in the whole purchase, once and for all. */
function partTotals({ lines, loyalty }: PurchasePart): ReceiptTotals {
  const sum = (amountOf: (line: PricedPosition) => Kopecks): Kopecks => sumKop(lines.map(amountOf));
  const totalKop = sum((line) => line.sumKop);
  return {
    lines: new Map(lines.map((line) => [line.line, line])),
    grossKop: sum((line) => line.grossKop),
    discountKop: sum((line) => line.discountKop),
    pointsDiscountKop: sum((line) => line.pointsDiscountKop),
    goodsKop: totalKop,
    totalKop,
    redeemed: loyalty?.redeemed ?? points(0),
  };
}

/** Sums come from an earlier receipt: a refund, or goods of a prepayment that are handed over. */
export function hasFixedSums({ original, deal, settlement }: Receipt): boolean {
  return original !== null || (deal !== null && settlement === "full");
}

/** What earlier prepayments of these very lines cover. */
export function offsetOf(receipt: Receipt): Kopecks {
  return sumKop(livePositions(receipt).map((position) => position.original?.offsetKop ?? kopecks(0)));
}

/** Prepaid in part: the sum is spread over the lines as their goods cost. */
function prepaidPart(receipt: Receipt, totals: ReceiptTotals): ReceiptTotals {
  const { settlement, prepayKop } = receipt;
  if (settlement !== "part-prepayment" || prepayKop === null) return totals;
  const priced = [...totals.lines.values()];
  const { sharesKop } = spreadDiscount(
    prepayKop,
    priced.map(({ sumKop: agreed }) => ({ weightKop: agreed, capKop: agreed })),
  );
  const shares = priced.map((line, index): PricedPosition => ({ ...line, agreedKop: line.sumKop, sumKop: sharesKop[index] ?? kopecks(0) }));
  return { ...totals, lines: new Map(shares.map((line) => [line.line, line])), totalKop: sumKop(sharesKop) };
}

function rounded(receipt: Receipt, totals: ReceiptTotals): ReceiptTotals {
  return receipt.roundingKop === 0 ? totals : { ...totals, totalKop: kopecks(totals.totalKop - receipt.roundingKop) };
}

export function grossKop(position: Position): Kopecks {
  return priceTimesQuantity(position.item.priceKop, position.quantity);
}

export function livePositions(receipt: Receipt): readonly Position[] {
  return receipt.positions.filter((position) => !position.voided);
}

/** The most that a discount on the whole receipt could take off now. */
export function discountableKop(receipt: Receipt, settings: TillSettings): Kopecks {
  const before = priceGoods({ ...receipt, discount: null, redeem: points(0) }, settings);
  const free = priceGoods({ ...receipt, discount: { amountKop: before.totalKop }, redeem: points(0) }, settings);
  return kopecks(before.totalKop - free.totalKop);
}

/** The most points that may be spent on the receipt as it is (share of the sum, goods that allow it). */
export function redeemLimitOf(receipt: Receipt, settings: TillSettings): Points {
  if (settings.loyalty === null || receipt.customer === null) return points(0);
  const plain = price(receipt, kopecks(0));
  const byProgramme = redeemLimit(plain.pointsBaseKop, receipt.customer.balance, settings.loyalty);
  return points(Math.min(byProgramme, Math.floor(plain.pointsLimitKop / settings.loyalty.pointValueKop)));
}

function priceGoods(receipt: Receipt, settings: TillSettings): ReceiptTotals {
  const pointValueKop = settings.loyalty?.pointValueKop ?? 0;
  const asked = receipt.redeem === 0 ? 0 : Math.min(receipt.redeem, redeemLimitOf(receipt, settings));
  const priced = price(receipt, kopecks(asked * pointValueKop));
  const spent = priced.pointsDiscountKop;
  // Points are whole: what the lines could not take in whole points is not spent.
  const redeemed = pointValueKop === 0 ? 0 : Math.floor(spent / pointValueKop);
  const exact = redeemed * pointValueKop === spent ? priced : price(receipt, kopecks(redeemed * pointValueKop));
  const { pointsBaseKop: _base, pointsLimitKop: _limit, ...totals } = exact;
  return { ...totals, redeemed: points(redeemed) };
}

function isGift(receipt: Receipt): boolean {
  const isWhole = (discount: ManualDiscount | null): boolean =>
    discount !== null && "percentBasisPoints" in discount && discount.percentBasisPoints === WHOLE_BASIS_POINTS;
  return isWhole(receipt.discount) || receipt.positions.some((position) => isWhole(position.discount));
}

function price(receipt: Receipt, pointsDiscountKop: Kopecks) {
  const positions = livePositions(receipt);
  const priced = priceReceipt({
    lines: positions.map((position) => ({
      id: String(position.line).padStart(LINE_ID_WIDTH, "0"),
      priceKop: position.item.priceKop,
      quantity: position.quantity,
      weighed: position.item.weighed,
      frozenPrice: position.item.frozenPrice,
      minimumPriceKop: position.item.minimumPriceKop,
      ...(position.discount === null ? {} : { manualDiscount: position.discount }),
    })),
    ...(receipt.discount === null ? {} : { receiptDiscount: receipt.discount }),
    pointsDiscountKop,
    // Only a discount of the whole price makes goods free; every other leaves a kopeck for a piece.
    ...(isGift(receipt) ? { minPayableKop: kopecks(0), minPayableReceiptKop: kopecks(0) } : {}),
  });
  const lines = new Map<number, PricedPosition>();
  let gross = 0;
  let pointsPart = 0;
  for (const line of priced.lines) {
    gross += line.grossKop;
    pointsPart += line.pointsDiscountKop;
    lines.set(Number(line.id), {
      line: Number(line.id),
      grossKop: line.grossKop,
      discountKop: kopecks(line.grossKop - line.sumKop),
      pointsDiscountKop: line.pointsDiscountKop,
      sumKop: line.sumKop,
      agreedKop: line.sumKop,
      explanation: line.explanation,
    });
  }
  return {
    lines,
    grossKop: kopecks(gross),
    discountKop: kopecks(gross - priced.totalKop),
    pointsDiscountKop: kopecks(pointsPart),
    goodsKop: priced.totalKop,
    totalKop: priced.totalKop,
    pointsBaseKop: priced.pointsBaseKop,
    pointsLimitKop: priced.pointsLimitKop,
  };
}

/** A refund returns exactly what was paid, in parts that add up to the whole (see `returnedPart`). */
function priceReturn(receipt: Receipt): ReceiptTotals {
  const lines = new Map<number, PricedPosition>();
  let total = 0;
  let gross = 0;
  for (const position of livePositions(receipt)) {
    const original = position.original;
    if (original === null) continue;
    const part = returnedPart(original, original.sumKop, position.quantity);
    const full = grossKop(position);
    total += part;
    gross += Math.max(full, part);
    lines.set(position.line, {
      line: position.line,
      grossKop: kopecks(Math.max(full, part)),
      discountKop: kopecks(Math.max(full, part) - part),
      pointsDiscountKop: returnedPart(original, original.pointsDiscountKop, position.quantity),
      sumKop: part,
      agreedKop: part,
      explanation: [],
    });
  }
  return {
    lines,
    grossKop: kopecks(gross),
    discountKop: kopecks(gross - total),
    pointsDiscountKop: kopecks(0),
    goodsKop: kopecks(total),
    totalKop: kopecks(total),
    redeemed: points(0),
  };
}

/**
 * Share of `amountKop` that belongs to the next `quantity` returned pieces. Computed from the cumulated quantity, so that
 * any way of returning in parts adds up to the whole.
 */
export function returnedPart(original: OriginalLine, amountKop: number, quantity: number): Kopecks {
  const share = (upTo: number): bigint => (BigInt(amountKop) * BigInt(upTo)) / BigInt(original.quantity);
  return kopecks(Number(share(original.returnedQuantity + quantity) - share(original.returnedQuantity)));
}
