import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceRow, stepKeys } from "../../ui/choice-list.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { rubles, timeText } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

/** Receipts put aside; the chosen one comes back. */
export function HeldDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const held = app.sections.held.value ?? [];
  const index = useSignal(0);
  const error = useSignal("");
  const recall = async (at: number): Promise<void> => {
    const chosen = held[at];
    if (chosen !== undefined) error.value = await sendAndClose({ type: "recallReceipt", receiptId: chosen.receiptId });
  };
  const act = held.length === 0 ? undefined : () => void recall(index.value);
  return (
    <Dialog
      title={t("held.title")}
      onClose={close}
      onSubmit={act}
      actions={stepKeys(held.length, index)}
      buttons={
        <Button tone="main" onPress={act} keyName={keyLabel("submit")}>
          {t("held.recall")}
        </Button>
      }
    >
      {held.length === 0 && <p class="soft">{t("held.none")}</p>}
      <ul class="list" role="listbox" aria-label={t("held.title")}>
        {held.map((each, at) => (
          <ChoiceRow key={each.receiptId} isChosen={at === index.value} onTake={() => void recall(at)}>
            <b>{t("receipt.sale", { number: each.number })}</b>
            <span class="soft">
              {timeText(each.at)} · {t("common.pieces", { n: each.lineCount })}
            </span>
            <b class="number">{rubles(each.totalKop)}</b>
          </ChoiceRow>
        ))}
      </ul>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
