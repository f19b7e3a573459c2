import type { LocalDate } from "../../config/local-date.ts";
import { kopecks, type Kopecks } from "../../config/money.ts";
import type { PricesLaw } from "../../config/sale-law.ts";
import type { AlcoholFacts } from "../catalog/catalog-item.ts";
import { alcoholKind } from "./alcohol-kinds.ts";
import { isInForce } from "./sale-rules.ts";

/** Minimum retail price of one unit on that day, in proportion to its volume, up to the kopeck; null: the order names none. */
export function minimumPriceOf(alcohol: AlcoholFacts | null | undefined, prices: PricesLaw, date: LocalDate): Kopecks | null {
  const kind = alcohol ? alcoholKind(alcohol.kindCode) : null;
  if (!alcohol || kind === null) return null;
  const rows = prices.rows.filter(
    (row) => row.class === kind.class && alcohol.strengthBasisPoints > row.strongerThanBasisPoints && isInForce(row, date),
  );
  const [row] = rows.toSorted((a, b) => (a.from < b.from ? 1 : -1));
  return row === undefined ? null : kopecks(Math.ceil((row.priceKop * alcohol.volumeMl) / row.volumeMl));
}
