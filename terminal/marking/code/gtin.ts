import { gtinCheckDigit, isGtin } from "../../../device-drivers/scanner/ean.ts";

/** 14 digits with a right check digit. The catalogue finds the unit's EAN under it (barcodes are kept in one canonical form). */
export type Gtin14 = string & { readonly __brand: "Gtin14" };

export function asGtin14(digits: string): Gtin14 | null {
  return digits.length === 14 && isGtin(digits) ? (digits as Gtin14) : null;
}

/** 18 digits with a right check digit: serial shipping container code (SSCC). */
export function isSscc(digits: string): boolean {
  return digits.length === 18 && gtinCheckDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}
