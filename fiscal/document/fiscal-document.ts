import type { EpochMs } from "../../config/clock.ts";
import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";

/** What a receipt does: приход, возврат прихода, расход (the shop buys from a person), возврат расхода. */
export type ReceiptKind = "sale" | "refund" | "purchase" | "purchase-refund";

/** Settlement method (признак способа расчёта, tag 1214), value as in the format. */
export type SettlementMethod = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Industry attribute of a position (отраслевой реквизит, tags 1260: 1262, 1263, 1264, 1265). */
export interface IndustryAttribute {
  readonly foivId: string; // 1262, "030"
  readonly date: string; // 1263, "21.11.2023"
  readonly number: string; // 1264, "1944"
  readonly value: string; // 1265, "UUID=…&Time=…"
}

/** Numerator and denominator of a part of a marked piece (tags 1293, 1294): as the parts are counted, 2 of 10 and not 1 of 5. */
export interface PieceFraction {
  readonly numerator: number;
  readonly denominator: number;
}

export interface FiscalMarking {
  /** Full marking code as scanned, GS kept, no AIM prefix; base64 of the bytes. */
  readonly codeBase64: string;
  /** Planned status (tag 2003) for the check in the fiscal drive: 1 piece sold, 3 piece returned. */
  readonly plannedStatus: 1 | 2 | 3 | 4;
  /** Part of a marked piece (tag 1291), where the position is one such part: measure 0, quantity 1, price and sum of the part. */
  readonly fraction?: PieceFraction;
  /**
   * How the check of the code before the sale ended (разрешительный режим, or its emergency mode, which accepts). Absent: nobody checked
   * it, as in returns. Not the drive's own check, which the registrar makes with the document (2106).
   */
  readonly check?: MarkingCheckDecision;
}

export type MarkingCheckDecision = "accepted" | "refused";

/** On whose behalf a position is sold (признак агента, tag 1222), one bit of the format. */
export type AgentKind =
  | "bank-paying-agent"
  | "bank-paying-subagent"
  | "paying-agent"
  | "paying-subagent"
  | "attorney"
  | "commission-agent"
  | "another";

/** Agent position (агентская позиция): tags 1222, 1223, 1224, 1226. Phones as +7XXXXXXXXXX. */
export interface FiscalAgent {
  readonly kind: AgentKind;
  /** Supplier (поставщик): 1225, 1226, 1171. INN "000000000000" when there is no Russian one. */
  readonly supplier: { readonly name?: string; readonly inn: string; readonly phones?: readonly string[] };
  /** Paying agent: 1044 operation, 1073 phones. */
  readonly payingAgent?: { readonly operation?: string; readonly phones?: readonly string[] };
  /** Operator that receives payments: 1074 phones. */
  readonly receiver?: { readonly phones: readonly string[] };
  /** Money-transfer operator: 1026, 1016, 1005, 1075. */
  readonly transfer?: { readonly name?: string; readonly inn?: string; readonly address?: string; readonly phones?: readonly string[] };
}

/** Buyer (покупатель): 1227, 1228 before ФФД 1.2, inside 1256 since. A business buyer has name and INN. */
export interface FiscalBuyer {
  readonly name: string;
  readonly inn?: string;
  /** 1243, DD.MM.YYYY. */
  readonly birthDate?: string;
  /** 1244, three digits of ОКСМ. */
  readonly citizenship?: string;
  /** 1245: 21 passport… and 1246. */
  readonly identity?: { readonly kind: string; readonly data: string };
  /** 1254. */
  readonly address?: string;
}

/** Makes a receipt a correction receipt (чек коррекции): tags 1173, 1174 { 1177, 1178, 1179 }. */
export interface Correction {
  /** 1173: by own decision (самостоятельно) or by order of the tax office (по предписанию). */
  readonly basis: "own" | "order";
  /** 1178: day of the corrected settlement, YYYY-MM-DD. */
  readonly correctedOn: string;
  /** 1179: number of the order; only with `order`. */
  readonly orderNumber?: string;
  /** 1177: description, before ФФД 1.2 only. */
  readonly description?: string;
  /** Fiscal sign of the document that was wrong; written as 1192 (letter of the FNS on ФФД 1.1 and 1.2). */
  readonly correctedFiscalSign?: string;
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
  /** Whole excise stamp (акцизная марка) of the one bottle, as scanned; its part becomes the code of goods (1162, 1163). */
  readonly stamp?: string;
  readonly industry?: IndustryAttribute;
  readonly agent?: FiscalAgent;
  /** 1191: additional attribute of the position, at most 64 characters. */
  readonly extra?: string;
  /** 1229: excise in the price. */
  readonly exciseKop?: Kopecks;
  /** 1230: country of origin, three digits of ОКСМ. */
  readonly countryCode?: string;
  /** 1231: number of the customs declaration. */
  readonly customsDeclaration?: string;
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

/** A receipt (кассовый чек) or, with `correction`, a correction receipt. */
export interface FiscalReceipt {
  readonly kind: ReceiptKind;
  readonly correction?: Correction;
  /**
   * Our own tag, at most 16 characters of A–Z 0–9: how a document is recognised after a lost answer. Written as 1192; in a
   * correction, whose 1192 names the wrong document, as 1084 (`own-tag.ts`).
   */
  readonly ownTag: string;
  readonly cashier: Cashier;
  /** Tag 1008: phone or e-mail for the electronic receipt. */
  readonly buyerContact?: string;
  /** Tag 1117: e-mail of the sender, for registrars that don't add the one of their registration. */
  readonly senderEmail?: string;
  /** `none`: the buyer has the receipt electronically (1008) and no paper is printed. Absent: printed. */
  readonly paper?: "print" | "none";
  readonly buyer?: FiscalBuyer;
  /** Tag 1261: industry attribute of the whole receipt. */
  readonly industry?: IndustryAttribute;
  /** Tag 1084 { 1085, 1086 }: attribute of the user; not in a correction, where `ownTag` takes its place. */
  readonly userAttribute?: { readonly name: string; readonly value: string };
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
  /** The document is in the drive, but its paper is not out (paper ended, cover open): `Registrar.finishPrinting` prints it. */
  readonly isPrintOwed: boolean;
}
