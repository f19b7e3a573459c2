import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { FiscalAgent } from "../../fiscal/document/fiscal-document.ts";
import type { Kopecks } from "../../config/money.ts";
import type { AgeRestriction, AlcoholFacts, GoodsFacts } from "./catalog-item.ts";

/** A row of the table `goods`, as far as everybody reads it. */
export interface GoodsRow {
  readonly id: string;
  readonly code: string;
  readonly article: string;
  readonly name: string;
  readonly unit: string;
  readonly measure: number;
  readonly weighed: number;
  readonly vat: string;
  readonly tax_system: string;
  readonly marking_group: string | null;
  readonly frozen_price: number;
  readonly minimum_price_kop: number | null;
  readonly department: number;
  readonly active: number;
  readonly seller: string | null;
  /** JSON of `FiscalAgent`. */
  readonly agent: string | null;
  /** JSON of `AlcoholFacts`. */
  readonly alcohol: string | null;
  readonly age_restriction: string | null;
  readonly parts_in_piece: number | null;
  readonly is_on_tap: number | null;
}

export function goodsOfRow(row: GoodsRow): GoodsFacts {
  return {
    id: row.id,
    code: row.code,
    article: row.article,
    name: row.name,
    unit: row.unit,
    measure: row.measure,
    weighed: row.weighed === 1,
    vat: row.vat as VatRate,
    taxSystem: row.tax_system as TaxSystem,
    markingGroup: row.marking_group,
    frozenPrice: row.frozen_price === 1,
    minimumPriceKop: row.minimum_price_kop as Kopecks | null,
    department: row.department,
    seller: row.seller,
    ...(row.agent === null ? {} : { agent: JSON.parse(row.agent) as FiscalAgent }),
    ...(row.alcohol === null ? {} : { alcohol: JSON.parse(row.alcohol) as AlcoholFacts }),
    ...(row.age_restriction === null ? {} : { ageRestriction: row.age_restriction as AgeRestriction }),
    ...(row.parts_in_piece === null ? {} : { partsInPiece: row.parts_in_piece }),
    ...(row.is_on_tap === 1 ? { isOnTap: true } : {}),
  };
}
