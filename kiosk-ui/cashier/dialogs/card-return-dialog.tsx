import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { returnText } from "../card-returns.tsx";
import { useDialog } from "./use-dialog.ts";

/** Each reason says how the return ended. */
const REASONS = [
  { value: "seller.return.slip", as: "settled-with-bank" },
  { value: "seller.return.claim", as: "settled-with-bank" },
  { value: "seller.return.cashRefused", as: "cash" },
  { value: "seller.return.cashSilent", as: "cash" },
] as const;

/**
 * A senior's way out of a return that the bank refused or didn't answer; a refused one may also be asked for again. Confirmed by touch
 * or by a key that no scanner sends.
 */
export function CardReturnDialog({ receiptId }: { readonly receiptId: string }) {
  const { app, t, close, sendAndClose } = useDialog();
  const at = useSignal(0);
  const error = useSignal("");
  const open = (app.sections.cardReturns.value ?? []).find((each) => each.receiptId === receiptId);
  const chosen = REASONS[at.value] ?? REASONS[0];
  const confirm = async (): Promise<void> => {
    error.value = await sendAndClose({ type: "settleCardReturn", receiptId, as: chosen.as, reason: t(chosen.value) });
  };
  const repeat = async (): Promise<void> => {
    error.value = await sendAndClose({ type: "retryCardReturn", receiptId });
  };
  const step = (by: number) => () => {
    at.value = (at.value + by + REASONS.length) % REASONS.length;
  };
  const byDigit = (character: string): boolean => {
    const index = Number(character) - 1;
    if (REASONS[index] !== undefined) at.value = index;
    return true;
  };
  return (
    <Dialog
      title={t("seller.return.title")}
      onClose={close}
      onCharacter={byDigit}
      actions={{ confirm: () => void confirm(), up: step(-1), down: step(1) }}
      buttons={
        <>
          {open?.state === "refused" && <Button onPress={() => void repeat()}>{t("seller.repeatReturn")}</Button>}
          <Button tone="main" onPress={() => void confirm()} keyName={keyLabel("confirm")}>
            {t("seller.return.do")}
          </Button>
        </>
      }
    >
      {open !== undefined && (
        <p>
          <b>{returnText(t, open)}</b>
        </p>
      )}
      <p>{t("seller.return.text")}</p>
      <Choices
        label={t("seller.return.how")}
        options={REASONS.map(({ value }) => ({ value, text: t(value) }))}
        chosen={chosen.value}
        onChoose={(value) => (at.value = REASONS.findIndex((each) => each.value === value))}
      />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
