import { QUANTITY_ONE } from "../../config/money.ts";
import type { FiscalLine, FiscalMarking, ReceiptKind } from "./fiscal-document.ts";
import { PIECE } from "./measure.ts";

type PlannedGoods = Pick<FiscalLine, "measure" | "quantity"> & { readonly fraction?: FiscalMarking["fraction"] | undefined };

/**
 * Planned status of a marked item (tag 2003): 1 and 3 are whole pieces sold and returned, 2 and 4 parts of them and measured goods.
 * Sold is what leaves the seller: a sale, and goods that go back to the person they were bought from.
 */
export function plannedStatus(marked: PlannedGoods, kind: ReceiptKind): FiscalMarking["plannedStatus"] {
  const isPart = isPartOfPiece(marked);
  const leaves = kind === "sale" || kind === "purchase-refund";
  return leaves ? (isPart ? 2 : 1) : isPart ? 4 : 3;
}

/** Less than a whole piece, or goods by a measure. */
export function isPartOfPiece({ measure, quantity, fraction }: PlannedGoods): boolean {
  return fraction !== undefined || measure !== PIECE || (quantity > 0 && quantity < QUANTITY_ONE);
}
