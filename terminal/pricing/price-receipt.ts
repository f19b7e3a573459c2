import { kopecks, mulDivRound, sumKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import { capOf, openLine, take, withNote } from "./line-state.ts";
import type { Discount, LineState, PricingLine } from "./line-state.ts";
import type { DiscountStage, PriceNote } from "./price-note.ts";
import { spreadDiscount } from "./spread.ts";
import { settleWeighed, stepUp } from "./weighed-sums.ts";

export type { Discount, PricingLine } from "./line-state.ts";

export interface PricingInput {
  readonly lines: readonly PricingLine[];
  readonly receiptDiscount?: Discount;
  /** Points to redeem, in money. Points lower prices; they are no payment (FNS letter АБ-4-20/6093 of 30.04.2021). */
  readonly pointsDiscountKop: Kopecks;
  /** What discounts and points must leave of every started unit; default 1 kopeck. 0 permits free lines. */
  readonly minPayableKop?: Kopecks;
  /** What points must leave of the whole receipt; default 1 rouble. */
  readonly minPayableReceiptKop?: Kopecks;
}

export interface PricedReceiptLine {
  readonly id: string;
  readonly grossKop: Kopecks;
  readonly manualDiscountKop: Kopecks;
  readonly receiptDiscountKop: Kopecks;
  readonly pointsDiscountKop: Kopecks;
  /** gross − the three discounts; `fiscalPositions` turns it into exact positions. */
  readonly sumKop: Kopecks;
  /** How the sum came about, step by step; `priceNoteText` says it in words. */
  readonly explanation: readonly PriceNote[];
}

export interface PricedReceipt {
  /** In the order of the input. */
  readonly lines: readonly PricedReceiptLine[];
  readonly grossKop: Kopecks;
  readonly totalKop: Kopecks;
  /** Discount asked for that frozen prices and floors did not let through, in all and by stage. */
  readonly undistributedKop: Kopecks;
  readonly undistributed: Readonly<Record<DiscountStage, Kopecks>>;
  /** Sum of the lines that points may lower, before they do: base of "at most 30 % by points". */
  readonly pointsBaseKop: Kopecks;
  /** The most that points could take off here. */
  readonly pointsLimitKop: Kopecks;
}

const DEFAULT_MIN_PAYABLE = kopecks(1);
const DEFAULT_MIN_PAYABLE_RECEIPT = kopecks(100);
const BASIS_POINTS = 10_000;

/**
 * Prices a receipt. Stages: base price and floors, manual discounts of lines, receipt discount, points; each sees what the
 * earlier ones left. Same input, same kopecks, whatever the order of the lines.
 */
export function priceReceipt(input: PricingInput): PricedReceipt {
  const { lines, receiptDiscount, pointsDiscountKop, minPayableKop = DEFAULT_MIN_PAYABLE } = input;
  const minPayableReceiptKop = input.minPayableReceiptKop ?? DEFAULT_MIN_PAYABLE_RECEIPT;
  assertInvariant(pointsDiscountKop >= 0 && minPayableKop >= 0 && minPayableReceiptKop >= 0, "pricing parameters are not negative");
  assertInvariant(new Set(lines.map(({ id }) => id)).size === lines.length, "line ids are unique");
  const opened = lines.toSorted(byId).map((line) => openLine(line, minPayableKop));

  const manual = discountLines(opened);
  const receipt = discountReceipt(manual.states, receiptDiscount);
  const points = redeemPoints(receipt.states, pointsDiscountKop, minPayableReceiptKop);

  const byLineId = new Map(points.states.map((state) => [state.line.id, state]));
  const priced = lines.map(({ id }) => describe(byLineId.get(id)));
  const undistributed = { manual: manual.refusedKop, receipt: receipt.refusedKop, points: points.refusedKop };
  return {
    lines: priced,
    grossKop: sumKop(priced.map((line) => line.grossKop)),
    totalKop: sumKop(priced.map((line) => line.sumKop)),
    undistributedKop: sumKop(Object.values(undistributed)),
    undistributed,
    pointsBaseKop: sumKop(receipt.states.filter(({ line }) => !line.frozenPrice).map(({ remainingKop }) => remainingKop)),
    pointsLimitKop: pointsLimit(receipt.states, minPayableReceiptKop),
  };
}

interface StageResult {
  readonly states: readonly LineState[];
  readonly refusedKop: Kopecks;
}

/** By code units: the same on every machine, whatever its language. */
function byId(a: PricingLine, b: PricingLine): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function discountAmount(discount: Discount, baseKop: Kopecks): Kopecks {
  if ("amountKop" in discount) {
    assertInvariant(discount.amountKop >= 0, `discount ${discount.amountKop} is negative`);
    return discount.amountKop;
  }
  const { percentBasisPoints } = discount;
  const isPercent = Number.isInteger(percentBasisPoints) && percentBasisPoints >= 0 && percentBasisPoints <= BASIS_POINTS;
  assertInvariant(isPercent, `discount of ${percentBasisPoints} basis points`);
  return kopecks(mulDivRound(baseKop, percentBasisPoints, BASIS_POINTS));
}

/** Stage 4. A percent on a weighed line gives way by the few kopecks that make its price whole; a sum in roubles is kept exactly. */
function discountLines(states: readonly LineState[]): StageResult {
  let refusedKop = 0;
  const next = states.map((state) => {
    const { manualDiscount } = state.line;
    if (manualDiscount === undefined) return state;
    const askedKop = discountAmount(manualDiscount, state.grossKop);
    const allowedKop = kopecks(Math.min(askedKop, capOf(state)));
    refusedKop += askedKop - allowedKop;
    const step = "percentBasisPoints" in manualDiscount ? stepUp(state, allowedKop) : kopecks(0);
    const taken = take(state, "manual", kopecks(allowedKop - step), askedKop > allowedKop);
    return step > 0 ? withNote(taken, { kind: "weighed-step", stage: "manual", amountKop: step }) : taken;
  });
  return { states: next, refusedKop: kopecks(refusedKop) };
}

/** Stage 5. A percent is taken of the lines that may be discounted at all. */
function discountReceipt(states: readonly LineState[], discount: Discount | undefined): StageResult {
  if (discount === undefined) return { states, refusedKop: kopecks(0) };
  const baseKop = sumKop(states.filter(({ line }) => !line.frozenPrice).map(({ remainingKop }) => remainingKop));
  return spreadStage(states, "receipt", discountAmount(discount, baseKop));
}

/** Stage 7. */
function redeemPoints(states: readonly LineState[], askedKop: Kopecks, minPayableReceiptKop: Kopecks): StageResult {
  const allowedKop = kopecks(Math.min(askedKop, pointsLimit(states, minPayableReceiptKop)));
  const stage = spreadStage(states, "points", allowedKop);
  return { states: stage.states, refusedKop: kopecks(stage.refusedKop + askedKop - allowedKop) };
}

function pointsLimit(states: readonly LineState[], minPayableReceiptKop: Kopecks): Kopecks {
  const total = sumKop(states.map(({ remainingKop }) => remainingKop));
  const capacity = sumKop(states.map(capOf));
  return kopecks(Math.max(0, Math.min(capacity, total - minPayableReceiptKop)));
}

function spreadStage(states: readonly LineState[], stage: DiscountStage, amountKop: Kopecks): StageResult {
  if (amountKop === 0) return { states, refusedKop: kopecks(0) };
  const spread = spreadDiscount(
    amountKop,
    states.map((state) => ({ weightKop: state.line.frozenPrice ? kopecks(0) : state.remainingKop, capKop: capOf(state) })),
  );
  const { sharesKop, stepsKop } = settleWeighed(states, spread.sharesKop);
  const next = states.map((state, index) => {
    const share = sharesKop[index] ?? kopecks(0);
    const step = stepsKop[index] ?? kopecks(0);
    const isLimited = state.remainingKop > 0 && share === capOf(state);
    const taken = take(state, stage, share, isLimited);
    return step > 0 ? withNote(taken, { kind: "weighed-step", stage, amountKop: step }) : taken;
  });
  return { states: next, refusedKop: spread.undistributedKop };
}

function describe(state: LineState | undefined): PricedReceiptLine {
  assertInvariant(state !== undefined, "every line comes out of the pipeline");
  return {
    id: state.line.id,
    grossKop: state.grossKop,
    manualDiscountKop: state.takenKop.manual,
    receiptDiscountKop: state.takenKop.receipt,
    pointsDiscountKop: state.takenKop.points,
    sumKop: state.remainingKop,
    explanation: state.notes,
  };
}
