import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReceiptContent, ReceiptPicker, useReceiptChoice } from "./receipt-picker.tsx";
import { useDialog } from "./use-dialog.ts";

/** Refund: by the receipt's number, from the latest ones, by its QR code at the scanner, or without receipt. */
export function RefundDialog() {
  const { t, close, sendAndClose } = useDialog();
  const choice = useReceiptChoice();
  const { chosen, error } = choice;
  const canRefund = chosen !== null && chosen.kind === "sale" && chosen.lines.some((line) => line.refundable > 0);
  const open = async (receiptId: string | null): Promise<void> => {
    error.value = await sendAndClose(receiptId === null ? { type: "openRefund" } : { type: "openRefund", receiptId });
  };
  const start = canRefund ? () => void open(chosen.receiptId) : undefined;
  return (
    <Dialog
      title={t("refund.title")}
      size="wide"
      onClose={close}
      onSubmit={start}
      actions={{ up: choice.up, down: choice.down }}
      buttons={
        <>
          <Button onPress={() => void open(null)}>{t("refund.without")}</Button>
          <Button tone="main" onPress={start} keyName={keyLabel("submit")}>
            {t("refund.start")}
          </Button>
        </>
      }
    >
      <div class="refund">
        <ReceiptPicker choice={choice} hint={t("refund.hint")} />
        {chosen === null ? (
          <p class="soft">{t("refund.choose")}</p>
        ) : (
          <div class="refund-lines">
            <ReceiptContent receipt={chosen} withRefundable />
            <p class="soft">{t(canRefund ? "refund.startText" : "refund.nothing")}</p>
          </div>
        )}
      </div>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
