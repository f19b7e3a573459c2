import type { ReceiptView } from "../../config/contract/view.ts";
import { formatKop } from "../../config/money.ts";
import { keyLabel } from "../keys/key-map.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { pointsText } from "../ui/format.ts";
import { CompletedPanel } from "./completed-panel.tsx";
import { paysOut, receiptName } from "./receipt-name.ts";
import { ReceiptLines } from "./receipt-lines.tsx";

/** The left side of the sale screen: the receipt as it will be printed. */
export function ReceiptPanel() {
  const { sections, t } = useApp();
  const receipt = sections.receipt.value ?? null;
  const completed = sections.completed.value ?? null;
  if (receipt === null && completed !== null) return <CompletedPanel completed={completed} />;
  return (
    <section class="paper" aria-label={t("receipt.next")}>
      <ReceiptHead receipt={receipt} />
      {receipt === null || (sections.lines.value ?? []).length === 0 ? <EmptyReceipt /> : <ReceiptLines />}
      {receipt !== null && <CustomerStrip receipt={receipt} />}
      <ReceiptTotal receipt={receipt} />
    </section>
  );
}

function ReceiptHead({ receipt }: { readonly receipt: ReceiptView | null }) {
  const { t } = useApp();
  if (receipt === null) return <header class="paper-head">{t("receipt.next")}</header>;
  const { deal, settlement } = receipt;
  return (
    <header class={receipt.kind === "sale" ? "paper-head" : "paper-head paper-head-refund"}>
      <b>
        {t(receiptName(receipt), { number: receipt.number })}
        {deal !== null && ` · ${t(`deal.kind.${deal.kind}`)} ${deal.reference}`}
        {deal === null && settlement !== "full" && ` · ${t("receipt.prepayment")}`}
      </b>
      <span>{t("common.pieces", { n: receipt.lineCount })}</span>
    </header>
  );
}

function EmptyReceipt() {
  const { t } = useApp();
  return (
    <div class="empty">
      <svg class="empty-sign" viewBox="0 0 64 40" aria-hidden="true">
        <path d="M4 4v32M10 4v32M14 4v32M21 4v32M25 4v32M33 4v32M38 4v32M46 4v32M50 4v32M55 4v32M60 4v32" />
      </svg>
      <p class="empty-title">{t("receipt.emptyTitle")}</p>
      <p class="soft">{t("receipt.emptyText")}</p>
    </div>
  );
}

/** Customer card and points, and where the electronic receipt goes. */
function CustomerStrip({ receipt }: { readonly receipt: ReceiptView }) {
  const app = useApp();
  const { t } = app;
  const { customer } = receipt;
  const isChangeable = receipt.phase === "open" && receipt.kind === "sale";
  const open = (kind: "customer" | "contact" | "buyer") => (isChangeable ? () => (app.dialog.value = { kind }) : undefined);
  return (
    <div class="customer-strip">
      <Button class="strip-button" onPress={open("customer")} keyName={keyLabel("customer")}>
        {customer === null ? (
          <span class="soft">{t("customer.none")}</span>
        ) : (
          <span class="strip-facts">
            <b>
              {customer.maskedCard} {customer.name}
            </b>
            <span>
              {t("customer.balance")} <b>{pointsText(customer.balance)}</b>
            </span>
            {customer.redeemed > 0 && (
              <span class="strip-redeemed">
                {t("customer.redeemed")} <b>−{pointsText(customer.redeemed)}</b>
              </span>
            )}
            <span>
              {t("customer.willAccrue")} <b>+{pointsText(customer.willAccrue)}</b>
            </span>
          </span>
        )}
      </Button>
      {receipt.buyer !== null && (
        <Button class="strip-contact" onPress={open("buyer")}>
          <span class="strip-address">
            {receipt.buyer.name}
            {receipt.buyer.inn !== null && `, ${t("buyer.inn")} ${receipt.buyer.inn}`}
          </span>
        </Button>
      )}
      <Button class="strip-contact" onPress={open("contact")}>
        {receipt.buyerContact === null ? (
          <span class="soft">{t("contact.none")}</span>
        ) : (
          <span class="strip-address">
            ✉ {receipt.buyerContact}
            {receipt.paper === "none" && ` · ${t("paper.none")}`}
          </span>
        )}
      </Button>
    </div>
  );
}

function ReceiptTotal({ receipt }: { readonly receipt: ReceiptView | null }) {
  const { t } = useApp();
  const total = receipt === null ? "0,00" : formatKop(receipt.totalKop);
  return (
    <footer class="total">
      <div class="total-parts">
        {receipt !== null && receipt.discountKop > 0 && (
          <>
            <span>
              {t("receipt.gross")} <b>{formatKop(receipt.grossKop)}</b>
            </span>
            <span class="total-discount">
              {t("receipt.discount")} <b>−{formatKop(receipt.discountKop)}</b>
            </span>
          </>
        )}
      </div>
      <div class="total-sum">
        <span class="total-word">{t(receipt !== null && paysOut(receipt) ? "receipt.totalRefund" : "receipt.total")}</span>
        <output class="total-figure">
          {total}
          <small> ₽</small>
        </output>
      </div>
    </footer>
  );
}
