import { appError } from "../../config/errors/index.ts";
import type { AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { RegistrarService, ServiceFact } from "../../fiscal/registrar-service.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import type { Language } from "./command.ts";

/** What technicians ask goes through an optional interface: a family that does not offer it says FIS361. */
export function serviceOf(registrar: Registrar): Result<RegistrarService, AppError> {
  return registrar.service === undefined ? err(appError("FIS361", { what: "service" })) : ok(registrar.service);
}

/** Lines for people: name, value. */
export function factLines(facts: readonly ServiceFact[], language: Language): string {
  const names = facts.map((fact) => fact[language]);
  const width = Math.max(0, ...names.map((name) => name.length));
  return facts.map(({ value }, i) => `${(names[i] ?? "").padEnd(width)}  ${valueText(value, language)}`.trimEnd()).join("\n");
}

/** The same for machines. */
export function factData(facts: readonly ServiceFact[]): Record<string, ServiceFact["value"]> {
  return Object.fromEntries(facts.map(({ key, value }) => [key, value]));
}

function valueText(value: ServiceFact["value"], language: Language): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return language === "ru" ? (value ? "да" : "нет") : value ? "yes" : "no";
  return String(value);
}
