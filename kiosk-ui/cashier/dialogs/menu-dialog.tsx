import { keyLabel } from "../../keys/key-map.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { reprint } from "../sale-actions.ts";
import { useDialog } from "./use-dialog.ts";

interface MenuItem {
  readonly text: string;
  readonly act: (() => void) | undefined;
  readonly count?: number;
  readonly keyName?: string;
}

/** Everything that is not selling. Items keep their digit, available or not. */
export function MenuDialog() {
  const { app, t, close } = useDialog();
  const { sections, dialog, preferences } = app;
  const isOpen = sections.shift.value?.status === "open";
  const isSignedIn = Boolean(sections.operator.value);
  const isFree = (sections.receipt.value ?? null) === null;
  const unresolved = (sections.unresolved.value ?? []).length;
  const held = (sections.held.value ?? []).length;
  const when = (condition: boolean, act: () => void) => (condition ? act : undefined);
  const then = (act: () => void) => (): void => {
    close();
    act();
  };
  const items: readonly MenuItem[] = [
    { text: t("menu.cashIn"), act: when(isOpen, () => (dialog.value = { kind: "cash", direction: "in" })) },
    { text: t("menu.cashOut"), act: when(isOpen, () => (dialog.value = { kind: "cash", direction: "out" })) },
    {
      text: t("menu.xReport"),
      act: when(
        isOpen,
        then(() => void app.send({ type: "xReport" })),
      ),
    },
    {
      text: t("menu.reprint"),
      act: when(
        isSignedIn,
        then(() => reprint(app)),
      ),
      keyName: keyLabel("reprint"),
    },
    { text: t("menu.drawer"), act: when(isSignedIn, () => (dialog.value = { kind: "drawer" })) },
    { text: t("menu.closeShift"), act: when(isOpen && isFree, () => (dialog.value = { kind: "close-shift" })) },
    { text: t("menu.unresolved"), act: when(unresolved > 0, () => (dialog.value = { kind: "unresolved" })), count: unresolved },
    { text: t("menu.held"), act: when(held > 0 && isFree, () => (dialog.value = { kind: "held" })), count: held },
    { text: t("menu.service"), act: () => location.assign("/service"), keyName: keyLabel("service") },
    { text: t("menu.documents"), act: () => (dialog.value = { kind: "documents" }) },
  ];
  const byDigit = (character: string): boolean => {
    const item = /^\d$/.test(character) ? items[(Number(character) + 9) % 10] : undefined;
    item?.act?.();
    return true;
  };
  const theme = document.documentElement.dataset["theme"] === "dark" ? "dark" : "light";
  const isSoundOn = preferences.isSoundOn.value;
  return (
    <Dialog title={t("menu.title")} size="wide" onClose={close} onCharacter={byDigit} closeLabel={t("common.close")}>
      <div class="menu">
        {items.map((item, index) => (
          <Button key={index} class="menu-item" onPress={item.act}>
            <span class="menu-digit">{(index + 1) % 10}</span>
            <span class="menu-text">
              {item.text}
              {item.count !== undefined && item.count > 0 && <b class="tile-count">{item.count}</b>}
            </span>
            {item.keyName !== undefined && <kbd class="key-name">{item.keyName}</kbd>}
          </Button>
        ))}
      </div>
      <div class="row-buttons menu-settings">
        <Button onPress={() => preferences.setTheme(theme === "dark" ? "light" : "dark")}>
          {t("menu.theme")}: {t(`menu.theme.${theme}`)}
        </Button>
        <Button onPress={() => preferences.setSoundOn(!isSoundOn)}>
          {t("menu.sound")}: {t(isSoundOn ? "menu.sound.on" : "menu.sound.off")}
        </Button>
        <Button
          onPress={when(
            isSignedIn,
            then(() => void app.send({ type: "signOut" })),
          )}
          keyName={keyLabel("lock")}
        >
          {t("menu.lock")}
        </Button>
        <Button onPress={then(() => (app.isHelpOpen.value = true))} keyName={keyLabel("help")}>
          {t("menu.help")}
        </Button>
      </div>
    </Dialog>
  );
}
