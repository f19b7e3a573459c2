import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { CatalogItem } from "../catalog/catalog-item.ts";
import type { SellerSettings, TillSettings } from "../core/settings.ts";
import { MAIN_REGISTRAR } from "../shift/book.ts";
import type { Receipt } from "./receipt.ts";

/** Whose goods these are: the goods card names the seller by id or INN, or nobody for the till's own organisation. RCP481. */
export function sellerOfItem(item: Pick<CatalogItem, "name" | "seller">, { sellers }: TillSettings): Result<SellerSettings, AppError> {
  // Goods cards frozen in older journals name nobody.
  const named = item.seller ?? null;
  if (named === null) return ok(sellers[0]);
  const found = sellers.find(({ id, inn }) => id === named || inn === named);
  return found === undefined ? err(appError("RCP481", { name: item.name, seller: named })) : ok(found);
}

/** The seller of a position or of a fact, whose registrar makes its document. */
export function sellerIdOf({ sellerId }: { readonly sellerId?: string | undefined }): string {
  return sellerId ?? MAIN_REGISTRAR;
}

/** Sellers of the goods in a receipt, each once; the till's own organisation first, then in order of the goods. Never empty. */
export function sellerIdsOf({ positions }: Pick<Receipt, "positions">): readonly string[] {
  const live = positions.filter((position) => !position.voided).map(sellerIdOf);
  const ids = [...new Set(live)].toSorted((a, b) => Number(b === MAIN_REGISTRAR) - Number(a === MAIN_REGISTRAR));
  return ids.length === 0 ? [MAIN_REGISTRAR] : ids;
}

export function sellerById({ sellers }: TillSettings, id: string): SellerSettings {
  return sellers.find((seller) => seller.id === id) ?? sellers[0];
}

/**
 * Why goods of this seller may not stand in the receipt. Only plain sales are split among sellers: money given back can't be asked
 * for again when one registrar refuses (RCP485), and deals are the till's own organisation's (RCP486).
 */
export function otherSellerFault(
  receipt: Receipt,
  seller: SellerSettings,
  { name }: Pick<CatalogItem, "name">,
  settings: TillSettings,
): AppError | null {
  if (receipt.settlement !== "full") return seller.id === MAIN_REGISTRAR ? null : dealsOfOthers(settings);
  const isMixed = receipt.positions.some((position) => !position.voided && sellerIdOf(position) !== seller.id);
  return isMixed && receipt.kind !== "sale" ? appError("RCP485", { name }) : null;
}

/** Why the receipt may neither take an earlier payment nor be left to be paid; null when its goods are the till's own. RCP486. */
export function dealFault(receipt: Receipt, settings: TillSettings): AppError | null {
  return sellerIdsOf(receipt).every((id) => id === MAIN_REGISTRAR) ? null : dealsOfOthers(settings);
}

function dealsOfOthers({ sellers }: TillSettings): AppError {
  return appError("RCP486", { organisation: sellers[0].organisation });
}

/** Seller's name for people, on a till with several; null on one with one, where it would say nothing. */
export function ownerName(settings: TillSettings, sellerId: string): string | null {
  return settings.sellers.length === 1 ? null : sellerById(settings, sellerId).organisation;
}
