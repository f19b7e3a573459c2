import type { Dialog as DialogState } from "../../state/dialog.ts";
import type { TextKey } from "../../i18n/texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDialog } from "./use-dialog.ts";

interface Entry {
  readonly text: TextKey;
  /** Undefined: not now. */
  readonly act: (() => void) | undefined;
}

/** Documents that a shop makes rarely; reached by digits. Entries keep their digit, available or not. */
export function DocumentsDialog() {
  const { app, t, close } = useDialog();
  const { sections, dialog } = app;
  const receipt = sections.receipt.value ?? null;
  const shift = sections.shift.value;
  const isSignedIn = Boolean(sections.operator.value);
  const isOpen = isSignedIn && (shift?.status === "open" || shift?.opensWithSale === true);
  const isFree = isOpen && receipt === null;
  const isSale = receipt?.phase === "open" && receipt.kind === "sale";
  const show = (isNow: boolean, next: DialogState) => (isNow ? () => (dialog.value = next) : undefined);
  const purchase = (): void => {
    close();
    void app.send({ type: "openPurchase" });
  };
  const entries: readonly Entry[] = [
    { text: "advance.title", act: show(isFree, { kind: "advance", what: "advance" }) },
    { text: "certificate.title", act: show(isFree, { kind: "advance", what: "certificate" }) },
    { text: "settlement.title", act: show(isFree || isSale, { kind: "settlement" }) },
    { text: "deal.hand-over", act: show(isFree, { kind: "deal", use: "hand-over" }) },
    { text: "deal.credit-payment", act: show(isFree, { kind: "deal", use: "credit-payment" }) },
    { text: "buyer.title", act: show(receipt?.phase === "open", { kind: "buyer" }) },
    { text: "purchase.title", act: isFree ? purchase : undefined },
    { text: "correction.title", act: show(isFree, { kind: "correction" }) },
    { text: "copy.title", act: show(isSignedIn, { kind: "copy" }) },
    { text: "correct.title", act: show(isFree, { kind: "correct-receipt" }) },
  ];
  const byDigit = (character: string): boolean => {
    if (/^\d$/.test(character)) entries[(Number(character) + 9) % 10]?.act?.();
    return true;
  };
  return (
    <Dialog title={t("documents.title")} size="wide" onClose={close} onCharacter={byDigit} closeLabel={t("common.close")}>
      <div class="menu">
        {entries.map((entry, index) => (
          <Button key={entry.text} class="menu-item" onPress={entry.act}>
            <span class="menu-digit">{(index + 1) % 10}</span>
            <span class="menu-text">{t(entry.text)}</span>
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
