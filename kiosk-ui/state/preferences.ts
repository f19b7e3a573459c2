import { signal, type ReadonlySignal } from "@preact/signals";

export type Theme = "light" | "dark";

/** What a person set on this screen; it stays with the browser, not with the till. */
export interface Preferences {
  /** Null: as the till is configured. */
  readonly theme: ReadonlySignal<Theme | null>;
  readonly isSoundOn: ReadonlySignal<boolean>;
  setTheme(theme: Theme): void;
  setSoundOn(isOn: boolean): void;
}

const THEME_KEY = "till.theme";
const SOUND_KEY = "till.sound";

export function createPreferences(storage: Pick<Storage, "getItem" | "setItem">): Preferences {
  const stored = storage.getItem(THEME_KEY);
  const theme = signal<Theme | null>(stored === "light" || stored === "dark" ? stored : null);
  const isSoundOn = signal(storage.getItem(SOUND_KEY) !== "off");
  return {
    theme,
    isSoundOn,
    setTheme(next) {
      theme.value = next;
      storage.setItem(THEME_KEY, next);
    },
    setSoundOn(isOn) {
      isSoundOn.value = isOn;
      storage.setItem(SOUND_KEY, isOn ? "on" : "off");
    },
  };
}
