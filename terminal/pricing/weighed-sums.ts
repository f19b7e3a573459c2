import { kopecks, sumKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { reachableSumFrom } from "../../fiscal/document/fiscal-lines.ts";
import { capOf } from "./line-state.ts";
import type { LineState } from "./line-state.ts";
import { spreadDiscount } from "./spread.ts";

/** How much a discount on this line must shrink for the sum left to be price × weight with a whole price. */
export function stepUp(state: LineState, shareKop: Kopecks): Kopecks {
  if (!state.line.weighed || shareKop === 0) return kopecks(0);
  const left = kopecks(state.remainingKop - shareKop);
  return kopecks(reachableSumFrom(left, state.line.quantity) - left);
}

export interface SettledShares {
  readonly sharesKop: readonly Kopecks[];
  /** By how much each weighed line's share was lowered. */
  readonly stepsKop: readonly Kopecks[];
}

/**
 * Above a kilogram only some sums are price × weight. So weighed lines keep the nearest reachable sum above theirs, and piece lines
 * give the difference, spread anew over them. Where they have no room for it the line keeps its share and becomes two positions
 * (`fiscalPositions`). Cheapest corrections first: as many lines as the room allows stay whole.
 */
export function settleWeighed(states: readonly LineState[], sharesKop: readonly Kopecks[]): SettledShares {
  const shareAt = (index: number): Kopecks => sharesKop[index] ?? kopecks(0);
  const steps = states.map((state, index) => stepUp(state, shareAt(index)));
  const pieces = [...states.entries()].filter(([, { line, remainingKop }]) => !line.weighed && remainingKop > 0);
  const given = sumKop(pieces.map(([index]) => shareAt(index)));
  const capacity = sumKop(pieces.map(([, state]) => capOf(state)));

  let room = capacity - given;
  const accepted = new Map<number, Kopecks>();
  const wanted = [...steps.entries()].filter(([index, step]) => step > 0 && step <= shareAt(index));
  for (const [index, step] of wanted.toSorted(([a, stepA], [b, stepB]) => stepA - stepB || a - b)) {
    if (step > room) break;
    room -= step;
    accepted.set(index, step);
  }

  const stepsKop = states.map((_, index) => accepted.get(index) ?? kopecks(0));
  if (accepted.size === 0) return { sharesKop, stepsKop };
  const moved = kopecks(given + sumKop(stepsKop));
  const again = spreadDiscount(
    moved,
    pieces.map(([, state]) => ({ weightKop: state.remainingKop, capKop: capOf(state) })),
  );
  const ofPiece = new Map(pieces.map(([index], at) => [index, again.sharesKop[at] ?? kopecks(0)]));
  const settled = states.map((_, index) => ofPiece.get(index) ?? kopecks(shareAt(index) - (stepsKop[index] ?? 0)));
  return { sharesKop: settled, stepsKop };
}
