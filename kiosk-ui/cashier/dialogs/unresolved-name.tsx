import type { UnresolvedView } from "../../../config/contract/view.ts";
import { dateTimeText, rubles } from "../../ui/format.ts";
import { useDialog } from "./use-dialog.ts";

export function UnresolvedName({ job }: { readonly job: UnresolvedView }) {
  const { t } = useDialog();
  const name =
    job.receiptNumber !== null && job.totalKop !== null
      ? t("unresolved.receipt", { number: job.receiptNumber, sum: rubles(job.totalKop) })
      : t(`purpose.${job.purpose}`);
  return (
    <p>
      <b>{name}</b> <span class="soft">{dateTimeText(job.at)}</span>
      {job.isParked && <span class="badge tone-ask">{t("unresolved.parked")}</span>}
    </p>
  );
}
