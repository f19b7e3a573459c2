import type { LightView, UploadView } from "../../config/contract/view.ts";
import { errorText, type AppError } from "../../config/errors/index.ts";
import type { DeviceState } from "../../device-drivers/diagnostics/device-state.ts";
import type { DeliveryState } from "../../sync-agent/destination.ts";
import type { OutboxSummary } from "../../sync-agent/outbox-port.ts";
import type { EpochMs } from "../../config/clock.ts";
import type { TillState } from "../core/state.ts";
import type { SeenRegistrar } from "../registrar-watches.ts";
import { utmLight, type SeenUtm } from "./utm-view.ts";
import { registrarLight } from "./registrar-light.ts";

export interface LightFacts {
  readonly state: TillState;
  readonly devices: readonly DeviceState[];
  readonly registrars: readonly SeenRegistrar[];
  /** Null: no UTM is configured. */
  readonly utm: SeenUtm | null;
  readonly hasMarking: boolean;
  /** The last check got no answer. */
  readonly markingFault: AppError | null;
  /** Checks are answered, and yet one of the services needs a person. */
  readonly markingWarning: AppError | null;
  readonly storageFault: AppError | null;
  readonly upload: UploadView;
  /** How sending to each destination goes. */
  readonly deliveries: readonly DeliveryState[];
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
    ...facts.registrars.map((seen) => registrarLight(facts.state, seen, facts.now, language)),
    device("scanner", "scanner"),
    device("display", "display"),
    device("card-terminal", "card-terminal"),
    markingLight(facts),
    utmLight(facts.utm, facts.state, language),
    uploadLight(facts),
    faultLight("storage", true, facts.storageFault, language),
  ];
}

function faultLight(name: LightView["name"], isUsed: boolean, fault: AppError | null, language: "ru" | "en"): LightView {
  if (!isUsed) return { name, state: "off", text: "" };
  return fault === null ? { name, state: "ok", text: "" } : { name, state: "error", text: errorText(fault, language) };
}

function markingLight({ hasMarking, markingFault, markingWarning, language }: LightFacts): LightView {
  if (!hasMarking || markingFault !== null || markingWarning === null) return faultLight("marking", hasMarking, markingFault, language);
  return { name: "marking", state: "warn", text: errorText(markingWarning, language) };
}

/**
 * Red: a destination takes nothing before a person acts (key, rights, address), or a document waits for more than a day. Yellow: a
 * destination cannot be reached, a document waits for more than an hour, or one was set aside. Selling goes on with any of them.
 */
function uploadLight({ upload, deliveries, language }: LightFacts): LightView {
  const light = (state: LightView["state"], error: AppError | null): LightView => ({
    name: "upload",
    state,
    text: error === null ? "" : errorText(error, language),
  });
  const stuck = deliveries.find(({ phase, lateness }) => phase === "needs-human" || lateness === "very-late");
  if (stuck !== undefined) return light("error", stuck.error);
  const slow = deliveries.find(({ error, lateness }) => error !== null || lateness === "late");
  if (slow !== undefined) return light("warn", slow.error);
  return light(upload.setAside > 0 ? "warn" : "ok", null);
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
