import type { Role } from "../../config/contract/view.ts";
import type { TaxSystem, VatRate } from "../../config/contract/vat.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";
import type { SaleRules } from "../alcohol/sale-rules.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import type { ProgrammeSettings } from "../loyalty/programme.ts";

/** A legal entity (юридическое лицо) that sells at this till. Its registrar has the same id: one ККТ belongs to one user. */
export interface SellerSettings {
  readonly id: string;
  /** As registered. */
  readonly organisation: string;
  readonly inn: string;
  /** Format version of its registrar (tag 1209): what a document is checked against before money is taken. */
  readonly ffd: Ffd;
  readonly permittedTaxSystems: readonly TaxSystem[] | null;
}

/** What the decisions need of the configuration; plain data. */
export interface TillSettings {
  readonly tillId: string;
  readonly shopId: string;
  /** Largest discount by hand that a role may give, in basis points. */
  readonly discountLimitBasisPoints: Readonly<Record<Role, number>>;
  /** At least one; the first is the till's own organisation, with the registrar `MAIN_REGISTRAR`. */
  readonly sellers: readonly [SellerSettings, ...SellerSettings[]];
  /** Of the shop, for dates of the law; in minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  /** Positions in one receipt; the registrar's memory sets the limit. */
  readonly positionLimit: number;
  /** Goods scanned while the shift is closed open it. */
  readonly openShiftWithFirstSale: boolean;
  readonly quantityLimit: Quantity;
  readonly holdLimit: number;
  /** A marked position whose code was accepted is struck out by the code of the piece that is put aside. */
  readonly voidMarkedByScan: boolean;
  /** Marked pieces that come back by receipt are scanned. */
  readonly refundMarkedByScan: boolean;
  /** Days that a keg may stay on tap. */
  readonly kegDays: number;
  /** Cash over the sum due that is still believed; more is a slip of the finger. */
  readonly changeLimitKop: Kopecks;
  readonly cashRounding: "none" | "rouble-down";
  /** Rate of advances and certificates; null: the general rate of the day under ОСН and ЕСХН, none under other systems. */
  readonly advanceVat: VatRate | null;
  /** Tag 1117; null: the registrar has it from its registration. */
  readonly senderEmail: string | null;
  readonly hasCardTerminal: boolean;
  /** A checking service is there: it is asked about returned codes too. Absent: codes of refunds are taken as they are. */
  readonly checksReturnedCodes?: boolean;
  readonly loyalty: ProgrammeSettings | null;
  /** Sale of alcohol by EGAIS; absent or null: no UTM, no stamped alcohol. */
  readonly alcohol?: { readonly beerCheque: "none" | "nopdf"; readonly stampInReceipt?: boolean } | null;
  /** Hours, prices and ages of what is not sold to everybody. */
  readonly saleRules: SaleRules;
  /** Printed above the totals of each receipt. */
  readonly receiptFooter: readonly string[];
}

/** Documents that may wait for the registrar while the next receipt is already being scanned. */
export const WAITING_DOCUMENTS_MAX = 2;

/** Lost answers in a row after which a document waits for a person instead of being tried again. */
export const FISCAL_ATTEMPTS_MAX = 3;
