import type { LineView } from "../../config/contract/view.ts";
import { QUANTITY_ONE } from "../../config/money.ts";
import { entryAsQuantity } from "../entry/interpret-entry.ts";
import type { KeyActions } from "../keys/key-layers.ts";
import type { App } from "../state/app.ts";
import type { Dialog } from "../state/dialog.ts";
import { ageActions } from "./age-strip.tsx";
import { leave } from "./leave.ts";

/**
 * What can be done on the sale screen now; undefined stands for "not now". The same table serves the buttons and the
 * keys, so they never disagree.
 */
export function saleActions(app: App): KeyActions {
  const { sections, dialog, payment } = app;
  const receipt = sections.receipt.value ?? null;
  const line = app.currentLine.value;
  const isOpen = receipt?.phase === "open";
  const isSale = receipt === null || receipt.kind === "sale";
  const hasLines = isOpen && receipt.lineCount > 0;
  const isByReceipt = !isSale;
  const isUnread = (each: LineView): boolean => receipt?.kind === "refund" && each.needsCode;
  const when = (condition: boolean, act: () => void): (() => void) | undefined => (condition ? act : undefined);
  const open = (next: Dialog) => (): void => {
    dialog.value = next;
  };
  const pay = (method: "cash" | "card") => (): void => {
    payment.value = method;
  };
  return {
    quantity: () => changeQuantity(app),
    searchName: () => startSearch(app, "name"),
    searchCode: () => startSearch(app, "code"),
    photo: open({ kind: "photo" }),
    customer: when(isOpen && isSale, open({ kind: "customer" })),
    contact: when(isOpen, open({ kind: "contact" })),
    hold: when(hasLines, () => void app.send({ type: "holdReceipt" })),
    recall: when((sections.held.value ?? []).length > 0, open({ kind: "held" })),
    discountLine: when(isOpen && line !== null && !isByReceipt, open({ kind: "discount", line: line?.line ?? null })),
    discountReceipt: when(hasLines && !isByReceipt, open({ kind: "discount", line: null })),
    voidLine: when(isOpen && line !== null, () => line !== null && void app.send({ type: "voidLine", line: line.line })),
    voidReceipt: when(isOpen, open({ kind: "void-receipt" })),
    refund: when(receipt === null, open({ kind: "refund" })),
    reprint: () => reprint(app),
    allowLine: when(isOpen && line !== null && (line.marking?.state === "ask-senior" || isUnread(line)), () => {
      if (line !== null) void app.send({ type: isUnread(line) ? "returnWithoutCode" : "allowMarkedLine", line: line.line });
    }),
    kegs: when(Boolean(sections.operator.value), open({ kind: "kegs" })),
    pay: when(hasLines, pay("cash")),
    payCash: when(hasLines, pay("cash")),
    payCard: when(hasLines, pay("card")),
    retry: when(sections.fiscal.value?.canRetry === true, () => void app.send({ type: "retryFiscal" })),
    park: when(sections.fiscal.value?.canPark === true, open({ kind: "park-document" })),
    menu: open({ kind: "menu" }),
    ...ageActions(app),
    ...leave(app),
  };
}

/** A number in the field is the quantity at once; otherwise a dialog asks for it. */
function changeQuantity(app: App): void {
  const line = app.currentLine.value;
  const quantity = entryAsQuantity(app.entryText.value);
  if (line?.parts !== undefined) {
    const parts = quantity === null ? null : quantity / QUANTITY_ONE;
    if (parts === null || !Number.isInteger(parts)) app.dialog.value = { kind: "parts", line: line.line };
    else {
      app.entryText.value = "";
      void app.send({ type: "setParts", line: line.line, parts });
    }
    return;
  }
  if (quantity === null) {
    app.dialog.value = { kind: "quantity", line: line?.line ?? null };
    return;
  }
  app.entryText.value = "";
  void app.send(line === null ? { type: "setNextQuantity", quantity } : { type: "changeQuantity", line: line.line, quantity });
}

function startSearch(app: App, mode: "name" | "code"): void {
  app.entryMode.value = app.entryMode.value === mode ? "auto" : mode;
  app.entryText.value = "";
}

export function reprint(app: App): void {
  void app.send({ type: "reprintLast" }).then((isDone) => isDone && app.say("good", app.t("menu.reprintDone")));
}
