import type { LocalDate } from "../../config/local-date.ts";
import type { ReceiptRules } from "../../fiscal/document/check.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import type { SellerSettings } from "../core/settings.ts";

/** What a seller's document is held against: the registration where the registrar has told it, the configuration otherwise. */
export function receiptRules(
  { ffd, permittedTaxSystems }: SellerSettings,
  registration: Registration | null,
  date: LocalDate,
): ReceiptRules {
  if (registration === null) return { ffd, date, ...(permittedTaxSystems === null ? {} : { permittedTaxSystems }) };
  const { taxSystems, sellsMarkedGoods, sellsExcise, agents } = registration;
  const permittedAgents = agents === null ? {} : { permittedAgents: agents };
  return { ffd, date, permittedTaxSystems: taxSystems, sellsMarkedGoods, sellsExcise, ...permittedAgents };
}
