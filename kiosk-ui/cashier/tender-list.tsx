import type { ReceiptView, TenderView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { rubles } from "../ui/format.ts";

const TONES: Readonly<Record<TenderView["state"], string>> = {
  accepted: "tone-good",
  waiting: "tone-plain",
  declined: "tone-bad",
  unknown: "tone-ask",
  reversing: "tone-ask",
  reversed: "tone-plain",
};

/** The bank has not answered yet: nothing else may be done with the money. */
export function isCardBusy(receipt: ReceiptView): boolean {
  return receipt.tenders.some((tender) => tender.state === "waiting" || tender.state === "unknown" || tender.state === "reversing");
}

export function TenderList({ tenders }: { readonly tenders: readonly TenderView[] }) {
  const { t } = useApp();
  if (tenders.length === 0) return null;
  return (
    <ul class="tenders" aria-label={t("pay.tenders")}>
      {tenders.map((tender) => (
        <li key={tender.id} class="tender">
          <span>
            {t(`tender.${tender.kind}`)} <span class="small soft">{tender.text}</span>
          </span>
          <span class={`badge ${TONES[tender.state]}`}>
            {tender.state === "waiting" || tender.state === "reversing" ? <span class="spinner" /> : SIGNS[tender.state]}{" "}
            {t(`tender.${tender.state}`)}
          </span>
          <b class="number">{rubles(tender.amountKop)}</b>
        </li>
      ))}
    </ul>
  );
}

const SIGNS: Readonly<Record<TenderView["state"], string>> = {
  accepted: "✓",
  waiting: "",
  declined: "✕",
  unknown: "?",
  reversing: "",
  reversed: "↩",
};
