import type { CompletedView } from "../../config/contract/view.ts";
import { formatKop } from "../../config/money.ts";
import { useApp } from "../state/app.ts";
import { pointsText, rubles } from "../ui/format.ts";

/** What is left of the receipt just done: the change in the largest type. The next scan or key takes its place. */
export function CompletedPanel({ completed }: { readonly completed: CompletedView }) {
  const { t, send } = useApp();
  const { kind, number, changeKop, totalKop, fdNumber, accrued } = completed;
  const isRefund = kind === "refund";
  return (
    <section class="paper done" onClick={() => void send({ type: "closeCompleted" })} aria-live="polite">
      <p class="done-head">
        <span class="badge tone-good">✓</span> {t(isRefund ? "done.refund" : "done.sale", { number })}
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
        <dt class="soft">{t("done.fd", { number: fdNumber })}</dt>
        <dd />
      </dl>
      <p class="soft">{t("done.next")}</p>
    </section>
  );
}
