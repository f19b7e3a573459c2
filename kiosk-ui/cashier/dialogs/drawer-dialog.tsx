import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDialog } from "./use-dialog.ts";

const REASONS = ["change", "check", "forgot"] as const;
type Reason = (typeof REASONS)[number];

/** Opens the drawer without a sale; the reason is kept. */
export function DrawerDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const reason = useSignal<Reason>("change");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    error.value = await sendAndClose({ type: "openDrawer", reason: t(`drawer.reason.${reason.value}`) });
    if (error.value === "" && app.sections.approval.value === null) app.say("good", t("menu.drawerDone"));
  };
  const step = (by: number) => () => {
    reason.value = REASONS[(REASONS.indexOf(reason.value) + by + REASONS.length) % REASONS.length] ?? "change";
  };
  const byDigit = (character: string): boolean => {
    const chosen = REASONS[Number(character) - 1];
    if (chosen !== undefined) reason.value = chosen;
    return true;
  };
  return (
    <Dialog
      title={t("drawer.title")}
      onClose={close}
      onSubmit={() => void submit()}
      onCharacter={byDigit}
      actions={{ up: step(-1), down: step(1) }}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("menu.drawer")}
        </Button>
      }
    >
      <Choices
        label={t("cash.reason")}
        options={REASONS.map((value) => ({ value, text: t(`drawer.reason.${value}`) }))}
        chosen={reason.value}
        onChoose={(value) => (reason.value = value)}
      />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
