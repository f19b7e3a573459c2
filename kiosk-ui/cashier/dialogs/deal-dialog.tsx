import { useSignal, useSignalEffect } from "@preact/signals";
import type { DealView } from "../../../config/contract/view.ts";
import { cleanMoney, readMoney } from "../../entry/money-entry.ts";
import { keyLabel } from "../../keys/key-map.ts";
import type { Intention } from "../../state/command-sender.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceRow } from "../../ui/choice-list.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { dateTimeText, rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

/** What is done with the deal that is chosen. */
export type DealUse = "offset" | "hand-over" | "credit-payment";

const REFERENCE_LENGTH_MAX = 64;
const KINDS: Readonly<Record<DealUse, readonly DealView["kind"][]>> = {
  offset: ["advance", "certificate", "prepayment"],
  "hand-over": ["prepayment"],
  "credit-payment": ["credit"],
};

/** Advances, certificates, prepayments and credits with something left: by number (a scan works), holder, or the latest ones. */
export function DealDialog({ use }: { readonly use: DealUse }) {
  const { app, t, close, sendAndClose } = useDialog();
  const reference = useSignal("");
  const amount = useSignal("");
  const found = useSignal<readonly DealView[] | null>(null);
  /** Row that the person pointed at; nothing is taken that was not named or pointed at. */
  const index = useSignal(-1);
  const error = useSignal("");
  useSignalEffect(() => {
    const outdated = new AbortController();
    // Rows of an earlier text must not be taken for this one's.
    found.value = null;
    index.value = -1;
    app.server.deals(reference.value, outdated.signal).then(
      (deals) => {
        if (outdated.signal.aborted) return;
        found.value = deals.filter(({ kind }) => KINDS[use].includes(kind));
      },
      () => {
        if (!outdated.signal.aborted) error.value = t("search.failed");
      },
    );
    return () => outdated.abort();
  });
  const deals = found.value ?? [];
  const chosen = deals[index.value] ?? null;
  const step = (by: number) => () => {
    if (deals.length > 0)
      index.value = index.value < 0 ? (by > 0 ? 0 : deals.length - 1) : (index.value + by + deals.length) % deals.length;
  };
  const submit = async (): Promise<void> => {
    // A certificate sold at another till is not in the list: the till has the last word on what was typed or scanned.
    const named = chosen?.reference ?? reference.value.trim();
    if (named === "") {
      error.value = t("deal.notNamed");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose(commandOf(use, named, readMoney(amount.value)));
    if (error.value !== "") app.sounds.play("bad");
  };
  return (
    <Dialog
      title={t(`deal.${use}`)}
      size="wide"
      onClose={close}
      onSubmit={() => void submit()}
      actions={{ up: step(-1), down: step(1) }}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t(`deal.${use}.do`)}
        </Button>
      }
    >
      <div class="two-columns aside">
        <div class="stack">
          <Field label={t("deal.reference")} value={reference} isOwn maxLength={REFERENCE_LENGTH_MAX} />
          {use !== "hand-over" && (
            <Field label={t("deal.amount")} value={amount} clean={cleanMoney} isNumber placeholder={t("deal.amountAll")} />
          )}
          <p class="pin-error" role="alert">
            {error.value}
          </p>
        </div>
        <ul class="list refund-list" role="listbox" aria-label={t(`deal.${use}`)}>
          {found.value !== null && deals.length === 0 && <li class="list-row soft">{t("deal.none")}</li>}
          {deals.map((deal, at) => (
            <ChoiceRow key={deal.reference} isChosen={at === index.value} onTake={() => (index.value = at)}>
              <span>
                <b>{deal.reference}</b> <span class="small soft">{t(`deal.kind.${deal.kind}`)}</span>
                <br />
                <span class="small soft">
                  {dateTimeText(deal.at)}
                  {deal.holder !== null && ` · ${deal.holder}`}
                </span>
              </span>
              <b class="number">{t("deal.left", { sum: rubles(deal.leftKop) })}</b>
            </ChoiceRow>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function commandOf(use: DealUse, reference: string, amountKop: number | null): Intention {
  const part = amountKop === null || amountKop === 0 ? {} : { amountKop };
  if (use === "hand-over") return { type: "openHandOver", reference };
  return use === "offset" ? { type: "payPrepaid", reference, ...part } : { type: "openCreditPayment", reference, ...part };
}
