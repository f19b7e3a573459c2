import type { AppError } from "../../config/errors/index.ts";
import type { Kopecks } from "../../config/money.ts";
import type { Result } from "../../config/result.ts";
import { ok } from "../../config/result.ts";
import type { BuildOptions } from "./build-catalog.ts";
import { updateCatalog } from "./build-catalog.ts";
import { popularityWeight } from "./catalog-schema.ts";
import type { CatalogWriter } from "./catalog-writer.ts";

/** One change between two whole catalogues. Names, barcodes and new goods come with the next generation. */
export type CatalogChange =
  | { readonly kind: "price"; readonly itemId: string; readonly priceType: string; readonly priceKop: Kopecks }
  /** In millionths of the unit; `shop` "" is the total. */
  | { readonly kind: "stock"; readonly itemId: string; readonly shop: string; readonly quantity: number }
  | { readonly kind: "active"; readonly itemId: string; readonly active: boolean }
  /** Units sold lately; orders search results from the next generation on. */
  | { readonly kind: "sold"; readonly itemId: string; readonly units: number };

export interface ChangeCounts {
  readonly applied: number;
  /** Changes for goods that the catalogue does not have. */
  readonly unknown: number;
  /** Ids of the first of them. */
  readonly unknownIds: readonly string[];
}

const UNKNOWN_IDS_MAX = 100;

/** Applies changes to the catalogue in use in one transaction, beside running look-ups. Fails as `updateCatalog`. */
export function changeCatalog(
  options: Pick<BuildOptions, "dataDir" | "clock">,
  changes: Iterable<CatalogChange> | AsyncIterable<CatalogChange>,
): Promise<Result<ChangeCounts, AppError>> {
  return updateCatalog(options, async ({ writer, pause }) => {
    let applied = 0;
    let unknown = 0;
    const unknownIds: string[] = [];
    for await (const change of changes) {
      const n = writer.find(change.itemId);
      if (n !== null) {
        apply(writer, n, change);
        applied++;
      } else {
        unknown++;
        if (unknownIds.length < UNKNOWN_IDS_MAX) unknownIds.push(change.itemId);
      }
      await pause();
    }
    return ok({ applied, unknown, unknownIds });
  });
}

function apply(writer: CatalogWriter, n: number, change: CatalogChange): void {
  switch (change.kind) {
    case "price":
      return writer.setPrice(n, writer.priceType(change.priceType, change.priceType), change.priceKop);
    case "stock":
      return writer.setStock(n, writer.shop(change.shop, change.shop), change.quantity);
    case "active":
      return writer.setActive(n, change.active);
    case "sold":
      return writer.setPopularity(n, popularityWeight(change.units));
  }
}
