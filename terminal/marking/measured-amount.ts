import { quantity, QUANTITY_ONE, type Quantity } from "../../config/money.ts";
import type { MarkingCode } from "./code/marking-code.ts";

const GRAM = 10;
const KILOGRAM = 11;
const MILLILITRE = 40;
const LITRE = 41;
const THOUSANDTH = QUANTITY_ONE / 1_000;

/** The quantity of a line that is sold by a measure, as its code tells it (AI 3103, 335N); null: the scales or a person must. */
export function measuredQuantity(code: MarkingCode, measure: number): Quantity | null {
  const { netWeightGrams, volumeMl } = code;
  const thousandths =
    measure === KILOGRAM || measure === GRAM ? netWeightGrams : measure === LITRE || measure === MILLILITRE ? volumeMl : null;
  if (thousandths === null || thousandths === 0) return null;
  return quantity(thousandths * (measure === KILOGRAM || measure === LITRE ? THOUSANDTH : QUANTITY_ONE));
}
