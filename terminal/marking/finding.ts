import type { EpochMs } from "../../config/clock.ts";
import type { AppError } from "../../config/errors/index.ts";
import type { LocalDate } from "../../config/local-date.ts";
import type { GroupLaw } from "../../config/marking-law.ts";
import type { Kopecks } from "../../config/money.ts";
import type { DriveCodeCheck } from "../../fiscal/registrar.ts";
import type { MarkingGroup } from "../catalog/catalog-item.ts";
import type { CheckAnswer, CodeStatus } from "./check/marking-check.ts";
import type { MarkingCode } from "./code/marking-code.ts";
import type { MarkingSettings } from "./rules.ts";

export type MarkingVerdict = "allow" | "ask-senior" | "refuse";

/** The position that is about to be sold with the code. */
export interface MarkedSale {
  readonly code: MarkingCode;
  /** Group of the goods card; null when the card has none, then the answer's is taken. */
  readonly group: MarkingGroup | null;
  /** Unit price after all discounts. */
  readonly priceKop: Kopecks;
  readonly at: EpochMs;
  /** Not the whole piece is sold: goods by measure, a pour from a keg, a part of a pack. */
  readonly isPart?: boolean;
  /** The till's register knows a sale of the set whose unit this is. */
  readonly isSetSold?: boolean;
  /** Check in the fiscal drive; null or absent: not checked. */
  readonly drive?: DriveCodeCheck | null;
}

/** The position that is about to be taken back with the code. */
export interface MarkedReturn {
  readonly code: MarkingCode;
  readonly group: MarkingGroup | null;
  readonly at: EpochMs;
  /** Does the shop know a sale of this code? Null: it was not looked up. */
  readonly soldHere: boolean | null;
  readonly drive?: DriveCodeCheck | null;
}

/** What one row of a table found. `allow` is a remark for the journal. */
export interface Finding {
  readonly verdict: MarkingVerdict;
  readonly error: AppError;
}

/** What the rows of a sale look at. `status` is null when nothing was answered about the code. */
export interface SaleCase {
  readonly sale: MarkedSale;
  readonly group: MarkingGroup | null;
  /** What the law knows of the group; null: nothing. */
  readonly groupLaw: GroupLaw | null;
  readonly date: LocalDate;
  readonly answer: CheckAnswer;
  readonly status: CodeStatus | null;
  readonly settings: MarkingSettings;
}

/** A row of a decision table: what it is about, and what it says of a case; null: nothing. */
export interface Row<Case> {
  readonly about: string;
  readonly find: (each: Case) => Finding | null;
}

export function findAll<Case>(rows: readonly Row<Case>[], each: Case): readonly Finding[] {
  return rows.map(({ find }) => find(each)).filter((found) => found !== null);
}

export const VERDICT_RANKS: Readonly<Record<MarkingVerdict, number>> = { allow: 0, "ask-senior": 1, refuse: 2 };

export function refuse(error: AppError): Finding {
  return { verdict: "refuse", error };
}

export function askSenior(error: AppError): Finding {
  return { verdict: "ask-senior", error };
}

export function remark(error: AppError): Finding {
  return { verdict: "allow", error };
}
