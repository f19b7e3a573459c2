import { kopecks, mulDivRound, type Kopecks } from "../../../config/money.ts";
import { TAG } from "./tags.ts";
import type { VatCode } from "./drive-types.ts";

/** One VAT rate of the format: where its sums go and what the paper says. */
export interface VatCodeRow {
  readonly code: VatCode;
  readonly label: string;
  /** VAT = sum × percent / (100 + percent); null for the rates whose tag holds the turnover. */
  readonly percent: number | null;
  /** Tag of the receipt's own VAT sum; null when it goes into 1115. */
  readonly receiptTag: number | null;
  /** Tag in the counters of reports; the format gives the new rates none. */
  readonly counterTag: number | null;
}

/** Values of tag 1199 and the places of their sums: order ЕД-7-20/662@ in the edition of 2025. */
export const VAT_CODES: readonly VatCodeRow[] = [
  { code: 1, label: "НДС 20%", percent: 20, receiptTag: TAG.vat20, counterTag: TAG.totalVat20 },
  { code: 2, label: "НДС 10%", percent: 10, receiptTag: TAG.vat10, counterTag: TAG.totalVat10 },
  { code: 3, label: "НДС 20/120", percent: 20, receiptTag: TAG.vat20of120, counterTag: TAG.totalVat20of120 },
  { code: 4, label: "НДС 10/110", percent: 10, receiptTag: TAG.vat10of110, counterTag: TAG.totalVat10of110 },
  { code: 5, label: "НДС 0%", percent: null, receiptTag: TAG.turnover0, counterTag: TAG.totalTurnover0 },
  { code: 6, label: "БЕЗ НДС", percent: null, receiptTag: TAG.turnoverNoVat, counterTag: TAG.totalTurnoverNoVat },
  { code: 7, label: "НДС 5%", percent: 5, receiptTag: null, counterTag: null },
  { code: 8, label: "НДС 7%", percent: 7, receiptTag: null, counterTag: null },
  { code: 9, label: "НДС 5/105", percent: 5, receiptTag: null, counterTag: null },
  { code: 10, label: "НДС 7/107", percent: 7, receiptTag: null, counterTag: null },
  { code: 11, label: "НДС 22%", percent: 22, receiptTag: null, counterTag: null },
  { code: 12, label: "НДС 22/122", percent: 22, receiptTag: null, counterTag: null },
];

const BY_CODE: ReadonlyMap<number, VatCodeRow> = new Map(VAT_CODES.map((row) => [row.code, row]));

/** VAT contained in a gross sum, rounded half up; zero for the rates without a VAT sum. */
export function vatOf(sumKop: Kopecks, code: VatCode): Kopecks {
  const percent = BY_CODE.get(code)?.percent ?? null;
  return percent === null ? kopecks(0) : kopecks(mulDivRound(sumKop, percent, 100 + percent));
}
