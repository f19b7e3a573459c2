import type { WedgeKey } from "../../device-drivers/scanner/wedge-scan.ts";
import { bindingFor, bindingsOf, comboOf, type ActionId, type KeyBinding, type KeyScope } from "./key-map.ts";

export type KeyActions = Readonly<Partial<Record<ActionId, (() => void) | undefined>>>;

/** One thing on the screen that takes keys: the page itself, a dialog, the red panel. */
export interface KeyLayer {
  /** Higher is in front. */
  readonly level: number;
  /** Keys that it does not know go no further. */
  readonly isModal: boolean;
  readonly scopes: readonly KeyScope[];
  /** Undefined: not available now. */
  readonly actions: KeyActions;
  /** Gets a character before any field does; true when it was used. */
  readonly onCharacter?: (character: string) => boolean;
}

/** What the layers did with a key. */
export type KeyUse =
  | { readonly kind: "action"; readonly binding: KeyBinding; readonly run: () => void }
  | { readonly kind: "character" }
  | { readonly kind: "unused" };

/** The layers on the screen, front to back. Plain list: the page pushes and removes as it draws. */
export class KeyLayers {
  readonly #layers = new Set<{ readonly current: KeyLayer }>();

  /** `layer.current` may change with each drawing. Returns what takes it away again. */
  add(layer: { readonly current: KeyLayer }): () => void {
    this.#layers.add(layer);
    return () => this.#layers.delete(layer);
  }

  /** Layers that can get a key now: from the front down to the first modal one. */
  reachable(): readonly KeyLayer[] {
    const sorted = [...this.#layers].map((layer) => layer.current).sort((a, b) => b.level - a.level);
    const wall = sorted.findIndex((layer) => layer.isModal);
    return wall < 0 ? sorted : sorted.slice(0, wall + 1);
  }

  /** Looks a key up; runs nothing. `isFieldEmpty`: the text field in use has no text. */
  find(key: WedgeKey, isFieldEmpty: boolean): KeyUse {
    const combo = comboOf(key);
    for (const layer of this.reachable()) {
      const binding = bindingFor(combo, layer.scopes);
      const run = binding === null ? undefined : layer.actions[binding.action];
      if (binding !== null && run !== undefined && (isFieldEmpty || !binding.whenFieldEmpty)) return { kind: "action", binding, run };
      if (isCharacter(key) && layer.onCharacter?.(key.key) === true) return { kind: "character" };
    }
    return { kind: "unused" };
  }

  /** Bindings that would do something now, for the help. */
  current(): readonly KeyBinding[] {
    const seen = new Map<string, KeyBinding>();
    for (const layer of this.reachable()) {
      for (const action of Object.keys(layer.actions) as ActionId[]) {
        if (layer.actions[action] === undefined) continue;
        for (const scope of layer.scopes) {
          for (const binding of bindingsOf(action, scope)) if (!seen.has(binding.combo)) seen.set(binding.combo, binding);
        }
      }
    }
    return [...seen.values()];
  }
}

export function isCharacter(key: WedgeKey): boolean {
  return [...key.key].length === 1 && !key.ctrl && !key.alt && !key.meta;
}
