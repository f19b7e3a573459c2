import { useSignal } from "@preact/signals";
import type { SearchHitView } from "../../../config/contract/view.ts";
import { entryAsQuantity } from "../../entry/interpret-entry.ts";
import { cleanMoney, cleanQuantity, readMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

/** What the shop pays for goods that it buys from a person. */
export function PurchasePriceDialog({ hit }: { readonly hit: SearchHitView }) {
  const { app, t, close, sendAndClose } = useDialog();
  const price = useSignal("");
  const count = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const priceKop = readMoney(price.value);
    const quantity = count.value === "" ? null : entryAsQuantity(count.value);
    if (priceKop === null || priceKop === 0 || (count.value !== "" && quantity === null)) {
      error.value = t(priceKop === null || priceKop === 0 ? "cash.wrong" : "quantity.wrong");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose({ type: "addItem", itemId: hit.itemId, priceKop, ...(quantity === null ? {} : { quantity }) });
  };
  return (
    <Dialog
      title={hit.name}
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("common.apply")}
        </Button>
      }
    >
      <Field label={t("purchase.price", { unit: hit.unit })} value={price} clean={cleanMoney} isOwn isNumber />
      <Field label={t("quantity.title")} value={count} clean={cleanQuantity} isNumber placeholder="1" />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad onSubmit={() => void submit()} />
    </Dialog>
  );
}
