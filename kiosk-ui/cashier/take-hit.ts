import type { SearchHitView } from "../../config/contract/view.ts";
import type { App } from "../state/app.ts";

/** Puts a found good into the receipt; the weight of a weighed one is asked for first. */
export function takeHit(app: App, hit: SearchHitView): void {
  app.entryText.value = "";
  app.entryMode.value = "auto";
  app.hasLetters.value = false;
  if (app.sections.receipt.value?.kind === "purchase") {
    app.dialog.value = { kind: "purchase-price", hit };
    return;
  }
  const hasQuantity = Boolean(app.sections.nextQuantity.value);
  if (hit.weighed && !hasQuantity) app.dialog.value = { kind: "weight", hit };
  else void app.send({ type: "addItem", itemId: hit.itemId });
}
