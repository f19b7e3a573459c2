import type { KeyBinding } from "./key-map.ts";

/** Combinations that a browser keeps to itself: the page never gets to prevent them. Chromium and Firefox [memory]. */
const KEPT_BY_BROWSER: ReadonlySet<string> = new Set([
  "Ctrl+W",
  "Ctrl+T",
  "Ctrl+N",
  "Ctrl+Shift+W",
  "Ctrl+Shift+T",
  "Ctrl+Shift+N",
  "Ctrl+Tab",
  "Ctrl+Shift+Tab",
  "Ctrl+F4",
  "Alt+F4",
]);

/** What a keyboard-wedge scanner can type: characters, its suffix, GS substitutes, control characters, Alt number codes. */
export function isWithinScannersPower(combo: string): boolean {
  if (["Enter", "Tab", "F8", "F12"].includes(combo)) return true;
  if (/^Ctrl\+[A-Z[\]\\^_@]$/.test(combo)) return true;
  if (/^Alt\+\d$/.test(combo)) return true;
  return [...combo].length === 1;
}

/** What is wrong with a key map, in words; empty when nothing is. */
export function keyConflicts(map: readonly KeyBinding[]): readonly string[] {
  const faults: string[] = [];
  map.forEach((binding, index) => {
    const { combo, action, scope } = binding;
    const other = map.slice(0, index).find((each) => each.combo === combo && meets(each, binding));
    if (other !== undefined) faults.push(`${combo} is both ${other.action} (${other.scope}) and ${action} (${scope})`);
    if (KEPT_BY_BROWSER.has(combo) || combo.startsWith("Meta+")) faults.push(`${combo} (${action}) never reaches the page`);
    if (binding.byHandOnly && isWithinScannersPower(combo)) faults.push(`${combo} (${action}) can come from a scanner`);
  });
  return faults;
}

function meets(a: KeyBinding, b: KeyBinding): boolean {
  return a.scope === b.scope || a.scope === "everywhere" || b.scope === "everywhere";
}
