import { useLayoutEffect, useRef } from "preact/hooks";
import type { KeyLayer } from "../keys/key-layers.ts";
import { useApp } from "../state/app.ts";

/** What lies in front of what. */
export const LEVELS = { page: 0, dialog: 1, codePrompt: 2, approval: 3, help: 4, alert: 9 } as const;

/** Lets the component take keys for as long as it is on the screen. */
export function useKeyLayer(layer: KeyLayer): void {
  const { keys } = useApp();
  const current = useRef(layer);
  current.current = layer;
  useLayoutEffect(() => keys.add(current), []);
}
