import type { ErrorDetails } from "../../config/errors/index.ts";
import type { LocalDate } from "../../config/local-date.ts";
import { VAT_PAYERS, VAT_RATES } from "../../config/contract/vat.ts";
import type { TaxSystem } from "../../config/contract/vat.ts";
import { VAT_RATE_INFO } from "./vat.ts";

/** Whom a date concerns. Everything absent: everybody. */
export interface LawDateConcern {
  /** Only registrars registered with one of these. */
  readonly taxSystems?: readonly TaxSystem[];
  readonly sellsMarkedGoods?: true;
}

/** A day from which a rule of the law is another one than before. */
export interface LawDate {
  readonly date: LocalDate;
  /** Text in the error catalogue. */
  readonly code: "FIS651" | "FIS652" | "FIS653";
  readonly details: ErrorDetails;
  readonly concern: LawDateConcern;
  readonly source: string;
}

const SIMPLIFIED: readonly TaxSystem[] = ["usn-income", "usn-income-outcome"];

/** From the table of rates: calculated rates (22/122) begin with theirs and are not told apart. */
const RATE_DATES: readonly LawDate[] = VAT_RATES.map((rate) => VAT_RATE_INFO[rate])
  .filter(({ calculated, percent, from }) => !calculated && percent > 0 && from >= "2025-01-01")
  .map(({ name, from, percent }) => ({
    date: from,
    code: "FIS651" as const,
    details: { rate: name },
    concern: { taxSystems: percent === 5 || percent === 7 ? SIMPLIFIED : [...VAT_PAYERS, ...SIMPLIFIED] },
    source: percent === 22 ? "425-ФЗ of 28.11.2025" : "176-ФЗ of 12.07.2024",
  }));

/** Known dates, oldest first. A rule without a fixed day has no place here. */
export const LAW_DATES: readonly LawDate[] = [
  ...RATE_DATES,
  ...(
    [
      ["2026-01-01", 20],
      ["2027-01-01", 15],
      ["2028-01-01", 10],
    ] as const
  ).map(([date, limit]) => ({
    date,
    code: "FIS652" as const,
    details: { limit },
    concern: { taxSystems: SIMPLIFIED },
    // [memory]: the amounts and years of the transition were not read in the law's text.
    source: "425-ФЗ of 28.11.2025 [memory]",
  })),
  {
    date: "2026-03-01",
    code: "FIS653" as const,
    details: {},
    concern: { sellsMarkedGoods: true as const },
    source: "pages of the marking operator, December 2025",
  },
].toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
