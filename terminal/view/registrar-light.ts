import type { EpochMs } from "../../config/clock.ts";
import type { LightView } from "../../config/contract/view.ts";
import { appError, errorText } from "../../config/errors/index.ts";
import type { FnWarning, RegistrarStatus } from "../../fiscal/registrar.ts";
import type { TillState } from "../core/state.ts";
import type { SeenRegistrar } from "../registrar-watches.ts";
import { jobsOf, pressingJob } from "../shift/book.ts";

type Language = "ru" | "en";

/** Documents that the registrar's own line to the OFD (ОФД) has not taken for so long; the law's limit is 30 days. */
const OFD_LATE_MS = 12 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

/** Warning bits of the fiscal drive (ФН) in words. */
export const DRIVE_WARNINGS: Readonly<Record<FnWarning, { readonly ru: string; readonly en: string }>> = {
  "resource-3-days": { ru: "Ресурс ФН кончается через 3 дня: срочно замените ФН.", en: "The fiscal drive ends in 3 days: replace it now." },
  "resource-30-days": {
    ru: "Ресурс ФН кончается через 30 дней: закажите замену.",
    en: "The fiscal drive ends in 30 days: order a new one.",
  },
  "memory-90-percent": { ru: "Память ФН заполнена на 90 %: закажите замену.", en: "The fiscal drive is 90 % full: order a new one." },
  "ofd-ticket-overdue": {
    ru: "ОФД давно не отвечает ККТ: проверьте интернет кассы.",
    en: "The OFD has not answered for long: check the network.",
  },
  "critical-fault": { ru: "Критическая ошибка ФН: вызовите техника.", en: "Critical fault of the fiscal drive: call a technician." },
};
/** Those that no date ahead tells already. */
const PRESSING: readonly FnWarning[] = ["critical-fault", "ofd-ticket-overdue"];
const COVER_OPEN = { ru: "Открыта крышка ККТ. Закройте её.", en: "The cover of the registrar is open." };

/** Red: it refuses documents or does not answer. Yellow: it answers, and something on it, or a date ahead, wants a person. */
export function registrarLight(state: TillState, seen: SeenRegistrar, now: EpochMs, language: Language): LightView {
  const { state: colour, text } = lightOf(state, seen, now, language);
  return { name: "registrar", state: colour, text, ...(seen.owner === null ? {} : { owner: seen.owner }) };
}

function lightOf(state: TillState, { id, sight }: SeenRegistrar, now: EpochMs, language: Language): Pick<LightView, "state" | "text"> {
  const error = pressingJob({ jobs: jobsOf(state, id) })?.error ?? sight.error;
  if (error !== null) return { state: "error", text: errorText(error, language) };
  const [misfit] = sight.misfits;
  if (misfit !== undefined) return { state: "error", text: errorText(misfit, language) };
  const [gravest] = sight.calendar;
  if (gravest?.severity === "blocked") return { state: "error", text: errorText(gravest.error, language) };
  const text = sight.status === null ? null : warningOf(sight.status, now, language);
  if (text !== null) return { state: "warn", text };
  if (gravest !== undefined && gravest.severity !== "info") return { state: "warn", text: errorText(gravest.error, language) };
  const isAsked = sight.status !== null;
  return { state: isAsked && !state.unresolved.some((job) => job.registrarId === id) ? "ok" : "warn", text: "" };
}

function warningOf(status: RegistrarStatus, now: EpochMs, language: Language): string | null {
  if (status.paper === "out") return errorText(appError("FIS310"), language);
  if (status.coverOpen) return COVER_OPEN[language];
  if (status.ofdQueue > 0 && status.ofdOldest !== null && now - status.ofdOldest > OFD_LATE_MS) {
    const hours = Math.floor((now - status.ofdOldest) / HOUR_MS);
    const meaning = language === "ru" ? `${status.ofdQueue} шт., ${hours} ч` : `${status.ofdQueue}, for ${hours} h`;
    return errorText(appError("FIS333", { meaning }), language);
  }
  const warning = PRESSING.find((name) => status.fnWarnings.includes(name));
  return warning === undefined ? null : DRIVE_WARNINGS[warning][language];
}

/** What the technician wants to read off the registrar. */
export function registrarFacts(status: RegistrarStatus | null, language: Language): Readonly<Record<string, string>> {
  if (status === null) return {};
  const rows: readonly (readonly [ru: string, en: string, value: string])[] = [
    ["модель", "model", status.model],
    ["заводской №", "serial", status.serial],
    ["ФН", "fiscal drive", status.fnSerial],
    ["ФН до", "drive until", status.fnExpires ?? "—"],
    ["ФФД", "FFD", status.ffd],
    ["последний ФД", "last document", String(status.lastFdNumber)],
    ["смена", "shift", `${status.shiftNumber} ${status.shift}`],
    ["очередь ОФД", "OFD queue", String(status.ofdQueue)],
    ["бумага", "paper", status.coverOpen ? `${status.paper}, ${language === "ru" ? "крышка открыта" : "cover open"}` : status.paper],
    ["предупреждения ФН", "drive warnings", status.fnWarnings.map((name) => DRIVE_WARNINGS[name][language]).join(" ")],
  ];
  return Object.fromEntries(rows.filter(([, , value]) => value !== "").map(([ru, en, value]) => [language === "ru" ? ru : en, value]));
}
