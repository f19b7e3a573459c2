import { useSignal } from "@preact/signals";
import { cleanDigits } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { OnScreenKeyboard } from "../../ui/on-screen-keyboard.tsx";
import { useDialog } from "./use-dialog.ts";

const NAME_LENGTH_MAX = 256;
const INN_DIGITS_MAX = 12;

/** An organisation or a sole trader who buys (tags 1227, 1228): name and INN. */
export function BuyerDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const now = app.sections.receipt.value?.buyer ?? null;
  const name = useSignal(now?.name ?? "");
  const inn = useSignal(now?.inn ?? "");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const named = name.value.trim();
    if (named === "") {
      error.value = t("buyer.noName");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose({ type: "setBuyer", buyer: { name: named, ...(inn.value === "" ? {} : { inn: inn.value }) } });
  };
  const clear = async (): Promise<void> => {
    error.value = await sendAndClose({ type: "setBuyer", buyer: null });
  };
  return (
    <Dialog
      title={t("buyer.title")}
      size="wide"
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <>
          <Button onPress={now === null ? undefined : () => void clear()}>{t("contact.clear")}</Button>
          <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
            {t("common.apply")}
          </Button>
        </>
      }
    >
      <Field label={t("buyer.name")} value={name} isOwn maxLength={NAME_LENGTH_MAX} placeholder="ООО «Ромашка»" />
      <Field label={t("buyer.inn")} value={inn} clean={(text) => cleanDigits(text, INN_DIGITS_MAX)} isNumber />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <OnScreenKeyboard />
    </Dialog>
  );
}
