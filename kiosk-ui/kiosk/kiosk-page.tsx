import type { ReadonlySignal } from "@preact/signals";
import type { CustomerScreenView } from "../../config/contract/view.ts";
import { CustomerPage } from "../customer-display/customer-page.tsx";
import { textIn } from "../i18n/texts.ts";
import type { CameraState } from "./watch-camera.ts";

export interface KioskPageProps {
  readonly view: ReadonlySignal<CustomerScreenView | null>;
  readonly isLost: ReadonlySignal<boolean>;
  readonly camera: ReadonlySignal<CameraState>;
}

/** The customer's screen, and what the camera wants or says. */
export function KioskPage({ view, isLost, camera }: KioskPageProps) {
  const state = camera.value;
  const tone = state === "attached" ? "tone-good" : state === "starting" || state === "ready" ? "" : "tone-ask";
  return (
    <div class="kiosk">
      <CustomerPage view={view} isLost={isLost} />
      <p class={`kiosk-camera ${tone}`} role="status" data-camera={state}>
        {textIn(view.value?.info.language ?? "ru", `kiosk.${state}`)}
      </p>
    </div>
  );
}
