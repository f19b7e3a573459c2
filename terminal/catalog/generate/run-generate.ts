import type { Clock } from "../../../config/clock.ts";
import type { AppError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import { ok } from "../../../config/result.ts";
import type { Built } from "../build-catalog.ts";
import { buildCatalog } from "../build-catalog.ts";
import { RETAIL_PRICE_TYPE } from "../import/csv-goods.ts";
import { GENERATED_ITEMS_MAX, generateGoods } from "./generate-goods.ts";

export interface CatalogGenerateOptions {
  readonly dataDir: string;
  /** 1…1,000,000. */
  readonly items: number;
  /** The same seed gives the same goods. */
  readonly seed?: number;
  readonly clock: Clock;
}

const DEFAULT_SEED = 1;

/** Makes a catalogue of invented goods and puts it into use. */
export async function runCatalogGenerate(options: CatalogGenerateOptions): Promise<Result<Built<null>, AppError>> {
  const { dataDir, clock, seed = DEFAULT_SEED } = options;
  const items = Math.max(1, Math.min(GENERATED_ITEMS_MAX, Math.trunc(options.items)));
  return buildCatalog({ dataDir, clock, source: `generated, seed ${seed}`, start: "empty" }, async ({ writer, pause }) => {
    const retail = writer.priceType(RETAIL_PRICE_TYPE.id, RETAIL_PRICE_TYPE.name);
    const total = writer.shop("", "");
    for (const { card, barcodes, priceKop, stock } of generateGoods(seed, items)) {
      const n = writer.insert(card);
      if (n === null) continue;
      for (const barcode of barcodes) writer.addBarcode(n, barcode);
      writer.setPrice(n, retail, priceKop);
      writer.setStock(n, total, stock);
      await pause();
    }
    return ok(null);
  });
}
