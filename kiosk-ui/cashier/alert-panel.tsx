import { keyLabel } from "../keys/key-map.ts";
import type { AlertView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { LEVELS, useKeyLayer } from "../ui/use-key-layer.ts";

/**
 * The red panel: a scan did not go as it should, or something happened that a person must read. It stands in front of everything and
 * knows one key only, which no scanner can send; scans that come meanwhile are counted by the till and not added.
 */
export function AlertPanel({ alert }: { readonly alert: AlertView }) {
  const app = useApp();
  const { t } = app;
  const dismiss = (): void => void app.send({ type: "dismissAlert", number: alert.number });
  useKeyLayer({ level: LEVELS.alert, isModal: true, scopes: ["alert"], actions: { dismissAlert: dismiss } });
  return (
    <div class="backdrop backdrop-alert" data-layer={LEVELS.alert}>
      <section class="alert" role="alertdialog" aria-modal="true" aria-label={t("alert.title")}>
        <p class="alert-text">
          <span class="alert-sign" aria-hidden="true">
            !
          </span>
          {alert.text}
        </p>
        {alert.notAdded > 0 && <p class="alert-count">{t("alert.notAdded", { n: alert.notAdded })}</p>}
        {alert.waiting > 0 && <p class="alert-count">{t("alert.waiting", { n: alert.waiting })}</p>}
        <div class="alert-foot">
          {/* Out of reach of Tab, so that no Enter can press it. */}
          <button type="button" class="button big" tabIndex={-1} onClick={dismiss}>
            {t("alert.dismiss")} <kbd class="key-name">{keyLabel("dismissAlert")}</kbd>
          </button>
          <p class="small">
            {t("alert.how", { key: keyLabel("dismissAlert") })}
            <br />
            {alert.code}
          </p>
        </div>
      </section>
    </div>
  );
}
