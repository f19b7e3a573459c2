import type { Signal } from "@preact/signals";

export interface FieldProps {
  readonly label: string;
  readonly value: Signal<string>;
  /** Keeps of the text what may stand in the field. */
  readonly clean?: (text: string) => string;
  /** Characters typed anywhere on this layer go here. */
  readonly isOwn?: boolean;
  readonly isSecret?: boolean;
  readonly isNumber?: boolean;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly onFocus?: () => void;
}

export function Field({ label, value, clean, isOwn, isSecret, isNumber, placeholder, maxLength, onFocus }: FieldProps) {
  const take = (event: { readonly currentTarget: HTMLInputElement }): void => {
    const input = event.currentTarget;
    const text = clean === undefined ? input.value : clean(input.value);
    if (text !== input.value) input.value = text;
    value.value = text;
  };
  const shared = {
    // Not a password field: browsers offer to remember those, and a till is nobody's own.
    class: isSecret ? "input input-secret" : isNumber ? "input input-number" : "input",
    value: value.value,
    onInput: take,
    onFocus,
    placeholder,
    maxLength,
    autocomplete: "off" as const,
    spellcheck: false,
    "data-own-field": isOwn ? "" : undefined,
  };
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input type="text" inputMode={isNumber || isSecret ? "none" : "text"} {...shared} />
    </label>
  );
}
