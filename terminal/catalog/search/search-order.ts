import type { CatalogDatabase } from "../catalog-database.ts";

/** Documents (see doc-list.ts) and the item numbers they stand for. */
export interface SearchOrder {
  /** Documents are 0…`count` − 1. */
  readonly count: number;
  itemOf(doc: number): number;
  /** −1 for an item that is not searched. */
  docOf(item: number): number;
}

/** Eight bytes an item. */
export function readSearchOrder(db: CatalogDatabase): SearchOrder {
  const bytes = db.prepare<[], Buffer>("SELECT items FROM search_order").pluck().get() ?? Buffer.alloc(0);
  const items = new Uint32Array(new Uint8Array(bytes).buffer);
  let highest = 0;
  for (const item of items) if (item > highest) highest = item;
  const docs = new Int32Array(highest + 1).fill(-1);
  for (let at = 0; at < items.length; at++) docs[items[at]!] = at;
  return { count: items.length, itemOf: (doc) => items[doc] ?? 0, docOf: (item) => docs[item] ?? -1 };
}
