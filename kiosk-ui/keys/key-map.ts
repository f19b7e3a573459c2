/*
 * The keys of the till, all in one place. The proposal follows what tills in the field have in common (F-keys for
 * functions, Del and Ins for lines, Esc one level back).
 */

/** What a key can do. */
export type ActionId =
  | "help"
  | "lock"
  | "menu"
  | "service"
  | "submit"
  | "back"
  | "quantity"
  | "searchName"
  | "searchCode"
  | "photo"
  | "customer"
  | "contact"
  | "hold"
  | "recall"
  | "discountLine"
  | "discountReceipt"
  | "payCard"
  | "payCash"
  | "pay"
  | "payOffset"
  | "payCredit"
  | "voidLine"
  | "voidReceipt"
  | "refund"
  | "reprint"
  | "allowLine"
  | "kegs"
  | "up"
  | "down"
  | "confirm"
  | "dismissAlert"
  | "ageBySight"
  | "ageDocument"
  | "ageMaxApp"
  | "ageRefused"
  | "retry"
  | "park";

/** Where a key works. `everywhere` still stops at a dialog that asks for a decision. */
export type KeyScope = "everywhere" | "sale" | "payment" | "list" | "confirm" | "alert" | "age";

export interface KeyBinding {
  readonly action: ActionId;
  readonly scope: KeyScope;
  /** As `comboOf` writes it: `Ctrl+`, `Alt+`, `Shift+`, then the key. */
  readonly combo: string;
  /** Must not be within a scanner's power: it confirms something that cannot be undone, or a warning that must be read. */
  readonly byHandOnly?: true;
  /** Belongs to the text field while there is text in it. */
  readonly whenFieldEmpty?: true;
}

export const KEY_MAP: readonly KeyBinding[] = [
  { action: "help", scope: "everywhere", combo: "F1" },
  { action: "lock", scope: "everywhere", combo: "F12" },
  { action: "menu", scope: "everywhere", combo: "Shift+F10" },
  { action: "service", scope: "everywhere", combo: "F11" },
  { action: "submit", scope: "everywhere", combo: "Enter" },
  { action: "back", scope: "everywhere", combo: "Escape" },
  { action: "quantity", scope: "sale", combo: "F2" },
  { action: "searchName", scope: "sale", combo: "F3" },
  { action: "searchCode", scope: "sale", combo: "F4" },
  { action: "photo", scope: "sale", combo: "Ctrl+O" },
  { action: "customer", scope: "sale", combo: "F5" },
  { action: "contact", scope: "sale", combo: "Shift+F5" },
  { action: "hold", scope: "sale", combo: "F6" },
  { action: "recall", scope: "sale", combo: "Shift+F6" },
  { action: "discountLine", scope: "sale", combo: "F7" },
  { action: "discountReceipt", scope: "sale", combo: "Shift+F7" },
  { action: "payCard", scope: "sale", combo: "F8" },
  { action: "payCash", scope: "sale", combo: "F9" },
  { action: "pay", scope: "sale", combo: "F10" },
  { action: "voidLine", scope: "sale", combo: "Delete", whenFieldEmpty: true },
  { action: "voidReceipt", scope: "sale", combo: "Ctrl+Delete" },
  { action: "refund", scope: "sale", combo: "Insert" },
  { action: "reprint", scope: "sale", combo: "Ctrl+P" },
  { action: "allowLine", scope: "sale", combo: "Shift+F9" },
  { action: "kegs", scope: "sale", combo: "Ctrl+K" },
  { action: "up", scope: "sale", combo: "ArrowUp" },
  { action: "down", scope: "sale", combo: "ArrowDown" },
  { action: "payOffset", scope: "payment", combo: "Shift+F8" },
  { action: "payCredit", scope: "payment", combo: "Shift+F9" },
  { action: "payCard", scope: "payment", combo: "F8" },
  { action: "payCash", scope: "payment", combo: "F9" },
  { action: "up", scope: "list", combo: "ArrowUp" },
  { action: "down", scope: "list", combo: "ArrowDown" },
  { action: "ageBySight", scope: "age", combo: "Shift+F1", byHandOnly: true },
  { action: "ageDocument", scope: "age", combo: "Shift+F4", byHandOnly: true },
  { action: "ageMaxApp", scope: "age", combo: "Shift+F11", byHandOnly: true },
  { action: "ageRefused", scope: "age", combo: "Shift+F12", byHandOnly: true },
  { action: "retry", scope: "sale", combo: "Shift+F2" },
  { action: "park", scope: "sale", combo: "Shift+F3" },
  { action: "confirm", scope: "confirm", combo: "Ctrl+Backspace", byHandOnly: true },
  { action: "dismissAlert", scope: "alert", combo: "Ctrl+Backspace", byHandOnly: true },
];

/** The part of a KeyboardEvent that names the key. */
export interface PressedKey {
  readonly key: string;
  readonly code: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
}

/** `Ctrl+P`, `Shift+F6`: letters by their place on the keyboard, so that the Russian layout changes nothing. */
export function comboOf(pressed: PressedKey): string {
  const letter = /^Key([A-Z])$/.exec(pressed.code)?.[1];
  const isCharacter = [...pressed.key].length === 1;
  const name = letter !== undefined && (pressed.ctrl || pressed.alt) ? letter : pressed.key;
  const shift = pressed.shift && !isCharacter ? "Shift+" : "";
  return `${pressed.meta ? "Meta+" : ""}${pressed.ctrl ? "Ctrl+" : ""}${pressed.alt ? "Alt+" : ""}${shift}${name}`;
}

/** The binding of a key in a scope; a scope's own binding goes before one that works everywhere. */
export function bindingFor(combo: string, scopes: readonly KeyScope[]): KeyBinding | null {
  const fits = KEY_MAP.filter((binding) => binding.combo === combo);
  return fits.find((binding) => scopes.includes(binding.scope)) ?? null;
}

export function bindingsOf(action: ActionId, scope: KeyScope): readonly KeyBinding[] {
  return KEY_MAP.filter((binding) => binding.action === action && binding.scope === scope);
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  Delete: "Del",
  Insert: "Ins",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** How a key is written on a button; empty when the action has none. */
export function keyLabel(action: ActionId): string {
  const combo = KEY_MAP.find((binding) => binding.action === action)?.combo ?? "";
  return labelOfCombo(combo);
}

export function labelOfCombo(combo: string): string {
  return combo.replace(/[A-Za-z]+$/, (name) => SHORT_NAMES[name] ?? name);
}
