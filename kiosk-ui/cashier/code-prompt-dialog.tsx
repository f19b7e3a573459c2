import { useSignal } from "@preact/signals";
import type { CodePromptView } from "../../config/contract/view.ts";
import { useApp } from "../state/app.ts";
import { Button } from "../ui/button.tsx";
import { stepKeys } from "../ui/choice-list.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { LEVELS } from "../ui/use-key-layer.ts";
import { keyLabel } from "../keys/key-map.ts";
import { KegRows } from "./keg-rows.tsx";

/** The till waits for a marking code or an excise stamp, which a scanner brings, or for the choice of a keg; Esc gives it up. */
export function CodePromptDialog({ prompt }: { readonly prompt: CodePromptView }) {
  const app = useApp();
  const { t } = app;
  const { line } = prompt;
  const kegs = (app.sections.kegs.value ?? []).filter(({ id }) => prompt.kegs.includes(id));
  const index = useSignal(0);
  const keg = kegs[Math.min(index.value, kegs.length - 1)];
  const choose = (id: string | undefined): void => void (id !== undefined && app.send({ type: "chooseKeg", kegId: id }));
  const withoutCode = line === null ? undefined : () => void app.send({ type: "voidLine", line, withoutCode: true });
  return (
    <Dialog
      title={t(`code.${prompt.purpose}`)}
      level={LEVELS.codePrompt}
      onClose={() => void app.send({ type: "dismissCodePrompt" })}
      onSubmit={keg === undefined ? undefined : () => choose(keg.id)}
      actions={{ confirm: withoutCode, ...stepKeys(kegs.length, index) }}
      buttons={
        withoutCode && (
          <Button onPress={withoutCode} keyName={keyLabel("confirm")}>
            {t("code.unreadable")}
          </Button>
        )
      }
    >
      <p class="code-prompt-text">▦ {prompt.text}</p>
      {prompt.purpose === "stamp" && <p class="soft">{t("code.stampHint")}</p>}
      {kegs.length > 0 && <KegRows kegs={kegs} chosen={keg?.id ?? null} onChoose={(at) => choose(kegs[at]?.id)} />}
      {prompt.left > 1 && <p>{t("code.left", { n: prompt.left })}</p>}
      <p class="pin-error" role="alert">
        {prompt.fault}
      </p>
      {prompt.notAdded > 0 && <p class="soft">{t("alert.notAdded", { n: prompt.notAdded })}</p>}
    </Dialog>
  );
}
