import type { MarkingGroup } from "../catalog/catalog-item.ts";

/** A product group (товарная группа) of GIS MT. */
export interface GroupFacts {
  /** `groupIds` of the answers. */
  readonly id: number;
  /** Lengths of AI 21. Used only to recover a lost GS; codes of test stands have others, so a scan with GS is not refused by them. */
  readonly serialLengths: readonly number[];
}

/**
 * Groups by the short code (`pg`) that goods cards carry in `markingGroup`. Numbers and lengths [seen: 1C parser, till clients];
 * 8 in milk is the Belarusian form. Groups whose formats are not known are absent: their codes are still parsed by shape.
 */
const GROUPS: Readonly<Record<string, GroupFacts>> = {
  lp: { id: 1, serialLengths: [13] },
  shoes: { id: 2, serialLengths: [13] },
  tobacco: { id: 3, serialLengths: [7] },
  perfumery: { id: 4, serialLengths: [13] },
  tires: { id: 5, serialLengths: [13] },
  electronics: { id: 6, serialLengths: [20] },
  pharma: { id: 7, serialLengths: [13] },
  milk: { id: 8, serialLengths: [6, 8] },
  bicycle: { id: 9, serialLengths: [13] },
  wheelchairs: { id: 10, serialLengths: [13] },
  otp: { id: 12, serialLengths: [7] },
  water: { id: 13, serialLengths: [13] },
  beer: { id: 15, serialLengths: [7] },
  ncp: { id: 16, serialLengths: [7] },
  bio: { id: 17, serialLengths: [13] },
  antiseptic: { id: 19, serialLengths: [13] },
  petfood: { id: 20, serialLengths: [6] },
  seafood: { id: 21, serialLengths: [6] },
  nabeer: { id: 22, serialLengths: [7] },
  softdrinks: { id: 23, serialLengths: [13] },
  meat: { id: 25, serialLengths: [6] },
  vetpharma: { id: 26, serialLengths: [13] },
  toys: { id: 27, serialLengths: [6] },
  radio: { id: 28, serialLengths: [13] },
  titan: { id: 31, serialLengths: [13] },
  conserve: { id: 32, serialLengths: [6] },
  vegetableoil: { id: 33, serialLengths: [13] },
  opticfiber: { id: 34, serialLengths: [13] },
  chemistry: { id: 35, serialLengths: [6] },
};

export function groupFacts(group: MarkingGroup): GroupFacts | null {
  return Object.hasOwn(GROUPS, group) ? (GROUPS[group] ?? null) : null;
}

/** Groups that are excise goods (Tax Code, article 181): tobacco, its substitutes and nicotine, beer [memory]. */
const EXCISE_GROUPS: ReadonlySet<MarkingGroup> = new Set(["tobacco", "otp", "ncp", "beer"]);

export function isExciseGroup(group: MarkingGroup): boolean {
  return EXCISE_GROUPS.has(group);
}

export function groupById(id: number): MarkingGroup | null {
  return Object.entries(GROUPS).find(([, facts]) => facts.id === id)?.[0] ?? null;
}
