import { Dialog } from "../../ui/dialog.tsx";
import { timeText } from "../../ui/format.ts";
import { LIGHT_SIGNS, LIGHT_TONES } from "../status-bar.tsx";
import { useDialog } from "./use-dialog.ts";

/** What the lights of the bottom bar mean, in words. */
export function LightsDialog() {
  const { app, t, close } = useDialog();
  const upload = app.sections.upload.value;
  return (
    <Dialog title={t("status.lights")} onClose={close} onSubmit={close} closeLabel={t("common.close")}>
      <ul class="list">
        {(app.sections.lights.value ?? []).map((light) => (
          <li key={light.name + (light.owner ?? "")} class="list-row">
            <span class={`light ${LIGHT_TONES[light.state]}`} aria-hidden="true">
              {LIGHT_SIGNS[light.state]}
            </span>
            <span>
              <b>{t(`light.${light.name}`)}</b>
              {light.owner !== undefined && ` ${light.owner}`}: {t(`light.state.${light.state}`)}
              {light.text !== "" && <span class="small soft"> · {light.text}</span>}
            </span>
          </li>
        ))}
        {upload !== undefined && (
          <li class="list-row">
            <span>
              {upload.waiting === 0 ? t("status.uploadNone") : t("status.upload", { n: upload.waiting })}
              {upload.oldestAt !== null && ` ${t("status.uploadSince", { time: timeText(upload.oldestAt) })}`}
              {upload.setAside > 0 && ` · ${t("status.setAside", { n: upload.setAside })}`}
            </span>
          </li>
        )}
      </ul>
    </Dialog>
  );
}
