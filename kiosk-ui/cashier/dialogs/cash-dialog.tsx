import { useSignal } from "@preact/signals";
import { cleanMoney, readMoney } from "../../entry/money-entry.ts";
import type { TextKey } from "../../i18n/texts.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { rubles } from "../../ui/format.ts";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

const REASONS: Readonly<Record<"in" | "out", readonly TextKey[]>> = {
  in: ["cash.inReason.change", "cash.inReason.return", "cash.inReason.other"],
  out: ["cash.outReason.collection", "cash.outReason.supplier", "cash.outReason.needs"],
};

/** Cash in (внесение) and cash out (изъятие) with the reason that goes into the books. */
export function CashDialog({ direction }: { readonly direction: "in" | "out" }) {
  const { app, t, close, sendAndClose } = useDialog();
  const reasons = REASONS[direction];
  const reason = useSignal<TextKey>(reasons[0] ?? "cash.inReason.other");
  const amount = useSignal("");
  const error = useSignal("");
  const registrars = app.sections.shift.value?.registrars ?? [];
  const whose = useSignal(registrars[0]?.registrarId ?? "");
  const submit = async (): Promise<void> => {
    const amountKop = readMoney(amount.value);
    if (amountKop === null || amountKop === 0) {
      error.value = t("cash.wrong");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose({
      type: direction === "in" ? "cashIn" : "cashOut",
      amountKop,
      reason: t(reason.value),
      ...(whose.value === "" ? {} : { registrarId: whose.value }),
    });
  };
  const step = (by: number) => () => {
    reason.value = reasons[(reasons.indexOf(reason.value) + by + reasons.length) % reasons.length] ?? reason.value;
  };
  const drawerKop = app.sections.shift.value?.drawerKop;
  return (
    <Dialog
      title={t(direction === "in" ? "cash.titleIn" : "cash.titleOut")}
      size="wide"
      onClose={close}
      onSubmit={() => void submit()}
      actions={{ up: step(-1), down: step(1) }}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t(direction === "in" ? "cash.doIn" : "cash.doOut")}
        </Button>
      }
    >
      <div class="two-columns aside">
        <div>
          {drawerKop !== undefined && <p class="soft">{t("cash.drawer", { sum: rubles(drawerKop) })}</p>}
          {registrars.length > 0 && (
            <>
              <h3 class="field-label">{t("seller.whose")}</h3>
              <Choices
                label={t("seller.whose")}
                options={registrars.map(({ registrarId, owner, drawerKop: cashKop }) => ({
                  value: registrarId,
                  text: `${owner}: ${rubles(cashKop)}`,
                }))}
                chosen={whose.value}
                onChoose={(value) => (whose.value = value)}
              />
            </>
          )}
          <h3 class="field-label">{t("cash.reason")}</h3>
          <Choices
            label={t("cash.reason")}
            options={reasons.map((value) => ({ value, text: t(value) }))}
            chosen={reason.value}
            onChoose={(value) => (reason.value = value)}
          />
        </div>
        <div class="stack">
          <Field label={t("cash.amount")} value={amount} clean={cleanMoney} isOwn isNumber />
          <p class="pin-error" role="alert">
            {error.value}
          </p>
          <Keypad onSubmit={() => void submit()} />
        </div>
      </div>
    </Dialog>
  );
}
