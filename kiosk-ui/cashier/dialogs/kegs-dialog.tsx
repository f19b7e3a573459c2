import { useSignal } from "@preact/signals";
import { QUANTITY_MILLILITRE } from "../../../config/money.ts";
import { entryAsQuantity } from "../../entry/interpret-entry.ts";
import { cleanQuantity } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { stepKeys } from "../../ui/choice-list.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { KegRows } from "../keg-rows.tsx";
import { useDialog } from "./use-dialog.ts";

/** Kegs on tap: Enter connects another one, its code is scanned next; a key that no scanner sends closes the chosen one. */
export function KegsDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const kegs = app.sections.kegs.value ?? [];
  const index = useSignal(0);
  const volume = useSignal("");
  const error = useSignal("");
  const chosen = kegs[Math.min(index.value, kegs.length - 1)];
  const connect = async (): Promise<void> => {
    const litres = volume.value === "" ? null : entryAsQuantity(volume.value);
    if (volume.value !== "" && litres === null) {
      error.value = t("quantity.wrong");
      return;
    }
    const volumeMl = litres === null ? {} : { volumeMl: Math.round(litres / QUANTITY_MILLILITRE) };
    error.value = await sendAndClose({ type: "connectKeg", ...volumeMl });
  };
  const shut = async (): Promise<void> => {
    if (chosen === undefined) return;
    const reply = await app.request({ type: "closeKeg", kegId: chosen.id, reason: chosen.leftMl <= 0 ? "empty" : "changed" });
    error.value = reply.ok ? "" : reply.text;
  };
  return (
    <Dialog
      title={t("kegs.title")}
      size="wide"
      onClose={close}
      onSubmit={() => void connect()}
      actions={{ ...stepKeys(kegs.length, index), confirm: chosen === undefined ? undefined : () => void shut() }}
      buttons={
        <>
          <Button onPress={chosen === undefined ? undefined : () => void shut()} keyName={keyLabel("confirm")}>
            {t("kegs.close")}
          </Button>
          <Button tone="main" onPress={() => void connect()} keyName={keyLabel("submit")}>
            {t("kegs.connect")}
          </Button>
        </>
      }
    >
      {kegs.length === 0 && <p class="soft">{t("kegs.none")}</p>}
      <KegRows kegs={kegs} chosen={chosen?.id ?? null} onChoose={(at) => (index.value = at)} />
      <Field label={t("kegs.volume")} value={volume} clean={cleanQuantity} isOwn isNumber placeholder={t("kegs.volumeInCode")} />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
