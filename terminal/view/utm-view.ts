import type { EpochMs } from "../../config/clock.ts";
import type { LightView } from "../../config/contract/view.ts";
import type { ServiceView } from "../../config/contract/service-view.ts";
import { appError, errorText, type AppError } from "../../config/errors/index.ts";
import type { UtmSight } from "../alcohol/utm-service.ts";
import { egaisOf, owedCheques } from "../alcohol/cheque/egais-state.ts";
import type { TillState } from "../core/state.ts";

/** The UTM beside its cheques; null: none is configured. */
export interface SeenUtm {
  readonly url: string;
  readonly sight: UtmSight;
  readonly since: EpochMs;
}

/** What a person must know of cheques and certificates. */
export function utmNotices(seen: SeenUtm | null, state: TillState): readonly AppError[] {
  const owed = owedCheques(state).map(({ number: { kassa, shift, number }, undo, error }) => {
    const last = undo?.error ?? error;
    if (last?.code === "ALC858") return appError("ALC867", { kassa, shift, number, message: String(last.details["message"]) });
    return appError("ALC862", { number, reason: last?.code ?? "" });
  });
  return [...owed, ...(seen?.sight.warnings ?? [])];
}

/** Red: no cheque would be taken, or one could not be undone. Yellow: one is being undone, or a certificate ends soon. */
export function utmLight(seen: SeenUtm | null, state: TillState, language: "ru" | "en"): LightView {
  const name = "utm" as const;
  if (seen === null) return { name, state: "off", text: "" };
  const notices = utmNotices(seen, state);
  const grave = seen.sight.fault ?? notices.find(({ code }) => code === "ALC867");
  if (grave !== undefined) return { name, state: "error", text: errorText(grave, language) };
  const [notice] = notices;
  return notice === undefined ? { name, state: "ok", text: "" } : { name, state: "warn", text: errorText(notice, language) };
}

/** A row of the technician's page. */
export function utmDevice({ url, sight, since }: SeenUtm, state: TillState, language: "ru" | "en"): ServiceView["devices"][number] {
  const { version, fsrarId, rsaUntil, gostUntil } = sight.state;
  const { cheques, slips } = egaisOf(state);
  const facts = { version, FSRAR_ID: fsrarId, RSA: rsaUntil, GOST: gostUntil };
  const notices = utmNotices({ url, sight, since }, state).map((notice, index) => [`! ${index + 1}`, errorText(notice, language)] as const);
  return {
    name: "utm",
    kind: "utm",
    address: url,
    state: sight.fault === null ? "connected" : "lost",
    since,
    lastError: sight.fault === null ? null : `${sight.fault.code}: ${errorText(sight.fault, language)}`,
    counters: { cheques: cheques.length, owed: owedCheques(state).length, slips: slips.length },
    facts: Object.fromEntries([...Object.entries(facts).map(([name, value]) => [name, value ?? "—"] as const), ...notices]),
  };
}
