import { useSignal } from "@preact/signals";
import type { CorrectionWay } from "../../../config/contract/commands.ts";
import type { ReceiptSummaryView } from "../../../config/contract/view.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ChooseReceiptDialog } from "./choose-receipt-dialog.tsx";
import { ReceiptContent, useReceiptChoice } from "./receipt-picker.tsx";
import { useDialog } from "./use-dialog.ts";

const WAYS: readonly CorrectionWay[] = ["reverse", "repeat"];

/** A wrong receipt of this till: which one, and whether it is taken back or said again right; the rest is the correction's dialog. */
export function CorrectReceiptDialog() {
  const { t, close } = useDialog();
  const choice = useReceiptChoice();
  const picked = useSignal<ReceiptSummaryView | null>(null);
  const { chosen } = choice;
  if (picked.value !== null) return <Ways receipt={picked.value} onBack={() => (picked.value = null)} />;
  return (
    <ChooseReceiptDialog
      title={t("correct.title")}
      hint={t("correct.hint")}
      choice={choice}
      doLabel={t("common.next")}
      onDo={chosen === null ? undefined : () => void (picked.value = chosen)}
      onClose={close}
    />
  );
}

function Ways({ receipt, onBack }: { readonly receipt: ReceiptSummaryView; readonly onBack: () => void }) {
  const { app, t } = useDialog();
  const error = useSignal("");
  const start = async (way: CorrectionWay): Promise<void> => {
    const { receiptId, number, fdNumber } = receipt;
    const asked = await app.server.correction(receiptId, way).catch(() => ({ refusal: t("search.failed") }));
    if ("refusal" in asked) {
      error.value = asked.refusal;
      app.sounds.play("bad");
      return;
    }
    app.dialog.value = { kind: "correction", start: { way, draft: asked.draft, number, fdNumber } };
  };
  const byDigit = (character: string): boolean => {
    const way = /^\d$/.test(character) ? WAYS[Number(character) - 1] : undefined;
    if (way !== undefined) void start(way);
    return true;
  };
  return (
    <Dialog title={t("correct.title")} size="wide" onClose={onBack} closeLabel={t("common.back")} onCharacter={byDigit}>
      <ReceiptContent receipt={receipt} withRefundable={false} />
      <div class="menu">
        {WAYS.map((way, index) => (
          <Button key={way} class="menu-item" onPress={() => void start(way)}>
            <span class="menu-digit">{index + 1}</span>
            <span class="menu-text">{t(`correct.${way}`)}</span>
          </Button>
        ))}
      </div>
      <p class="soft">{t("correct.both")}</p>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
