import type { WedgeKey } from "../../device-drivers/scanner/wedge-scan.ts";
import { isCharacter, type KeyLayers } from "./key-layers.ts";
import { eraseIn, fieldInUse, frontLayer, typeInto } from "./text-field.ts";

/** What a person's key does: an action of the front layer, a character for its field, or the browser's own business. */
export function dispatchKey(layers: KeyLayers, key: WedgeKey, wasHeld: boolean): boolean {
  const field = fieldInUse();
  const button = focusedButton();
  if (button !== null && (key.key === "Enter" || key.key === " ") && !key.ctrl && !key.alt) {
    button.click();
    return true;
  }
  const use = layers.find(key, field === null || field.value === "");
  if (use.kind === "action") {
    use.run();
    return true;
  }
  if (use.kind === "character" || isBrowserShortcut(key)) return true;
  if (field === null) return false;
  const isNative = !wasHeld && document.activeElement === field;
  if (isNative) return false;
  if (isCharacter(key)) {
    typeInto(field, key.key);
    return true;
  }
  if (key.key === "Backspace" && !key.ctrl && !key.alt) {
    eraseIn(field);
    return true;
  }
  return false;
}

/** Keys by which a browser would leave the till's page, print it or look into it; editing keys are left to it. */
function isBrowserShortcut(key: WedgeKey): boolean {
  if (/^F\d{1,2}$/.test(key.key)) return true;
  return key.ctrl && !key.shift && /^Key[^ACVXYZ]$/.test(key.code);
}

/** A button that somebody walked to with Tab. Pointers never leave the focus on one. */
function focusedButton(): HTMLElement | null {
  const focused = document.activeElement;
  const isButton = focused instanceof HTMLButtonElement || focused instanceof HTMLAnchorElement;
  return isButton && frontLayer().contains(focused) ? focused : null;
}
