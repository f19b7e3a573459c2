import { clearField, eraseIn, fieldInUse, typeInto } from "../keys/text-field.ts";
import { useApp } from "../state/app.ts";

export interface KeypadProps {
  /** Undefined: nothing to confirm yet. */
  readonly onSubmit: (() => void) | undefined;
  readonly submitLabel?: string;
  /** Keys beside the digits: money and weights need a comma, the sale screen quantity and price marks. */
  readonly extra?: "comma" | "entry" | "none";
}

interface PadKey {
  readonly label: string;
  readonly name?: string;
  readonly kind: string;
  readonly act: (() => void) | undefined;
}

/** Numeric keypad: types into the field in use, as a keyboard would. */
export function Keypad({ onSubmit, submitLabel, extra = "comma" }: KeypadProps) {
  const { t } = useApp();
  const type = (label: string): PadKey => ({ label, kind: "digit", act: () => withField((field) => typeInto(field, label)) });
  const erase: PadKey = { label: "⌫", name: t("common.erase"), kind: "edit", act: () => withField(eraseIn) };
  const clear: PadKey = { label: "C", name: t("common.clear"), kind: "edit", act: () => withField(clearField) };
  const submit: PadKey = { label: submitLabel ?? t("common.enter"), kind: "submit", act: onSubmit };
  const digits = (text: string): PadKey[] => [...text].map(type);
  const keys: PadKey[] =
    extra === "none"
      ? [...digits("789456123"), clear, type("0"), erase, submit]
      : extra === "comma"
        ? [...digits("789"), erase, ...digits("456"), clear, ...digits("123"), submit, type("0"), type("00"), type(",")]
        : [...digits("789"), erase, ...digits("456"), type("*"), ...digits("123"), type("="), type("0"), type("00"), type(","), submit];
  return (
    <div class={`keypad keypad-${extra}`}>
      {keys.map((key) => (
        <PadButton key={key.label} {...key} />
      ))}
    </div>
  );
}

function PadButton({ label, name, kind, act }: PadKey) {
  return (
    <button
      type="button"
      class={`button pad-key pad-${kind}${kind === "submit" ? " button-main" : ""}`}
      disabled={act === undefined}
      aria-label={name}
      // Acts on the way down, so that quick fingers lose nothing; the click that follows a pointer is left alone.
      onPointerDown={(event) => {
        if (event.button === 0) act?.();
      }}
      onClick={(event) => {
        if (event.detail === 0) act?.();
      }}
    >
      {label}
    </button>
  );
}

function withField(act: (field: HTMLInputElement) => void): void {
  const field = fieldInUse();
  if (field !== null) act(field);
}
