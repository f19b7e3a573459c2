import { useSignal } from "@preact/signals";
import type { CustomerView } from "../../../config/contract/view.ts";
import { cleanDigits } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { pointsText } from "../../ui/format.ts";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

const CARD_LENGTH_MAX = 32;
const POINTS_DIGITS_MAX = 9;

/** The customer's loyalty card: attach it by number, spend points, take it off. */
export function CustomerDialog() {
  const { app } = useDialog();
  const customer = app.sections.receipt.value?.customer ?? null;
  return customer === null ? <AttachCard /> : <Points customer={customer} />;
}

function AttachCard() {
  const { app, t, close } = useDialog();
  const number = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    if (number.value === "") return;
    const reply = await app.request({ type: "attachCustomer", card: number.value });
    error.value = reply.ok ? "" : reply.text;
    if (!reply.ok) app.sounds.play("bad");
  };
  const act = number.value === "" ? undefined : () => void submit();
  return (
    <Dialog
      title={t("customer.title")}
      onClose={close}
      onSubmit={act}
      buttons={
        <Button tone="main" onPress={act} keyName={keyLabel("submit")}>
          {t("customer.attach")}
        </Button>
      }
    >
      <p class="badge-hint">{t("customer.scanHint")}</p>
      <Field label={t("customer.number")} value={number} clean={(text) => cleanDigits(text, CARD_LENGTH_MAX)} isOwn isNumber />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad extra="none" onSubmit={act} />
    </Dialog>
  );
}

function Points({ customer }: { readonly customer: CustomerView }) {
  const { app, t, close, sendAndClose } = useDialog();
  const amount = useSignal("");
  const error = useSignal("");
  const redeem = async (points: number): Promise<void> => {
    error.value = await sendAndClose({ type: "redeemPoints", points });
  };
  const detach = async (): Promise<void> => {
    const reply = await app.request({ type: "detachCustomer" });
    error.value = reply.ok ? "" : reply.text;
  };
  const submit = amount.value === "" ? undefined : (): void => void redeem(Number(amount.value));
  const limit = customer.redeemLimit;
  return (
    <Dialog
      title={t("customer.title")}
      size="wide"
      onClose={close}
      closeLabel={t("common.close")}
      onSubmit={submit ?? close}
      buttons={
        <>
          <Button onPress={() => void detach()}>{t("customer.detach")}</Button>
          <Button tone="main" onPress={submit} keyName={keyLabel("submit")}>
            {t("customer.redeem")}
          </Button>
        </>
      }
    >
      <div class="two-columns aside">
        <div class="stack">
          <p class="approval-text">
            {customer.maskedCard} {customer.name}
          </p>
          <dl class="facts facts-roomy">
            <dt>{t("customer.balance")}</dt>
            <dd>{pointsText(customer.balance)}</dd>
            <dt>{t("customer.redeemed")}</dt>
            <dd>{pointsText(customer.redeemed)}</dd>
            <dt>{t("customer.willAccrue")}</dt>
            <dd>{pointsText(customer.willAccrue)}</dd>
          </dl>
          <Button class="big" onPress={limit > 0 ? () => void redeem(limit) : undefined}>
            {t("customer.redeemAll", { points: pointsText(limit) })}
          </Button>
          <Button onPress={customer.redeemed > 0 ? () => void redeem(0) : undefined}>{t("customer.redeemNone")}</Button>
        </div>
        <div class="stack">
          <Field
            label={t("customer.redeemLimit", { points: pointsText(limit) })}
            value={amount}
            clean={(text) => cleanDigits(text, POINTS_DIGITS_MAX)}
            isOwn
            isNumber
            placeholder={t("customer.redeem")}
          />
          <p class="pin-error" role="alert">
            {error.value}
          </p>
          <Keypad extra="none" onSubmit={submit} />
        </div>
      </div>
    </Dialog>
  );
}
