import { useSignal } from "@preact/signals";
import { readBuyerContact } from "../../entry/buyer-contact.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { OnScreenKeyboard } from "../../ui/on-screen-keyboard.tsx";
import { useDialog } from "./use-dialog.ts";

const CONTACT_LENGTH_MAX = 64;

/** Where the electronic receipt goes (tag 1008): the buyer's phone or e-mail. */
export function ContactDialog() {
  const { app, t, close, sendAndClose } = useDialog();
  const now = app.sections.receipt.value?.buyerContact ?? null;
  const text = useSignal(now ?? "");
  const isPaperless = useSignal(app.sections.receipt.value?.paper === "none");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const contact = readBuyerContact(text.value);
    if (contact === null) {
      error.value = t("contact.wrong");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose({ type: "setBuyerContact", contact });
    const wasPaperless = app.sections.receipt.value?.paper === "none";
    if (error.value === "" && isPaperless.value !== wasPaperless)
      await app.send({ type: "setPaper", paper: isPaperless.value ? "none" : "print" });
  };
  const clear = async (): Promise<void> => {
    error.value = await sendAndClose({ type: "setBuyerContact", contact: null });
  };
  return (
    <Dialog
      title={t("contact.title")}
      size="wide"
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <>
          <Button onPress={now === null ? undefined : () => void clear()}>{t("contact.clear")}</Button>
          <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
            {t("contact.save")}
          </Button>
        </>
      }
    >
      <Field label={t("contact.field")} value={text} isOwn maxLength={CONTACT_LENGTH_MAX} placeholder="+7 916 123-45-67" />
      <Button isChosen={isPaperless.value} onPress={() => (isPaperless.value = !isPaperless.value)}>
        {isPaperless.value ? "☑" : "☐"} {t("paper.none")}
      </Button>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <OnScreenKeyboard startsLatin />
    </Dialog>
  );
}
