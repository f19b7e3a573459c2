import type { TaxSystem } from "../../config/contract/vat.ts";
import { TAX_SYSTEMS } from "../../config/contract/vat.ts";

/**
 * Tax systems (системы налогообложения): one bit in tag 1055 of a receipt, a mask in tag 1062 of the registration report
 * (order ЕД-7-20/662@). Bit 8 was ЕНВД, abolished on 2021-01-01; old registrations can still carry it.
 */
export interface TaxSystemInfo {
  readonly bit: number;
  /** Short name as printed. */
  readonly name: string;
}

export const TAX_SYSTEM_INFO: Readonly<Record<TaxSystem, TaxSystemInfo>> = {
  osn: { bit: 1, name: "ОСН" },
  "usn-income": { bit: 2, name: "УСН доход" },
  "usn-income-outcome": { bit: 4, name: "УСН доход - расход" },
  esn: { bit: 16, name: "ЕСХН" },
  patent: { bit: 32, name: "ПСН" },
};

/** Tag 1055. */
export function taxSystemBit(system: TaxSystem): number {
  return TAX_SYSTEM_INFO[system].bit;
}

/** The system of tag 1055; null for a mask, for ЕНВД and for anything unknown. */
export function taxSystemOfBit(bit: number): TaxSystem | null {
  return TAX_SYSTEMS.find((system) => TAX_SYSTEM_INFO[system].bit === bit) ?? null;
}

/** The systems in tag 1062, in the order of their bits; bits without a living system are passed over. */
export function taxSystemsOfMask(mask: number): TaxSystem[] {
  return TAX_SYSTEMS.filter((system) => (mask & TAX_SYSTEM_INFO[system].bit) !== 0);
}

export function taxSystemMask(systems: readonly TaxSystem[]): number {
  return systems.reduce((mask, system) => mask | TAX_SYSTEM_INFO[system].bit, 0);
}
