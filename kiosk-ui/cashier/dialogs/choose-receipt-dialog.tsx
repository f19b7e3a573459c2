import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReceiptContent, ReceiptPicker, type ReceiptChoice } from "./receipt-picker.tsx";

/** Any receipt of this till is chosen, seen with all that stands in it, and one thing is done with it. */
export function ChooseReceiptDialog({
  title,
  hint,
  choice,
  doLabel,
  onDo,
  onClose,
}: {
  readonly title: string;
  readonly hint: string;
  readonly choice: ReceiptChoice;
  readonly doLabel: string;
  readonly onDo: (() => void) | undefined;
  readonly onClose: () => void;
}) {
  const { chosen, error } = choice;
  return (
    <Dialog
      title={title}
      size="wide"
      onClose={onClose}
      onSubmit={onDo}
      actions={{ up: choice.up, down: choice.down }}
      buttons={
        <Button tone="main" onPress={onDo} keyName={keyLabel("submit")}>
          {doLabel}
        </Button>
      }
    >
      <div class="refund">
        <ReceiptPicker choice={choice} hint={hint} />
        <div class="refund-lines">{chosen !== null && <ReceiptContent receipt={chosen} withRefundable={false} />}</div>
      </div>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
