import { kopecks, priceTimesQuantity, QUANTITY_ONE } from "../../config/money.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import type { DiscountStage, PriceNote } from "./price-note.ts";

/** Percent in hundredths (10 % = 1000), or a sum in kopecks. */
export type Discount = { readonly percentBasisPoints: number } | { readonly amountKop: Kopecks };

export interface PricingLine {
  /** Unique in the receipt; also breaks exact ties, so that the order of lines does not matter. */
  readonly id: string;
  readonly priceKop: Kopecks;
  readonly quantity: Quantity;
  /** Sold by weight: its sum must be reachable by a whole price per unit, where that can be had. */
  readonly weighed: boolean;
  readonly frozenPrice: boolean;
  /** Per unit; null when the law sets none. */
  readonly minimumPriceKop: Kopecks | null;
  readonly manualDiscount?: Discount;
}

/** A line on its way through the pipeline. Never changed: each stage makes the next state. */
export interface LineState {
  readonly line: PricingLine;
  readonly grossKop: Kopecks;
  /** What the stages so far left to pay. */
  readonly remainingKop: Kopecks;
  readonly takenKop: Readonly<Record<DiscountStage, Kopecks>>;
  readonly minimumSumKop: Kopecks;
  readonly payableKop: Kopecks;
  readonly notes: readonly PriceNote[];
}

const NOTHING = kopecks(0);

/** Stages 0 and 1: base price, floors. `minPayableKop` is per started unit, so that no piece and no kilogram becomes free. */
export function openLine(line: PricingLine, minPayableKop: Kopecks): LineState {
  assertInvariant(line.quantity > 0 && line.priceKop >= 0, `line ${line.id}: quantity ${line.quantity}, price ${line.priceKop}`);
  const grossKop = priceTimesQuantity(line.priceKop, line.quantity);
  return {
    line,
    grossKop,
    remainingKop: grossKop,
    takenKop: { manual: NOTHING, receipt: NOTHING, points: NOTHING },
    minimumSumKop: productRoundedUp(line.minimumPriceKop ?? NOTHING, line.quantity),
    payableKop: kopecks(minPayableKop * Math.ceil(line.quantity / QUANTITY_ONE)),
    notes: [{ kind: "base", priceKop: line.priceKop, quantity: line.quantity, amountKop: grossKop }],
  };
}

/** Up, so that no unit price made from the sum falls below the floor. */
function productRoundedUp(priceKop: Kopecks, qty: Quantity): Kopecks {
  const one = BigInt(QUANTITY_ONE);
  return kopecks(Number((BigInt(priceKop) * BigInt(qty) + one - 1n) / one));
}

/** What the line can still give. */
export function capOf({ line, remainingKop, minimumSumKop, payableKop }: LineState): Kopecks {
  return line.frozenPrice ? NOTHING : kopecks(Math.max(0, remainingKop - Math.max(minimumSumKop, payableKop)));
}

/** Takes `amountKop` off (at most the cap). `wasLimited`: more was wanted, and the notes must say what stood in the way. */
export function take(state: LineState, stage: DiscountStage, amountKop: Kopecks, wasLimited: boolean): LineState {
  assertInvariant(amountKop >= 0 && amountKop <= capOf(state), `${stage} takes ${amountKop} off line ${state.line.id}`);
  const notes = [...state.notes];
  if (amountKop > 0) notes.push({ kind: "discount", stage, amountKop });
  if (wasLimited) notes.push(limitNote(state, stage));
  return {
    ...state,
    remainingKop: kopecks(state.remainingKop - amountKop),
    takenKop: { ...state.takenKop, [stage]: kopecks(state.takenKop[stage] + amountKop) },
    notes,
  };
}

function limitNote({ line, minimumSumKop, payableKop }: LineState, stage: DiscountStage): PriceNote {
  if (line.frozenPrice) return { kind: "frozen", stage };
  return minimumSumKop >= payableKop && minimumSumKop > 0
    ? { kind: "minimum-price", stage, floorKop: minimumSumKop }
    : { kind: "minimum-payable", stage, floorKop: payableKop };
}

export function withNote(state: LineState, note: PriceNote): LineState {
  return { ...state, notes: [...state.notes, note] };
}
