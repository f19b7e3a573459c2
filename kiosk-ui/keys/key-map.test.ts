import { expect, test } from "vitest";
import { isWithinScannersPower, keyConflicts } from "./key-conflicts.ts";
import { KEY_MAP, bindingFor, comboOf, keyLabel, type KeyBinding } from "./key-map.ts";

const press = (key: string, code = key, more: { ctrl?: boolean; alt?: boolean; shift?: boolean; meta?: boolean } = {}): string =>
  comboOf({ key, code, ctrl: false, alt: false, shift: false, meta: false, ...more });

test("the map has no conflicts", () => {
  expect(keyConflicts(KEY_MAP)).toEqual([]);
});

test("conflicts are found: doubles, keys of the browser, confirmations a scanner could send", () => {
  const binding = (action: KeyBinding["action"], combo: string, more: Partial<KeyBinding> = {}): KeyBinding => ({
    action,
    combo,
    scope: "sale",
    ...more,
  });
  expect(keyConflicts([binding("hold", "F6"), binding("refund", "F6")])).toHaveLength(1);
  expect(keyConflicts([binding("hold", "F6"), binding("help", "F6", { scope: "everywhere" })])).toHaveLength(1);
  expect(keyConflicts([binding("hold", "F6"), binding("retry", "F6", { scope: "payment" })])).toEqual([]);
  expect(keyConflicts([binding("hold", "Ctrl+W")])).toEqual(["Ctrl+W (hold) never reaches the page"]);
  for (const combo of ["Enter", "Tab", "F8", "Ctrl+M", "a", "Alt+2"])
    expect(keyConflicts([binding("dismissAlert", combo, { byHandOnly: true })])).toHaveLength(1);
});

test("what confirms a cancelled receipt or a warning is out of a scanner's reach", () => {
  const guarded = KEY_MAP.filter((binding) => binding.action === "confirm" || binding.action === "dismissAlert");
  expect(guarded).toHaveLength(2);
  for (const binding of guarded) {
    expect(binding.byHandOnly).toBe(true);
    expect(isWithinScannersPower(binding.combo)).toBe(false);
  }
});

test("combinations are named by the key's place, whatever the layout", () => {
  expect(press("з", "KeyP", { ctrl: true })).toBe("Ctrl+P");
  expect(press("P", "KeyP", { ctrl: true, shift: true })).toBe("Ctrl+P");
  expect(press("F6", "F6", { shift: true })).toBe("Shift+F6");
  expect(press("Delete", "Delete", { ctrl: true })).toBe("Ctrl+Delete");
  expect(press("*", "Digit8", { shift: true })).toBe("*");
});

test("a key works in its scope only", () => {
  expect(bindingFor("F2", ["sale", "everywhere"])?.action).toBe("quantity");
  expect(bindingFor("F8", ["payment", "everywhere"])?.action).toBe("payCard");
  expect(bindingFor("F2", ["payment", "everywhere"])).toBeNull();
  expect(bindingFor("F1", ["payment", "everywhere"])?.action).toBe("help");
});

test("labels for buttons", () => {
  expect(keyLabel("voidReceipt")).toBe("Ctrl+Del");
  expect(keyLabel("recall")).toBe("Shift+F6");
  expect(keyLabel("up")).toBe("↑");
});
