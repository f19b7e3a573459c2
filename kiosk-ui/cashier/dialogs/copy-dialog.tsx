import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReceiptContent, ReceiptPicker, useReceiptChoice } from "./receipt-picker.tsx";
import { useDialog } from "./use-dialog.ts";

/** Copy of any receipt of this till, printed from the fiscal drive. */
export function CopyDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const choice = useReceiptChoice();
  const { chosen, error } = choice;
  const print = async (receiptId: string): Promise<void> => {
    error.value = await sendAndClose({ type: "reprintReceipt", receiptId });
    if (error.value === "") app.say("good", t("menu.reprintDone"));
  };
  const start = chosen === null ? undefined : () => void print(chosen.receiptId);
  return (
    <Dialog
      title={t("copy.title")}
      size="wide"
      onClose={close}
      onSubmit={start}
      actions={{ up: choice.up, down: choice.down }}
      buttons={
        <Button tone="main" onPress={start} keyName={keyLabel("submit")}>
          {t("copy.print")}
        </Button>
      }
    >
      <div class="refund">
        <ReceiptPicker choice={choice} hint={t("copy.hint")} />
        <div class="refund-lines">{chosen !== null && <ReceiptContent receipt={chosen} withRefundable={false} />}</div>
      </div>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
