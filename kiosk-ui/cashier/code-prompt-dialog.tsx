import type { CodePromptView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { LEVELS } from "../ui/use-key-layer.ts";
import { keyLabel } from "../keys/key-map.ts";

/** The till waits for a marking code: a scanner brings it, Esc gives it up. */
export function CodePromptDialog({ prompt }: { readonly prompt: CodePromptView }) {
  const app = useApp();
  const { t } = app;
  const { line } = prompt;
  const withoutCode = line === null ? undefined : () => void app.send({ type: "voidLine", line, withoutCode: true });
  return (
    <Dialog
      title={t(`code.${prompt.purpose}`)}
      level={LEVELS.codePrompt}
      onClose={() => void app.send({ type: "dismissCodePrompt" })}
      actions={{ confirm: withoutCode }}
      buttons={
        withoutCode && (
          <Button onPress={withoutCode} keyName={keyLabel("confirm")}>
            {t("code.unreadable")}
          </Button>
        )
      }
    >
      <p class="code-prompt-text">▦ {prompt.text}</p>
      {prompt.left > 1 && <p>{t("code.left", { n: prompt.left })}</p>}
      <p class="pin-error" role="alert">
        {prompt.fault}
      </p>
      {prompt.notAdded > 0 && <p class="soft">{t("alert.notAdded", { n: prompt.notAdded })}</p>}
    </Dialog>
  );
}
