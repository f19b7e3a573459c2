import type { EpochMs } from "../config/clock.ts";
import type { FnWarning } from "./registrar.ts";
import type { ServiceFact, TwoLanguages } from "./registrar-service.ts";

/** A number, a yes or no, text of the device: people and programs read the same. */
export function plainFact(key: string, ru: string, en: string, value: string | number | boolean | null): ServiceFact {
  return { key, ru, en, value };
}

/** A moment: ISO 8601 in UTC for programs, the shop's time for people. */
export function timeFact(key: string, ru: string, en: string, at: EpochMs | null): ServiceFact {
  if (at === null) return plainFact(key, ru, en, null);
  return { key, ru, en, value: new Date(at).toISOString(), shown: { kind: "time", at } };
}

/** A day, "2027-05-31". */
export function dateFact(key: string, ru: string, en: string, day: string | null): ServiceFact {
  return day === null ? plainFact(key, ru, en, null) : { key, ru, en, value: day, shown: { kind: "date" } };
}

/** A code and what it means; one that nobody knows is shown as it is. */
export function codeFact(key: string, ru: string, en: string, code: string | null, words: TwoLanguages | undefined): ServiceFact {
  return code === null || words === undefined
    ? plainFact(key, ru, en, code)
    : { key, ru, en, value: code, shown: { kind: "words", words } };
}

/** Any number of codes; `none` is what people read when there are none. */
export function codesFact(
  key: string,
  ru: string,
  en: string,
  codes: readonly { readonly code: string; readonly words: TwoLanguages }[],
  none: TwoLanguages,
): ServiceFact {
  const joined = (language: "ru" | "en", between: string): string => codes.map(({ words }) => words[language]).join(between);
  const words = codes.length === 0 ? none : { ru: joined("ru", ", "), en: joined("en", ", ") };
  return { key, ru, en, value: codes.map(({ code }) => code), shown: { kind: "words", words } };
}

/** Life phases of a drive, in the words of ATOL's driver. */
export const DRIVE_PHASES: Readonly<Record<string, TwoLanguages>> = {
  init: { ru: "не настроен", en: "not configured" },
  configured: { ru: "готов к регистрации", en: "ready for registration" },
  fiscalMode: { ru: "фискальный режим", en: "fiscal mode" },
  postFiscalMode: { ru: "фискальный режим закрыт, документы передаются", en: "closed, documents are being sent" },
  accessArchive: { ru: "закрыт, чтение архива", en: "closed, the archive is read" },
};

const SHORT_WARNINGS: Readonly<Record<FnWarning, TwoLanguages>> = {
  "resource-3-days": { ru: "ресурс кончается через 3 дня", en: "ends in 3 days" },
  "resource-30-days": { ru: "ресурс кончается через 30 дней", en: "ends in 30 days" },
  "memory-90-percent": { ru: "память заполнена на 90 %", en: "memory 90 % full" },
  "ofd-ticket-overdue": { ru: "ОФД давно не подтверждает", en: "the OFD has not confirmed for long" },
  "critical-fault": { ru: "критическая ошибка", en: "critical fault" },
};

export function warningsFact(warnings: readonly FnWarning[]): ServiceFact {
  const codes = warnings.map((code) => ({ code, words: SHORT_WARNINGS[code] }));
  return codesFact("warnings", "Предупреждения", "warnings", codes, { ru: "нет", en: "none" });
}
