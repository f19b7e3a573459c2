import { VAT_RATES } from "../../config/contract/vat.ts";
import type { VatRate } from "../../config/contract/vat.ts";
import type { LocalDate } from "../../config/local-date.ts";
import { kopecks, mulDivRound, sumKop } from "../../config/money.ts";
import type { Kopecks } from "../../config/money.ts";
import { assertInvariant } from "../../config/result.ts";
import { encodeTlv, encodeVln } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";

/** Where the receipt's sum of a rate is written: a flat tag of its own, or one 1119 inside the container 1115. */
export type VatSumTag = 1102 | 1103 | 1104 | 1105 | 1106 | 1107 | 1115;

export interface VatRateInfo {
  /** Tag 1199. */
  readonly code: number;
  /** As printed. */
  readonly name: string;
  /** VAT = gross × percent / (100 + percent). */
  readonly percent: number;
  /** Rate out of the gross amount (расчетная ставка), for advances and prepayments. */
  readonly calculated: boolean;
  readonly sumTag: VatSumTag;
  readonly from: LocalDate;
  /** Last day of ordinary use, or null. */
  readonly until: LocalDate | null;
}

/**
 * VAT rates (ставки НДС) with the codes of tag 1199 and the tags of the receipt's sums (order ЕД-7-20/662@, edition of
 * 26.03.2025). Dates: 20 % from 2019 (303-ФЗ), 5 % and 7 % from 2025 (176-ФЗ), 22 % instead of 20 % from 2026 (425-ФЗ).
 */
export const VAT_RATE_INFO: Readonly<Record<VatRate, VatRateInfo>> = {
  "20": { code: 1, name: "20%", percent: 20, calculated: false, sumTag: 1102, from: "2019-01-01", until: "2025-12-31" },
  "10": { code: 2, name: "10%", percent: 10, calculated: false, sumTag: 1103, from: "2004-01-01", until: null },
  "20/120": { code: 3, name: "20/120", percent: 20, calculated: true, sumTag: 1106, from: "2019-01-01", until: "2025-12-31" },
  "10/110": { code: 4, name: "10/110", percent: 10, calculated: true, sumTag: 1107, from: "2004-01-01", until: null },
  "0": { code: 5, name: "0%", percent: 0, calculated: false, sumTag: 1104, from: "2004-01-01", until: null },
  none: { code: 6, name: "без НДС", percent: 0, calculated: false, sumTag: 1105, from: "2004-01-01", until: null },
  "5": { code: 7, name: "5%", percent: 5, calculated: false, sumTag: 1115, from: "2025-01-01", until: null },
  "7": { code: 8, name: "7%", percent: 7, calculated: false, sumTag: 1115, from: "2025-01-01", until: null },
  "5/105": { code: 9, name: "5/105", percent: 5, calculated: true, sumTag: 1115, from: "2025-01-01", until: null },
  "7/107": { code: 10, name: "7/107", percent: 7, calculated: true, sumTag: 1115, from: "2025-01-01", until: null },
  "22": { code: 11, name: "22%", percent: 22, calculated: false, sumTag: 1115, from: "2026-01-01", until: null },
  "22/122": { code: 12, name: "22/122", percent: 22, calculated: true, sumTag: 1115, from: "2026-01-01", until: null },
};

/** Tag 1199. */
export function vatCode(rate: VatRate): number {
  return VAT_RATE_INFO[rate].code;
}

export function vatRateByCode(code: number): VatRate | null {
  return VAT_RATES.find((rate) => VAT_RATE_INFO[rate].code === code) ?? null;
}

/**
 * May the rate stand in a document of this day? A rate that ended stays right where an older deal is continued: a return of
 * goods sold under it and the payment of a credit given under it (FNS explanations of December 2025 and February 2026).
 */
export function isVatRateValid(rate: VatRate, date: LocalDate, continuesOlderDeal: boolean): boolean {
  const { from, until } = VAT_RATE_INFO[rate];
  return date >= from && (until === null || date <= until || continuesOlderDeal);
}

/** The general rate of the day; null before 2019. */
export function generalVatRate(date: LocalDate): VatRate | null {
  return (["22", "20"] as const).find((rate) => isVatRateValid(rate, date, false)) ?? null;
}

const CALCULATED: Partial<Readonly<Record<VatRate, VatRate>>> = {
  "5": "5/105",
  "7": "7/107",
  "10": "10/110",
  "20": "20/120",
  "22": "22/122",
};

/** The rate of money that comes before or after the goods; what has no tax, and what is calculated already, stays. */
export function calculatedRate(rate: VatRate): VatRate {
  return CALCULATED[rate] ?? rate;
}

/** The rate of the goods that a calculated one was for. */
export function plainRate(rate: VatRate): VatRate {
  return VAT_RATES.find((plain) => CALCULATED[plain] === rate) ?? rate;
}

/** VAT inside a sum that includes it, rounded half up to the kopeck. The ordinary and the calculated rate give the same sum. */
export function vatOf(sumKop: Kopecks, rate: VatRate): Kopecks {
  assertInvariant(sumKop >= 0, `VAT of a negative sum ${sumKop}`);
  const { percent } = VAT_RATE_INFO[rate];
  return percent === 0 ? kopecks(0) : kopecks(mulDivRound(sumKop, percent, 100 + percent));
}

export interface VatTotal {
  readonly rate: VatRate;
  /** Sum of the lines of this rate, VAT included. */
  readonly turnoverKop: Kopecks;
  readonly vatKop: Kopecks;
}

export interface VatLine {
  readonly sumKop: Kopecks;
  readonly vat: VatRate;
}

/**
 * Sums by rate, in the order of the codes of tag 1199. VAT is computed per position (tag 1200) and added up, as registrars do by
 * default; a registrar set to another way may differ by kopecks, and then its own number is the one to print and upload.
 */
export function vatTotals(lines: readonly VatLine[]): VatTotal[] {
  const rates = VAT_RATES.filter((rate) => lines.some((line) => line.vat === rate)).toSorted((a, b) => vatCode(a) - vatCode(b));
  return rates.map((rate) => {
    const own = lines.filter((line) => line.vat === rate);
    return { rate, turnoverKop: sumKop(own.map((line) => line.sumKop)), vatKop: sumKop(own.map((line) => vatOf(line.sumKop, rate))) };
  });
}

/** Tags 1102–1107 and 1115 { 1119 { 1199, 1120 } } of a receipt. 0 % and "without VAT" carry the turnover, all others the tax. */
export function vatTotalsTlv(totals: readonly VatTotal[]): TlvItem[] {
  const flat: TlvItem[] = [];
  const inContainer: TlvItem[] = [];
  for (const { rate, turnoverKop, vatKop } of totals) {
    const { sumTag, code } = VAT_RATE_INFO[rate];
    if (sumTag === 1115) {
      const value = encodeTlv([
        { tag: 1199, value: Uint8Array.of(code) },
        { tag: 1120, value: encodeVln(vatKop) },
      ]);
      inContainer.push({ tag: 1119, value });
    } else {
      flat.push({ tag: sumTag, value: encodeVln(sumTag === 1104 || sumTag === 1105 ? turnoverKop : vatKop) });
    }
  }
  // Note of table 11.2: with sums in 1115 only, a 1104 of zero stands beside it and is not printed.
  if (inContainer.length > 0 && flat.length === 0) flat.push({ tag: 1104, value: encodeVln(0) });
  if (inContainer.length > 0) flat.push({ tag: 1115, value: encodeTlv(inContainer) });
  return flat.toSorted((a, b) => a.tag - b.tag);
}
