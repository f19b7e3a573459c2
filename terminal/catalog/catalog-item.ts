import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { FiscalAgent } from "../../fiscal/document/fiscal-document.ts";
import type { Kopecks } from "../../config/money.ts";

/** Product group of the marking system (товарная группа Честного ЗНАКа), or null for goods without marking. */
export type MarkingGroup = string;

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
