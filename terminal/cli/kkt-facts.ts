import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { RegistrarService, ServiceFact } from "../../fiscal/registrar-service.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import type { Language } from "./command.ts";
import { localDateText, type LocalTime } from "./local-time.ts";

/** What technicians ask goes through an optional interface: a family that does not offer it says FIS361. */
export function serviceOf(registrar: Registrar): Result<RegistrarService, AppError> {
  return registrar.service === undefined ? err(appError("FIS361")) : ok(registrar.service);
}

/** Lines for people: name, value. */
export function factLines(facts: readonly ServiceFact[], language: Language, localTime: LocalTime): string {
  const names = facts.map((fact) => fact[language]);
  const width = Math.max(0, ...names.map((name) => name.length));
  return facts.map((fact, i) => `${(names[i] ?? "").padEnd(width)}  ${valueText(fact, language, localTime)}`.trimEnd()).join("\n");
}

/** The same for machines. */
export function factData(facts: readonly ServiceFact[]): Record<string, ServiceFact["value"]> {
  return Object.fromEntries(facts.map(({ key, value }) => [key, value]));
}

function valueText({ value, shown }: ServiceFact, language: Language, localTime: LocalTime): string {
  switch (shown?.kind) {
    case "time":
      return localTime(shown.at);
    case "date":
      return localDateText(String(value));
    case "words":
      return shown.words[language];
    case undefined:
      if (value === null || value === "") return "–";
      if (typeof value === "boolean") return language === "ru" ? (value ? "да" : "нет") : value ? "yes" : "no";
      return String(value);
  }
}
