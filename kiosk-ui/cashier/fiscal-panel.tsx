import type { FiscalView } from "../../config/contract/view.ts";
import { formatKop, kopecks } from "../../config/money.ts";
import { keyLabel } from "../keys/key-map.ts";
import { useApp, type App } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { rubles } from "../ui/format.ts";
import { LEVELS, useKeyLayer } from "../ui/use-key-layer.ts";
import { PurchaseParts } from "./purchase-parts.tsx";
import { MissingShiftStrip } from "./registrar-shifts.tsx";
import { leave } from "./leave.ts";

/** The receipt is paid and its document on the way: nothing to do but hand out the change, or deal with a failure. */
export function FiscalScreen() {
  const app = useApp();
  const { sections, t } = app;
  const receipt = sections.receipt.value ?? null;
  const fiscal = sections.fiscal.value ?? null;
  const purchase = sections.purchase.value ?? null;
  useKeyLayer({
    level: LEVELS.page,
    isModal: false,
    scopes: ["sale", "everywhere"],
    actions: { submit: retryOf(app), retry: retryOf(app), back: cancelOf(app), park: parkOf(app), ...leave(app) },
  });
  const paid = (receipt?.tenders ?? []).reduce((sum, tender) => sum + (tender.state === "accepted" ? tender.amountKop : 0), 0);
  const changeKop = purchase?.changeKop ?? kopecks(Math.max(0, paid - (receipt?.totalKop ?? 0)));
  return (
    <main class="centre">
      <MissingShiftStrip />
      <section class="card fiscal-card">
        {fiscal !== null && <FiscalState fiscal={fiscal} />}
        {receipt !== null && receipt.kind === "sale" && fiscal?.state !== "failed" && (
          <div class="done-change">
            <span>{t(changeKop > 0 ? "done.change" : "done.noChange")}</span>
            {changeKop > 0 && <output class="done-figure">{formatKop(changeKop)}</output>}
          </div>
        )}
        {receipt !== null && (
          <p class="soft">
            {t("receipt.sale", { number: receipt.number })} · {rubles(receipt.totalKop)}
          </p>
        )}
        {purchase !== null && <PurchaseParts purchase={purchase} />}
        {fiscal !== null && <FiscalButtons />}
      </section>
    </main>
  );
}

/** What the registrar is doing, in words; a failure with what to do about it. */
export function FiscalState({ fiscal }: { readonly fiscal: FiscalView }) {
  const { t } = useApp();
  const isFailed = fiscal.state === "failed";
  return (
    <div class="fiscal-state" role="status">
      <h2 class="fiscal-title">
        {isFailed ? <span class="sign tone-bad">✕</span> : <span class="spinner" />}
        {isFailed ? t("fiscal.failed") : t(`fiscal.${fiscal.purpose}`)}
      </h2>
      {fiscal.owner !== undefined && <p>{fiscal.owner}</p>}
      {!isFailed && <p class="soft">{t(`fiscal.${fiscal.state}`)}</p>}
      {fiscal.error !== null && (
        <p class={isFailed ? "fiscal-error tone-bad" : "fiscal-error tone-ask"}>
          {fiscal.error.text} <span class="small">({fiscal.error.code})</span>
        </p>
      )}
    </div>
  );
}

export function FiscalButtons() {
  const app = useApp();
  const { t } = app;
  const fiscal = app.sections.fiscal.value ?? null;
  if (fiscal?.canPark === true) return <ParkButton />;
  if (fiscal === null || (!fiscal.canRetry && !fiscal.canCancel)) return null;
  return (
    <div class="row-buttons">
      <Button onPress={cancelOf(app)} tone="danger" keyName="Esc">
        {t(fiscal.isPart === true ? "seller.giveBack" : fiscal.purpose === "receipt" ? "fiscal.cancelReceipt" : "fiscal.cancel")}
      </Button>
      <Button onPress={retryOf(app)} tone="main" keyName={keyLabel("submit")}>
        {t("fiscal.retry")}
      </Button>
    </div>
  );
}

function ParkButton() {
  const app = useApp();
  return (
    <Button onPress={parkOf(app)} keyName={keyLabel("park")}>
      {app.t("fiscal.park")}
    </Button>
  );
}

/** The same in short, above the goods of the next receipt. */
export function FiscalStrip() {
  const app = useApp();
  const { t, sections } = app;
  const fiscal = sections.fiscal.value ?? null;
  if (fiscal === null) return null;
  const isFailed = fiscal.state === "failed";
  return (
    <div class={`strip ${isFailed ? "tone-bad" : "tone-plain"}`} role="status">
      {!isFailed && <span class="spinner" />}
      <span class="strip-text">
        {fiscal.owner !== undefined && `${fiscal.owner}: `}
        {fiscal.purpose === "receipt" && `${t("fiscal.earlier")} `}
        {isFailed
          ? (fiscal.error?.text ?? t("fiscal.failed"))
          : t(fiscal.state === "checking-outcome" ? "fiscal.checking-outcome" : `fiscal.${fiscal.purpose}`)}
      </span>
      {fiscal.canPark && <ParkButton />}
      {isFailed && (
        <>
          <Button onPress={cancelOf(app)}>{t("common.cancel")}</Button>
          <Button onPress={retryOf(app)} tone="main" keyName={keyLabel("retry")}>
            {t("fiscal.retry")}
          </Button>
        </>
      )}
    </div>
  );
}

export function retryOf(app: App): (() => void) | undefined {
  return app.sections.fiscal.value?.canRetry ? () => void app.send({ type: "retryFiscal" }) : undefined;
}

/** A registrar that is silent about a document: it may be put aside. */
export function parkOf(app: App): (() => void) | undefined {
  return app.sections.fiscal.value?.canPark ? () => (app.dialog.value = { kind: "park-document" }) : undefined;
}

export function cancelOf(app: App): (() => void) | undefined {
  return app.sections.fiscal.value?.canCancel ? () => (app.dialog.value = { kind: "cancel-document" }) : undefined;
}
