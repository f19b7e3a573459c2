import { useSignal } from "@preact/signals";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Keypad } from "../../ui/keypad.tsx";
import { useDialog } from "./use-dialog.ts";

/** How many parts of a marked piece (blisters of a pack) the line sells; nothing typed: all that is left of it. */
export function PartsDialog({ line: number }: { readonly line: number }) {
  const { app, t, close, sendAndClose } = useDialog();
  const line = (app.sections.lines.value ?? []).find((each) => each.line === number);
  const text = useSignal("");
  const error = useSignal("");
  const submit = async (): Promise<void> => {
    const parts = text.value === "" ? null : Number(text.value);
    error.value = await sendAndClose({ type: "setParts", line: number, parts });
  };
  const { taken = 0, of = 0 } = line?.parts ?? {};
  return (
    <Dialog
      title={line?.name ?? ""}
      onClose={close}
      onSubmit={() => void submit()}
      buttons={
        <Button tone="main" onPress={() => void submit()} keyName={keyLabel("submit")}>
          {t("common.apply")}
        </Button>
      }
    >
      <p class="soft">{t("parts.now", { taken, of })}</p>
      <Field
        label={t("parts.field", { of })}
        value={text}
        clean={(typed) => typed.replace(/\D/g, "")}
        isOwn
        isNumber
        placeholder={t("parts.whole")}
      />
      <p class="pin-error" role="alert">
        {error.value}
      </p>
      <Keypad onSubmit={() => void submit()} />
    </Dialog>
  );
}
