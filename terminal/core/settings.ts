import type { Role } from "../../config/contract/view.ts";
import type { TaxSystem } from "../../config/contract/vat.ts";
import type { Kopecks, Quantity } from "../../config/money.ts";
import type { Ffd } from "../../fiscal/document/tags.ts";
import type { ProgrammeSettings } from "../loyalty/programme.ts";

/** What the decisions need of the configuration; plain data. */
export interface TillSettings {
  readonly tillId: string;
  readonly shopId: string;
  /** Largest discount by hand that a role may give, in basis points. */
  readonly discountLimitBasisPoints: Readonly<Record<Role, number>>;
  /** Format version of the registrar (tag 1209): what a document is checked against before money is taken. */
  readonly ffd: Ffd;
  /** Of the shop, for dates of the law; in minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  readonly permittedTaxSystems: readonly TaxSystem[] | null;
  /** Positions in one receipt; the registrar's memory sets the limit. */
  readonly positionLimit: number;
  readonly quantityLimit: Quantity;
  readonly holdLimit: number;
  /** Cash over the sum due that is still believed; more is a slip of the finger. */
  readonly changeLimitKop: Kopecks;
  readonly hasCardTerminal: boolean;
  readonly loyalty: ProgrammeSettings | null;
  /** Printed above the totals of each receipt. */
  readonly receiptFooter: readonly string[];
}

/** Documents that may wait for the registrar while the next receipt is already being scanned. */
export const WAITING_DOCUMENTS_MAX = 2;

/** Lost answers in a row after which a document waits for a person instead of being tried again. */
export const FISCAL_ATTEMPTS_MAX = 3;
