import { useSignal } from "@preact/signals";
import { cleanMoney, readMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { OnScreenKeyboard } from "../../ui/on-screen-keyboard.tsx";
import { useDialog } from "./use-dialog.ts";

const CUSTOMER_LENGTH_MAX = 128;
const AGREEMENT_LENGTH_MAX = 64;

/** Goods handed over on credit (in full or in part): who owes, by which agreement. A senior consents. */
export function CreditDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const customer = useSignal(app.sections.receipt.value?.buyer?.name ?? "");
  const agreement = useSignal("");
  const amount = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const amountKop = readMoney(amount.value);
    const named = customer.value.trim();
    const by = agreement.value.trim();
    error.value = await sendAndClose({
      type: "payCredit",
      ...(named === "" ? {} : { customer: named }),
      ...(by === "" ? {} : { agreement: by }),
      ...(amountKop === null || amountKop === 0 ? {} : { amountKop }),
    });
  };
  return (
    <Dialog
      title={t("credit.title")}
      size="wide"
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("credit.do")}
        </Button>
      }
    >
      <Field label={t("credit.customer")} value={customer} isOwn maxLength={CUSTOMER_LENGTH_MAX} />
      <Field label={t("credit.agreement")} value={agreement} maxLength={AGREEMENT_LENGTH_MAX} />
      <Field label={t("deal.amount")} value={amount} clean={cleanMoney} isNumber placeholder={t("deal.amountAll")} />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <OnScreenKeyboard />
    </Dialog>
  );
}
