import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

const REASONS = ["customer", "mistake", "money", "price"] as const;
type Reason = (typeof REASONS)[number];

/** Gives the receipt up. Confirmed by touch or by a key that no scanner sends. */
export function VoidReceiptDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const receipt = app.sections.receipt.value ?? null;
  const reason = useSignal<Reason>("customer");
  const error = useSignal("");
  const confirm = async (): Promise<void> => {
    error.value = await sendAndClose({ type: "voidReceipt", reason: t(`void.reason.${reason.value}`) });
  };
  const step = (by: number) => () => {
    reason.value = REASONS[(REASONS.indexOf(reason.value) + by + REASONS.length) % REASONS.length] ?? "customer";
  };
  const byDigit = (character: string): boolean => {
    const chosen = REASONS[Number(character) - 1];
    if (chosen !== undefined) reason.value = chosen;
    return true;
  };
  if (receipt === null) return null;
  return (
    <Dialog
      title={t("void.title", { number: receipt.number })}
      onClose={close}
      onCharacter={byDigit}
      actions={{ confirm: () => void confirm(), up: step(-1), down: step(1) }}
      buttons={
        <Button tone="danger" onPress={() => void confirm()} keyName={keyLabel("confirm")}>
          {t("void.confirm")}
        </Button>
      }
    >
      <p>{t("void.text", { sum: rubles(receipt.totalKop) })}</p>
      <h3 class="field-label">{t("void.reason")}</h3>
      <Choices
        label={t("void.reason")}
        options={REASONS.map((value) => ({ value, text: t(`void.reason.${value}`) }))}
        chosen={reason.value}
        onChoose={(value) => (reason.value = value)}
      />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
