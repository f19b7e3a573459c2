import type { CardReturnView } from "../../config/contract/sellers-view.ts";
import type { App } from "../state/app.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { rubles } from "../ui/format.ts";

/** What became of a return to a card, in one line. */
export function returnText(t: App["t"], { state, amountKop, number, seller, reason }: CardReturnView): string {
  return t(`seller.return.${state}`, { sum: rubles(amountKop), number, seller, reason: reason ?? "" });
}

/** On every screen, while money of a part given back has not reached its card. */
export function CardReturnBanners() {
  const { t, sections, dialog } = useApp();
  const open = sections.operator.value ? (sections.cardReturns.value ?? []) : [];
  return (
    <>
      {open.map((each) => (
        <p key={each.receiptId} class={each.state === "refused" ? "banner tone-bad" : "banner tone-ask"}>
          <span>↩ {returnText(t, each)}</span>
          {(each.state === "refused" || each.state === "unknown") && (
            <Button onPress={() => (dialog.value = { kind: "card-return", receiptId: each.receiptId })}>{t("seller.return.open")}</Button>
          )}
        </p>
      ))}
    </>
  );
}
