import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../config/clock.ts";
import { kopecks } from "../../../config/money.ts";
import { ok } from "../../../config/result.ts";
import { buildCatalog } from "../build-catalog.ts";
import type { GoodsCard } from "../catalog-writer.ts";
import { openCatalog } from "../catalog.ts";
import type { Catalog } from "../catalog.ts";

export interface SmallItem extends Partial<GoodsCard> {
  readonly name: string;
  readonly barcodes?: readonly string[];
  /** Null for an item without a price. */
  readonly price?: number | null;
}

/** A data directory of its own for one test; `clean` removes it. */
export function scratch(): { readonly dir: string; file(name: string, content: string | Uint8Array): string; clean(): void } {
  const dir = mkdtempSync(join(tmpdir(), "till-catalog-"));
  return {
    dir,
    file(name, content) {
      const path = join(dir, name);
      writeFileSync(path, content);
      return path;
    },
    clean: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export function card(index: number, item: SmallItem): GoodsCard {
  return {
    id: `id-${index}`,
    code: "",
    article: "",
    unit: "шт",
    measure: 0,
    weighed: false,
    vat: "22",
    taxSystem: "osn",
    markingGroup: null,
    frozenPrice: false,
    minimumPriceKop: null,
    department: 1,
    seller: null,
    active: true,
    weightCode: null,
    popularity: 0,
    ...item,
  };
}

/** Publishes a catalogue of the given goods, ids "id-1", "id-2"… */
export async function publish(dataDir: string, items: readonly SmallItem[]): Promise<number> {
  const built = await buildCatalog({ dataDir, clock: systemClock, source: "test", start: "empty" }, ({ writer }) => {
    const retail = writer.priceType("retail", "Розничная");
    items.forEach((item, at) => {
      const n = writer.insert(card(at + 1, item));
      if (n === null) throw new Error(`id repeated: ${item.name}`);
      for (const barcode of item.barcodes ?? []) writer.addBarcode(n, barcode);
      if (item.price !== null) writer.setPrice(n, retail, kopecks(item.price ?? 10_000));
    });
    return Promise.resolve(ok(null));
  });
  if (!built.ok) throw new Error(built.error.code);
  return built.value.generation;
}

export function open(dataDir: string): Catalog {
  return openCatalog({ dataDir, shop: null, priceType: null });
}
