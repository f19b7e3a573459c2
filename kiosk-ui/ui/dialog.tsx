import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { fieldInUse } from "../keys/text-field.ts";
import type { KeyActions } from "../keys/key-layers.ts";
import { useApp } from "../state/app.ts";
import { Button } from "./button.tsx";
import { LEVELS, useKeyLayer } from "./use-key-layer.ts";

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly closeLabel?: string;
  /** What Enter does; undefined when nothing can be confirmed, or only by a key that no scanner sends. */
  readonly onSubmit?: (() => void) | undefined;
  readonly actions?: KeyActions;
  readonly onCharacter?: (character: string) => boolean;
  readonly level?: number;
  readonly size?: "small" | "wide";
  readonly children: ComponentChildren;
  /** Buttons at the bottom, right of the one that closes. */
  readonly buttons?: ComponentChildren;
}

/** A dialog: keys go no further than it, Esc closes it, the field behind it gets the focus back. */
export function Dialog(props: DialogProps) {
  const { title, onClose, closeLabel, onSubmit, actions, onCharacter, level = LEVELS.dialog, size = "small" } = props;
  const { t } = useApp();
  const box = useRef<HTMLElement>(null);
  useKeyLayer({
    level,
    isModal: true,
    scopes: ["list", "confirm", "everywhere"],
    actions: { submit: onSubmit, back: onClose, ...actions },
    ...(onCharacter === undefined ? {} : { onCharacter }),
  });
  useLayoutEffect(() => {
    const own = box.current?.querySelector<HTMLElement>("[data-own-field]");
    (own ?? box.current)?.focus();
    return () => queueMicrotask(() => fieldInUse()?.focus());
  }, []);
  return (
    <div class="backdrop" data-layer={level}>
      <section class={`dialog dialog-${size}`} role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} ref={box}>
        <h2 class="dialog-title">{title}</h2>
        <div class="dialog-body">{props.children}</div>
        <footer class="dialog-buttons">
          <Button onPress={onClose} keyName="Esc">
            {closeLabel ?? t("common.cancel")}
          </Button>
          {props.buttons}
        </footer>
      </section>
    </div>
  );
}
