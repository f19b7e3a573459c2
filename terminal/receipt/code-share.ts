import type { FactCodeShare } from "../../config/contract/facts.ts";
import { kopecks, mulDivRound, QUANTITY_MILLILITRE, type Kopecks, type Quantity } from "../../config/money.ts";
import type { PieceFraction } from "../../fiscal/document/fiscal-document.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { Position } from "./receipt.ts";

/** A part of a marked piece (часть маркированной единицы: a blister of a pack) that one position sells. */
export interface PositionPart extends PieceFraction {
  /** Parts of the same piece that were sold before: shares of the price are cut there. */
  readonly before: number;
  /** Of the whole piece. */
  readonly wholePriceKop: Kopecks;
  readonly wholeMinimumKop: Kopecks | null;
}

/** The keg that a portion came from. */
export interface PositionKeg {
  readonly id: string;
  readonly volumeMl: number;
}

/** Of a portion, whose quantity is in litres. */
export function millilitres(litres: Quantity): number {
  return Math.round(litres / QUANTITY_MILLILITRE);
}

/** What the position takes of a code that is sold more than once; null: it takes the whole piece. */
export function codeShareOf({ part, keg, quantity }: Position): FactCodeShare | null {
  if (part !== undefined) return { unit: "part", used: part.numerator, of: part.denominator };
  if (keg !== undefined) return { unit: "millilitre", used: millilitres(quantity), of: keg.volumeMl };
  return null;
}

/** As documents write it (tag 1291). */
export function fractionOf(part: PieceFraction | null | undefined): { readonly fraction?: PieceFraction } {
  return part ? { fraction: { numerator: part.numerator, denominator: part.denominator } } : {};
}

/** Parts add up to the whole price, in whatever portions they are sold. */
export function partPriceKop(wholeKop: Kopecks, { numerator, denominator, before }: PieceFraction & { readonly before: number }): Kopecks {
  const upTo = (parts: number): number => mulDivRound(wholeKop, parts, denominator);
  return kopecks(upTo(before + numerator) - upTo(before));
}

/** The goods card as the position sells it: at the price of its part. */
export function itemOfPart(item: CatalogItem, part: PositionPart | null): CatalogItem {
  if (part === null) return item;
  const minimum = part.wholeMinimumKop;
  return {
    ...item,
    priceKop: partPriceKop(part.wholePriceKop, part),
    minimumPriceKop: minimum === null ? null : partPriceKop(minimum, part),
  };
}

/** The card of the whole piece again. */
export function wholeItem({ item, part }: Pick<Position, "item" | "part">): CatalogItem {
  return part === undefined ? item : { ...item, priceKop: part.wholePriceKop, minimumPriceKop: part.wholeMinimumKop };
}
