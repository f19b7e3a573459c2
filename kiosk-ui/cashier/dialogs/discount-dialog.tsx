import { useSignal } from "@preact/signals";
import { cleanMoney, cleanPercent, readMoney, readPercent } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import type { Intention } from "../../state/command-sender.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { rubles } from "../../ui/format.ts";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

type Kind = "percent" | "amount";
type Discount = Extract<Intention, { type: "discountReceipt" }>["discount"];

/** Discount by hand on a line or on the whole receipt, as a percentage or a sum. */
export function DiscountDialog({ line: number }: { readonly line: number | null }) {
  const { app, t, close, sendAndClose } = useDialog();
  const line = (app.sections.lines.value ?? []).find((each) => each.line === number);
  const kind = useSignal<Kind>("percent");
  const text = useSignal("");
  const error = useSignal("");
  const send = async (discount: Discount): Promise<void> => {
    error.value = await sendAndClose(
      number === null ? { type: "discountReceipt", discount } : { type: "discountLine", line: number, discount },
    );
  };
  const submit = (): void => {
    const discount = kind.value === "percent" ? percentOf(text.value) : amountOf(text.value);
    if (discount !== null) return void send(discount);
    error.value = t(kind.value === "percent" ? "discount.wrongPercent" : "discount.wrongAmount");
    app.sounds.play("bad");
  };
  const choose = (next: Kind): void => {
    kind.value = next;
    text.value = "";
    error.value = "";
  };
  return (
    <Dialog
      title={t(number === null ? "discount.titleReceipt" : "discount.titleLine")}
      onClose={close}
      onSubmit={submit}
      actions={{ up: () => choose("percent"), down: () => choose("amount") }}
      buttons={
        <>
          <Button onPress={() => void send(null)}>{t("discount.remove")}</Button>
          <Button tone="main" onPress={submit} keyName={keyLabel("submit")}>
            {t("common.apply")}
          </Button>
        </>
      }
    >
      {line !== undefined && (
        <p class="soft">
          {line.name} · {rubles(line.sumKop)}
        </p>
      )}
      <Choices
        label={t("receipt.discount")}
        isRow
        options={[
          { value: "percent", text: t("discount.percent") },
          { value: "amount", text: t("discount.amount") },
        ]}
        chosen={kind.value}
        onChoose={choose}
      />
      <Field
        label={t(`discount.${kind.value}`)}
        value={text}
        clean={kind.value === "percent" ? cleanPercent : cleanMoney}
        isOwn
        isNumber
        placeholder={kind.value === "percent" ? "%" : "₽"}
      />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad onSubmit={submit} />
    </Dialog>
  );
}

function percentOf(text: string): Discount {
  const percentBasisPoints = readPercent(text);
  return percentBasisPoints === null ? null : { percentBasisPoints };
}

function amountOf(text: string): Discount {
  const amountKop = readMoney(text);
  return amountKop === null || amountKop === 0 ? null : { amountKop };
}
