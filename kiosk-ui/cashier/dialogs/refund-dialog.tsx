import { useSignal, useSignalEffect } from "@preact/signals";
import type { ReceiptSummaryView } from "../../../config/contract/view.ts";
import { cleanDigits } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { dateTimeText, quantityText, rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

const NUMBER_DIGITS_MAX = 12;

/** Refund: by the receipt's number, from the latest ones, by its QR code at the scanner, or without receipt. */
export function RefundDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const number = useSignal("");
  const found = useSignal<readonly ReceiptSummaryView[] | null>(null);
  const index = useSignal(0);
  const error = useSignal("");
  useSignalEffect(() => {
    const outdated = new AbortController();
    app.server.receipts(number.value, outdated.signal).then(
      (receipts) => {
        if (outdated.signal.aborted) return;
        found.value = receipts;
        index.value = 0;
      },
      () => {
        if (!outdated.signal.aborted) error.value = t("search.failed");
      },
    );
    return () => outdated.abort();
  });
  const receipts = found.value ?? [];
  const chosen = receipts[index.value] ?? null;
  const canRefund = chosen !== null && chosen.kind === "sale" && chosen.lines.some((line) => line.refundable > 0);
  const step = (by: number) => () => (index.value = (index.value + by + receipts.length) % Math.max(1, receipts.length));
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
      actions={{ up: step(-1), down: step(1) }}
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
        <div class="refund-find">
          <p class="badge-hint">{t("refund.hint")}</p>
          <Field label={t("refund.number")} value={number} clean={(text) => cleanDigits(text, NUMBER_DIGITS_MAX)} isOwn isNumber />
          <h3 class="field-label">{t(number.value === "" ? "refund.latest" : "refund.found")}</h3>
          {found.value !== null && receipts.length === 0 && <p>{t("refund.none")}</p>}
          <ul class="list refund-list" role="listbox" aria-label={t("refund.latest")}>
            {receipts.map((receipt, at) => (
              <li
                key={receipt.receiptId}
                role="option"
                aria-selected={at === index.value}
                class={at === index.value ? "list-row list-chosen" : "list-row"}
                onClick={() => (index.value = at)}
              >
                <b>№ {receipt.number}</b>
                <span class="soft">
                  {dateTimeText(receipt.at)}
                  {receipt.kind === "refund" && ` · ${t("refund.isRefund")}`}
                </span>
                <b class="number">{rubles(receipt.totalKop)}</b>
              </li>
            ))}
          </ul>
        </div>
        {chosen === null ? <p class="soft">{t("refund.choose")}</p> : <ReceiptLines receipt={chosen} />}
      </div>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}

function ReceiptLines({ receipt }: { readonly receipt: ReceiptSummaryView }) {
  const { app, t } = useDialog();
  const isNothingLeft = receipt.kind === "refund" || receipt.lines.every((line) => line.refundable === 0);
  return (
    <div class="refund-lines">
      <p>
        <b>{t("receipt.sale", { number: receipt.number })}</b>{" "}
        <span class="small soft">{t("refund.fd", { fd: receipt.fdNumber, sign: receipt.fiscalSign })}</span>
      </p>
      <ul class="list">
        {receipt.lines.map((line, index) => (
          <li key={index} class="list-row">
            <span>
              {line.name}
              <span class="small soft">
                {" "}
                {quantityText(line.quantity, app.language())}
                {" · "}
                {t("refund.left", { quantity: quantityText(line.refundable, app.language()) })}
              </span>
            </span>
            <b class="number">{rubles(line.sumKop)}</b>
          </li>
        ))}
      </ul>
      <p class="soft">{t(isNothingLeft ? "refund.nothing" : "refund.startText")}</p>
    </div>
  );
}
