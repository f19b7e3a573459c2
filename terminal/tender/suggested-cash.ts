import { kopecks, type Kopecks } from "../../config/money.ts";

const SUGGESTIONS_MAX = 5;

/**
 * Sums that a customer is likely to hand over: the exact one, then for each banknote the next multiple of it above the sum,
 * without repeats, ascending. `notesKop` ascending.
 */
export function suggestedCash(dueKop: Kopecks, notesKop: readonly Kopecks[]): readonly Kopecks[] {
  const sums = new Set<number>([dueKop]);
  for (const note of notesKop) sums.add(Math.ceil(dueKop / note) * note);
  return [...sums]
    .toSorted((a, b) => a - b)
    .slice(0, SUGGESTIONS_MAX)
    .map(kopecks);
}
