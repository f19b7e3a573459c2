import { useRef } from "preact/hooks";
import { labelOfCombo } from "../keys/key-map.ts";
import { useApp } from "../state/app.ts";
import { Dialog } from "../ui/dialog.tsx";
import { LEVELS } from "../ui/use-key-layer.ts";

/** Keys that work on the screen behind this panel, as they are in force now. */
export function HelpPanel() {
  const app = useApp();
  const { t } = app;
  const bindings = useRef(app.keys.current()).current;
  const close = (): void => {
    app.isHelpOpen.value = false;
  };
  return (
    <Dialog
      title={t("help.title")}
      level={LEVELS.help}
      size="wide"
      onClose={close}
      closeLabel={t("common.close")}
      onSubmit={close}
      actions={{ help: close }}
    >
      <ul class="help">
        {bindings.map(({ combo, action }) => (
          <HelpRow key={combo} keyName={labelOfCombo(combo)} text={t(`action.${action}`)} />
        ))}
        <HelpRow keyName={t("help.digits")} text={t("help.digitsText")} />
        <HelpRow keyName={t("help.star")} text={t("help.starText")} />
        <HelpRow keyName={t("help.price")} text={t("help.priceText")} />
        <HelpRow keyName={t("help.tab")} text={t("help.tabText")} />
      </ul>
    </Dialog>
  );
}

function HelpRow({ keyName, text }: { readonly keyName: string; readonly text: string }) {
  return (
    <li class="help-row">
      <kbd class="key-name">{keyName}</kbd>
      <span>{text}</span>
    </li>
  );
}
