import type { LocalDate } from "../../config/local-date.ts";
import { shippedMarkingLaw, type GroupLaw, type MarkingLaw } from "../../config/marking-law.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";

/** Fur goods: their codes name no goods card. */
export const FUR_GROUP: MarkingGroup = "furs";

/**
 * Product groups (товарные группы) of GIS MT by the short code (`pg`) that goods cards carry in `markingGroup`. Rows: config/law/marking.yaml.
 * Groups whose formats are not known have none: their codes are still parsed by shape.
 */
export function groupFacts(group: MarkingGroup, law: MarkingLaw = shippedMarkingLaw()): GroupLaw | null {
  return law.groups.find(({ pg }) => pg === group) ?? null;
}

export function isExciseGroup(group: MarkingGroup, law: MarkingLaw = shippedMarkingLaw()): boolean {
  return groupFacts(group, law)?.excise ?? false;
}

export function groupById(id: number, law: MarkingLaw = shippedMarkingLaw()): MarkingGroup | null {
  return law.groups.find((each) => each.id === id)?.pg ?? null;
}

/** The rows of the latest day that has come; rows of one day stand together. */
export function latestOf<R extends { readonly from: LocalDate }>(rows: readonly R[], date: LocalDate): R | undefined {
  return rows.reduce<R | undefined>(
    (last, row) => (row.from <= date && (last === undefined || row.from > last.from) ? row : last),
    undefined,
  );
}
