import type { EpochMs } from "../../config/clock.ts";
import { formatQuantity, quantity, QUANTITY_MILLILITRE } from "../../config/money.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import { unfinishedReceipts, type TillState } from "../core/state.ts";
import { codeShareOf } from "../receipt/code-share.ts";

/** A keg (кег) that was put on tap: one code for many portions. */
export interface OpenKeg {
  readonly id: string;
  readonly itemId: string;
  readonly name: string;
  readonly codeBase64: string;
  readonly cis: string;
  readonly gtin: string | null;
  readonly volumeMl: number;
  /** By completed receipts. */
  readonly pouredMl: number;
  readonly tappedAt: EpochMs;
  readonly tappedBy: string;
}

const LITRE = 41;
const DAY_MS = 86_400_000;

export function openKegs({ kegs }: TillState): readonly OpenKeg[] {
  return kegs ?? [];
}

/** What can still be poured: portions in unfinished receipts are gone already. */
export function kegLeftMl(keg: OpenKeg, state: TillState): number {
  let left = keg.volumeMl - keg.pouredMl;
  for (const receipt of unfinishedReceipts(state)) {
    if (receipt.kind !== "sale") continue;
    for (const position of receipt.positions) {
      if (!position.voided && position.marking?.cis === keg.cis) left -= codeShareOf(position)?.used ?? 0;
    }
  }
  return left;
}

/** Whole days since it was put on tap. */
export function kegDays({ tappedAt }: OpenKeg, now: EpochMs): number {
  return Math.floor((now - tappedAt) / DAY_MS);
}

/** Sold from the tap an item is measured in litres, whatever unit its card has. */
export function pouredItem(item: CatalogItem): CatalogItem {
  return { ...item, weighed: true, measure: LITRE, unit: "л" };
}

export function litres(ml: number): string {
  return formatQuantity(quantity(Math.max(0, ml) * QUANTITY_MILLILITRE));
}
