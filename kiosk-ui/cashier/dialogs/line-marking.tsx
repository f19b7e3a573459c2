import type { ReceiptCheckView, ReceiptMarkingView } from "../../../config/contract/receipt-marking-view.ts";
import { dateTimeText } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

/** How the code of a completed line was checked before the document. */
export function LineMarking({ marking }: { readonly marking: ReceiptMarkingView }) {
  const { t } = useDialog();
  return (
    <dl class="marking-facts small">
      <dt>{t("checked.code")}</dt>
      <dd class="marking-code">{marking.cis}</dd>
      {marking.check === null ? <dd>{t("checked.none")}</dd> : <CheckFacts check={marking.check} />}
    </dl>
  );
}

function CheckFacts({ check }: { readonly check: ReceiptCheckView }) {
  const { t } = useDialog();
  const { decision, approvedBy, basis, source, at, reason, drive } = check;
  return (
    <>
      <dt>{t("checked.decision")}</dt>
      <dd>
        <b>{t(`checked.${decision}`)}</b>
        {approvedBy !== null && ` · ${approvedBy}`}
      </dd>
      {reason !== null && (
        <>
          <dt>{t("checked.reason")}</dt>
          <dd>
            {reason.code}: {reason.text}
          </dd>
        </>
      )}
      <dt>{t("checked.basis")}</dt>
      <dd>
        {t(`checked.${basis}`)} · {t(`checked.${source}`)} · {dateTimeText(at)}
      </dd>
      {drive !== null && (
        <>
          <dt>{t("checked.drive")}</dt>
          <dd>
            {drive.mark} {t(`checked.${drive.outcome ?? "unknown"}`)} (2106: {drive.result})
          </dd>
        </>
      )}
    </>
  );
}
