import type { LightView, UploadView } from "../../config/contract/view.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import type { DeviceState } from "../../device-drivers/diagnostics/device-state.ts";
import type { OutboxSummary } from "../../sync-agent/outbox-port.ts";
import type { EpochMs } from "../../config/clock.ts";
import type { TillState } from "../core/state.ts";

/** Documents waiting longer than this are worth a yellow light; the law's own limit for the OFD is days. */
const UPLOAD_LATE_MS = 12 * 60 * 60 * 1000;

export interface LightFacts {
  readonly state: TillState;
  readonly devices: readonly DeviceState[];
  readonly hasMarking: boolean;
  readonly markingFault: AppError | null;
  readonly storageFault: AppError | null;
  readonly upload: UploadView;
  readonly now: EpochMs;
  readonly language: "ru" | "en";
}

/** The traffic lights in the bottom bar: green works, yellow is about to fail, red has failed. */
export function lights(facts: LightFacts): readonly LightView[] {
  const { devices, language } = facts;
  const device = (name: LightView["name"], kind: DeviceState["kind"]): LightView => {
    const own = devices.filter((each) => each.kind === kind);
    if (own.length === 0) return { name, state: "off", text: "" };
    const broken = own.find((each) => each.state === "error" || each.state === "lost");
    if (broken !== undefined) return { name, state: "error", text: broken.lastError === null ? "" : errorText(broken.lastError, language) };
    return { name, state: own.every((each) => each.state === "connected") ? "ok" : "warn", text: "" };
  };
  return [
    registrarLight(facts),
    device("scanner", "scanner"),
    device("display", "display"),
    device("card-terminal", "card-terminal"),
    faultLight("marking", facts.hasMarking, facts.markingFault, language),
    uploadLight(facts),
    faultLight("storage", true, facts.storageFault, language),
  ];
}

function registrarLight({ state, language }: LightFacts): LightView {
  const error = state.jobs[0]?.error ?? null;
  if (error !== null) return { name: "registrar", state: "error", text: errorText(error, language) };
  if (state.unresolved.length > 0) return { name: "registrar", state: "warn", text: "" };
  return { name: "registrar", state: "ok", text: "" };
}

function faultLight(name: LightView["name"], isUsed: boolean, fault: AppError | null, language: "ru" | "en"): LightView {
  if (!isUsed) return { name, state: "off", text: "" };
  return fault === null ? { name, state: "ok", text: "" } : { name, state: "error", text: errorText(fault, language) };
}

function uploadLight({ upload, now }: LightFacts): LightView {
  if (upload.setAside > 0) return { name: "upload", state: "warn", text: "" };
  const isLate = upload.oldestAt !== null && now - upload.oldestAt > UPLOAD_LATE_MS;
  return { name: "upload", state: isLate ? "warn" : "ok", text: "" };
}

/** All destinations together, as the cashier sees them. */
export function uploadView(summaries: readonly OutboxSummary[]): UploadView {
  const oldest = summaries.flatMap((summary) => summary.oldestAt ?? []);
  return {
    waiting: Math.max(0, ...summaries.map((summary) => summary.waiting)),
    oldestAt: oldest.length === 0 ? null : (oldest.toSorted((a, b) => a - b)[0] ?? null),
    setAside: summaries.reduce((sum, summary) => sum + summary.setAside, 0),
  };
}
