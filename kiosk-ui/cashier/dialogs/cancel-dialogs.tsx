import type { ComponentChildren } from "preact";
import { useSignal } from "@preact/signals";
import type { TenderView } from "../../../config/contract/view.ts";
import { kopecks } from "../../../config/money.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

/** Back to the goods: says what money goes where. */
export function CancelPaymentDialog() {
  const { app, t } = useDialog();
  return (
    <ConfirmCancel title={t("pay.cancelTitle")} confirmText={t("pay.cancel")}>
      <MoneyBack tenders={app.sections.receipt.value?.tenders ?? []} />
    </ConfirmCancel>
  );
}

/** Gives up a document that the registrar did not register. */
export function CancelDocumentDialog() {
  const { app, t } = useDialog();
  const isReceipt = app.sections.fiscal.value?.purpose === "receipt";
  const isPart = app.sections.fiscal.value?.isPart === true;
  return (
    <ConfirmCancel
      title={t(isReceipt ? "pay.cancelTitle" : "fiscal.cancelTitle")}
      confirmText={t(isPart ? "seller.giveBack" : isReceipt ? "fiscal.cancelReceipt" : "fiscal.cancel")}
    >
      <p>{t(isPart ? "seller.giveBackText" : "fiscal.cancelText")}</p>
      {isReceipt && <MoneyBack tenders={app.sections.receipt.value?.tenders ?? []} />}
    </ConfirmCancel>
  );
}

/** Puts a document aside whose registrar is silent. */
export function ParkDocumentDialog() {
  const { app, t } = useDialog();
  const owner = app.sections.fiscal.value?.owner;
  return (
    <ConfirmCancel title={t("fiscal.parkTitle")} confirmText={t("fiscal.park")} command="parkFiscal">
      {owner !== undefined && (
        <p>
          <b>{owner}</b>
        </p>
      )}
      <p>{t("fiscal.parkText")}</p>
    </ConfirmCancel>
  );
}

function ConfirmCancel({
  title,
  confirmText,
  command = "cancelPayment",
  children,
}: {
  readonly title: string;
  readonly command?: "cancelPayment" | "parkFiscal";
  readonly confirmText: string;
  readonly children: ComponentChildren;
}) {
  const { t, close, sendAndClose } = useDialog();
  const error = useSignal("");
  const confirm = async (): Promise<void> => {
    error.value = await sendAndClose({ type: command });
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      closeLabel={t("common.back")}
      actions={{ confirm: () => void confirm() }}
      buttons={
        <Button tone="danger" onPress={() => void confirm()} keyName={keyLabel("confirm")}>
          {confirmText}
        </Button>
      }
    >
      {children}
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}

function MoneyBack({ tenders }: { readonly tenders: readonly TenderView[] }) {
  const { t } = useDialog();
  const taken = (kind: TenderView["kind"]) =>
    kopecks(tenders.reduce((sum, each) => sum + (each.kind === kind && each.state === "accepted" ? each.amountKop : 0), 0));
  const [cash, card] = [taken("cash"), taken("card")];
  return (
    <>
      {cash > 0 && <p class="approval-text">{t("pay.cancelCash", { sum: rubles(cash) })}</p>}
      {card > 0 && <p class="approval-text">{t("pay.cancelCard", { sum: rubles(card) })}</p>}
    </>
  );
}
