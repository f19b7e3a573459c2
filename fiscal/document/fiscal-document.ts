import type { EpochMs } from "../../config/clock.ts";
import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";

/** Settlement method (признак способа расчёта, tag 1214), value as in the format. */
export type SettlementMethod = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Industry attribute of a position (отраслевой реквизит, tags 1260: 1262, 1263, 1264, 1265). */
export interface IndustryAttribute {
  readonly foivId: string; // 1262, "030"
  readonly date: string; // 1263, "21.11.2023"
  readonly number: string; // 1264, "1944"
  readonly value: string; // 1265, "UUID=…&Time=…"
}

export interface FiscalMarking {
  /** Full marking code as scanned, GS kept, no AIM prefix; base64 of the bytes. */
  readonly codeBase64: string;
  /** Planned status (tag 2003) for the check in the fiscal drive: 1 piece sold, 3 piece returned. */
  readonly plannedStatus: 1 | 2 | 3 | 4;
}

/** One position as it is written (tag 1059). Price and sum are after all discounts, with VAT. */
export interface FiscalLine {
  readonly name: string;
  readonly priceKop: Kopecks;
  readonly quantity: Quantity;
  readonly sumKop: Kopecks;
  readonly vat: VatRate;
  readonly method: SettlementMethod;
  /** Item kind (признак предмета расчёта, tag 1212): 1 goods, 33 marked goods with code… */
  readonly subject: number;
  /** Unit of measure (tag 2108): 0 piece, 11 kilogram… */
  readonly measure: number;
  readonly department: number;
  readonly marking?: FiscalMarking;
  readonly industry?: IndustryAttribute;
}

/** Tags 1031, 1081, 1215, 1216, 1217. Cash is what stays in the drawer (change already taken off). */
export interface FiscalPayments {
  readonly cashKop: Kopecks;
  readonly electronicKop: Kopecks;
  readonly prepaidKop: Kopecks;
  readonly creditKop: Kopecks;
  readonly counterKop: Kopecks;
}

export interface Cashier {
  /** Tag 1021: position and surname. */
  readonly name: string;
  /** Tag 1203. */
  readonly inn?: string;
}

/** A receipt (кассовый чек): sale (приход) or sale return (возврат прихода). */
export interface FiscalReceipt {
  readonly kind: "sale" | "refund";
  /** Our own tag, written as 1192, at most 16 characters of A–Z 0–9: how a document is recognised after a lost answer. */
  readonly ownTag: string;
  readonly cashier: Cashier;
  /** Tag 1008: phone or e-mail for the electronic receipt. */
  readonly buyerContact?: string;
  readonly taxSystem: TaxSystem;
  readonly lines: readonly FiscalLine[];
  readonly payments: FiscalPayments;
  /** Cash actually handed over (≥ payments.cashKop); printed with the change. */
  readonly cashGivenKop: Kopecks;
  readonly totalKop: Kopecks;
  /** Non-fiscal lines printed above the positions or below the total (loyalty, card slip); CP866 text. */
  readonly footer: readonly string[];
}

export type FiscalDocument =
  | { readonly kind: "receipt"; readonly receipt: FiscalReceipt }
  | { readonly kind: "open-shift"; readonly cashier: Cashier }
  | { readonly kind: "close-shift"; readonly cashier: Cashier }
  | { readonly kind: "x-report" }
  | { readonly kind: "cash-in" | "cash-out"; readonly amountKop: Kopecks; readonly cashier: Cashier };

/** What the registrar wrote, read back from it. */
export interface Registered {
  /** Fiscal document number (номер ФД, tag 1040); null for documents that the fiscal drive does not keep (X, cash in, cash out). */
  readonly fdNumber: number | null;
  /** Fiscal sign (ФПД) as the decimal number printed in the QR; null as above. */
  readonly fiscalSign: string | null;
  /** Serial number of the fiscal drive (ФН, tag 1041). */
  readonly fnSerial: string;
  readonly at: EpochMs;
  readonly shiftNumber: number;
  /** Tag 1196; null for documents without one. */
  readonly qr: string | null;
}
