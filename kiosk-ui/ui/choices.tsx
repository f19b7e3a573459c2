import type { ComponentChildren } from "preact";

/** A few things to choose from, one of them chosen; digits choose by number. */
export function Choices<T extends string>({
  options,
  chosen,
  onChoose,
  label,
  isRow,
}: {
  readonly options: readonly { readonly value: T; readonly text: ComponentChildren }[];
  readonly chosen: T | null;
  readonly onChoose: (value: T) => void;
  readonly label: string;
  readonly isRow?: boolean;
}) {
  return (
    <div class={isRow ? "choices choices-row" : "choices"} role="group" aria-label={label}>
      {options.map(({ value, text }, index) => (
        <button
          type="button"
          key={value}
          class={`button choice${value === chosen ? " button-chosen" : ""}`}
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
        >
          <span class="choice-mark" aria-hidden="true">
            {value === chosen ? "✓" : index + 1}
          </span>
          {text}
        </button>
      ))}
    </div>
  );
}
