import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import type { Intention } from "../../state/command-sender.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

interface NumberDialogProps {
  readonly title: string;
  readonly label: string;
  /** What is in force; empty: nothing. */
  readonly now: string;
  readonly placeholder: string;
  readonly clean: (text: string) => string;
  /** Null: that is no number to send. */
  readonly command: (text: string) => Intention | null;
}

/** Asks for one number and sends it. */
export function NumberDialog({ title, label, now, placeholder, clean, command }: NumberDialogProps) {
  const { app, t, close, sendAndClose } = useDialog();
  const text = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const intention = command(text.value);
    if (intention === null) {
      error.value = t("quantity.wrong");
      app.sounds.play("bad");
      return;
    }
    error.value = await sendAndClose(intention);
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("common.apply")}
        </Button>
      }
    >
      {now !== "" && <p class="soft">{now}</p>}
      <Field label={label} value={text} clean={clean} isOwn isNumber placeholder={placeholder} />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad onSubmit={() => void submit()} />
    </Dialog>
  );
}
