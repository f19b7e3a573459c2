import type { LocalDate } from "../../config/local-date.ts";
import type { AgesLaw } from "../../config/sale-law.ts";
import type { AgeRestriction, CatalogItem } from "../catalog/catalog-item.ts";
import { isInForce } from "./sale-rules.ts";

type RestrictedCard = Pick<CatalogItem, "alcohol" | "ageRestriction" | "markingGroup">;

/**
 * Why the item is not sold to minors on that day; null: it is sold to everybody. Alcohol and tobacco are known by their cards and marking
 * groups, the rest by the card's own word.
 */
export function restrictionOf(
  { alcohol, ageRestriction, markingGroup }: RestrictedCard,
  ages: AgesLaw,
  date: LocalDate,
): AgeRestriction | null {
  const rows = ages.rows.filter((row) => isInForce(row, date));
  const isRestricted = (kind: AgeRestriction): boolean => rows.some((row) => row.restriction === kind);
  if (alcohol && isRestricted("alcohol")) return "alcohol";
  const byGroup = markingGroup === null ? undefined : rows.find(({ groups }) => groups.includes(markingGroup));
  if (byGroup !== undefined) return byGroup.restriction;
  return ageRestriction && isRestricted(ageRestriction) ? ageRestriction : null;
}
