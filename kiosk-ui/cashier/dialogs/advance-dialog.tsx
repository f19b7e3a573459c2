import { useSignal } from "@preact/signals";
import { cleanMoney, readMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

const PURPOSE_LENGTH_MAX = 64;
const NUMBER_LENGTH_MAX = 32;

/** Money before the goods: an advance (аванс), or a gift certificate under its own number. Paid like any receipt afterwards. */
export function AdvanceDialog({ what }: { readonly what: "advance" | "certificate" }) {
  const { app, t, close, sendAndClose } = useDialog();
  const isAdvance = what === "advance";
  const amount = useSignal("");
  const name = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const amountKop = readMoney(amount.value);
    const named = name.value.trim();
    if (amountKop === null || amountKop === 0 || (!isAdvance && named === "")) {
      error.value = t(amountKop === null || amountKop === 0 ? "cash.wrong" : "certificate.noNumber");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose(
      isAdvance
        ? { type: "openAdvance", amountKop, ...(named === "" ? {} : { purpose: named }) }
        : { type: "openCertificate", number: named, amountKop },
    );
    if (error.value === "") app.payment.value = "cash";
  };
  return (
    <Dialog
      title={t(isAdvance ? "advance.title" : "certificate.title")}
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("deal.toPayment")}
        </Button>
      }
    >
      <p class="soft">{t(isAdvance ? "advance.text" : "certificate.text")}</p>
      {!isAdvance && <Field label={t("certificate.number")} value={name} isOwn maxLength={NUMBER_LENGTH_MAX} />}
      <Field label={t("cash.amount")} value={amount} clean={cleanMoney} isOwn={isAdvance} isNumber />
      {isAdvance && <Field label={t("advance.purpose")} value={name} maxLength={PURPOSE_LENGTH_MAX} />}
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad onSubmit={() => void submit()} />
    </Dialog>
  );
}
