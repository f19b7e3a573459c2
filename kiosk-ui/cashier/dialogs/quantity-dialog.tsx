import { useSignal } from "@preact/signals";
import type { SearchHitView } from "../../../config/contract/view.ts";
import { entryAsQuantity } from "../../entry/interpret-entry.ts";
import { cleanQuantity } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import type { Intention } from "../../state/command-sender.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { quantityText, quantityWithUnit } from "../../ui/format.ts";
import { Keypad } from "../../ui/keypad.tsx";
import { isPoured } from "../take-hit.ts";
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
      command={(quantity) => (number === null ? { type: "setNextQuantity", quantity } : { type: "changeQuantity", line: number, quantity })}
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
      command={(quantity) => ({ type: "addItem", itemId: hit.itemId, quantity })}
    />
  );
}

function NumberDialog({
  title,
  label,
  now,
  placeholder,
  command,
}: {
  readonly title: string;
  readonly label: string;
  readonly now: string;
  readonly placeholder: string;
  readonly command: (quantity: number) => Intention;
}) {
  const { app, t, close, sendAndClose } = useDialog();
  const text = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const quantity = entryAsQuantity(text.value);
    if (quantity === null) {
      error.value = t("quantity.wrong");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose(command(quantity));
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("common.apply")}
        </Button>
      }
    >
      {now !== "" && <p class="soft">{now}</p>}
      <Field label={label} value={text} clean={cleanQuantity} isOwn isNumber placeholder={placeholder} />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad onSubmit={() => void submit()} />
    </Dialog>
  );
}
