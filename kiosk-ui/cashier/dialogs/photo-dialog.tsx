import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { PHOTO_SOURCE, type PhotoCode } from "../../../config/contract/photo.ts";
import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceRow, stepKeys } from "../../ui/choice-list.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDialog } from "./use-dialog.ts";

/** A code from a photo where the scanner reads none: one code goes in as a scan at once, of several the cashier takes one. */
export function PhotoDialog() {
  const { app, t, close } = useDialog();
  const file = useRef<HTMLInputElement>(null);
  const codes = useSignal<readonly PhotoCode[]>([]);
  const chosen = useSignal(0);
  const isReading = useSignal(false);
  const error = useSignal("");
  const take = (code: PhotoCode): void => {
    close();
    void app.send({ type: "scan", code: code.code, symbology: code.symbology, source: PHOTO_SOURCE });
  };
  const fail = (text: string): void => {
    error.value = text;
    app.sounds.play("bad");
  };
  const read = async (photo: File): Promise<void> => {
    [isReading.value, error.value, codes.value] = [true, "", []];
    const answer = await app.server.photo(photo).catch(() => null);
    isReading.value = false;
    if (answer === null) return fail(t("photo.noAnswer"));
    if ("refusal" in answer) return fail(answer.refusal);
    const [first, ...others] = answer.codes;
    if (first !== undefined && others.length === 0) return take(first);
    [codes.value, chosen.value] = [answer.codes, 0];
  };
  const pick = (): void => file.current?.click();
  // The key or the touch that opened the dialog opens the camera too.
  useEffect(pick, []);
  const selected = codes.value[chosen.value];
  const submit = isReading.value ? undefined : selected === undefined ? pick : () => take(selected);
  return (
    <Dialog
      title={t("photo.title")}
      onClose={close}
      onSubmit={submit}
      actions={stepKeys(codes.value.length, chosen)}
      buttons={
        <Button tone="main" onPress={submit} keyName={keyLabel("submit")}>
          {t(selected === undefined ? "photo.take" : "photo.use")}
        </Button>
      }
    >
      <p class="soft" role="status">
        {t(isReading.value ? "photo.reading" : codes.value.length > 0 ? "photo.choose" : "photo.text")}
      </p>
      <input
        ref={file}
        type="file"
        class="photo-file"
        accept="image/jpeg,image/png"
        capture="environment"
        aria-label={t("photo.take")}
        tabIndex={-1}
        onChange={(event) => {
          const [photo] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (photo !== undefined) void read(photo);
        }}
      />
      <ul class="list" role="listbox" aria-label={t("photo.title")}>
        {codes.value.map((code, at) => (
          <ChoiceRow key={code.symbology + code.code} isChosen={at === chosen.value} onTake={() => take(code)}>
            <span class="photo-code">
              <b>{code.name ?? t(`photo.kind.${code.kind}`)}</b>
              <span class="soft">
                {code.name !== null && `${t(`photo.kind.${code.kind}`)} · `}
                {code.text}
              </span>
            </span>
          </ChoiceRow>
        ))}
      </ul>
      <p class="pin-error" role="alert">
        {error.value}
      </p>
    </Dialog>
  );
}
