import type { PurchasePartView, PurchaseView } from "../../config/contract/sellers-view.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { rubles } from "../ui/format.ts";

const SIGNS = {
  "under-way": { tone: "tone-plain", sign: "…" },
  failed: { tone: "tone-bad", sign: "✕" },
  unresolved: { tone: "tone-ask", sign: "?" },
  registered: { tone: "tone-good", sign: "✓" },
  "given-back": { tone: "tone-ask", sign: "↩" },
} as const satisfies Record<PurchasePartView["state"], { tone: string; sign: string }>;

/** One payment for goods of several sellers: what became of each one's receipt. */
export function PurchaseParts({ purchase }: { readonly purchase: PurchaseView }) {
  const { t } = useApp();
  return (
    <ul class="purchase-parts" aria-label={t("seller.parts")}>
      {purchase.parts.map((part) => (
        <Part key={part.receiptId} part={part} />
      ))}
    </ul>
  );
}

function Part({ part }: { readonly part: PurchasePartView }) {
  const { t } = useApp();
  const { tone, sign } = SIGNS[part.state];
  return (
    <li class="purchase-part">
      <span class={`badge ${tone}`} aria-hidden="true">
        {sign}
      </span>
      <span class="purchase-name">
        <b>{part.seller}</b>
        <span class="small soft">
          {t("seller.receipt", { number: part.number })} · {t(`seller.${part.state}`, { fd: part.fdNumber ?? "" })}
        </span>
      </span>
      <span class="purchase-sum">{rubles(part.totalKop)}</span>
      {part.cashBackKop > 0 && <span class="purchase-back tone-ask">{t("seller.cashBack", { sum: rubles(part.cashBackKop) })}</span>}
      {part.cardBackKop > 0 && part.cardRefused === null && (
        <span class="purchase-back small">{t("seller.cardBack", { sum: rubles(part.cardBackKop) })}</span>
      )}
      <RefusedReturn part={part} />
    </li>
  );
}

/** The bank is asked again only by a person: an operation that it refused has done nothing. */
function RefusedReturn({ part }: { readonly part: PurchasePartView }) {
  const { t, send } = useApp();
  if (part.cardRefused === null) return null;
  return (
    <span class="purchase-back tone-bad">
      {t("seller.cardRefused", { sum: rubles(part.cardBackKop), reason: part.cardRefused })}{" "}
      <Button onPress={() => void send({ type: "retryCardReturn", receiptId: part.receiptId })}>{t("seller.repeatReturn")}</Button>
    </span>
  );
}
