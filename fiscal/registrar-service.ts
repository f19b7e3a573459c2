import type { EpochMs } from "../config/clock.ts";
import type { AppError } from "../config/errors/index.ts";
import type { Result } from "../config/result.ts";
import type { Cashier } from "./document/fiscal-document.ts";

export type TwoLanguages = Readonly<Record<"ru" | "en", string>>;

/**
 * One line of what a registrar tells a technician. `key` (camelCase) and `value` are for programs and know no language: a number, a
 * yes or no, a code, a time as ISO 8601 in UTC, a date, text of the device. `ru` and `en` name the fact for people.
 */
export interface ServiceFact {
  readonly key: string;
  readonly ru: string;
  readonly en: string;
  readonly value: string | number | boolean | null | readonly string[];
  /** How people read `value`; absent: as it stands. */
  readonly shown?:
    | { readonly kind: "time"; readonly at: EpochMs }
    | { readonly kind: "date" }
    | { readonly kind: "words"; readonly words: TwoLanguages };
}

/** A field of a settings table with its value in row `row`. */
export interface TableField {
  readonly row: number;
  readonly field: number;
  readonly name: string;
  readonly kind: "number" | "text";
  /** Bytes of a number, longest text. */
  readonly size: number;
  /** Numbers only. */
  readonly min: number | null;
  readonly max: number | null;
  readonly value: number | string;
}

export interface SettingsTable {
  readonly table: number;
  readonly name: string;
  readonly rows: number;
  readonly fields: number;
}

/** Settings kept in numbered tables (таблицы настроек): Shtrih-M; ATOL's numbered settings fit as one table of one row. */
export interface RegistrarTables {
  list(): Promise<Result<readonly SettingsTable[], AppError>>;
  /** All fields of all rows. Error FIS363: there is no such table. */
  read(table: number): Promise<Result<readonly TableField[], AppError>>;
  /** Writes one value, given as people write it, and reads it back. Errors FIS363, FIS364 (does not fit the field). */
  write(table: number, row: number, field: number, value: string): Promise<Result<TableField, AppError>>;
}

/** Report on the current state of settlements (отчёт о текущем состоянии расчётов), a document of the drive. */
export interface StateReport {
  readonly fdNumber: number;
  readonly fiscalSign: string;
  /** Documents that the OFD has not confirmed (tag 1097). */
  readonly unsent: number | null;
}

/**
 * What technicians need beyond `Registrar`, in the family's own words. A family implements what it has; what it has not is
 * absent. Nothing here but `stateReport` makes a fiscal document.
 */
export interface RegistrarService {
  /** Model, serial number, versions of firmware, network, link counters. */
  info(): Promise<Result<readonly ServiceFact[], AppError>>;
  /** The fiscal drive: number, phase, shift, resources, validity. */
  drive(): Promise<Result<readonly ServiceFact[], AppError>>;
  /** Exchange with the OFD: address, queue, oldest unsent document. */
  ofd(): Promise<Result<readonly ServiceFact[], AppError>>;
  /** The OFD's confirmation (подтверждение ОФД) of a document; null when there is none. */
  ofdTicket?(fdNumber: number): Promise<Result<readonly ServiceFact[] | null, AppError>>;
  /** One request in the family's own language (Shtrih-M: hex, ATOL: JSON) and its answer. Not checked: it may change anything. */
  raw(request: string): Promise<Result<string, AppError>>;
  readonly tables?: RegistrarTables;
  /** Sets the registrar's clock to ours when the registrar allows it now. Gives both clocks as they were before. */
  syncClock(): Promise<Result<{ readonly before: EpochMs; readonly ours: EpochMs; readonly isChanged: boolean }, AppError>>;
  /** Cancels a document left open; never one that is registered. */
  cancelOpenDocument(): Promise<Result<"nothing-open" | "cancelled", AppError>>;
  /** Shtrih-M: only with the shift closed (FIS371); ATOL: at any time. After a lost answer the drive's last document tells whether it was made; it is never made twice by itself. */
  stateReport(cashier: Cashier): Promise<Result<StateReport, AppError>>;
  reboot?(): Promise<Result<void, AppError>>;
}
