import { useSignal, useSignalEffect, type Signal } from "@preact/signals";
import type { ReceiptSummaryView } from "../../../config/contract/view.ts";
import { cleanDigits } from "../../entry/money-entry.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceRow, stepKeys } from "../../ui/choice-list.tsx";
import { Field } from "../../ui/field.tsx";
import { dateTimeText, quantityText, rubles } from "../../ui/format.ts";
import { LineMarking } from "./line-marking.tsx";
import { useDialog } from "./use-dialog.ts";

const NUMBER_DIGITS_MAX = 12;

export interface ReceiptChoice {
  readonly number: Signal<string>;
  readonly found: Signal<readonly ReceiptSummaryView[] | null>;
  readonly index: Signal<number>;
  readonly error: Signal<string>;
  readonly chosen: ReceiptSummaryView | null;
  readonly up: () => void;
  readonly down: () => void;
}

/** The till's own receipts, by number or the latest ones; one of them is chosen. */
export function useReceiptChoice(): ReceiptChoice {
  const { app, t } = useDialog();
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
  return { number, found, index, error, chosen: receipts[index.value] ?? null, ...stepKeys(receipts.length, index) };
}

export function ReceiptPicker({ choice, hint }: { readonly choice: ReceiptChoice; readonly hint: string }) {
  const { t } = useDialog();
  const { number, found, index } = choice;
  const receipts = found.value ?? [];
  return (
    <div class="refund-find">
      <p class="badge-hint">{hint}</p>
      <Field label={t("refund.number")} value={number} clean={(text) => cleanDigits(text, NUMBER_DIGITS_MAX)} isOwn isNumber />
      <h3 class="field-label">{t(number.value === "" ? "refund.latest" : "refund.found")}</h3>
      {found.value !== null && receipts.length === 0 && <p>{t("refund.none")}</p>}
      <ul class="list refund-list" role="listbox" aria-label={t("refund.latest")}>
        {receipts.map((receipt, at) => (
          <ChoiceRow key={receipt.receiptId} isChosen={at === index.value} onTake={() => (index.value = at)}>
            <b>№ {receipt.number}</b>
            <span class="soft">
              {dateTimeText(receipt.at)}
              {receipt.kind === "refund" && ` · ${t("refund.isRefund")}`}
            </span>
            <b class="number">{rubles(receipt.totalKop)}</b>
          </ChoiceRow>
        ))}
      </ul>
    </div>
  );
}

/** Goods of the chosen receipt; `withRefundable` tells what of each may still come back. */
export function ReceiptContent({ receipt, withRefundable }: { readonly receipt: ReceiptSummaryView; readonly withRefundable: boolean }) {
  const { t } = useDialog();
  return (
    <>
      <p>
        <b>{t("receipt.sale", { number: receipt.number })}</b>{" "}
        <span class="small soft">{t("refund.fd", { fd: receipt.fdNumber, sign: receipt.fiscalSign })}</span>
      </p>
      <ul class="list">
        {receipt.lines.map((line, index) => (
          <ContentLine key={`${receipt.receiptId} ${index}`} line={line} withRefundable={withRefundable} />
        ))}
      </ul>
    </>
  );
}

function ContentLine({ line, withRefundable }: { readonly line: ReceiptSummaryView["lines"][number]; readonly withRefundable: boolean }) {
  const { app, t } = useDialog();
  const isOpen = useSignal(false);
  const { marking } = line;
  return (
    <>
      <li class="list-row">
        <span>
          {line.name}
          <span class="small soft">
            {" "}
            {quantityText(line.quantity, app.language())}
            {withRefundable && ` · ${t("refund.left", { quantity: quantityText(line.refundable, app.language()) })}`}
          </span>
        </span>
        {marking !== null && (
          <Button tone="quiet" isChosen={isOpen.value} onPress={() => (isOpen.value = !isOpen.value)}>
            {t("checked.title")}
          </Button>
        )}
        <b class="number">{rubles(line.sumKop)}</b>
      </li>
      {marking !== null && isOpen.value && (
        <li>
          <LineMarking marking={marking} />
        </li>
      )}
    </>
  );
}
