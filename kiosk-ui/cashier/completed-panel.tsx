import type { CompletedView } from "../../config/contract/view.ts";
import { formatKop } from "../../config/money.ts";
import { useApp } from "../state/app.ts";
import { paysOut, receiptName } from "./receipt-name.ts";
import { PurchaseParts } from "./purchase-parts.tsx";
import { pointsText, rubles, shortAddress } from "../ui/format.ts";

/** What is left of the receipt just done: the change in the largest type. The next scan or key takes its place. */
export function CompletedPanel({ completed }: { readonly completed: CompletedView }) {
  const { t, send, sections } = useApp();
  const purchase = sections.purchase.value ?? null;
  const { kind, number, changeKop, totalKop, fdNumber, accrued, deal, egais } = completed;
  const isRefund = paysOut(completed);
  // A press on a button of the panel is that button's alone: what is to be handed back must stay in sight.
  const dismiss = ({ target }: MouseEvent): void => {
    if (!(target instanceof Element && target.closest("button") !== null)) void send({ type: "closeCompleted" });
  };
  return (
    <section class="paper done" onClick={dismiss} aria-live="polite">
      <p class="done-head">
        <span class="badge tone-good">✓</span>{" "}
        {t(kind === "sale" || kind === "refund" ? `done.${kind}` : receiptName(completed), { number })}
      </p>
      <div class="done-change">
        <span>{t(isRefund ? "done.refundOut" : changeKop > 0 ? "done.change" : "done.noChange")}</span>
        {(isRefund || changeKop > 0) && <output class="done-figure">{formatKop(isRefund ? totalKop : changeKop)}</output>}
        {!isRefund && changeKop === 0 && <output class="done-figure done-figure-quiet">{formatKop(totalKop)}</output>}
      </div>
      <dl class="done-facts">
        <dt>{t("done.total")}</dt>
        <dd>{rubles(totalKop)}</dd>
        {accrued > 0 && (
          <>
            <dt>{t("done.accrued")}</dt>
            <dd>+{pointsText(accrued)}</dd>
          </>
        )}
        {deal !== null && (
          <>
            <dt>{t("done.deal", { kind: t(`deal.kind.${deal.kind}`) })}</dt>
            <dd>
              <b>{deal.reference}</b>
            </dd>
          </>
        )}
        {egais !== undefined && (
          <>
            <dt>{t("done.egais", { number: egais.number })}</dt>
            <dd title={egais.url ?? undefined}>{egais.url === null ? "✓" : shortAddress(egais.url)}</dd>
          </>
        )}
        {purchase === null && <dt class="soft">{t("done.fd", { number: fdNumber })}</dt>}
        {purchase === null && <dd />}
      </dl>
      {purchase !== null && <PurchaseParts purchase={purchase} />}
      <p class="soft">{t("done.next")}</p>
    </section>
  );
}
