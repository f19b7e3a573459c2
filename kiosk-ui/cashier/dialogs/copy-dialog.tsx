import { ChooseReceiptDialog } from "./choose-receipt-dialog.tsx";
import { useReceiptChoice } from "./receipt-picker.tsx";
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
  return (
    <ChooseReceiptDialog
      title={t("copy.title")}
      hint={t("copy.hint")}
      choice={choice}
      doLabel={t("copy.print")}
      onDo={chosen === null ? undefined : () => void print(chosen.receiptId)}
      onClose={close}
    />
  );
}
