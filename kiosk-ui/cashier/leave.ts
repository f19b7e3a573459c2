import type { KeyActions } from "../keys/key-layers.ts";
import type { App } from "../state/app.ts";

/** What works on every screen of the cashier: help, lock, service page. */
export function leave(app: App): KeyActions {
  const isSignedIn = app.sections.operator.value !== null;
  return {
    help: () => (app.isHelpOpen.value = true),
    lock: isSignedIn ? () => void app.send({ type: "signOut" }) : undefined,
    service: () => location.assign("/service"),
  };
}
