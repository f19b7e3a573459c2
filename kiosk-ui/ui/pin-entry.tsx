import type { Signal } from "@preact/signals";
import { cleanDigits } from "../entry/money-entry.ts";
import { useApp } from "../state/app.ts";
import { Field } from "./field.tsx";
import { Keypad } from "./keypad.tsx";

const PIN_LENGTH_MAX = 12;

/** PIN field with its keypad. */
export function PinEntry({
  pin,
  onSubmit,
  submitLabel,
  error,
}: {
  readonly pin: Signal<string>;
  readonly onSubmit: () => void;
  readonly submitLabel: string;
  readonly error: string;
}) {
  const { t } = useApp();
  return (
    <div class="pin-entry">
      <Field label={t("signIn.pin")} value={pin} clean={(text) => cleanDigits(text, PIN_LENGTH_MAX)} isOwn isSecret isNumber />
      <p class="pin-error" role="alert">
        {error}
      </p>
      <Keypad extra="none" onSubmit={pin.value === "" ? undefined : onSubmit} submitLabel={submitLabel} />
    </div>
  );
}
