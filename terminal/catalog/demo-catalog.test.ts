import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { epochMs, systemClock } from "../../config/clock.ts";
import { groupFacts } from "../marking/groups.ts";
import type { Catalog } from "./catalog.ts";
import { runCatalogImport } from "./import/run-import.ts";
import type { ImportReport } from "./import/import-report.ts";
import { open, scratch } from "./testing/small-catalog.ts";

const DEMO = join(import.meta.dirname, "../../config/demo/catalog.csv");
const dir = scratch();
let report: ImportReport;
let catalog: Catalog;
beforeAll(async () => {
  const clock = { ...systemClock, now: () => epochMs(Date.UTC(2026, 10, 24, 9)) };
  const imported = await runCatalogImport({ files: [DEMO], dataDir: dir.dir, clock });
  if (!imported.ok) throw new Error(JSON.stringify(imported.error));
  report = imported.value;
  catalog = open(dir.dir);
});
afterAll(() => {
  catalog.close();
  dir.clean();
});

it("the demonstration's goods import whole", () => {
  expect(report.left).toEqual([]);
  expect(report.unusedColumns).toEqual([]);
  expect(report.taken.goods).toBeGreaterThanOrEqual(290);
  expect(report.remarks.map(({ reason }) => reason).toSorted()).toEqual(["noBarcode", "withdrawn"]);
});

it("hold what the screens are shown with: weighed, marked, frozen, withdrawn", () => {
  const first = (words: string): Record<string, unknown> => {
    const hits = catalog.search(words, 1);
    const item = hits.ok && hits.value[0] ? catalog.byId(hits.value[0].id) : null;
    return item?.ok ? { ...item.value } : {};
  };
  expect(first("бананы")).toMatchObject({ weighed: true, measure: 11, vat: "10", department: 3 });
  expect(first("молоко заливной")).toMatchObject({ markingGroup: "milk", vat: "10" });
  expect(first("сигареты гавань красные")).toMatchObject({
    markingGroup: "tobacco",
    frozenPrice: true,
    vat: "22",
    minimumPriceKop: 18_900,
  });
  expect(first("вода тихий")).toMatchObject({ markingGroup: "water" });
  expect(first("пакет майка")).toMatchObject({ markingGroup: null, priceKop: 990 });
  expect(first("водка снежная")).toMatchObject({ alcohol: { kindCode: "200", volumeMl: 500, isStamped: true } });
  expect(first("пиво разливное")).toMatchObject({ isOnTap: true, measure: 41, markingGroup: "beer", alcohol: { isStamped: false } });
  expect(first("энергетический заряд")).toMatchObject({ ageRestriction: "energy-drink" });
  expect(first("таблетки здрав простуды")).toMatchObject({ partsInPiece: 2, markingGroup: "pharma" });
  expect(first("сыр российский маркировкой")).toMatchObject({ weighed: true, markingGroup: "milk" });
  expect(catalog.byWeightCode("00005")).toMatchObject({ value: { name: "Бананы" } });
  for (let code = 1; code <= 309; code++) {
    const item = catalog.byCode(String(code).padStart(5, "0"));
    if (!item.ok) expect(item.error.code).toBe("CAT205");
    else {
      expect(item.value?.name.length).toBeLessThanOrEqual(128);
      if (item.value?.markingGroup) expect(groupFacts(item.value.markingGroup), item.value.name).not.toBeNull();
    }
  }
});
