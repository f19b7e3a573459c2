import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
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
  const step = (by: number) => () => (index.value = (index.value + by + held.length) % Math.max(1, held.length));
  const act = held.length === 0 ? undefined : () => void recall(index.value);
  return (
    <Dialog
      title={t("held.title")}
      onClose={close}
      onSubmit={act}
      actions={{ up: step(-1), down: step(1) }}
      buttons={
        <Button tone="main" onPress={act} keyName={keyLabel("submit")}>
          {t("held.recall")}
        </Button>
      }
    >
      {held.length === 0 && <p class="soft">{t("held.none")}</p>}
      <ul class="list" role="listbox" aria-label={t("held.title")}>
        {held.map((each, at) => (
          <li
            key={each.receiptId}
            role="option"
            aria-selected={at === index.value}
            class={at === index.value ? "list-row list-chosen" : "list-row"}
            onClick={() => void recall(at)}
          >
            <b>{t("receipt.sale", { number: each.number })}</b>
            <span class="soft">
              {timeText(each.at)} · {t("common.pieces", { n: each.lineCount })}
            </span>
            <b class="number">{rubles(each.totalKop)}</b>
          </li>
        ))}
      </ul>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
