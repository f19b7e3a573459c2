import { useSignal } from "@preact/signals";
import { cleanMoney, readMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

const WAYS = ["full", "prepayment", "part-prepayment"] as const;
type Way = (typeof WAYS)[number];

/** Goods handed over now, or paid for now (in full or in part) and handed over later. */
export function SettlementDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const now = app.sections.receipt.value?.settlement;
  const way = useSignal<Way>(now === "prepayment" || now === "part-prepayment" ? now : "full");
  const amount = useSignal("");
  const error = useSignal("");
  const isPart = way.value === "part-prepayment";
  const submit = async (): Promise<void> => {
    const amountKop = readMoney(amount.value);
    if (isPart && (amountKop === null || amountKop === 0)) {
      error.value = t("cash.wrong");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose({
      type: "setSettlement",
      settlement: way.value,
      ...(isPart && amountKop !== null ? { amountKop } : {}),
    });
  };
  const step = (by: number) => () => {
    way.value = WAYS[(WAYS.indexOf(way.value) + by + WAYS.length) % WAYS.length] ?? "full";
  };
  return (
    <Dialog
      title={t("settlement.title")}
      size="wide"
      onClose={close}
      onSubmit={() => void submit()}
      actions={{ up: step(-1), down: step(1) }}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("common.apply")}
        </Button>
      }
    >
      <div class="two-columns aside">
        <Choices
          label={t("settlement.title")}
          options={WAYS.map((value) => ({ value, text: t(`settlement.${value}`) }))}
          chosen={way.value}
          onChoose={(value) => (way.value = value)}
        />
        <div class="stack">
          {isPart && <Field label={t("settlement.amount")} value={amount} clean={cleanMoney} isOwn isNumber />}
          <p class="soft">{t(`settlement.${way.value}.text`)}</p>
          <p class="pin-error" role="alert">
            {error.value}
          </p>
          {isPart && <Keypad onSubmit={() => void submit()} />}
        </div>
      </div>
    </Dialog>
  );
}
