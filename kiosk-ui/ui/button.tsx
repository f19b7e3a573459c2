import type { ComponentChildren } from "preact";

export interface ButtonProps {
  readonly onPress: (() => void) | undefined;
  readonly children: ComponentChildren;
  readonly tone?: "plain" | "main" | "danger" | "quiet";
  /** Name of the key that does the same. */
  readonly keyName?: string;
  readonly isChosen?: boolean;
  readonly class?: string;
  readonly label?: string;
}

/** A button; without an action it is greyed and does nothing. */
export function Button({ onPress, children, tone = "plain", keyName, isChosen, class: more = "", label }: ButtonProps) {
  const classes = ["button", tone === "plain" ? "" : `button-${tone}`, isChosen ? "button-chosen" : "", more];
  return (
    <button
      type="button"
      class={classes.filter((each) => each !== "").join(" ")}
      disabled={onPress === undefined}
      onClick={onPress}
      aria-label={label}
      aria-pressed={isChosen}
    >
      {children}
      {keyName !== undefined && keyName !== "" && <kbd class="key-name">{keyName}</kbd>}
    </button>
  );
}
