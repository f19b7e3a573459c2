import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { FiscalAgent } from "../../fiscal/document/fiscal-document.ts";
import type { Kopecks } from "../../config/money.ts";

/** Product group of the marking system (товарная группа Честного ЗНАКа), or null for goods without marking. */
export type MarkingGroup = string;

/**
 * Alcohol (алкогольная продукция) as EGAIS knows it. `isStamped`: every bottle carries an excise stamp that is scanned and reported in a
 * cheque to the UTM; otherwise (beer, cider, mead) the goods card alone tells it.
 */
export interface AlcoholFacts {
  /** Code of the kind of product (код вида продукции), three digits: 200 vodka, 500 beer… */
  readonly kindCode: string;
  readonly volumeMl: number;
  /** 4,000 = 40 %. */
  readonly strengthBasisPoints: number;
  readonly isStamped: boolean;
  /** 19 digits; null: taken from the stamp where the stamp tells it. */
  readonly alcocode: string | null;
}

/** Goods that are not sold to minors; alcohol and tobacco groups are it without being named. */
export type AgeRestriction = "alcohol" | "tobacco" | "energy-drink" | "other";

/** What a goods card says, whatever the shop and its price. */
export interface GoodsFacts {
  readonly id: string;
  readonly code: string;
  readonly article: string;
  readonly name: string;
  /** Short unit name for people ("шт", "кг"). */
  readonly unit: string;
  /** Tag 2108. */
  readonly measure: number;
  /** True for goods sold by weight: quantity may be fractional. */
  readonly weighed: boolean;
  readonly vat: VatRate;
  readonly taxSystem: TaxSystem;
  readonly markingGroup: MarkingGroup | null;
  /** Points and discounts are not applied to such goods (tobacco and the like). */
  readonly frozenPrice: boolean;
  /** Lowest price the law allows, or null. */
  readonly minimumPriceKop: Kopecks | null;
  readonly department: number;
  /** On whose behalf it is sold (агентский товар); absent or null: the seller's own. */
  readonly agent?: FiscalAgent | null;
  /** Absent or null: not alcohol. */
  readonly alcohol?: AlcoholFacts | null;
  /** Absent or null: sold to everybody, unless `alcohol` or the marking group says otherwise. */
  readonly ageRestriction?: AgeRestriction | null;
  /** Marked goods sold in parts (блистеры): how many parts one marked piece has; absent or null: whole pieces only. */
  readonly partsInPiece?: number | null;
  /** Sold from a keg on tap (розлив): one code of the keg for many portions. */
  readonly isOnTap?: boolean;
  /** Seller as the goods list names it, by id or INN; null: the till's own organisation. */
  readonly seller: string | null;
}

/** One item of goods as a receipt needs it. Plain data, frozen at the moment of the scan. */
export interface CatalogItem extends GoodsFacts {
  /** Price of the shop's price type. */
  readonly priceKop: Kopecks;
  /** In millionths of the unit; null when the shop keeps no stock. */
  readonly stock: number | null;
}

export interface FoundItem extends CatalogItem {
  /** The barcode that matched, when one was scanned. */
  readonly barcode: string | null;
}
