import { useSignal } from "@preact/signals";
import { eraseIn, fieldInUse, typeInto } from "../keys/text-field.ts";
import { useApp } from "../state/app.ts";

const RUSSIAN = ["1234567890-", "йцукенгшщзхъ", "фывапролджэё", "ячсмитьбю.,"];
const LATIN = ["1234567890-", "qwertyuiop@_", "asdfghjkl+/", "zxcvbnm.,"];

/** Letters for tills without a keyboard: types into the field in use. */
export function OnScreenKeyboard({ startsLatin = false }: { readonly startsLatin?: boolean }) {
  const { t } = useApp();
  const isLatin = useSignal(startsLatin);
  const rows = isLatin.value ? LATIN : RUSSIAN;
  const withField = (act: (field: HTMLInputElement) => void) => () => {
    const field = fieldInUse();
    if (field !== null) act(field);
  };
  return (
    <div class="letters" role="group" aria-label={t("common.keyboard")}>
      {rows.map((row, index) => (
        <div class="letters-row" key={row}>
          {[...row].map((letter) => (
            <LetterKey key={letter} label={letter} act={withField((field) => typeInto(field, letter))} />
          ))}
          {index === 0 && <LetterKey label="⌫" name={t("common.erase")} act={withField(eraseIn)} />}
          {index === rows.length - 1 && (
            <>
              <LetterKey label={isLatin.value ? "АБВ" : "ABC"} act={() => (isLatin.value = !isLatin.value)} />
              <LetterKey label="␣" name="Space" isWide act={withField((field) => typeInto(field, " "))} />
            </>
          )}
        </div>
      ))}
    </div>
  );
}

function LetterKey({
  label,
  name,
  act,
  isWide,
}: {
  readonly label: string;
  readonly name?: string;
  readonly act: () => void;
  readonly isWide?: boolean;
}) {
  return (
    <button
      type="button"
      class={isWide ? "button letter letter-wide" : "button letter"}
      aria-label={name}
      onPointerDown={(event) => {
        if (event.button === 0) act();
      }}
      onClick={(event) => {
        if (event.detail === 0) act();
      }}
    >
      {label}
    </button>
  );
}
