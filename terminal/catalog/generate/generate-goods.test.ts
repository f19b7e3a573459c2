import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../config/clock.ts";
import { isGtin } from "../../../device-drivers/scanner/ean.ts";
import { open, scratch } from "../testing/small-catalog.ts";
import { generateGoods } from "./generate-goods.ts";
import { runCatalogGenerate } from "./run-generate.ts";

const COUNT = 20_000;
const goods = [...generateGoods(5, COUNT)];

describe("generated goods", () => {
  it("are the same for the same seed, and do not depend on how many are asked for", () => {
    expect([...generateGoods(5, 500)]).toEqual(goods.slice(0, 500));
    expect([...generateGoods(6, 5)]).not.toEqual(goods.slice(0, 5));
  });

  it("have valid barcodes, each once", () => {
    const barcodes = goods.flatMap((item) => item.barcodes);
    expect(barcodes.every(isGtin)).toBe(true);
    expect(new Set(barcodes).size).toBe(barcodes.length);
    expect(barcodes.length).toBeGreaterThan(COUNT);
  });

  it("look like a shop's: weighed, marked, all rates, prices, several barcodes", () => {
    const share = (test: (item: (typeof goods)[number]) => boolean): number => goods.filter(test).length / COUNT;
    expect(share(({ card }) => card.weighed)).toBeGreaterThan(0.01);
    expect(share(({ card }) => card.markingGroup !== null)).toBeGreaterThan(0.15);
    for (const vat of ["22", "10", "none"]) expect(share(({ card }) => card.vat === vat)).toBeGreaterThan(0.01);
    expect(share(({ barcodes }) => barcodes.length > 1)).toBeGreaterThan(0.1);
    expect(share(({ card }) => card.popularity > 0)).toBeGreaterThan(0.4);
    expect(goods.every(({ card, priceKop }) => priceKop > 0 && card.name.length <= 128 && (!card.weighed || card.measure === 11))).toBe(
      true,
    );
    const weightCodes = goods.flatMap(({ card }) => card.weightCode ?? []);
    expect(new Set(weightCodes).size).toBe(weightCodes.length);
    expect(weightCodes.every((code) => /^[1-9]\d{0,4}$/.test(code))).toBe(true);
    expect(new Set(goods.map(({ card }) => card.name)).size).toBeGreaterThan(COUNT * 0.95);
  });
});

describe("a generated catalogue", () => {
  const dir = scratch();
  afterAll(() => dir.clean());

  it("is in use at once, and every item is found by its barcode and by its name", async () => {
    const built = await runCatalogGenerate({ dataDir: dir.dir, items: COUNT, seed: 5, clock: systemClock });
    expect(built).toMatchObject({ ok: true, value: { generation: 1, items: COUNT } });
    const catalog = open(dir.dir);
    for (const { card, barcodes, priceKop, stock } of goods.filter((_, at) => at % 97 === 0)) {
      for (const barcode of barcodes)
        expect(catalog.byBarcode(barcode)).toMatchObject({ value: { id: card.id, name: card.name, priceKop, stock } });
      if (card.weightCode) expect(catalog.byWeightCode(card.weightCode)).toMatchObject({ value: { id: card.id } });
      const hits = catalog.search(card.name, 100);
      expect(hits.ok && hits.value.map(({ id }) => id)).toContain(card.id);
    }
    catalog.close();
  });

  it("takes only what can be: one to a million", async () => {
    expect(await runCatalogGenerate({ dataDir: dir.dir, items: -5, clock: systemClock })).toMatchObject({ value: { items: 1 } });
  });
});
