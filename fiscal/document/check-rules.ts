import type { TaxSystem } from "../../config/contract/vat.ts";
import type { LocalDate } from "../../config/local-date.ts";
import type { AgentKind } from "./fiscal-document.ts";
import type { Ffd } from "./tags.ts";

export interface LineRules {
  readonly ffd: Ffd;
  /** Day of the document at the till. */
  readonly date: LocalDate;
  /** Of the registration; what is absent is not checked. */
  readonly permittedAgents?: readonly AgentKind[];
  readonly sellsExcise?: boolean;
  readonly sellsMarkedGoods?: boolean;
  /** It corrects a document that may have been a return, and says the rates of that one, whatever its own sign. */
  readonly mayRepeatReturn?: boolean;
}

export interface ReceiptRules extends LineRules {
  /** Tag 1062 of the registration; not checked when absent. */
  readonly permittedTaxSystems?: readonly TaxSystem[];
  /** False: the total must be the sum of the lines to the kopeck. Absent: rounding down to a whole rouble is allowed. */
  readonly mayRound?: boolean;
}
