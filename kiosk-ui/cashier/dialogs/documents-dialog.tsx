import type { Dialog as DialogState } from "../../state/dialog.ts";
import type { TextKey } from "../../i18n/texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDialog } from "./use-dialog.ts";

interface Entry {
  readonly text: TextKey;
  readonly dialog: DialogState;
  readonly isOpen: boolean;
}

/** Documents that a shop makes rarely; reached by digits. Entries keep their digit, available or not. */
export function DocumentsDialog() {
  const { app, t, close } = useDialog();
  const { sections, dialog } = app;
  const isSignedIn = Boolean(sections.operator.value);
  const entries: readonly Entry[] = [{ text: "copy.title", dialog: { kind: "copy" }, isOpen: isSignedIn }];
  const open = (entry: Entry | undefined): (() => void) | undefined =>
    entry?.isOpen === true ? () => (dialog.value = entry.dialog) : undefined;
  const byDigit = (character: string): boolean => {
    if (/^\d$/.test(character)) open(entries[(Number(character) + 9) % 10])?.();
    return true;
  };
  return (
    <Dialog title={t("documents.title")} size="wide" onClose={close} onCharacter={byDigit} closeLabel={t("common.close")}>
      <div class="menu">
        {entries.map((entry, index) => (
          <Button key={entry.text} class="menu-item" onPress={open(entry)}>
            <span class="menu-digit">{(index + 1) % 10}</span>
            <span class="menu-text">{t(entry.text)}</span>
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
