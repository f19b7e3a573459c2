import type { LightView, ShiftView } from "../../config/contract/view.ts";
import type { TextKey } from "../i18n/texts.ts";
import { useApp } from "../state/app.ts";
import { hoursAndMinutes, timeText } from "../ui/format.ts";

export const LIGHT_SIGNS: Readonly<Record<LightView["state"], string>> = { ok: "✓", warn: "!", error: "✕", off: "–" };
export const LIGHT_TONES: Readonly<Record<LightView["state"], string>> = {
  ok: "tone-good",
  warn: "tone-ask",
  error: "tone-bad",
  off: "tone-off",
};

const SHIFT_WORDS = {
  open: "shift.number",
  closed: "shift.closedTitle",
  opening: "shift.opening",
  closing: "shift.closing",
} as const satisfies Record<ShiftView["status"], TextKey>;

/** Till, person, shift, devices, upload, time. Touch it for the list of devices. */
export function StatusBar({ nowMs }: { readonly nowMs: number }) {
  const app = useApp();
  const { t, sections, dialog, pending } = app;
  const info = sections.info.value;
  const shift = sections.shift.value;
  return (
    <footer class="status">
      <span class="status-item">
        <b>{t("status.till", { id: info?.tillId ?? "" })}</b>
      </span>
      <span class="status-item">{sections.operator.value?.name ?? t("status.nobody")}</span>
      {shift !== undefined && <ShiftStatus shift={shift} nowMs={nowMs} />}
      {pending.value > 0 && <span class="spinner" role="status" aria-label={t("pending")} />}
      <span class="fill" />
      <button
        type="button"
        class="button status-lights"
        aria-label={t("status.lights")}
        onClick={() => (dialog.value = { kind: "lights" })}
      >
        <span class="lights-word">
          {(sections.lights.value ?? []).every((light) => light.state === "ok" || light.state === "off") && "✓ "}
          {t("status.devices")}
        </span>
        {(sections.lights.value ?? []).map((light) => (
          <span
            key={light.name + (light.owner ?? "")}
            class={`light ${LIGHT_TONES[light.state]}`}
            title={`${t(`light.${light.name}`)}${light.owner === undefined ? "" : ` ${light.owner}`}: ${light.text}`}
          >
            <span aria-hidden="true">{LIGHT_SIGNS[light.state]}</span>
            <span class="light-name">{t(`light.${light.name}`)}</span>
          </span>
        ))}
        <UploadStatus />
      </button>
      <time class="status-item status-clock">{timeText(nowMs)}</time>
    </footer>
  );
}

function ShiftStatus({ shift, nowMs }: { readonly shift: ShiftView; readonly nowMs: number }) {
  const { t } = useApp();
  const isOpen = shift.status === "open" && shift.endsAt !== null;
  return (
    <span class="status-item">
      {t(SHIFT_WORDS[shift.status], { number: shift.number })}
      {isOpen && shift.endsAt !== null && <span class="soft"> · {t("shift.left", hoursAndMinutes(shift.endsAt - nowMs))}</span>}
    </span>
  );
}

function UploadStatus() {
  const { t, sections } = useApp();
  const upload = sections.upload.value;
  if (upload === undefined || (upload.waiting === 0 && upload.setAside === 0)) return null;
  return (
    <span class={`light ${upload.setAside > 0 ? "tone-bad" : "tone-plain"}`}>
      {upload.waiting > 0 && <span>{t("status.upload", { n: upload.waiting })}</span>}
      {upload.oldestAt !== null && upload.waiting > 0 && (
        <span class="soft since">{t("status.uploadSince", { time: timeText(upload.oldestAt) })}</span>
      )}
      {upload.setAside > 0 && <span>{t("status.setAside", { n: upload.setAside })}</span>}
    </span>
  );
}
