import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface StepKeys {
  readonly up: () => void;
  readonly down: () => void;
}

/** The arrows through a list of `count`, around its ends. */
export function stepKeys(
  count: number,
  chosen: Signal<number>,
  choose: (index: number) => void = (index) => void (chosen.value = index),
): StepKeys {
  const step = (by: number) => () => choose((chosen.value + by + count) % Math.max(1, count));
  return { up: step(-1), down: step(1) };
}

interface ChoiceRowProps {
  readonly isChosen: boolean;
  readonly onTake: () => void;
  readonly children: ComponentChildren;
}

/** A row of a list of which one is chosen. */
export function ChoiceRow({ isChosen, onTake, children }: ChoiceRowProps) {
  return (
    <li role="option" aria-selected={isChosen} class={isChosen ? "list-row list-chosen" : "list-row"} onClick={onTake}>
      {children}
    </li>
  );
}
