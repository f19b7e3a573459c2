/** VAT rate (ставка НДС) of a position. Codes of tag 1199 and device bytes live in the law's data tables (fiscal/document). */
export type VatRate = "none" | "0" | "5" | "7" | "10" | "20" | "22" | "5/105" | "7/107" | "10/110" | "20/120" | "22/122";

/** Tax system (система налогообложения, tag 1055). */
export type TaxSystem = "osn" | "usn-income" | "usn-income-outcome" | "esn" | "patent";

export const VAT_RATES: readonly VatRate[] = ["none", "0", "5", "7", "10", "20", "22", "5/105", "7/107", "10/110", "20/120", "22/122"];
export const TAX_SYSTEMS: readonly TaxSystem[] = ["osn", "usn-income", "usn-income-outcome", "esn", "patent"];

/** Rates that only payers of УСН have (Tax Code, article 164 § 8), and what is calculated of them. */
const RATES_OF_USN: ReadonlySet<VatRate> = new Set(["5", "7", "5/105", "7/107"]);
/** Who pays VAT at the general rate unless freed from it, which the configuration then says (Tax Code, articles 143, 145; ЕСХН since 2019). */
export const VAT_PAYERS: ReadonlySet<TaxSystem> = new Set(["osn", "esn"]);
const USN: ReadonlySet<TaxSystem> = new Set(["usn-income", "usn-income-outcome"]);

/** May a seller under this tax system have the rate? A patent frees from VAT (Tax Code, article 346.43 § 11). */
export function isRateOfSystem(rate: VatRate, taxSystem: TaxSystem): boolean {
  if (taxSystem === "patent") return rate === "none";
  return !RATES_OF_USN.has(rate) || USN.has(taxSystem);
}
