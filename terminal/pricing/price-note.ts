import { formatKop, formatQuantity } from "../../config/money.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";

/** Where a discount comes from; promotions will join here. */
export type DiscountStage = "manual" | "receipt" | "points";

/** One step from the shelf price to what the buyer pays, in the order of the pipeline. */
export type PriceNote =
  | { readonly kind: "base"; readonly priceKop: Kopecks; readonly quantity: Quantity; readonly amountKop: Kopecks }
  | { readonly kind: "discount"; readonly stage: DiscountStage; readonly amountKop: Kopecks }
  /** Tobacco and the like: the law forbids any discount (15-ФЗ, article 16). */
  | { readonly kind: "frozen"; readonly stage: DiscountStage }
  /** The minimum retail price (МРЦ) let no more through. */
  | { readonly kind: "minimum-price"; readonly stage: DiscountStage; readonly floorKop: Kopecks }
  /** The smallest sum the shop leaves to pay let no more through. */
  | { readonly kind: "minimum-payable"; readonly stage: DiscountStage; readonly floorKop: Kopecks }
  /** The sum of a weighed line was raised to one that a whole kopeck price gives. */
  | { readonly kind: "weighed-step"; readonly stage: DiscountStage; readonly amountKop: Kopecks };

const STAGE_NAMES: Readonly<Record<DiscountStage, { ru: string; en: string }>> = {
  manual: { ru: "Скидка на товар", en: "Item discount" },
  receipt: { ru: "Скидка на чек", en: "Receipt discount" },
  points: { ru: "Оплата баллами", en: "Points" },
};

export function priceNoteText(note: PriceNote, language: "ru" | "en"): string {
  const isRussian = language === "ru";
  if (note.kind === "base") return `${formatKop(note.priceKop)} × ${formatQuantity(note.quantity)} = ${formatKop(note.amountKop)}`;
  const stage = STAGE_NAMES[note.stage][language];
  switch (note.kind) {
    case "discount":
      return `${stage}: −${formatKop(note.amountKop)}`;
    case "frozen":
      return isRussian ? `${stage}: на этот товар скидки запрещены` : `${stage}: no discounts on these goods`;
    case "minimum-price":
      return isRussian
        ? `${stage}: ограничена минимальной ценой, не ниже ${formatKop(note.floorKop)}`
        : `${stage}: limited by the minimum price, not below ${formatKop(note.floorKop)}`;
    case "minimum-payable":
      return isRussian
        ? `${stage}: к оплате должно остаться не меньше ${formatKop(note.floorKop)}`
        : `${stage}: at least ${formatKop(note.floorKop)} must remain to pay`;
    case "weighed-step":
      return isRussian
        ? `${stage}: уменьшена на ${formatKop(note.amountKop)}, чтобы сошлась цена за килограмм`
        : `${stage}: less by ${formatKop(note.amountKop)} to make the price per kilogram whole`;
  }
}
