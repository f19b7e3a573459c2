import type { TaxSystem } from "../config/contract/vat.ts";
import { appError } from "../config/errors/index.ts";
import type { AppError } from "../config/errors/index.ts";
import { TAX_SYSTEM_INFO } from "./document/tax-system.ts";
import type { Registration } from "./registrar.ts";

/** What the till's configuration says of the owner of a registrar. */
export interface ExpectedRegistration {
  readonly inn: string;
  readonly taxSystems: readonly TaxSystem[];
  readonly ffd: "1.05" | "1.1" | "1.2";
}

/**
 * Where configuration and registration (отчёт о регистрации) differ: receipts of another legal entity, of a tax system that the tax office
 * was not told of, or checked against another format version. Empty when they agree. Codes FIS616–FIS618.
 */
export function registrationMisfits(registration: Registration, expected: ExpectedRegistration): AppError[] {
  const found: AppError[] = [];
  if (registration.inn.trim() !== expected.inn)
    found.push(appError("FIS616", { registered: registration.inn.trim(), configured: expected.inn }));
  const unknown = expected.taxSystems.filter((system) => !registration.taxSystems.includes(system));
  if (unknown.length > 0) found.push(appError("FIS617", { taxSystems: unknown.map((system) => TAX_SYSTEM_INFO[system].name).join(", ") }));
  if (registration.ffd !== expected.ffd) found.push(appError("FIS618", { registered: registration.ffd, configured: expected.ffd }));
  return found;
}
