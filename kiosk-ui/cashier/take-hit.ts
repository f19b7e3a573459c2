import type { ReceiptView, SearchHitView } from "../../config/contract/view.ts";
import type { App } from "../state/app.ts";

/** Puts a found good into the receipt; the weight of a weighed one, the litres of one on tap, are asked for first. */
export function takeHit(app: App, hit: SearchHitView): void {
  app.entryText.value = "";
  app.entryMode.value = "auto";
  app.hasLetters.value = false;
  const receipt = app.sections.receipt.value ?? null;
  if (receipt?.kind === "purchase") {
    app.dialog.value = { kind: "purchase-price", hit };
    return;
  }
  const hasQuantity = Boolean(app.sections.nextQuantity.value);
  if ((hit.weighed || isPoured(hit, receipt)) && !hasQuantity) app.dialog.value = { kind: "weight", hit };
  else void app.send({ type: "addItem", itemId: hit.itemId });
}

/** Paid before it is handed over, or coming back, it is counted by its card's unit. */
export function isPoured(hit: SearchHitView, receipt: ReceiptView | null): boolean {
  return hit.onTap === true && (receipt === null || (receipt.kind === "sale" && receipt.settlement === "full"));
}
