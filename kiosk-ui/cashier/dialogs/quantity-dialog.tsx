import type { SearchHitView } from "../../../config/contract/view.ts";
import type { Quantity } from "../../../config/money.ts";
import { entryAsQuantity } from "../../entry/interpret-entry.ts";
import { cleanQuantity } from "../../entry/money-entry.ts";
import type { Intention } from "../../state/command-sender.ts";
import { quantityText, quantityWithUnit } from "../../ui/format.ts";
import { isPoured } from "../take-hit.ts";
import { NumberDialog } from "./number-dialog.tsx";
import { useDialog } from "./use-dialog.ts";

/** Quantity of a line, or of the next good when there is no line. */
export function QuantityDialog({ line: number }: { readonly line: number | null }) {
  const { app, t } = useDialog();
  const line = (app.sections.lines.value ?? []).find((each) => each.line === number);
  const label = line === undefined ? t("quantity.next") : t(line.weighed ? "quantity.weight" : "quantity.title", { unit: line.unit });
  return (
    <NumberDialog
      title={line?.name ?? t("quantity.next")}
      label={label}
      now={line === undefined ? "" : quantityWithUnit(line.quantity, line.unit, app.language())}
      placeholder={line === undefined ? "" : quantityText(line.quantity, app.language())}
      clean={cleanQuantity}
      command={ofQuantity((quantity) =>
        number === null ? { type: "setNextQuantity", quantity } : { type: "changeQuantity", line: number, quantity },
      )}
    />
  );
}

/** Weight, or litres from the tap, of a good found by search, before it comes into the receipt. */
export function WeightDialog({ hit }: { readonly hit: SearchHitView }) {
  const { app, t } = useDialog();
  const isLitres = isPoured(hit, app.sections.receipt.value ?? null);
  return (
    <NumberDialog
      title={hit.name}
      label={isLitres ? t("quantity.litres") : t("quantity.weight", { unit: hit.unit })}
      now=""
      placeholder=""
      clean={cleanQuantity}
      command={ofQuantity((quantity) => ({ type: "addItem", itemId: hit.itemId, quantity }))}
    />
  );
}

function ofQuantity(command: (quantity: Quantity) => Intention): (text: string) => Intention | null {
  return (text) => {
    const quantity = entryAsQuantity(text);
    return quantity === null ? null : command(quantity);
  };
}
